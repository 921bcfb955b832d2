"""Commissions: an article begins as a task, is given to a writer or taken by one, and planned."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles import planning
from articles.models import Article, Assignment, Mail, Version
from articles.publishing import Refused
from authors.models import AuditEntry, How, MailKind, MailPreference, User
from tests.clock import ahead, typed
from tests.conftest import SignIn, make_person
from tests.desk import LIST, opened, page_of, text_of
from tests.make import make_article, make_author, make_commission, make_move, make_section

COMMISSION = f"{LIST}commission/"


def asked(**changes: str) -> dict[str, str]:
    """The commission's form, filled in."""
    given = {"headline": "Who pays for the gauge", "writer": "", "section": "", "brief": "Ask the council."}
    return {**given, "deadline": "", "planned_for": "", "embargo": "", **changes}


def take(browser: Client, article: Article) -> Any:
    """'I take it' is pressed."""
    return browser.post(f"{LIST}{article.pk}/take/", follow=True)


# Commissioning


def test_an_editor_commissions_an_article_with_all_that_is_planned(
    desk: Client, editor: User, writer: User
) -> None:
    section, deadline, planned, embargo = make_section(), ahead(days=1), ahead(days=3), ahead(days=2)
    answer = desk.post(
        COMMISSION,
        asked(writer="Wanda Writer", section=str(section.pk), deadline=typed(deadline),
              planned_for=typed(planned), embargo=typed(embargo)),
        follow=True,
    )  # fmt: skip
    assert "Commissioned. Wanda Writer has it." in text_of(answer)
    article = Article.objects.get()
    assert (article.headline, article.brief) == ("Who pays for the gauge", "Ask the council.")
    assert (article.state, article.owner, article.commissioned_by) == ("draft", writer, editor)
    assert (article.section, article.deadline, article.planned_for) == (section, deadline, planned)
    assert article.embargo == embargo
    assert Version.objects.filter(article=article).count() == 1


def test_a_commission_is_kept_on_record(desk: Client, editor: User, writer: User) -> None:
    desk.post(COMMISSION, asked(writer="Wanda Writer"))
    line = AuditEntry.objects.get(kind="commission")
    assert (line.who, line.name, line.detail["writer"]) == (editor, "Who pays for the gauge", "Wanda Writer")


def test_the_writer_is_mailed_the_brief_and_the_deadline(
    editor: User, writer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_commission(editor, writer, deadline=ahead(days=1))
    (letter,) = mail.outbox
    assert letter.to == [writer.email]
    assert letter.subject == "For you to write: Who pays for the gauge"
    assert "Ask the council." in letter.body
    assert "Deadline: " in letter.body


def test_an_editor_who_commissions_for_themselves_gets_no_mail(
    editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_commission(editor, editor)
    assert mail.outbox == []


def test_who_wants_no_mail_of_assignments_gets_none(
    editor: User, writer: User, contributor: User, django_capture_on_commit_callbacks: Any
) -> None:
    MailPreference.objects.choose(writer, {MailKind.ASSIGNMENT: How.OFF})
    MailPreference.objects.choose(contributor, {MailKind.ASSIGNMENT: How.DAILY})
    with django_capture_on_commit_callbacks(execute=True):
        make_commission(editor, writer)
        make_commission(editor, contributor)
    assert mail.outbox == []
    waiting = Mail.objects.get()
    assert (waiting.recipient, waiting.gathered) == (contributor, True)


def test_the_byline_begins_with_the_writers_profile(desk: Client, writer: User) -> None:
    make_author("Wanda W. Writer", user=writer)
    desk.post(COMMISSION, asked(writer="Wanda Writer"))
    assert [str(by) for by in Article.objects.get().bylines.all()] == ["Wanda W. Writer"]


def test_a_writer_without_a_profile_stands_in_no_byline(desk: Client, writer: User) -> None:
    desk.post(COMMISSION, asked(writer="Wanda Writer"))
    assert not Article.objects.get().bylines.exists()


def test_a_commission_may_begin_with_nobody(desk: Client) -> None:
    answer = desk.post(COMMISSION, asked(), follow=True)
    assert Article.objects.get().owner is None
    assert not Assignment.objects.exists()
    assert "it waits for whoever takes it" in text_of(answer)


def test_the_form_says_in_which_zone_its_times_are(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert "paper&#x27;s time zone, Asia/Tokyo" in text_of(desk.get(COMMISSION))


def test_times_are_read_in_the_papers_zone(desk: Client) -> None:
    day = timezone.localdate() + timedelta(days=2)
    with timezone.override("Asia/Tokyo"):
        desk.post(COMMISSION, asked(deadline=f"{day}T18:00"))
    deadline = Article.objects.get().deadline
    assert deadline
    assert timezone.localtime(deadline, timezone.get_fixed_timezone(540)).hour == 18


@pytest.mark.parametrize("role", ["contributor", "writer", "moderator"])
def test_who_may_not_commission_finds_no_way_to(role: str, db: None, sign_in: SignIn) -> None:
    browser = sign_in(make_person(role, "Some Body"))
    assert browser.get(COMMISSION).status_code == 403
    assert browser.post(COMMISSION, asked()).status_code == 403
    assert "Commission an article" not in text_of(browser.get("/admin/")) + text_of(browser.get(LIST))
    assert not Article.objects.exists()


def test_who_may_commission_finds_the_way_on_the_desk_and_in_the_list(desk: Client) -> None:
    for page in ("/admin/", LIST):
        assert f'href="{COMMISSION}"' in text_of(desk.get(page))


def test_an_editor_of_some_sections_commissions_in_these_alone(desk: Client, editor: User) -> None:
    own, other = make_section("Estuary"), make_section("Politics")
    own.only_here.add(editor)
    assert "Politics" not in text_of(desk.get(COMMISSION))
    desk.post(COMMISSION, asked(section=str(other.pk)))
    desk.post(COMMISSION, asked())
    assert not Article.objects.exists()
    desk.post(COMMISSION, asked(section=str(own.pk)))
    assert Article.objects.get().section == own


# What is typed wrongly is said and kept


def refused(desk: Client, **changes: str) -> str:
    """The page that comes back; nothing was made."""
    answer = desk.post(COMMISSION, asked(**changes))
    assert answer.status_code == 200
    assert not Article.objects.exists()
    return text_of(answer)


def test_a_commission_needs_a_headline(desk: Client) -> None:
    page = refused(desk, headline="  ")
    assert "Please give it a headline to work with" in page
    assert "Ask the council." in page


def test_a_writer_nobody_knows_is_refused(desk: Client) -> None:
    assert "Nobody who writes here is called “Nemo”" in refused(desk, writer="Nemo")


def test_readers_moderators_and_those_who_left_cannot_be_asked(
    desk: Client, reader: User, moderator: User, writer: User
) -> None:
    User.objects.filter(pk=writer.pk).update(is_active=False)
    for person in (reader, moderator, writer):
        assert "Nobody who writes here" in refused(desk, writer=person.name)


def test_of_two_writers_of_one_name_the_address_decides(desk: Client, writer: User) -> None:
    twin = make_person("contributor", "Twin")
    User.objects.filter(pk=twin.pk).update(name="wanda writer")
    assert "type the e-mail address" in refused(desk, writer="Wanda Writer")
    desk.post(COMMISSION, asked(writer=twin.email.upper()))
    assert Article.objects.get().owner == twin


@pytest.mark.parametrize("name", ["deadline", "planned_for"])
def test_a_time_that_has_passed_is_refused(desk: Client, name: str) -> None:
    assert "This time has passed" in refused(desk, **{name: typed(ahead(hours=-1))})


@pytest.mark.parametrize("text", ["tomorrow", "0001-01-01T00:00", "9999-12-31T23:59", "20261-01-01T00:00"])
@pytest.mark.parametrize("name", ["deadline", "planned_for", "embargo"])
def test_what_is_no_time_of_this_age_is_refused(desk: Client, name: str, text: str) -> None:
    page = refused(desk, **{name: text})
    assert "Please look at the year" in page or "Enter a valid date/time" in page


def test_it_cannot_be_planned_for_a_time_before_its_embargo(desk: Client) -> None:
    page = refused(desk, planned_for=typed(ahead(days=1)), embargo=typed(ahead(days=2)))
    assert "but its embargo ends at" in page


def test_a_deadline_after_the_planned_time_is_told_and_hinders_nothing(desk: Client) -> None:
    times = {"planned_for": typed(ahead(days=1)), "deadline": typed(ahead(days=2))}
    answer = desk.post(COMMISSION, asked(**times), follow=True)
    assert "is after the time it is planned for" in text_of(answer)
    assert Article.objects.exists()


def test_the_writers_field_suggests_colleagues_who_write(
    desk: Client, sign_in: SignIn, writer: User, reader: User, moderator: User
) -> None:
    options = desk.get(f"{LIST}suggest/writer/?q=a").json()["options"]
    assert [option["value"] for option in options] == ["Edda Editor", "Wanda Writer"]
    assert sign_in(writer).get(f"{LIST}suggest/writer/?q=a").status_code == 403


# Four eyes


def test_who_commissioned_it_has_not_written_it_and_may_approve(editor: User, writer: User) -> None:
    article = make_commission(editor, writer)
    ready = make_article(writer)
    for name in ("summary", "body", "section_id"):
        setattr(article, name, getattr(ready, name))
    article.save()
    article.bylines.create(author=make_author())
    make_move(article, "submit", writer)
    make_move(article, "approve", editor)
    article.refresh_from_db()
    assert article.state == "approved"


def test_whoever_was_asked_once_does_not_approve_it(editor: User, publisher: User, writer: User) -> None:
    article = make_article(writer)
    planning.assign(article.pk, publisher, editor, version=article.version)
    planning.assign(article.pk, writer, editor, version=article.version + 1)
    make_move(article, "submit", writer)
    with pytest.raises(Refused, match="Nobody approves their own text"):
        make_move(article, "approve", publisher)


# Taking it


def test_a_writer_takes_what_nobody_has(editor: User, writer: User, sign_in: SignIn) -> None:
    make_author("Wanda W. Writer", user=writer)
    article, browser = make_commission(editor), sign_in(writer)
    page = text_of(browser.get(page_of(article)))
    assert "Ask the council." in page
    assert "I take it" in page
    assert "It is yours now." in text_of(take(browser, article))
    article.refresh_from_db()
    assert article.owner == writer
    assert article.may_be_edited_by(writer)
    assert [str(by) for by in article.bylines.all()] == ["Wanda W. Writer"]
    assert AuditEntry.objects.get(kind="take").who == writer


def test_who_comes_second_is_told_who_was_first(editor: User, writer: User, sign_in: SignIn) -> None:
    article = make_commission(editor)
    take(sign_in(writer), article)
    answer = take(sign_in(make_person("writer", "Willa Late")), article)
    assert "Wanda Writer has taken it just before you." in text_of(answer)
    assert Article.objects.get().owner == writer


def test_an_editor_takes_it_with_what_is_typed_in_the_form(desk: Client, editor: User) -> None:
    article = make_commission(editor)
    desk.post(page_of(article), opened(desk, article, summary="A first word.", _take="1"))
    article.refresh_from_db()
    assert (article.owner, article.summary) == (editor, "A first word.")


def test_taking_it_takes_a_press_of_a_button(editor: User, writer: User, sign_in: SignIn) -> None:
    article = make_commission(editor)
    assert sign_in(writer).get(f"{LIST}{article.pk}/take/").status_code == 405
    assert Article.objects.get().owner is None


def test_a_contributor_who_was_not_asked_finds_nothing(
    editor: User, contributor: User, sign_in: SignIn
) -> None:
    article, browser = make_commission(editor), sign_in(contributor)
    assert take(browser, article).status_code == 404
    assert browser.get(page_of(article), follow=True).redirect_chain
    assert Article.objects.get().owner is None


def test_a_contributor_who_was_asked_opens_and_edits_it(
    editor: User, contributor: User, sign_in: SignIn
) -> None:
    article, browser = make_commission(editor, contributor), sign_in(contributor)
    browser.post(page_of(article), opened(browser, article, body="Words."))
    article.refresh_from_db()
    assert article.body == "Words."


def test_a_moderator_reads_it_and_cannot_take_it(editor: User, moderator: User, sign_in: SignIn) -> None:
    article, browser = make_commission(editor), sign_in(moderator)
    assert "I take it" not in text_of(browser.get(page_of(article)))
    assert "your role does not include writing" in text_of(take(browser, article))
    assert Article.objects.get().owner is None


def test_what_waits_for_somebody_is_a_filter_of_the_list(editor: User, writer: User, sign_in: SignIn) -> None:
    make_commission(editor, headline="Waits for somebody")
    make_commission(editor, writer, headline="Has somebody")
    page = text_of(sign_in(writer).get(f"{LIST}?whose=nobody"))
    assert "Waits for somebody" in page
    assert "Has somebody" not in page


def test_what_was_spiked_cannot_be_taken(editor: User, writer: User, sign_in: SignIn) -> None:
    article = make_commission(editor)
    make_move(article, "spike", editor, note="No.")
    assert "cannot be taken" in text_of(take(sign_in(writer), article))
