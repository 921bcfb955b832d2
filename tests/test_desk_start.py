"""The desk's start page: which lists stand there for whom, what is in them, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Assignment, Decision, Note
from authors.models import User
from tests.conftest import SignIn, make_person
from tests.desk import page_of, text_of
from tests.make import (
    make_approved,
    make_article,
    make_author,
    make_move,
    make_published,
    make_scheduled,
    make_section,
    make_update,
)

DESK = "/admin/"


def piles(page: Any) -> dict[str, list[str]]:
    """The headlines of each list that is shown."""
    shown = page.context["desk"]
    return {
        pile.name: [slip.article.headline for slip in pile.rows] for pile in [*shown["to_do"], *shown["out"]]
    }


def aged(article: Article, days: float) -> None:
    """Nothing has happened to the article for so many days, as far as its own row tells."""
    Article.objects.filter(pk=article.pk).update(saved_at=timezone.now() - timedelta(days=days))


def in_review(writer: User, **fields: Any) -> Article:
    """A text that its writer has submitted."""
    article = make_article(writer, **fields)
    make_move(article, "submit", writer)
    return article


# What waits


def test_an_editor_sees_what_waits_what_comes_and_what_is_out(
    desk: Client, writer: User, publisher: User
) -> None:
    in_review(writer, headline="To review")
    make_scheduled(make_article(writer, headline="Comes soon"), writer, publisher)
    make_published(make_article(writer, headline="Is out"), writer, publisher)
    shown = piles(desk.get(DESK))
    assert shown["waiting"] == ["To review"]
    assert shown["scheduled"] == ["Comes soon"]
    assert shown["published"] == ["Is out"]


def test_an_editors_own_text_in_review_waits_for_somebody_else(
    desk: Client, editor: User, writer: User
) -> None:
    in_review(editor, headline="My own")
    in_review(writer, headline="To review")
    shown = piles(desk.get(DESK))
    assert shown["waiting"] == ["To review"]
    assert shown["in_review"] == ["My own"]


def test_a_writer_sees_what_is_in_review(writer: User, editor: User, sign_in: SignIn) -> None:
    in_review(writer, headline="Mine")
    in_review(editor, headline="Another's")
    assert piles(sign_in(writer).get(DESK))["in_review"] == ["Another's", "Mine"]


def test_an_editor_of_one_section_is_shown_no_work_of_another(
    desk: Client, editor: User, writer: User
) -> None:
    make_section("Culture").only_here.add(editor)
    in_review(writer, headline="Theirs", section="Culture")
    in_review(writer, headline="Not theirs", section="Harbour")
    assert piles(desk.get(DESK))["waiting"] == ["Theirs"]


def test_what_was_sent_back_waits_for_its_writer(writer: User, editor: User, sign_in: SignIn) -> None:
    article = in_review(writer, headline="Sent back")
    make_article(writer, headline="Begun")
    make_move(article, "send_back", editor, note="Who says so?")
    shown = piles(sign_in(writer).get(DESK))
    assert shown["waiting"] == ["Sent back"]
    assert set(shown["mine"]) == {"Sent back", "Begun"}


def test_an_approved_text_waits_for_a_publisher(
    writer: User, editor: User, publisher: User, sign_in: SignIn
) -> None:
    make_approved(make_article(writer, headline="Ready"), writer, editor)
    assert piles(sign_in(publisher).get(DESK))["waiting"] == ["Ready"]
    assert not piles(sign_in(editor).get(DESK))["waiting"]


def test_a_text_one_was_asked_to_write_is_ones_work(
    writer: User, contributor: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer, headline="Taken over", authors=())
    Assignment.objects.create(article=article, writer=contributor, by=editor)
    assert piles(sign_in(contributor).get(DESK))["mine"] == ["Taken over"]


def test_a_text_under_ones_byline_is_ones_work(writer: User, editor: User, sign_in: SignIn) -> None:
    make_author("Wanda Writer", user=writer)
    make_article(editor, headline="Written together", authors=("Ilse Maarvik", "Wanda Writer"))
    assert piles(sign_in(writer).get(DESK))["mine"] == ["Written together"]


# What nobody writes yet


def unwritten(editor: User, **fields: Any) -> Article:
    """A commission that waits for whoever takes it."""
    return Article.objects.create(commissioned_by=editor, **fields)


def test_commissions_nobody_has_taken_are_listed_the_most_urgent_first_and_taken_by_one_press(
    editor: User, writer: User, sign_in: SignIn
) -> None:
    soon = timezone.now() + timedelta(days=1)
    some_time = unwritten(editor, headline="Some time")
    unwritten(editor, headline="Later", deadline=soon + timedelta(days=1))
    unwritten(editor, headline="Tomorrow", deadline=soon)
    desk = sign_in(writer)
    page = desk.get(DESK)
    assert piles(page)["nobody"] == ["Tomorrow", "Later", "Some time"]
    take = f"/admin/articles/article/{some_time.pk}/take/"
    assert f'action="{take}"' in text_of(page)
    assert "whose=nobody" in text_of(page)
    assert "It is yours now." in text_of(desk.post(take, follow=True))
    shown = piles(desk.get(DESK))
    assert (shown["nobody"], shown["mine"]) == (["Tomorrow", "Later"], ["Some time"])


def test_of_those_commissions_ten_are_listed(desk: Client, editor: User) -> None:
    for number in range(12):
        unwritten(editor, headline=f"Task {number}")
    assert len(piles(desk.get(DESK))["nobody"]) == 10


@pytest.mark.parametrize("role", ["contributor", "moderator"])
def test_commissions_are_offered_to_nobody_who_may_not_take_them(
    role: str, editor: User, sign_in: SignIn
) -> None:
    unwritten(editor, headline="A task")
    assert "nobody" not in piles(sign_in(make_person(role, "Some Body")).get(DESK))


def test_that_list_is_there_only_when_something_is_in_it(desk: Client, editor: User) -> None:
    assert "nobody" not in piles(desk.get(DESK))


# What should not be


def test_lists_of_what_should_not_be_are_there_only_when_it_is(desk: Client, writer: User) -> None:
    make_article(writer)
    assert not {"overdue", "stuck", "unreviewed"} & set(piles(desk.get(DESK)))


def test_an_open_text_past_its_deadline_is_overdue_the_oldest_first(desk: Client, writer: User) -> None:
    now = timezone.now()
    make_article(writer, headline="Late", deadline=now - timedelta(hours=1))
    make_article(writer, headline="Later", deadline=now - timedelta(days=1))
    make_article(writer, headline="In time", deadline=now + timedelta(hours=1))
    assert piles(desk.get(DESK))["overdue"] == ["Later", "Late"]


def test_what_is_out_is_not_overdue(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, deadline=timezone.now() - timedelta(hours=1))
    make_published(article, writer, publisher)
    assert "overdue" not in piles(desk.get(DESK))


def long_in_review(writer: User, days: float = 3) -> Article:
    """A text that was submitted so many days ago; its decision is written as it was then, for none can be changed."""
    article = make_article(writer)
    Article.objects.filter(pk=article.pk).update(state="in_review")
    then = timezone.now() - timedelta(days=days)
    Decision.objects.create(
        article=article, move="submit", from_state="draft", to_state="in_review", user=writer, at=then
    )
    aged(article, days)
    return article


def test_what_nobody_has_touched_in_review_for_two_days_is_stuck(desk: Client, writer: User) -> None:
    old, _fresh = long_in_review(writer), long_in_review(writer, days=1.9)
    assert piles(desk.get(DESK))["stuck"] == [old.headline]


def test_a_note_or_a_move_gets_a_text_going_again(desk: Client, writer: User, editor: User) -> None:
    noted, moved = long_in_review(writer), long_in_review(writer)
    Note.objects.create(article=noted, text="Who says so?", by=editor)
    make_move(moved, "send_back", editor, note="Who says so?")
    aged(noted, 3)
    aged(moved, 3)
    assert "stuck" not in piles(desk.get(DESK))


def test_a_draft_is_never_stuck(desk: Client, writer: User) -> None:
    aged(make_article(writer), 9)
    assert "stuck" not in piles(desk.get(DESK))


def test_what_was_approved_past_four_eyes_stays_until_somebody_has_reviewed_it(
    desk: Client, writer: User, publisher: User
) -> None:
    article = in_review(writer, headline="In a hurry")
    make_move(article, "approve_in_emergency", publisher, note="The gate breaks.")
    decision = Decision.objects.get(move="approve_in_emergency")
    Article.objects.filter(pk=article.pk).update(unreviewed=decision)
    page = desk.get(DESK)
    assert piles(page)["unreviewed"] == ["In a hurry"]
    assert page_of(article) in text_of(page)


def test_a_writer_is_told_of_their_own_delays_only(writer: User, editor: User, sign_in: SignIn) -> None:
    make_article(writer, headline="Mine", deadline=timezone.now() - timedelta(hours=1))
    make_article(editor, headline="Another's", deadline=timezone.now() - timedelta(hours=1))
    assert piles(sign_in(writer).get(DESK))["overdue"] == ["Mine"]


# What comes and went


def test_the_next_to_go_out_comes_first_with_its_time_and_the_papers_time_zone(
    desk: Client, writer: User, publisher: User, settings: Any
) -> None:
    settings.TIME_ZONE = "America/New_York"
    hours = timezone.now() + timedelta(hours=5)
    make_scheduled(make_article(writer, headline="Second"), writer, publisher, hours)
    edition = make_scheduled(make_article(writer, headline="First"), writer, publisher)
    page = desk.get(DESK)
    assert piles(page)["scheduled"] == ["First", "Second"]
    shown = text_of(page)
    assert "times of America/New York" in shown
    assert "data-countdown" in shown
    assert "in 59\xa0minutes" in shown
    assert f"{timezone.localtime(edition.goes_live_at):%H:%M}" in shown


def test_an_update_is_just_published_too_and_says_what_it_is(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="The gate")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher)
    page = desk.get(DESK)
    assert piles(page)["published"] == ["The gate"]
    assert "edition 2</a> · Update" in text_of(page)


def test_a_list_has_ten_rows_and_leads_to_all_of_them(desk: Client, writer: User) -> None:
    for _number in range(12):
        in_review(writer)
    page = desk.get(DESK)
    assert len(piles(page)["waiting"]) == 10
    assert "?whose=mine" not in text_of(page), "an empty list leads nowhere"


@pytest.mark.parametrize(
    ("name", "whither"),
    [("scheduled", "state=scheduled"), ("published", "state=published"), ("mine", "whose=mine")],
)
def test_the_way_to_all_of_them_shows_the_same(
    name: str, whither: str, editor: User, publisher: User, sign_in: SignIn
) -> None:
    make_scheduled(make_article(editor, headline="Comes soon"), editor, publisher)
    make_published(make_article(editor, headline="Is out"), editor, publisher)
    make_article(editor, headline="Begun")
    desk = sign_in(editor)
    page = desk.get(DESK)
    assert whither in text_of(page)
    pile = next(
        pile for pile in [*page.context["desk"]["to_do"], *page.context["desk"]["out"]] if pile.name == name
    )
    listed = {article.headline for article in desk.get(pile.every).context["cl"].result_list}
    assert set(piles(page)[name]) <= listed


# For whom


def test_a_contributors_start_page_names_nothing_of_others(
    contributor: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    make_scheduled(make_article(writer, headline="Secret for now"), writer, publisher, soon)
    make_article(writer, headline="Secret plan", planned_for=soon, deadline=timezone.now())
    in_review(writer, headline="In review, not theirs")
    page = text_of(sign_in(contributor).get(DESK))
    assert "Secret" not in page
    assert "not theirs" not in page
    assert "Ilse Maarvik" not in page


def test_a_contributor_sees_what_comes_and_is_out_of_their_own(
    contributor: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_author("Cato Contributor", user=contributor)
    both = ("Ilse Maarvik", "Cato Contributor")
    make_published(make_article(writer, headline="Out with a colleague", authors=both), writer, publisher)
    make_scheduled(make_article(contributor, headline="Comes"), contributor, publisher)
    shown = piles(sign_in(contributor).get(DESK))
    assert (shown["published"], shown["scheduled"]) == (["Out with a colleague"], ["Comes"])


def test_an_empty_newsroom_is_told_so_in_few_words(editor: User, sign_in: SignIn) -> None:
    page = sign_in(editor).get(DESK)
    assert list(piles(page)) == ["waiting", "mine", "scheduled", "published"]
    assert "Nothing waits for you." in text_of(page)
    assert "<select" not in text_of(page)


def test_who_may_see_no_articles_gets_the_stock_page(db: None, sign_in: SignIn) -> None:
    nobody = User.objects.create_user("porter@causeway.example", is_staff=True)
    page = sign_in(nobody).get(DESK)
    assert page.context["desk"] is None
    assert "permission to view or edit anything" in text_of(page)


# What it costs


def crowd(writer: User, publisher: User, times: int) -> None:
    """A newsroom in which every list has something, so many times."""
    soon = timezone.now() + timedelta(minutes=1)
    for number in range(times):
        section, code = f"Section {number}", ("en", "fr")[number % 2]
        make_published(make_article(writer, section=section, language=code), writer, publisher)
        make_scheduled(make_article(writer, section=section, language=code), writer, publisher)
        in_review(writer, authors=(f"Author {number}",), deadline=timezone.now() - timedelta(hours=1))
        make_article(writer, planned_for=soon, deadline=soon)
        long_in_review(writer)
        unwritten(writer)


def test_it_asks_the_same_for_a_small_and_for_a_large_newsroom(
    administrator: User, writer: User, publisher: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(administrator)

    def asked(address: str) -> int:
        with django_assert_max_num_queries(29) as queries:
            browser.get(address)
        return len(queries)

    addresses = (
        DESK,
        "/admin/?section=section-1&author=ilse-maarvik&language=fr",
        "/admin/?author=author-0&week=2026-W48",
    )
    crowd(writer, publisher, 2)
    browser.get(DESK)
    few = [asked(address) for address in addresses]
    crowd(writer, publisher, 12)
    assert [asked(address) for address in addresses] == few
