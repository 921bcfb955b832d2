"""Editors accept what readers suggest into the working copy, or decline it with an answer; each once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition, Note, Reference, Source, Version
from articles.workflow import State
from authors.models import AuditEntry, User
from comments.models import Notice, ReaderMail
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import (
    make_article,
    make_move,
    make_reference,
    make_scheduled,
    make_section,
    make_source,
)
from tests.make_comments import make_reader
from tests.make_notices import make_notice, make_with_a_table

pytestmark = pytest.mark.django_db

RIGHT = "The gate on the Orle was promised for the spring of 1987. It is late."
BODY = (
    "The gate on the Orle was **promised** for the spring of 1978. It is late.[[register]]\n\n"
    "Nobody on the island is surprised, because nobody there has seen a gate that was not late.\n\n{stakeholders}"
)


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A published article with a source and a table."""
    return make_with_a_table(writer, publisher, BODY)


def page_of(notice: Notice) -> str:
    """The address of its page at the desk."""
    return reverse("admin:comments_notice_change", args=[notice.pk])


def filled(page: Any) -> dict[str, str]:
    """The form for accepting, as the page offers it."""
    html = text_of(page)
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL))
    fields.pop("why", None)
    fields |= dict(re.findall(r'<input type="hidden" name="(version)" value="(\d+)"', html))
    fields["change_kind"] = re.findall(r'<option value="(\w+)" selected>', html)[0]
    return {name: value.replace("&quot;", '"').replace("&#x27;", "'") for name, value in fields.items()}


def accept(client: Client, notice: Notice, **changes: str) -> Any:
    """Accept it as the page proposes, with these changes."""
    return client.post(page_of(notice), {**filled(client.get(page_of(notice))), "do": "accept", **changes})


def working_copy(edition: Edition) -> Article:
    """As it is now."""
    article: Article = Article.objects.get(pk=edition.article_id)
    return article


# Accepting


def test_a_correction_is_prepared_in_a_reopened_working_copy(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    notice = make_notice(
        edition, RIGHT, at="1978", name="Rea Reader", email="rea@elsewhere.example", credit=True
    )
    body = BODY.replace("1978", "1987")
    answer = accept(sign_in(editor), notice, answer="Well spotted.")
    assert answer.status_code == 302, filled(answer)
    article = working_copy(edition)
    assert article.state == State.DRAFT
    assert article.body == body
    assert article.change_kind == "correction"
    assert article.was_wrong == (
        "An earlier edition said: “The gate on the Orle was promised for the spring of 1978.”"
    )
    assert article.is_right == (
        "It now says: “The gate on the Orle was promised for the spring of 1987.” "
        "We thank Rea Reader for pointing this out."
    )
    notice.refresh_from_db()
    assert (notice.status, notice.decided_by, notice.answer) == ("accepted", editor, "Well spotted.")
    assert Edition.objects.filter(article=article).count() == 1, "readers see nothing of it yet"


def test_an_acceptance_is_an_ordinary_save(sign_in: SignIn, editor: User, edition: Edition) -> None:
    notice = make_notice(edition, RIGHT, at="1978")
    before = working_copy(edition).version
    accept(sign_in(editor), notice, paragraph="The gate was promised for 1987.[[register]]")
    article = working_copy(edition)
    version = Version.objects.filter(article=article).latest("number")
    assert article.version > before
    assert (version.number, version.saved_by, version.reason) == (article.version, editor, "notice")
    assert version.payload["body"].startswith("The gate was promised for 1987.[[register]]\n\nNobody")
    kinds = set(AuditEntry.objects.filter(who=editor).values_list("kind", flat=True))
    assert {"reopen", "notice_accept"} <= kinds
    note = Note.objects.get()
    assert note.resolved_by == editor
    assert note.anchor == "body\nThe gate was promised for 1987.[[register]]"


def test_without_a_paragraph_it_is_for_the_editor_to_change_beside_the_note(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    notice = make_notice(edition, "You have mixed up the years.", at="1978")
    answer = accept(sign_in(editor), notice, paragraph="")
    assert answer["Location"].endswith(f"/change/#note-{notice.note_id}")
    article = working_copy(edition)
    assert article.body == BODY
    assert article.is_right == "", "a remark is no correction; what readers are told is for editors to say"
    assert Note.objects.get().resolved_at is None


def test_a_remark_accepted_with_the_paragraph_as_it_was_is_still_to_be_done(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    notice, desk = make_notice(edition, "You have mixed up the years.", at="1978"), sign_in(editor)
    answer = accept(desk, notice)
    assert answer["Location"].endswith(f"/change/#note-{notice.note_id}")
    assert "The note stands beside the text" in text_of(desk.get(answer["Location"]))
    assert working_copy(edition).body == BODY
    assert Note.objects.get().resolved_at is None


@pytest.mark.parametrize("at", ["headline", "summary"])
def test_headline_and_summary_can_be_put_right(
    at: str, sign_in: SignIn, editor: User, edition: Edition
) -> None:
    words = getattr(edition.article, at)
    notice = make_notice(edition, "The years are wrong.", at=words)
    accept(sign_in(editor), notice, paragraph="Quite another\r\nthing")
    assert getattr(working_copy(edition), at).split() == ["Quite", "another", "thing"]


def test_a_new_source_is_made_and_cited_at_its_paragraph(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    address = "https://archive.example/gate?utm_source=x"
    notice = make_notice(edition, "", at="1978", kind="source", address=address)
    page = sign_in(editor).get(page_of(notice))
    assert "No article of ours rests on this address yet." in text_of(page)
    answer = accept(sign_in(editor), notice, title="The gate in the archive")
    assert answer.status_code == 302
    source = Source.objects.at("https://archive.example/gate").get()
    assert source.title == "The gate in the archive"
    reference = Reference.objects.get(article=edition.article_id, source=source)
    article = working_copy(edition)
    assert f"It is late.[[register]][[{reference.key}]]\n\n" in article.body
    assert article.change_kind == "minor"


def test_a_source_that_is_known_is_said_to_be_and_taken(
    sign_in: SignIn, editor: User, writer: User, edition: Edition
) -> None:
    source = make_source("https://archive.example/gate/", title="Archive of gates")
    other = make_article(writer, headline="The other gate")
    make_reference(other, source=source)
    notice = make_notice(edition, "", kind="source", address="HTTPS://archive.example:443/gate#top")
    page = text_of(sign_in(editor).get(page_of(notice)))
    assert "A known source:" in page
    assert "Archive of gates" in page
    assert "The other gate" in page
    accept(sign_in(editor), notice)
    assert Reference.objects.filter(article=edition.article_id, source=source).count() == 1
    again = make_notice(edition, "", kind="source", address="https://archive.example/gate")
    assert "This article rests on it already" in text_of(sign_in(editor).get(page_of(again)))
    accept(sign_in(editor), again)
    assert Reference.objects.filter(article=edition.article_id, source=source).count() == 1


def test_a_second_notice_adds_to_what_the_first_tells(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    accept(sign_in(editor), make_notice(edition, RIGHT, at="1978", name="Rea", credit=True))
    accept(sign_in(editor), make_notice(edition, "Two islands.", at="Nobody", name="Tom", credit=True))
    article = working_copy(edition)
    first, second = article.is_right.split("\n")
    assert first.endswith("We thank Rea for pointing this out.")
    assert second == "We thank Tom for pointing this out."
    assert Notice.objects.filter(status="accepted").count() == 2


def test_a_source_takes_no_correction_away(sign_in: SignIn, editor: User, edition: Edition) -> None:
    accept(sign_in(editor), make_notice(edition, "The year is wrong.", at="1978"))
    source = make_notice(edition, "", kind="source", address="https://archive.example/gate")
    accept(sign_in(editor), source)
    assert working_copy(edition).change_kind == "correction"


def test_what_is_scheduled_stands_in_the_way_and_says_so(
    sign_in: SignIn, editor: User, writer: User, publisher: User, edition: Edition
) -> None:
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(change_kind="minor", summary="Later.")
    make_scheduled(edition.article, writer, publisher)
    notice = make_notice(edition, at="1978")
    assert "Cancel that first" in text_of(sign_in(editor).get(page_of(notice))), "said before anybody types"
    answer = accept(sign_in(editor), notice, answer="Typed and kept.")
    assert answer.status_code == 409
    assert "Cancel that first" in text_of(answer)
    assert "Typed and kept." in text_of(answer)
    notice.refresh_from_db()
    assert notice.status == "new"


def test_a_save_between_looking_and_accepting_is_told_and_nothing_is_lost(
    sign_in: SignIn, editor: User, writer: User, edition: Edition
) -> None:
    notice = make_notice(edition, at="1978")
    client = sign_in(editor)
    form = filled(client.get(page_of(notice)))
    make_move(edition.article, "reopen", writer)
    answer = client.post(page_of(notice), {**form, "do": "accept", "paragraph": "Mine.", "answer": "Thanks."})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Somebody has saved the article since you opened this page." in page
    assert "Mine." in page
    assert "Thanks." in page
    again = client.post(page_of(notice), {**filled(answer), "do": "accept"})
    assert again.status_code == 302
    assert working_copy(edition).body.startswith("Mine.")


def test_a_place_that_is_gone_is_said_to_be_gone(
    sign_in: SignIn, editor: User, writer: User, edition: Edition
) -> None:
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(body="All of it is new.\n\nAll of it.\n\nQuite.")
    notice = make_notice(edition, at="1978")
    page = text_of(sign_in(editor).get(page_of(notice)))
    assert "It is gone from the working copy." in page
    assert 'name="paragraph"' not in page
    assert accept(sign_in(editor), notice).status_code == 302


def test_a_paragraph_cannot_be_put_where_none_stands(sign_in: SignIn, editor: User, edition: Edition) -> None:
    notice = make_notice(edition, at="Port of Aldery")
    accept(sign_in(editor), notice, paragraph="Smuggled in.")
    assert working_copy(edition).body == BODY


# Declining, and taking back


def test_declining_takes_an_answer_that_the_reader_gets(
    client: Client, sign_in: SignIn, editor: User, edition: Edition
) -> None:
    notice = make_notice(edition, email="rea@elsewhere.example")
    desk = sign_in(editor)
    assert desk.post(page_of(notice), {"do": "decline", "why": " "}).status_code == 422
    assert desk.post(page_of(notice), {"do": "decline", "why": "The plan says 1978."}).status_code == 302
    notice.refresh_from_db()
    assert (notice.status, notice.answer) == ("declined", "The plan says 1978.")
    assert Note.objects.get().resolved_by == editor
    assert working_copy(edition).state == State.RELEASED
    mail = ReaderMail.objects.get()
    assert mail.address == "rea@elsewhere.example"
    assert "The plan says 1978." in mail.text
    page = text_of(client.get(mail.path))
    assert "Your suggestion is declined" in page
    assert "The plan says 1978." in page


def test_a_reader_with_an_account_is_answered_there(sign_in: SignIn, editor: User, edition: Edition) -> None:
    user = make_reader("gannet")
    notice = make_notice(edition, at="1978", reader=user.reader, email="other@elsewhere.example")
    accept(sign_in(editor), notice)
    assert [(mail.recipient, mail.address) for mail in ReaderMail.objects.all()] == [(user, "")]


def test_an_acceptance_can_be_taken_back(sign_in: SignIn, editor: User, edition: Edition) -> None:
    notice = make_notice(edition, at="1978")
    accept(sign_in(editor), notice, paragraph="The gate was promised for 1987.")
    answer = sign_in(editor).post(page_of(notice), {"do": "back"})
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert (notice.status, notice.decided_by) == ("new", None)
    assert Note.objects.get().resolved_at is None


def test_who_comes_second_is_told_who_was_first(
    sign_in: SignIn, editor: User, publisher: User, edition: Edition
) -> None:
    notice = make_notice(edition, at="1978")
    second = sign_in(publisher)
    form = filled(second.get(page_of(notice)))
    accept(sign_in(editor), notice)
    version = working_copy(edition).version
    for do in ({"do": "accept", **form, "version": str(version)}, {"do": "decline", "why": "No."}):
        answer = second.post(page_of(notice), do)
        assert answer.status_code == 409
        assert "Edda Editor got there first" in text_of(answer)
    assert working_copy(edition).version == version
    assert ReaderMail.objects.count() == 0


# Who may


def test_writers_contributors_moderators_and_readers_answer_nothing(
    sign_in: SignIn, writer: User, contributor: User, moderator: User, reader: User, edition: Edition
) -> None:
    notice = make_notice(edition, at="1978")
    for user in (writer, contributor, moderator, reader):
        client = sign_in(user)
        assert client.get(page_of(notice)).status_code in (302, 401, 403), user
        assert client.post(page_of(notice), {"do": "decline", "why": "No."}).status_code in (302, 401, 403), (
            user
        )
    notice.refresh_from_db()
    assert notice.status == "new"


def test_an_editor_of_another_section_reads_and_does_not_answer(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    editor.only_sections.add(make_section("Culture"))
    notice = make_notice(edition, at="1978")
    client = sign_in(editor)
    page = text_of(client.get(page_of(notice)))
    assert "not yours to answer" in page
    assert client.post(page_of(notice), {"do": "decline", "why": "No."}).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 30, "-1"])
def test_a_number_that_nobody_gave_is_not_found(
    number: str, sign_in: SignIn, editor: User, edition: Edition
) -> None:
    assert sign_in(editor).get(f"/admin/comments/notice/{number}/change/").status_code == 404


def test_nobody_deletes_or_writes_what_a_reader_suggests(
    sign_in: SignIn, administrator: User, edition: Edition
) -> None:
    notice = make_notice(edition)
    client = sign_in(administrator)
    assert client.post(f"/admin/comments/notice/{notice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/comments/notice/add/").status_code == 403


# What it costs


def test_the_form_of_an_article_with_notices_costs_one_query_more(
    sign_in: SignIn, editor: User, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    for _time in range(12):
        make_notice(edition, at="1978")
    client = sign_in(editor)
    form = reverse("admin:articles_article_change", args=[edition.article_id])
    client.get(form)
    with django_assert_max_num_queries(25):
        client.get(form)


def test_the_page_of_a_notice_costs_a_fixed_number_of_queries(
    sign_in: SignIn, editor: User, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    for _time in range(12):
        notice = make_notice(edition, at="1978", email="rea@elsewhere.example")
    client = sign_in(editor)
    client.get(page_of(notice))
    with django_assert_max_num_queries(30):
        client.get(page_of(notice))
