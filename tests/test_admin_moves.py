"""Moves made at the desk: by the form's buttons, by the page that asks, for several at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Decision, Edition
from articles.workflow import MOVES, State
from authors.models import User
from tests.conftest import SignIn
from tests.desk import ADD, LIST, filled_in, move_page, opened, page_of, text_of
from tests.make import make_approved, make_article, make_move, make_published, make_scheduled


@pytest.fixture
def desk(publisher: User, sign_in: SignIn) -> Client:
    """The publisher's browser."""
    return sign_in(publisher)


def state_of(article: Article) -> str:
    """The state as stored now."""
    return Article.objects.values_list("state", flat=True).get(pk=article.pk)


def press(browser: Client, article: Article, name: str, **asked: Any) -> Any:
    """A move made on the page that asks, on the version that is current."""
    version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    answers = {f"ask-{name}-{field}": value for field, value in asked.items()}
    return browser.post(move_page(article, name), {"version": version, **answers})


@pytest.mark.parametrize("name", MOVES)
def test_looking_at_a_move_makes_none(name: str, writer: User, desk: Client) -> None:
    article = make_article(writer)
    assert desk.get(move_page(article, name)).status_code == 200
    assert state_of(article) == State.DRAFT
    assert not Decision.objects.exists()


def test_the_writer_reads_the_editors_note_above_the_text_until_it_is_submitted_again(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "send_back", editor, note="Who saw it? Name one person.")
    browser = sign_in(writer)
    page = text_of(browser.get(page_of(article)))
    assert page.index("sent this back") < page.index("Who saw it? Name one person.") < page.index("<textarea")
    make_move(article, "submit", writer)
    assert "sent this back" not in text_of(browser.get(page_of(article)))


def test_a_button_of_the_form_saves_first_and_then_moves(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    answer = browser.post(
        page_of(article), opened(browser, article, headline="The last touch", _move="submit")
    )
    article.refresh_from_db()
    assert answer.status_code == 302
    assert (article.headline, article.state) == ("The last touch", State.IN_REVIEW)


def test_a_new_article_can_be_saved_and_submitted_at_once(editor: User, sign_in: SignIn) -> None:
    browser = sign_in(editor)
    data = filled_in(browser.get(ADD), headline="Short", body="Words.", _move="submit")
    answer = browser.post(ADD, data)
    assert "The summary is missing." in text_of(answer)
    assert state_of(Article.objects.get()) == State.DRAFT


def test_a_mistake_in_the_form_stops_the_move(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    browser.post(page_of(article), opened(browser, article, headline="", _move="submit"))
    assert state_of(article) == State.DRAFT


def test_a_move_that_is_refused_leaves_the_text_saved_and_says_why(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    answer = browser.post(page_of(article), opened(browser, article, summary="", _move="submit"))
    article.refresh_from_db()
    assert (article.summary, article.state) == ("", State.DRAFT)
    assert "The summary is missing." in text_of(answer)
    assert "Your text is saved." in text_of(answer)


def test_publishing_from_the_form_publishes_what_was_just_typed(
    writer: User, editor: User, desk: Client
) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    desk.post(page_of(article), opened(desk, article, _move="publish"))
    assert Edition.objects.get().payload["headline"] == article.headline
    assert state_of(article) == State.RELEASED


def test_publish_refuses_a_text_that_was_touched_after_approval(
    writer: User, editor: User, desk: Client
) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    desk.post(page_of(article), opened(desk, article, body="Touched.", _move="publish"))
    assert not Edition.objects.exists()


def test_publish_now_makes_all_moves_with_one_press(writer: User, desk: Client) -> None:
    article = make_article(writer)
    answer = desk.post(
        page_of(article), opened(desk, article, body="As it is at 23:40.", _move="publish_now")
    )
    assert answer.status_code == 302
    assert Edition.objects.get().payload["body"] == "As it is at 23:40."
    assert [one.move for one in Decision.objects.order_by("pk")] == ["submit", "approve", "publish"]


def test_publish_now_of_ones_own_text_asks_why(publisher: User, desk: Client) -> None:
    article = make_article(publisher)
    answer = desk.post(page_of(article), opened(desk, article, _move="publish_now"))
    assert answer["Location"] == move_page(article, "publish_now")
    assert "second pair of eyes" in text_of(desk.get(move_page(article, "publish_now")))
    press(desk, article, "publish_now", note="The bridge is down.")
    assert Decision.objects.get(move="approve_in_emergency").note == "The bridge is down."
    assert state_of(article) == State.RELEASED


def test_publish_now_of_a_further_edition_asks_for_kind_and_note(
    writer: User, desk: Client, publisher: User
) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "reopen", publisher)
    desk.post(page_of(article), opened(desk, article, body="New words."))
    press(desk, article, "publish_now", change_kind="update", change_note="Adds the council.")
    edition = Edition.objects.first()
    assert edition
    assert (edition.number, edition.kind, edition.note) == (2, "update", "Adds the council.")


def test_what_is_said_about_a_change_is_undone_when_publishing_is_refused(
    writer: User, desk: Client, publisher: User
) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "reopen", publisher)
    answer = press(desk, article, "publish_now", change_kind="correction", change_note="Puts it right.")
    article.refresh_from_db()
    assert answer.status_code == 422
    assert "A correction says what was wrong and what is right." in text_of(answer)
    assert "Puts it right." in text_of(answer)
    assert article.change_kind == ""


def test_sending_back_without_a_script_goes_through_the_page_that_asks(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    browser = sign_in(editor)
    answer = browser.post(page_of(article), opened(browser, article, body="With a hint.", _move="send_back"))
    assert answer["Location"] == move_page(article, "send_back")
    missing = press(browser, article, "send_back", note="")
    assert "This field is required." in text_of(missing)
    press(browser, article, "send_back", note="Who says so?")
    assert state_of(article) == State.DRAFT
    assert Decision.objects.latest("pk").note == "Who says so?"


def test_sending_back_from_the_dialog_saves_and_moves_in_one(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    browser = sign_in(editor)
    data = opened(browser, article, body="With a hint.", _do="send_back", **{"ask-send_back-note": "Why?"})
    browser.post(page_of(article), data)
    article.refresh_from_db()
    assert (article.body, article.state) == ("With a hint.", State.DRAFT)


def test_scheduling_takes_the_time_in_the_papers_zone(
    writer: User, editor: User, desk: Client, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    article = make_article(writer)
    make_approved(article, writer, editor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "Europe/Oslo" in text_of(desk.get(move_page(article, "schedule")))
    press(desk, article, "schedule", at=f"{tomorrow}T06:00")
    assert timezone.localtime(Edition.objects.get().goes_live_at).strftime("%H:%M %Z") == "06:00 CET"


def test_a_time_that_has_passed_is_refused_and_kept_in_the_field(
    writer: User, editor: User, desk: Client
) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    answer = press(desk, article, "schedule", at="2020-01-01T06:00")
    assert answer.status_code == 422
    assert "That time has passed." in text_of(answer)
    assert 'value="2020-01-01T06:00"' in text_of(answer)


def test_nothing_is_scheduled_for_a_year_that_was_mistyped(writer: User, editor: User, desk: Client) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    answer = press(desk, article, "schedule", at="9999-12-31T23:59")
    assert answer.status_code == 422
    assert "Please look at the year." in text_of(answer)


def test_a_scheduled_article_shows_its_moment_and_can_be_cancelled(
    writer: User, desk: Client, publisher: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    page = text_of(desk.get(page_of(article)))
    assert "Scheduled" in page
    assert "data-countdown" in page
    press(desk, article, "cancel")
    assert state_of(article) == State.APPROVED


def test_the_live_text_is_fixed_while_a_larger_update_goes_on(
    writer: User, desk: Client, publisher: User
) -> None:
    article = make_article(writer, body="A tpyo.\n\nThe rest.")
    make_published(article, writer, publisher)
    make_move(article, "reopen", publisher)
    desk.post(page_of(article), opened(desk, article, body="A tpyo.\n\nThe rest, and more."))
    press(desk, article, "fix_live", headline=article.headline, summary=article.summary,
          body="A typo.\n\nThe rest.", change_kind="minor")  # fmt: skip
    article.refresh_from_db()
    assert Edition.objects.live().get().payload["body"] == "A typo.\n\nThe rest."
    assert article.body == "A typo.\n\nThe rest, and more."


def test_retracting_says_what_readers_are_told(writer: User, desk: Client, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    press(desk, article, "retract", note="The figures were wrong.")
    assert Edition.objects.live().get().note == "The figures were wrong."


def test_redacting_asks_which_edition_and_takes_two(writer: User, desk: Client, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    answer = press(desk, article, "redact", edition=1, note="Court order 12/26.")
    assert answer.status_code == 302
    page = text_of(desk.get(answer["Location"]))
    assert "This takes two people" in page
    assert "Redacted." not in page


def test_discarding_is_asked_about_first(writer: User, desk: Client, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "reopen", publisher)
    answer = desk.post(page_of(article), opened(desk, article, _move="discard"))
    assert answer["Location"] == move_page(article, "discard")
    press(desk, article, "discard")
    assert state_of(article) == State.RELEASED


def test_who_decides_on_an_old_version_is_told(writer: User, editor: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    browser, page = sign_in(editor), move_page(article, "approve")
    other = sign_in(editor)
    other.post(page_of(article), opened(other, article, body="Changed meanwhile."))
    answer = browser.post(page, {"version": article.version + 1})
    assert answer.status_code == 409
    assert "You have saved this article or moved it yourself" in text_of(answer)
    assert state_of(article) == State.IN_REVIEW


def test_who_comes_second_is_told_who_moved_it_and_not_who_saved_it(
    writer: User, editor: User, publisher: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    version = Article.objects.get().version
    make_move(article, "approve", publisher)
    answer = sign_in(editor).post(move_page(article, "approve"), {"version": version})
    assert "Pavel Publisher has saved this article or moved it" in text_of(answer)


def test_a_move_that_the_role_does_not_include_is_refused_in_words(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    answer = press(sign_in(writer), article, "approve")
    assert answer.status_code == 403
    assert "Your role does not include “Approve”." in text_of(answer)
    assert state_of(article) == State.IN_REVIEW


def test_nobody_approves_their_own_text(editor: User, sign_in: SignIn) -> None:
    article = make_article(editor)
    make_move(article, "submit", editor)
    answer = press(sign_in(editor), article, "approve")
    assert "Nobody approves their own text." in text_of(answer)


def test_a_contributor_cannot_move_what_they_cannot_see(
    contributor: User, writer: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    assert press(sign_in(contributor), article, "submit").status_code == 404


def test_a_move_that_nobody_knows_is_no_page(writer: User, desk: Client) -> None:
    assert desk.get(move_page(make_article(writer), "explode")).status_code == 404


def test_the_page_tells_who_made_which_move_and_links_the_editions(
    writer: User, desk: Client, publisher: User
) -> None:
    article = make_article(writer)
    edition = make_published(article, writer, publisher)
    page = text_of(desk.get(page_of(article)))
    assert "Submit for review</strong> · Wanda Writer" in page
    assert f'href="{edition.address.path}history/1/"' in page


# Several at once


def chosen_in_list(action: str, *articles: Article) -> dict[str, Any]:
    """What the list posts for these rows, as it shows them now."""
    versions = Article.objects.in_bulk([article.pk for article in articles])
    seen = {f"seen-{pk}": article.version for pk, article in versions.items()}
    return {"action": action, "_selected_action": list(versions), **seen}


def test_several_are_approved_at_once_with_a_report_for_each(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    good, own = make_article(writer, headline="Good"), make_article(editor, headline="Own")
    for article, person in ((good, writer), (own, editor)):
        make_move(article, "submit", person)
    answer = sign_in(editor).post(LIST, chosen_in_list("approve", good, own))
    report = answer.context["report"]
    assert {item.article.headline: item.done for item in report} == {"Good": True, "Own": False}
    assert "Nobody approves their own text." in text_of(answer)
    assert state_of(good) == State.APPROVED
    assert state_of(own) == State.IN_REVIEW


def test_several_are_sent_back_with_one_note(writer: User, editor: User, sign_in: SignIn) -> None:
    articles = [make_article(writer), make_article(writer)]
    for article in articles:
        make_move(article, "submit", writer)
    browser = sign_in(editor)
    chosen = chosen_in_list("send_back", *articles)
    assert "Note to the writer" in text_of(browser.post(LIST, chosen))
    browser.post(LIST, {**chosen, "note": "Not yet."})
    assert [state_of(article) for article in articles] == [State.DRAFT, State.DRAFT]


def test_a_list_that_is_out_of_date_moves_nothing(writer: User, editor: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    chosen = {"action": "approve", "_selected_action": [article.pk], f"seen-{article.pk}": 1}
    answer = sign_in(editor).post(LIST, chosen)
    assert "since you opened it" in text_of(answer)
    assert state_of(article) == State.IN_REVIEW


def test_a_writer_is_offered_no_approval_in_the_list(writer: User, sign_in: SignIn) -> None:
    make_article(writer)
    page = text_of(sign_in(writer).get(LIST))
    assert 'value="submit"' in page
    assert 'value="approve"' not in page


def test_a_list_that_does_not_say_what_it_showed_moves_nothing(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    sign_in(editor).post(LIST, {"action": "approve", "_selected_action": [article.pk]})
    assert state_of(article) == State.IN_REVIEW
