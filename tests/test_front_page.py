"""The front page arranges itself; editors put articles where they want them, and each change is on record."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import front_page
from articles.models import Arrangement, Article
from authors.models import AuditEntry, User
from tests.conftest import SignIn
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_scheduled,
    make_section,
    make_update,
)

pytestmark = pytest.mark.django_db

PAGE = "/admin/articles/arrangement/"
PREVIEW = f"{PAGE}preview/"


@pytest.fixture
def piece(writer: User, publisher: User) -> Article:
    """One article."""
    return publish(writer, publisher, 0)


@pytest.fixture
def pieces(piece: Article, writer: User, publisher: User) -> list[Article]:
    """Eight articles of one section, the last one the newest."""
    return [piece, *(publish(writer, publisher, number) for number in range(1, 8))]


def publish(writer: User, publisher: User, number: int) -> Article:
    at = timezone.now() - timedelta(days=1, minutes=-number)
    article = make_article(writer, headline=f"Piece {number}", first_published_at=at)
    make_published(article, writer, publisher)
    return article


def front(client: Client) -> str:
    return client.get("/").content.decode()


def top(html: str) -> list[str]:
    """The headlines of the top, the leading one first."""
    return re.findall(r"Piece \d", html.partition('class="spread"')[0].partition("<main")[2])


def rail(html: str, slug: str = "harbour") -> list[str]:
    return re.findall(r"Piece \d", html.partition(f'id="rail-{slug}"')[2].partition("</section>")[0])


def filled(client: Client, **changes: str) -> dict[str, Any]:
    """What the form would post, with these fields changed; `__` stands for a hyphen."""
    form = client.get(PAGE).context["form"]
    data = {field.html_name: _plain(field.value()) for one in form.forms for field in one}
    return {
        **data,
        "number": form.shown.number,
        **{name.replace("__", "-"): value for name, value in changes.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else value


def ahead(**length: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(**length)).strftime("%Y-%m-%dT%H:%M")


def shown(article: Article) -> str:
    return f"{article.headline} #{article.pk}"


def test_what_an_editor_puts_on_top_leads_and_the_rest_fills_itself(
    client: Client, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    assert top(front(client)) == ["Piece 7", "Piece 6", "Piece 5", "Piece 4"]
    desk = sign_in(editor)
    assert desk.post(PAGE, filled(desk, top__0__article=shown(pieces[0]))).status_code == 302
    html = front(client)
    assert top(html) == ["Piece 0", "Piece 7", "Piece 6", "Piece 5"]
    assert rail(html) == ["Piece 4", "Piece 3", "Piece 2"]


def test_a_place_in_the_middle_and_a_rail_can_be_filled_by_hand(
    client: Client, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    desk, section = sign_in(editor), make_section()
    changes = {"top__2__article": shown(pieces[1]), f"{section.pk}__0__article": shown(pieces[7])}
    desk.post(PAGE, filled(desk, **changes))
    html = front(client)
    assert top(html) == ["Piece 6", "Piece 5", "Piece 1", "Piece 4"]
    assert rail(html) == ["Piece 7", "Piece 3", "Piece 2"]


def test_an_article_is_found_by_number_address_or_words(
    client: Client, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    desk = sign_in(editor)
    address = f"https://causeway.example{Article.objects.get(pk=pieces[2].pk).editions.get().address.path}"
    for said in (f"#{pieces[2].pk}", address, "Piece 2"):
        desk.post(PAGE, filled(desk, top__0__article=said))
        assert top(front(client))[0] == "Piece 2", said
        desk.post(PAGE, filled(desk, top__0__article=""))


def test_new_place_numbers_move_what_has_them_and_the_others_close_up(
    client: Client, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    desk = sign_in(editor)
    desk.post(PAGE, filled(desk, **{f"top__{at}__article": shown(pieces[at]) for at in range(4)}))
    desk.post(PAGE, filled(desk, top__0__order="3"))
    assert top(front(client)) == ["Piece 1", "Piece 2", "Piece 0", "Piece 3"]
    desk.post(PAGE, filled(desk, top__3__order="1"))
    assert top(front(client)) == ["Piece 3", "Piece 1", "Piece 2", "Piece 0"]


@pytest.mark.parametrize("fate", ["scheduled", "cancelled", "retracted", "draft"])
def test_what_is_not_live_gives_way_to_what_comes_by_itself(
    fate: str,
    client: Client,
    writer: User,
    publisher: User,
    editor: User,
    sign_in: SignIn,
    pieces: list[Article],
) -> None:
    article = make_article(writer, headline="Piece 9")
    match fate:
        case "scheduled" | "cancelled":
            make_scheduled(article, writer, publisher)
        case "retracted":
            make_published(article, writer, publisher)
    desk = sign_in(editor)
    desk.post(PAGE, filled(desk, top__0__article=f"#{article.pk}"))
    if fate == "cancelled":
        make_move(article, "cancel", publisher)
    if fate == "retracted":
        assert top(front(client))[0] == "Piece 9"
        make_move(article, "retract", publisher, note="Wrong from end to end.")
    assert top(front(client)) == ["Piece 7", "Piece 6", "Piece 5", "Piece 4"]
    assert "the place fills itself" in desk.get(PAGE).content.decode()


def test_a_scheduled_article_takes_its_place_at_its_moment(
    writer: User, publisher: User, pieces: list[Article]
) -> None:
    article = make_article(writer, headline="Piece 9")
    edition = make_scheduled(article, writer, publisher)
    arrangement = Arrangement(places={"top": [{"article": article.pk, "until": None}]})
    before = front_page.front([], arrangement, timezone.now())
    assert before.top[0].headline == "Piece 7"
    make_move(article, "reschedule", publisher, at=timezone.now() + timedelta(seconds=0.3))
    edition.refresh_from_db()
    while timezone.now() < edition.goes_live_at + timedelta(seconds=0.1):
        pass
    assert front_page.front([], arrangement, timezone.now()).top[0].headline == "Piece 9"


def test_the_arrangement_holds_the_article_and_shows_its_newest_edition(
    client: Client, writer: User, publisher: User, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    desk = sign_in(editor)
    desk.post(PAGE, filled(desk, top__0__article=shown(pieces[0])))
    make_update(pieces[0], writer, publisher, headline="Piece 9")
    assert top(front(client))[0] == "Piece 9"


def test_a_place_may_end_at_a_time(client: Client, pieces: list[Article]) -> None:
    for until, leads in ((timedelta(hours=1), "Piece 0"), (-timedelta(seconds=1), "Piece 7")):
        place = {"article": pieces[0].pk, "until": (timezone.now() + until).isoformat()}
        Arrangement.objects.create(number=Arrangement.objects.count() + 1, places={"top": [place]})
        assert top(front(client))[0] == leads


def test_a_line_of_breaking_news_stands_until_its_time(
    client: Client, editor: User, sign_in: SignIn, piece: Article
) -> None:
    desk = sign_in(editor)
    line = {"line__text": "Gate jammed", "line__article": shown(piece), "line__until": ahead(hours=2)}
    desk.post(PAGE, filled(desk, **line))
    said = front(client).partition('class="breaking"')[2].partition("</p>")[0]
    assert "Gate jammed</a>" in said
    assert piece.editions.get().get_absolute_url() in said
    past = timezone.now() - timedelta(seconds=1)
    Arrangement.objects.create(number=2, breaking="Gate jammed", breaking_until=past)
    assert "Gate jammed" not in front(client)


def test_a_line_goes_with_the_article_that_it_leads_to(
    client: Client, editor: User, publisher: User, sign_in: SignIn, piece: Article
) -> None:
    desk = sign_in(editor)
    line = {"line__text": "Gate jammed", "line__article": shown(piece), "line__until": ahead(hours=2)}
    desk.post(PAGE, filled(desk, **line))
    make_move(piece, "retract", publisher, note="It was open.")
    assert "Gate jammed" not in front(client)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("top__0__article", "Nothing like this", "No article says"),
        ("top__0__until", "2001-01-01T10:00", "This time has passed"),
        ("line__text", "Gate jammed", "Say until when"),
        ("top__0__order", "none", "whole number"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    field: str, value: str, said: str, editor: User, sign_in: SignIn
) -> None:
    desk = sign_in(editor)
    answer = desk.post(PAGE, filled(desk, **{field: value}))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Arrangement.objects.exists()


def test_nothing_stands_twice_and_nothing_paid_leads(
    writer: User, publisher: User, editor: User, sign_in: SignIn, piece: Article
) -> None:
    desk = sign_in(editor)
    twice = desk.post(PAGE, filled(desk, top__0__article=shown(piece), top__2__article=shown(piece)))
    assert "stands at another place too" in twice.content.decode()
    paid = make_article(writer, headline="Pumps", label="sponsored")
    make_published(paid, writer, publisher)
    assert "paid for" in desk.post(PAGE, filled(desk, top__0__article=shown(paid))).content.decode()


def test_each_change_is_on_record_and_a_save_that_changes_nothing_is_none(
    editor: User, sign_in: SignIn, piece: Article
) -> None:
    desk = sign_in(editor)
    desk.post(PAGE, filled(desk, top__0__article=shown(piece)))
    line = AuditEntry.objects.get(kind="arrange_front")
    assert line.who == editor
    assert line.detail["note"] == "Top 1: Piece 0"
    desk.post(PAGE, filled(desk))
    assert AuditEntry.objects.filter(kind="arrange_front").count() == 1
    assert Arrangement.objects.count() == 1


def test_the_record_says_what_of_the_line_changed_and_until_when(
    editor: User, sign_in: SignIn, piece: Article
) -> None:
    desk = sign_in(editor)
    line = {"line__text": "Gate jammed", "line__article": shown(piece)}
    desk.post(PAGE, filled(desk, **line, line__until=ahead(hours=1)))
    desk.post(PAGE, filled(desk, **line, line__until=ahead(days=2)))
    notes = [one.detail["note"] for one in AuditEntry.objects.filter(kind="arrange_front").order_by("pk")]
    assert [note.partition(", until ")[0] for note in notes] == ["breaking news: Gate jammed → Piece 0"] * 2
    assert notes[0] != notes[1]


def test_who_comes_second_sees_both_changes_and_loses_none(
    client: Client, editor: User, publisher: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    first, second = sign_in(editor), sign_in(publisher)
    mine = filled(second, top__1__article=shown(pieces[1]))
    first.post(PAGE, filled(first, top__0__article=shown(pieces[0])))
    answer = second.post(PAGE, mine)
    assert answer.status_code == 409
    assert "Edda Editor changed the front page" in answer.content.decode()
    form = answer.context["form"]
    both = [place["article"].value() for place in form.rows[0].places]
    assert both[:2] == [shown(pieces[0]), shown(pieces[1])]
    again = {field.html_name: _plain(field.value()) for one in form.forms for field in one}
    assert second.post(PAGE, {**again, "number": form.shown.number}).status_code == 302
    assert top(front(client))[:2] == ["Piece 0", "Piece 1"]


@pytest.mark.parametrize(
    ("role", "may"), [("writer", False), ("moderator", False), ("editor", True), ("publisher", True)]
)
def test_who_may_arrange_it(role: str, may: bool, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    desk = sign_in(request.getfixturevalue(role))
    for address in (PAGE, PREVIEW):
        assert desk.get(address).status_code == (200 if may else 403)
        assert desk.post(address, {"number": "0"}).status_code == (200 if may else 403)
    assert (PAGE in desk.get("/admin/").content.decode()) == may


def test_an_editor_of_one_section_does_not_arrange_the_whole_page(editor: User, sign_in: SignIn) -> None:
    make_section().only_here.add(editor)
    assert sign_in(editor).get(PAGE).status_code == 403


def test_the_preview_shows_the_page_as_it_would_be_and_changes_nothing(
    client: Client, editor: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    desk = sign_in(editor)
    answer = desk.post(
        PREVIEW, filled(desk, top__0__article=shown(pieces[0]), top__1__article="Nothing like it")
    )
    assert top(answer.content.decode())[:2] == ["Piece 0", "Piece 7"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    assert top(front(client))[0] == "Piece 7"


def test_the_record_leads_to_the_page(editor: User, sign_in: SignIn, piece: Article) -> None:
    desk = sign_in(editor)
    desk.post(PAGE, filled(desk, top__0__article=shown(piece)))
    address = reverse("admin:articles_arrangement_change", args=[Arrangement.objects.get().pk])
    assert desk.get(address)["Location"] == PAGE


def test_the_front_page_takes_at_most_five_queries_and_as_many_to_be_made(
    client: Client,
    editor: User,
    sign_in: SignIn,
    pieces: list[Article],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(4 + 3):
        front(client)
    with django_assert_num_queries(4):
        front(client)
    desk = sign_in(editor)
    changes = {f"top__{at}__article": shown(pieces[at]) for at in range(4)}
    desk.post(PAGE, filled(desk, **changes, line__text="Gate jammed", line__until=ahead(hours=1)))
    with django_assert_num_queries(5 + 4):
        assert "Gate jammed" in front(client)
    with django_assert_num_queries(5):
        assert "Gate jammed" in front(client)


def test_articles_are_suggested_to_who_may_arrange(
    editor: User, writer: User, sign_in: SignIn, pieces: list[Article]
) -> None:
    address = f"{reverse('admin:articles_article_changelist')}suggest/article/"
    told = sign_in(editor).get(address, {"q": "piece 3"}).json()["options"]
    assert [one["value"] for one in told] == [shown(pieces[3])]
    assert sign_in(writer).get(address, {"q": "piece"}).status_code == 403
