"""Limits by section: who is named in one works there and nowhere else; gate, form, lists and mails agree."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.mailing import _reviewers
from articles.models import Article, Edition, Section
from articles.publishing import NotYou
from articles.workflow import State
from authors.models import AuditEntry, User
from tests.conftest import SignIn, make_person
from tests.desk import LIST, move_page, opened, page_of, text_of
from tests.make import make_approved, make_article, make_move, make_published, make_section, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def culture(editor: User, publisher: User) -> Section:
    """The only section in which editor and publisher work."""
    culture = make_section("Culture")
    culture.only_here.add(editor, publisher)
    return culture


@pytest.fixture
def article(culture: Section, writer: User) -> Article:
    """A text of another section, in review."""
    article = make_article(writer, section="Harbour")
    make_move(article, "submit", writer)
    return article


def state_of(article: Article) -> str:
    """The state as stored now."""
    return Article.objects.values_list("state", flat=True).get(pk=article.pk)


def test_who_is_named_in_a_section_does_not_review_in_another(article: Article, editor: User) -> None:
    with pytest.raises(NotYou, match="section Harbour, and your work at the desk ends at Culture"):
        make_move(article, "approve", editor)


def test_the_refusal_names_somebody_who_works_there(article: Article, editor: User) -> None:
    make_section("Harbour").only_here.add(make_person("editor", "Harriet Harbour"))
    make_section("Culture").only_here.add(make_person("editor", "Carl Culture"))
    make_person("writer", "Not An Editor")
    with pytest.raises(NotYou, match=r"Please ask Harriet Harbour\.$"):
        make_move(article, "approve", editor)


def test_the_refusal_names_an_administrator_where_nobody_else_works(article: Article, editor: User) -> None:
    with pytest.raises(NotYou, match=r"Please ask an administrator\.$"):
        make_move(article, "send_back", editor, note="No.")


def test_who_is_named_in_no_section_works_in_all(article: Article) -> None:
    make_move(article, "approve", make_person("editor", "Everywhere"))
    assert state_of(article) == State.APPROVED


def test_who_is_named_in_two_sections_works_in_both(article: Article, editor: User) -> None:
    make_section("Harbour").only_here.add(editor)
    make_move(article, "approve", editor)
    assert state_of(article) == State.APPROVED


def test_an_editor_works_on_in_the_section_that_names_them(
    writer: User, editor: User, culture: Section
) -> None:
    article = make_article(writer, section="Culture")
    make_approved(article, writer, editor)
    assert state_of(article) == State.APPROVED


def test_a_text_without_a_section_is_open_to_all(writer: User, editor: User, culture: Section) -> None:
    make_move(make_article(writer, section=None), "spike", editor, note="Told elsewhere.")


def test_a_publisher_publishes_schedules_and_vouches_only_where_they_work(
    article: Article, publisher: User
) -> None:
    with pytest.raises(NotYou, match="Harbour"):
        make_move(article, "approve_in_emergency", publisher, note="It burns.")
    make_move(article, "approve", make_person("editor", "Everywhere"))
    with pytest.raises(NotYou, match="Harbour"):
        make_move(article, "publish", publisher)
    assert not Edition.objects.exists()


def test_a_live_text_is_not_brought_into_reach_by_another_section(
    writer: User, publisher: User, administrator: User, culture: Section
) -> None:
    article = make_article(writer, section="Harbour")
    make_published(article, writer, administrator)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(section=culture)
    with pytest.raises(NotYou, match="Harbour"):
        make_move(article, "retract", publisher, note="Out of my way.")
    assert not Article.objects.get(pk=article.pk).may_be_edited_by(publisher)


def test_a_text_that_moved_to_another_section_for_good_is_within_reach(
    writer: User, publisher: User, administrator: User, culture: Section
) -> None:
    article = make_article(writer, section="Harbour")
    make_published(article, writer, administrator)
    make_update(article, writer, administrator, section=culture)
    make_move(article, "reopen", publisher)
    assert state_of(article) == State.DRAFT


def test_an_editor_writes_and_submits_texts_of_their_own_in_any_section(
    editor: User, culture: Section, desk: Client
) -> None:
    article = make_article(editor, section="Harbour")
    answer = desk.post(page_of(article), opened(desk, article, headline="Seen at sea", _move="submit"))
    assert answer.status_code == 302
    assert Article.objects.values_list("headline", "state").get() == ("Seen at sea", State.IN_REVIEW)


def test_the_form_of_a_text_elsewhere_is_only_to_be_read(article: Article, desk: Client) -> None:
    page = desk.get(page_of(article))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert [offer.name for offer in page.context["standing"].offers] == []
    assert "does not reach the section of this text, so it is yours to read only" in text_of(page)


def test_the_page_of_a_move_says_whom_to_ask(article: Article, desk: Client) -> None:
    make_person("editor", "Everywhere")
    assert "Please ask Everywhere." in text_of(desk.get(move_page(article, "approve")))
    answer = desk.post(move_page(article, "approve"), {"version": article.version + 1})
    assert answer.status_code == 403
    assert state_of(article) == State.IN_REVIEW


def test_publish_now_says_whom_to_ask(article: Article, publisher: User, sign_in: SignIn) -> None:
    answer = sign_in(publisher).post(move_page(article, "publish_now"), {"version": article.version + 1})
    assert answer.status_code == 403
    assert "your work at the desk ends at Culture" in text_of(answer)


def test_a_limit_that_came_while_the_form_was_open_holds_and_hands_the_text_back(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    desk = sign_in(editor)
    form = opened(desk, article, body="An hour's work.")
    make_section("Culture").only_here.add(editor)
    answer = desk.post(page_of(article), form)
    assert answer.status_code == 409
    assert "An hour&#x27;s work." in text_of(answer)
    assert Article.objects.get(pk=article.pk).body == article.body


def test_several_at_once_move_only_what_is_within_reach(article: Article, writer: User, desk: Client) -> None:
    here = make_article(writer, section="Culture", headline="Here")
    make_move(here, "submit", writer)
    seen = {f"seen-{row.pk}": row.version for row in Article.objects.all()}
    answer = desk.post(LIST, {"action": "approve", "_selected_action": [here.pk, article.pk], **seen})
    assert {item.article.pk: item.done for item in answer.context["report"]} == {
        here.pk: True,
        article.pk: False,
    }


def test_no_version_is_brought_back_elsewhere(article: Article, desk: Client) -> None:
    address = reverse("admin:articles_article_bring_back", args=[article.pk, 1])
    answer = desk.post(address, {"version": Article.objects.get(pk=article.pk).version}, follow=True)
    assert "You may not change this text" in text_of(answer)


def test_the_live_text_is_not_fixed_elsewhere(
    writer: User, publisher: User, administrator: User, culture: Section
) -> None:
    article = make_article(writer, section="Harbour")
    make_published(article, writer, administrator)
    make_move(article, "reopen", writer)
    with pytest.raises(NotYou, match="Harbour"):
        make_move(article, "fix_live", publisher, kind="minor", text={"headline": "Mine now"})


def test_no_import_is_published_elsewhere(culture: Section, publisher: User, tmp_path: Path) -> None:
    make_section("Harbour")
    file = tmp_path / "story.md"
    file.write_text(
        "---\nheadline: The ferry\nsummary: It sails.\nsection: Harbour\nbyline: Ilse Maarvik\n---\n\nIt sails.\n"
    )
    with pytest.raises(CommandError):
        call_command("import_article", str(file), publish=True, email=publisher.email)
    assert not Edition.objects.exists()


def test_only_what_is_within_reach_waits_for_an_editor(article: Article, writer: User, editor: User) -> None:
    here = make_article(writer, section="Culture")
    make_move(here, "submit", writer)
    assert list(Article.objects.reviewable_by(editor)) == [here]
    assert set(Article.objects.reviewable_by(make_person("editor", "Everywhere"))) == {here, article}


def test_a_text_that_is_live_elsewhere_does_not_wait_for_an_editor_of_its_new_section(
    writer: User, editor: User, administrator: User, culture: Section
) -> None:
    article = make_article(writer, section="Harbour")
    make_published(article, writer, administrator)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(section=culture, change_kind="minor")
    make_move(article, "submit", writer)
    assert not Article.objects.reviewable_by(editor).exists()


def test_nobody_is_asked_by_mail_to_review_what_they_may_not(article: Article, editor: User) -> None:
    everywhere = make_person("editor", "Everywhere")
    article = Article.objects.get(pk=article.pk)
    assert set(_reviewers(article)) == {everywhere}


def test_the_limits_cost_one_query_a_page(article: Article, writer: User, desk: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.get(page_of(article))
    assert sum("only_here" in query["sql"] for query in asked) == 1


def test_the_page_of_a_section_names_its_people_and_the_record_keeps_them(
    administrator: User, editor: User, reader: User, sign_in: SignIn
) -> None:
    section = make_section("Culture")
    browser = sign_in(administrator)
    page = reverse("admin:articles_section_change", args=[section.pk])
    offered = text_of(browser.get(page))
    assert str(editor) in offered
    assert str(reader) not in offered
    fields: dict[str, Any] = {"name": "Culture", "slug": "culture", "order": 1, "only_here": [editor.pk]}
    browser.post(page, fields)
    assert list(section.only_here.all()) == [editor]
    assert AuditEntry.objects.latest("pk").detail["only_here"] == ["Edda Editor"]
