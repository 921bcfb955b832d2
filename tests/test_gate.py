"""No gate leaks: every move from every state by every role through every way in, and the table alone decides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.article_list import SEVERAL
from articles.models import Article, Decision, Edition
from articles.publishing import Asked, Refused, move
from articles.reporting import Report
from articles.workflow import MOVES
from authors.models import User
from tests.conftest import SignIn, make_person
from tests.desk import LIST, filled_in, move_page, page_of
from tests.make import make_approved, make_article, make_move, make_published, make_scheduled, make_section

pytestmark = pytest.mark.django_db

Place = Callable[[Article, User, User], object]


def in_review(article: Article, writer: User, _publisher: User) -> None:
    make_move(article, "submit", writer)


def approved_and_changed(article: Article, writer: User, publisher: User) -> None:
    make_approved(article, writer, publisher)
    Article.objects.filter(pk=article.pk).update(headline="Changed since it was approved")


def approved_past_four_eyes(article: Article, writer: User, publisher: User) -> None:
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note="The dyke has broken.")


def published_past_four_eyes(article: Article, writer: User, publisher: User) -> None:
    approved_past_four_eyes(article, writer, publisher)
    make_move(article, "publish", publisher)


def reopened(article: Article, writer: User, publisher: User) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More is known.")


def reopened_in_review(article: Article, writer: User, publisher: User) -> None:
    reopened(article, writer, publisher)
    make_move(article, "submit", writer)


def reopened_and_approved(article: Article, writer: User, publisher: User) -> None:
    reopened(article, writer, publisher)
    make_approved(article, writer, publisher)


def update_scheduled(article: Article, writer: User, publisher: User) -> None:
    reopened_and_approved(article, writer, publisher)
    make_move(article, "schedule", publisher, at=timezone.now() + timedelta(hours=2))


def retracted(article: Article, writer: User, publisher: User) -> None:
    make_published(article, writer, publisher)
    make_move(article, "retract", publisher, note="It was invented.")


def spiked(article: Article, _writer: User, publisher: User) -> None:
    make_move(article, "spike", publisher, note="Told elsewhere.")


PLACES: dict[str, Place] = {
    "draft": lambda _article, _writer, _publisher: None,
    "in review": in_review,
    "approved": make_approved,
    "approved and changed": approved_and_changed,
    "approved past four eyes": approved_past_four_eyes,
    "scheduled": make_scheduled,
    "published": make_published,
    "published past four eyes": published_past_four_eyes,
    "reopened": reopened,
    "reopened, in review": reopened_in_review,
    "reopened, approved": reopened_and_approved,
    "update scheduled": update_scheduled,
    "retracted": retracted,
    "spiked": spiked,
}

EDITING = {"editor", "publisher", "administrator", "publisher here", "whoever vouched"}
PUBLISHING = EDITING - {"editor"}
UNREVIEWED = {"approved past four eyes", "published past four eyes"}
NEVER_LIVE = {"draft", "in review", "approved", "approved and changed", "approved past four eyes"}
APPROVED = {"approved", "approved past four eyes", "reopened, approved"}
OPEN_OVER_LIVE = {"reopened", "reopened, in review", "reopened, approved"}
RELEASED = {"published", "published past four eyes"}
LIVE = {*RELEASED, "update scheduled", *OPEN_OVER_LIVE}

# Where each move begins and who makes it, as design has it: written out a second time, so that a slip shows.
EXPECTED: dict[str, tuple[set[str], set[str]]] = {
    "submit": ({"draft", "reopened"}, {*EDITING, "its writer"}),
    "send_back": ({"in review", "approved and changed", "reopened, in review", *APPROVED}, EDITING),
    "approve": ({"in review", "approved and changed", "reopened, in review"}, EDITING),
    "approve_in_emergency": ({"in review", "approved and changed", "reopened, in review"}, PUBLISHING),
    "review": (UNREVIEWED, EDITING - {"whoever vouched"}),
    "publish": (APPROVED, PUBLISHING),
    "schedule": (APPROVED, PUBLISHING),
    "reschedule": ({"scheduled", "update scheduled"}, PUBLISHING),
    "cancel": ({"scheduled", "update scheduled"}, PUBLISHING),
    "reopen": ({*RELEASED, "retracted"}, {*EDITING, "its writer"}),
    "discard": (OPEN_OVER_LIVE, EDITING),
    "fix_live": (OPEN_OVER_LIVE, PUBLISHING),
    "report": (RELEASED | OPEN_OVER_LIVE, EDITING),
    "retract": (LIVE, PUBLISHING),
    "redact": (LIVE | {"retracted"}, PUBLISHING),
    "spike": (NEVER_LIVE, EDITING),
    "unspike": ({"spiked"}, EDITING),
}
OPEN = NEVER_LIVE | OPEN_OVER_LIVE
WRITING = {(place, who) for place in OPEN for who in EDITING} | {
    (place, "its writer") for place in ("draft", "reopened")
}
STORY = """---
headline: The ferry runs again
summary: From Monday it sails twice a day.
section: Harbour
byline: Ilse Maarvik
---

The ferry sails at eight and at five.
"""
PEOPLE = {
    "contributor": "contributor",
    "writer": "writer",
    "its writer": "writer",
    "editor": "editor",
    "editor elsewhere": "editor",
    "publisher": "publisher",
    "publisher here": "publisher",
    "publisher elsewhere": "publisher",
    "whoever vouched": "publisher",
    "moderator": "moderator",
    "administrator": "administrator",
    "reader": None,
}
Way = Callable[[Article, str, str], object]
Made = set[tuple[str, str, str]]


class Newsroom(NamedTuple):
    """An article at every place, and somebody of every role with a browser."""

    articles: dict[str, Article]
    people: dict[str, User]
    browsers: dict[str, Client]

    def walk(self, way: Way, tried: Callable[[str, str, str], bool]) -> Made:
        """What is made through this way in of the moves that are tried; each try is undone."""
        made = set()
        before = {place: decisions_of(article) for place, article in self.articles.items()}
        for step in product(self.articles, self.people, MOVES):
            if not tried(*step):
                continue
            place, who, name = step
            with undone():
                way(self.articles[place], who, name)
                if decisions_of(self.articles[place]) != before[place]:
                    made.add(step)
        return made


@pytest.fixture
def newsroom(sign_in: SignIn) -> Newsroom:
    """Everybody, and an article at every place."""
    people = {who: make_person(role, who.title()) for who, role in PEOPLE.items()}
    make_section("Harbour").only_here.add(people["publisher here"])
    make_section("Culture").only_here.add(people["editor elsewhere"], people["publisher elsewhere"])
    articles = {}
    for place, bring in PLACES.items():
        article = make_article(people["its writer"], headline=place.capitalize())
        bring(article, people["its writer"], people["whoever vouched"])
        articles[place] = Article.objects.get(pk=article.pk)
    return Newsroom(articles, people, {who: sign_in(user) for who, user in people.items()})


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def decisions_of(article: Article) -> int:
    """How many moves this article has made."""
    return Decision.objects.filter(article=article).count()


def expected(*names: str) -> Made:
    """What the table says."""
    return {
        (place, who, name)
        for name in names or EXPECTED
        for place in EXPECTED[name][0]
        for who in EXPECTED[name][1]
    }


def everything(place: str, who: str, name: str) -> bool:
    """Everybody tries a move where it begins for anybody; where it does not, four who differ in all that counts do."""
    return place in EXPECTED[name][0] or who in (
        "administrator",
        "its writer",
        "publisher elsewhere",
        "reader",
    )


def every_row_and_column(place: str, who: str, name: str) -> bool:
    """Everybody tries every move at one place where it begins, and one who may do everything tries it everywhere.

    For ways in that lead through the gate, where all three are walked together.
    """
    return who == "administrator" or a_row(place, who, name)


def a_row(place: str, _who: str, name: str) -> bool:
    """Everybody tries every move at one place where it begins."""
    return place == next(place for place in PLACES if place in EXPECTED[name][0])


def a_button(place: str, who: str, name: str) -> bool:
    """Of those, what they try who work with texts, each kind of them once."""
    kinds = {"its writer", "editor", "editor elsewhere", "publisher", "publisher elsewhere"}
    return who in kinds and a_row(place, who, name)


def answers(name: str) -> dict[str, object]:
    """An answer to whatever a page asks."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    asked = {
        "note": "Because the test says so.",
        "at": f"{tomorrow}T06:00",
        "edition": 1,
        "headline": "A headline with its letter mended",
        "summary": "The gate was promised for spring.",
        "body": "The gate is late.",
        "report": "The gate moves.",
        "change_kind": "minor",
        "change_note": "A letter.",
    }
    return {f"ask-{name}-{field}": value for field, value in asked.items()}


def test_every_row_of_the_table_is_walked() -> None:
    assert set(EXPECTED) == set(MOVES)


def test_the_gate_itself(newsroom: Newsroom) -> None:
    asked = Asked(
        note="Because the test says so.",
        at=timezone.now() + timedelta(hours=3),
        edition=1,
        text={"headline": "A headline with its letter mended"},
        kind="minor",
        report=Report(text="The gate moves."),
    )

    def way(article: Article, who: str, name: str) -> None:
        try:
            move(article.pk, name, newsroom.people[who], version=article.version, asked=asked)
        except Refused:
            return

    assert newsroom.walk(way, everything) == expected()


@pytest.mark.rules
def test_the_page_of_a_move(newsroom: Newsroom) -> None:
    def way(article: Article, who: str, name: str) -> None:
        newsroom.browsers[who].post(move_page(article, name), {"version": article.version, **answers(name)})

    assert newsroom.walk(way, every_row_and_column) == {
        one for one in expected() if every_row_and_column(*one)
    }


@pytest.mark.rules
def test_the_buttons_of_the_form(newsroom: Newsroom) -> None:
    forms: dict[tuple[int, str], dict[str, Any]] = {}

    def way(article: Article, who: str, name: str) -> None:
        browser = newsroom.browsers[who]
        if (article.pk, who) not in forms:
            page = browser.get(page_of(article))
            may_write = page.status_code == 200 and page.context["has_change_permission"]
            forms[article.pk, who] = filled_in(page) if may_write else {"version": article.version}
        form = forms[article.pk, who] | answers(name)
        browser.post(page_of(article), {**form, "_do": name})
        if len(form) < 50:  # the buttons of those who only read lead to the page of the move
            browser.post(move_page(article, name), form)

    assert newsroom.walk(way, a_button) == {one for one in expected() if a_button(*one)}


def test_the_list(newsroom: Newsroom) -> None:
    places = ("draft", "in review", "approved", "published past four eyes")
    articles = [newsroom.articles[place] for place in places]
    seen = {f"seen-{article.pk}": article.version for article in articles}
    chosen = {"_selected_action": [article.pk for article in articles], "note": "Not yet.", **seen}
    made = set()
    for who, name in product(newsroom.people, SEVERAL):
        with undone():
            answer = newsroom.browsers[who].post(LIST, {**chosen, "action": name})
            report = (answer.context or {}).get("report") or []
            made |= {(item.article.headline.lower(), who, name) for item in report if item.done}
    assert made == {(place, who, name) for place, who, name in expected(*SEVERAL) if place in places}


@pytest.mark.rules
def test_publish_now(newsroom: Newsroom) -> None:
    name, made = "publish_now", set()
    for (place, article), who in product(newsroom.articles.items(), newsroom.people):
        if place not in OPEN and who != "administrator":
            continue
        with undone():
            before = decisions_of(article)
            browser = newsroom.browsers[who]
            browser.post(move_page(article, name), {"version": article.version, **answers(name)})
            if decisions_of(article) != before:
                made.add((place, who))
    assert made == {(place, who) for place in OPEN for who in PUBLISHING}


def test_the_import_command(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    file.write_text(STORY)
    made = set()
    for who, user in newsroom.people.items():
        with undone():
            with suppress(CommandError):
                call_command(
                    "import_article",
                    str(file),
                    publish=True,
                    email=user.email,
                    stdout=StringIO(),
                    stderr=StringIO(),
                )
            if Edition.objects.filter(article__headline="The ferry runs again").exists():
                made.add(who)
    assert made == PUBLISHING


def test_bringing_a_version_back(newsroom: Newsroom) -> None:
    made = set()
    for (place, article), who in product(newsroom.articles.items(), newsroom.people):
        with undone():
            address = reverse("admin:articles_article_bring_back", args=[article.pk, 1])
            newsroom.browsers[who].post(address, {"version": article.version})
            if Article.objects.get(pk=article.pk).version != article.version:
                made.add((place, who))
    assert made == WRITING


@pytest.mark.rules
def test_a_form_posted_straight(newsroom: Newsroom) -> None:
    admin, made = newsroom.browsers["administrator"], set()
    for place, article in newsroom.articles.items():
        page = admin.get(page_of(article))
        form = filled_in(page) if place in OPEN else {"version": article.version}
        for who in newsroom.people:
            with undone():
                data = {**form, "headline": "Slipped in", "state": "released", "unreviewed": ""}
                newsroom.browsers[who].post(page_of(article), data)
                after = Article.objects.get(pk=article.pk)
                assert after.state == article.state
                assert after.unreviewed_id == article.unreviewed_id
                if after.headline == "Slipped in":
                    made.add((place, who))
    assert made == WRITING
