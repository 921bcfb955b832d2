"""What pages say of themselves to search engines is said in words that schema.org has, each where it belongs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from articles.models import StandingPage
from articles.reporting import Report
from articles.translating import translate
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_source,
    make_topic,
    make_update,
)
from tests.pictures import make_image
from tests.test_structured import SCRIPT

pytestmark = pytest.mark.django_db

KINDS: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "schemas" / "schema-org.json").read_text())
GOOGLES_OWN: Final = {"query-input"}


@pytest.fixture
def pages(client: Client, writer: User, editor: User, publisher: User) -> list[str]:
    """A page of each type that says something of itself, with all that it can say."""
    make_author(
        bio="Grew up by the sea.",
        job_title="Reporter",
        languages=["en"],
        expertise=["Tides"],
        education=["Aldery"],
        birthplace="Sandholm",
        honours=["The Silver Pen"],
        photo=make_image(),
    )
    StandingPage.objects.create(kind="ethics", title="Ethics", body="We ask twice.")
    article = make_article(writer, body="Late.[[register]]", lead_image=make_image())
    article.topics.add(make_topic())
    make_reference(
        article, source=make_source(publisher="Gate Office", archived_address="https://a.example/")
    )
    make_row(article)
    make_published(article, writer, publisher)
    french = make_article(writer, language="fr")
    translate(french, article, writer)
    make_published(french, writer, publisher)
    corrected = {"change_kind": "correction", "was_wrong": "Nine.", "is_right": "Ten."}
    addresses = [make_update(article, writer, publisher, **corrected).get_absolute_url()]
    for label in ("opinion", "background", "review", "sponsored"):
        edition = make_published(make_article(writer, label=label), writer, publisher)
        addresses.append(edition.get_absolute_url())
    make_move(french, "report", editor, report=Report(text="The first leaf moves."))
    addresses.append(french.editions.live().get().get_absolute_url())
    false = make_article(writer)
    make_published(false, writer, publisher)
    make_move(false, "retract", publisher, note="The deed was forged.")
    addresses.append(false.editions.live().get().get_absolute_url())
    published = edition.first_published_at
    return [
        *addresses,
        "/",
        "/about/",
        "/sections/harbour/",
        "/topics/sea-gate/",
        "/authors/ilse-maarvik/",
        "/stakeholders/port-of-aldery/",
        f"/sources/{article.references.get().source_id}/",
        f"/archive/{published:%Y/%m}/",
        f"/archive/{published:%Y/%m/%d}/",
    ]


def known(kind: str) -> set[str]:
    """What may be said of a thing of this type: what the type adds, and what those add that it is a kind of."""
    return {*KINDS[kind]["has"], *(word for parent in KINDS[kind]["of"] for word in known(parent))}


def within(value: object) -> Iterator[dict[str, Any]]:
    """Every thing in what a page says, however deep; not the mere names of things that stand elsewhere."""
    if isinstance(value, dict):
        if set(value) != {"@id"}:
            yield value
        for one in value.values():
            yield from within(one)
    if isinstance(value, list):
        for one in value:
            yield from within(one)


def test_every_word_is_one_of_its_type(client: Client, pages: list[str]) -> None:
    met = set()
    for page in pages:
        told = [json.loads(text)["@graph"] for text in SCRIPT.findall(client.get(page).content.decode())]
        assert told, page
        for thing in within(told):
            kinds = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
            met.update(kinds)
            words = {word for word in thing if not word.startswith("@")} - GOOGLES_OWN
            assert words <= set().union(*map(known, kinds)), (page, kinds)
    assert {"ReportageNewsArticle", "LiveBlogPosting", "CorrectionComment", "ProfilePage", "WebSite"} <= met
