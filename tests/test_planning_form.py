"""The article form's part 'Planning': who sees it, who changes it, two people at once, and that it stays private."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition, Version
from articles.snapshot import snapshot
from authors.models import User
from tests.clock import ahead, typed
from tests.conftest import SignIn
from tests.desk import move_page, opened, page_of, text_of
from tests.make import make_approved, make_article, make_commission, make_move, make_published
from tests.test_admin_clashes import one, other

__all__ = ["one", "other"]

BRIEF = "Ask the council.\n\nAsk the insurers.\n\nNine hundred words."


def field(page: Any, name: str) -> Any:
    """What stands in this field of the page's form."""
    return page.context["adminform"].form[name].value()


def test_the_brief_stands_above_the_text_until_something_is_written(
    editor: User, writer: User, sign_in: SignIn
) -> None:
    article, browser = make_commission(editor, writer), sign_in(writer)
    page = text_of(browser.get(page_of(article)))
    assert page.index("Your brief") < page.index('name="headline"')
    browser.post(page_of(article), opened(browser, article, body="Words."))
    page = text_of(browser.get(page_of(article)))
    assert "Your brief" not in page
    assert "Ask the council." in page


def test_the_brief_stands_above_nobody_elses_text(editor: User, writer: User, one: Client) -> None:
    assert "Your brief" not in text_of(one.get(page_of(make_commission(editor, writer))))


def test_an_editor_changes_what_is_planned(writer: User, one: Client) -> None:
    article = make_article(writer)
    deadline, planned = ahead(days=1), ahead(days=2)
    one.post(
        page_of(article),
        opened(one, article, brief="Shorter.", deadline=typed(deadline), planned_for=typed(planned)),
    )
    article.refresh_from_db()
    assert (article.brief, article.deadline, article.planned_for) == ("Shorter.", deadline, planned)


def test_a_writer_reads_what_is_planned_and_does_not_change_it(
    editor: User, writer: User, sign_in: SignIn
) -> None:
    deadline = ahead(days=1)
    article, browser = make_commission(editor, writer, deadline=deadline), sign_in(writer)
    data = opened(browser, article, summary="Words.")
    assert not {"brief", "deadline", "planned_for"} & set(data)
    browser.post(page_of(article), {**data, "brief": "None of it.", "deadline": "", "planned_for": ""})
    article.refresh_from_db()
    assert (article.summary, article.brief, article.deadline) == ("Words.", "Ask the council.", deadline)


def test_a_writer_sets_an_embargo(writer: User, sign_in: SignIn) -> None:
    article, browser, embargo = make_article(writer), sign_in(writer), ahead(days=1)
    browser.post(page_of(article), opened(browser, article, embargo=typed(embargo)))
    article.refresh_from_db()
    assert article.embargo == embargo


def test_a_writer_sets_no_embargo_beyond_the_planned_time(
    editor: User, writer: User, sign_in: SignIn
) -> None:
    article, browser = make_commission(editor, writer, planned_for=ahead(days=1)), sign_in(writer)
    answer = browser.post(page_of(article), opened(browser, article, embargo=typed(ahead(days=2))))
    assert "but its embargo ends at" in text_of(answer)
    article.refresh_from_db()
    assert article.embargo is None


def test_it_cannot_be_planned_before_its_embargo(writer: User, one: Client) -> None:
    article = make_article(writer, embargo=ahead(days=2))
    answer = one.post(page_of(article), opened(one, article, planned_for=typed(ahead(days=1))))
    assert "but its embargo ends at" in text_of(answer)


def test_a_deadline_that_has_passed_may_stay(writer: User, one: Client) -> None:
    article = make_article(writer, deadline=ahead(days=-1))
    assert one.post(page_of(article), opened(one, article, summary="Late.")).status_code == 302
    article.refresh_from_db()
    assert article.summary == "Late."
    answer = one.post(page_of(article), opened(one, article, deadline=typed(ahead(hours=-2))))
    assert "This time has passed" in text_of(answer)


def test_a_deadline_after_the_planned_time_is_told_once(writer: User, one: Client) -> None:
    article = make_article(writer, planned_for=ahead(days=1))
    data = opened(one, article, deadline=typed(ahead(days=2)))
    assert "is after the time it is planned for" in text_of(one.post(page_of(article), data, follow=True))
    data = opened(one, article, summary="Other words.")
    assert "is after the time" not in text_of(one.post(page_of(article), data, follow=True))


def test_scheduling_begins_with_the_planned_time(writer: User, editor: User, one: Client) -> None:
    article = make_article(writer, planned_for=ahead(days=3), embargo=ahead(days=2))
    make_approved(article, writer, editor)
    page = one.get(move_page(article, "schedule"))
    assert page.context["form"]["at"].value() == timezone.make_naive(ahead(days=3))


def test_the_next_edition_begins_without_the_last_ones_deadline_and_plan(
    writer: User, publisher: User
) -> None:
    article = make_article(writer, brief="Kept.", deadline=ahead(days=1), planned_for=ahead(days=1))
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    article.refresh_from_db()
    assert (article.brief, article.deadline, article.planned_for) == ("Kept.", None, None)


def test_a_brief_is_handed_back_with_a_text_that_was_moved_on(
    writer: User, editor: User, publisher: User, one: Client
) -> None:
    article = make_article(writer)
    mine = opened(one, article, brief="Half an hour of thought.")
    make_approved(article, writer, editor)
    make_move(article, "publish", publisher)
    answer = one.post(page_of(article), mine)
    assert answer.status_code == 409
    assert "Half an hour of thought." in text_of(answer)


# Private


def test_what_is_planned_is_in_no_payload_and_on_no_page(
    editor: User, writer: User, publisher: User, client: Client
) -> None:
    article = make_article(writer, brief="Zanzibarquilt.", deadline=ahead(hours=1), planned_for=ahead(days=1))
    edition = make_published(article, writer, publisher)
    held = json.dumps(snapshot(Article.objects.whole().get())) + json.dumps(edition.payload)
    assert "Zanzibarquilt" not in held
    assert not {"brief", "deadline", "planned_for", "embargo"} & set(edition.payload)
    assert "Zanzibarquilt" not in text_of(client.get(edition.get_absolute_url()))


def test_what_is_planned_takes_no_approval_away(
    writer: User, editor: User, publisher: User, one: Client
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve", publisher)
    one.post(page_of(article), opened(one, article, brief="Later.", planned_for=typed(ahead(days=1))))
    make_move(article, "publish", publisher)
    assert Edition.objects.count() == 1


# Versions, and two at once


def test_a_change_of_the_plan_alone_is_a_version_that_keeps_what_was_planned_before(
    writer: User, one: Client
) -> None:
    article = make_article(writer, brief="The first idea.")
    one.post(page_of(article), opened(one, article, brief="The second idea."))
    article.refresh_from_db()
    assert article.version == 2
    kept = {version.number: version.beside["brief"] for version in Version.objects.all() if version.beside}
    assert kept == {1: "The first idea.", 2: "The second idea."}
    assert "The first idea." in text_of(one.get(f"{page_of(article)[:-7]}versions/1..2/"))


def test_a_brief_that_two_people_changed_merges_by_paragraphs(
    writer: User, one: Client, other: Client
) -> None:
    article = make_article(writer, brief=BRIEF)
    mine = opened(other, article, brief=BRIEF.replace("Nine", "Eight"))
    one.post(page_of(article), opened(one, article, brief=BRIEF.replace("council", "mayor")))
    page = other.post(page_of(article), mine)
    assert "Your changes and theirs are merged below." in text_of(page)
    assert field(page, "brief") == "Ask the mayor.\n\nAsk the insurers.\n\nEight hundred words."


def test_times_that_only_the_first_touched_are_theirs(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, deadline=ahead(days=1), embargo=ahead(hours=5))
    later, until = typed(ahead(days=2)), typed(ahead(hours=9))
    mine = opened(other, article, summary="Mine.")
    one.post(page_of(article), opened(one, article, deadline=later, embargo=until))
    page = other.post(page_of(article), mine)
    assert "Your changes and theirs are merged below." in text_of(page)
    assert (field(page, "deadline"), field(page, "embargo")) == (later, until)
    assert field(page, "summary") == "Mine."


def test_a_time_that_only_the_second_touched_is_kept(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, planned_for=ahead(days=1))
    mine = opened(other, article, planned_for=typed(ahead(days=3)))
    one.post(page_of(article), opened(one, article, summary="Theirs."))
    page = other.post(page_of(article), mine)
    assert "Your changes and theirs are merged below." in text_of(page)
    assert field(page, "planned_for") == typed(ahead(days=3))


def test_a_time_that_both_changed_stands_side_by_side(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, deadline=ahead(days=1))
    mine = opened(other, article, deadline=typed(ahead(days=3)))
    one.post(page_of(article), opened(one, article, deadline=typed(ahead(days=2))))
    page = other.post(page_of(article), mine)
    assert "You both changed 1 place" in text_of(page)
    assert typed(ahead(days=2)) in text_of(page)
    assert field(page, "deadline") == typed(ahead(days=3))


def test_nothing_clashes_where_nobody_touched_a_time(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, embargo=ahead(days=1) + timedelta(seconds=30))
    mine = opened(other, article, headline="Mine")
    one.post(page_of(article), opened(one, article, summary="Theirs."))
    assert "Your changes and theirs are merged below." in text_of(other.post(page_of(article), mine))


def test_what_was_saved_before_plans_were_kept_is_asked_about(
    writer: User, one: Client, other: Client
) -> None:
    article = make_article(writer, brief="As it was.")
    Version.objects.update(beside=None)
    mine = opened(other, article, brief="Mine.")
    one.post(page_of(article), opened(one, article, brief="Theirs."))
    page = other.post(page_of(article), mine)
    assert "Theirs." in text_of(page)
    assert field(page, "brief") == "Mine."


def test_the_form_of_a_commission_takes_no_more_queries(
    editor: User, writer: User, one: Client, django_assert_max_num_queries: Any
) -> None:
    article = make_commission(editor, writer, deadline=ahead(days=1))
    with django_assert_max_num_queries(25):
        one.get(page_of(article))
