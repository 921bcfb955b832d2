"""Readers search what stands in the paper: words, phrases, filters, the best or the newest first."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import freezing, indexing
from articles.models import Article, Edition, Entry, EntryWords, Stakeholder
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
    make_section,
    make_source,
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db

SEARCH = "/search/"
BUSY = {
    "headline": "Zürich’s ferry sinks",
    "short_headline": "Catamaran gone",
    "summary": "Nobody was aboard the vessel.",
    "body": "The **harbourmaster** said: *no comment* on the port-side leak.[[wrecks]]\n\n{stakeholders}",
}


def page(asked: str = "", **fields: str) -> str:
    """What a stranger reads."""
    answer = Client().get(SEARCH, {"q": asked, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def found(asked: str = "", **fields: str) -> list[str]:
    """The headlines that are found, in their order."""
    return [
        unescape(re.sub(r"<[^>]+>", "", one))
        for one in re.findall(r"<h3><a[^>]*>(.*?)</a>", page(asked, **fields))
    ]


@pytest.fixture
def busy(writer: User, publisher: User) -> Article:
    """A published article with every part, beside one that has none of its words."""
    article = make_article(writer, authors=("Ilse Maarvik",), section="Coast", **BUSY)
    article.topics.add(make_topic("Navigation"))
    source = make_source("https://registry.example/wrecks/77", title="Wreck list", publisher="Lloyd's")
    make_reference(article, "wrecks", source=source)
    make_row(article, "Guild of Pilots", motivations="Higher tariffs", challenges="Stormy winters")
    make_published(article, writer, publisher)
    other = make_article(writer, headline="Quite another thing", authors=("Jon Tellerin",), section="Town")
    make_published(other, writer, publisher)
    return article


@pytest.mark.parametrize(
    "asked",
    [
        "zurich", "ZÜRICH", "ferry gone", "vessel", "harbourmaster", "ilse maarvik", "coast", "navigation",
        "guild pilots", "tariffs", "stormy winters", "wreck list", "lloyd's", "ferry tariffs", "harbourmas",
        '"no comment"', "port-side", '"the port side leak" -submarine',
    ],
)  # fmt: skip
def test_an_article_is_found_by_all_that_readers_see_of_it(asked: str, busy: Article) -> None:
    assert found(asked) == [BUSY["headline"]]


@pytest.mark.parametrize(
    "asked",
    [
        "ferry submarine",
        '"comment no"',
        '"harbourmas"',
        "ferry -leak",
        'ferry -"no comment"',
        "registry.example",
        "section3",
    ],
)
def test_what_is_not_there_is_not_found(asked: str, busy: Article) -> None:
    assert found(asked) == []


SCRIPTS = [
    ("東京都の港は閉鎖された。", "港は閉鎖"),
    ("東京都の港は閉鎖された。", "都"),
    ("افتتحت المدينة الميناء الجديد", "ميناء"),
    ("افتتحت المَدِينة", "مدينة"),
    ("Søren ate smørrebrød", "soren smorrebrod"),
    ("ท่าเรือปิดแล้ว", "เรือ"),
    ("Порт закрыт, ещё неделя", "еще неделя"),
]


@pytest.mark.parametrize(("text", "asked"), SCRIPTS)
def test_other_scripts_are_found_and_marked_too(text: str, asked: str, writer: User, publisher: User) -> None:
    make_published(make_article(writer, headline="Elsewhere", body=text), writer, publisher)
    make_published(make_article(writer), writer, publisher)
    assert found(asked) == ["Elsewhere"]
    assert "<mark>" in page(asked)


ODD = [
    '"', "'", '"""', "-", "--", '-"', "*", "a* OR b", "a & | ! b", "((", ":*", "\\", "'; DROP TABLE x; --", "title:x",
    "NEAR(a b)", "%", "_", "x" * 10_000, "word " * 2_000, '"a ' * 3_000, "😀", "\u202e\u0301", "#", "#" + "9" * 40,
    "a\x00b", "\ud800", "{% if %}", "<script>", "_section1", "-only -these", "ferry & ", "'_label'"
]  # fmt: skip


@pytest.mark.parametrize("order", ["", "newest"])
def test_any_input_is_answered(order: str, busy: Article) -> None:
    for asked in ODD:
        fields: dict[str, Any] = {"q": asked.encode("utf-8", "replace"), "order": order}
        answer = Client().get(SEARCH, fields)
        assert answer.status_code == 200, asked
        assert "<script>" not in answer.content.decode().partition("<main")[2]


FIELDS = (
    "section",
    "author",
    "stakeholder",
    "from",
    "to",
    "language",
    "label",
    "order",
    "page",
    "before",
    "after",
)


VALUES = ("", "nobody", "\x00", "'", "9" * 400, "-1", "2026-13-45", "0001-01-01", "9999-12-31")


@pytest.mark.parametrize("field", FIELDS)
def test_unknown_values_do_no_harm(field: str, busy: Article) -> None:
    for value in VALUES:
        for asked in ("ferry", ""):
            assert Client().get(SEARCH, {"q": asked, field: value}).status_code == 200, value
        if field not in ("from", "to", "page"):
            assert found("ferry", **{field: value}) == [BUSY["headline"]], value


def test_an_empty_search_explains_itself(busy: Article) -> None:
    html = page()
    assert "How to search" in html
    assert "noindex" in html  # for the address has a parameter
    plain = Client().get(SEARCH)
    assert "noindex" not in plain.content.decode()
    assert "X-Robots-Tag" not in plain
    assert found() == []


def test_what_only_leaves_out_is_asked_for_more(busy: Article) -> None:
    assert "Say also what to look for" in page("-ferry")
    assert "Say also what to look for" in page("-ferry", section="coast")
    assert "no word in this" in page("?!")
    assert "No article has all of this" in page("submarine")


def test_results_are_for_caches_and_for_no_search_engine(busy: Article) -> None:
    answer = Client().get(SEARCH, {"q": "ferry"})
    assert answer["X-Robots-Tag"] == "noindex"
    assert "s-maxage" in answer["Cache-Control"]
    assert not answer.cookies
    again = Client().get(SEARCH, {"q": "ferry"}, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert Client().post(SEARCH).status_code == 405


# Filters


@pytest.mark.parametrize(
    "fields",
    [
        {"section": "coast"}, {"author": "ilse-maarvik"}, {"author": "Ilse MAARVIK"},
        {"stakeholder": "guild-of-pilots"},
        {"stakeholder": "guild of pilots"}, {"label": "opinion"}, {"language": "fr"},
        {"from": "2026-05-02", "to": "2026-05-02"},
        {"section": "coast", "author": "ilse-maarvik", "language": "fr", "label": "opinion", "from": "2026-05-01"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["tide", ""])
def test_filters_narrow_a_search_and_stand_for_themselves(
    fields: dict[str, str], asked: str, writer: User, publisher: User
) -> None:
    first = datetime(2026, 5, 2, 10, tzinfo=UTC)
    meant = make_article(
        writer, headline="Tide one", section="Coast", label="opinion", language="fr", first_published_at=first
    )
    make_row(meant, "Guild of Pilots")
    make_published(meant, writer, publisher)
    make_published(
        make_article(
            writer,
            headline="Tide two",
            section="Town",
            authors=("Jon Tellerin",),
            first_published_at=datetime(2026, 4, 2, tzinfo=UTC),
        ),
        writer,
        publisher,
    )
    assert found(asked, **fields) == ["Tide one"]
    assert sorted(found("tide")) == ["Tide one", "Tide two"]


def test_a_section_holds_what_stands_in_those_within_it(writer: User, publisher: User) -> None:
    coast = make_section("Coast")
    make_section("Harbour", parent=coast)
    make_published(make_article(writer, headline="Tide one", section="Harbour"), writer, publisher)
    assert found("tide", section="coast") == ["Tide one"]


def test_a_merged_stakeholder_is_one(writer: User, publisher: User) -> None:
    article = make_article(writer, headline="Tide one")
    old = make_row(article, "Pilots").stakeholder
    make_published(article, writer, publisher)
    new = Stakeholder.objects.get_or_make("Guild of Pilots")
    second = make_article(writer, headline="Tide two")
    make_row(second, "Guild of Pilots")
    make_published(second, writer, publisher)
    Stakeholder.objects.filter(pk=old.pk).update(merged_into=new)
    for name in ("pilots", "guild-of-pilots"):
        assert sorted(found("tide", stakeholder=name)) == ["Tide one", "Tide two"]


def test_a_filter_that_nobody_meets_is_told_and_left_out(busy: Article, writer: User) -> None:
    make_author("Nora Nobody")  # who has published nothing
    html = page("ferry", author="Nora Nobody")
    assert "names anybody called “Nora Nobody”" in html
    assert found("ferry", author="Nora Nobody") == [BUSY["headline"]]


# Live by the clock


def test_a_planned_text_is_found_from_its_moment_on(writer: User, publisher: User) -> None:
    at = timezone.now() + timedelta(hours=1)
    edition = make_scheduled(make_article(writer, headline="Tomorrow’s lantern"), writer, publisher, at)
    assert found("lantern") == []
    words = EntryWords.objects.filter(entry__edition=edition)
    assert not words.listed(at - timedelta(seconds=1))
    assert words.listed(at)
    assert "Tomorrow" not in page("lantern") + page("tomorrow", order="newest") + page("", section="harbour")


def test_a_planned_change_takes_the_place_of_what_stands_in_its_moment(writer: User, publisher: User) -> None:
    article = make_article(writer, headline="Old lantern")
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(
        headline="New lantern", change_kind="update", change_note="New."
    )
    at = timezone.now() + timedelta(hours=1)
    pending = make_scheduled(article, writer, publisher, at)
    assert found("lantern") == ["Old lantern"]

    def then(when: datetime) -> list[str]:
        return [entry.headline for entry in Entry.objects.filter(words__in=EntryWords.objects.listed(when))]

    assert then(at - timedelta(seconds=1)) == ["Old lantern"]
    assert then(at) == ["New lantern"]
    later = at + timedelta(hours=1)
    make_move(article, "reschedule", publisher, at=later)
    assert then(at) == ["Old lantern"]
    assert then(later) == ["New lantern"]
    make_move(article, "cancel", publisher)
    assert then(later) == ["Old lantern"]
    assert not EntryWords.objects.filter(entry__edition=pending).exists()


def test_what_was_changed_is_found_by_its_new_words_only(
    busy: Article, writer: User, publisher: User
) -> None:
    make_update(busy, writer, publisher, body="A rowing boat.")
    assert found("rowing") == [BUSY["headline"]]
    assert found("harbourmaster") == []


def test_what_was_retracted_or_redacted_is_not_found(busy: Article, writer: User, publisher: User) -> None:
    make_move(busy, "retract", publisher, note="The ferry swims.")
    assert found("ferry") == []
    assert found("swims") == []
    redacted = make_published(make_article(writer, headline="A lantern"), writer, publisher)
    assert found("lantern") == ["A lantern"]
    freezing.redact(Edition.objects.get(pk=redacted.pk), "Order 12 of the court")
    assert found("lantern") == []
    assert indexing.catch_up() == 0
    assert found("", section="harbour") == []


def test_a_draft_over_a_published_text_is_not_searched(busy: Article, writer: User) -> None:
    make_move(busy, "reopen", writer)
    Article.objects.filter(pk=busy.pk).update(headline="Zanzibarquilt")
    assert found("zanzibarquilt") == []


# Highlights


def test_hits_are_marked_and_everything_is_escaped(writer: User, publisher: User) -> None:
    body = "Sand.\n\n" * 100 + "Then `<b>` the Éclair arrived & nobody saw it. " + "More sand. " * 50
    make_published(make_article(writer, headline="The <éclairs> arrive", body=body), writer, publisher)
    html = page("eclair")
    assert "The &lt;<mark>éclairs</mark>&gt; arrive" in html
    assert "&lt;b&gt; the <mark>Éclair</mark> arrived &amp; nobody" in html
    assert len(re.findall(r"(?s)<p class=\"extract\">(.*?)</p>", html)[0]) < 500


def test_a_phrase_is_marked_as_one(busy: Article) -> None:
    assert "<mark>no comment</mark>" in page('"no comment"')
    assert "Nobody was aboard the vessel" in page("ferry -submarine")


# Names


def test_authors_topics_and_stakeholders_are_found_by_name(busy: Article) -> None:
    for asked, address in (
        ("maarvik", "/authors/ilse-maarvik/"),
        ("navigation", "/topics/navigation/"),
        ("pilots", "/stakeholders/guild-of-pilots/"),
    ):
        assert f'href="{address}"' in page(asked).partition("<main")[2], asked


def test_names_that_nothing_published_carries_are_not_found(
    busy: Article, writer: User, publisher: User
) -> None:
    hidden = make_article(writer, headline="Later", authors=("Zoe Zanzibarquilt",))
    hidden.topics.add(make_topic("Zanzibarquilt"))
    make_row(hidden, "House of Zanzibarquilt")
    assert "zanzibarquilt" not in page("zanzibarq").partition("<main")[2].replace(
        'value="zanzibarq"', ""
    ).lower().replace("zanzibarq<", "")
    make_scheduled(hidden, writer, publisher)
    main = page("zanzibarq").partition("<main")[2]
    assert "/authors/zoe" not in main
    assert "/topics/z" not in main
    assert "/stakeholders/h" not in main


def test_at_most_three_of_each_kind_the_nearest_first(writer: User, publisher: User) -> None:
    names = ("Marten of the Long Shore", "Marten", "Marten Ode", "Jon Marten Ode", "Marten Odendahl")
    make_published(make_article(writer, authors=names), writer, publisher)
    listed = re.findall(r'href="/authors/([^"]+)/"', page("marten").partition("<main")[2])
    assert listed == ["marten", "marten-ode", "marten-odendahl"]


def test_who_is_renamed_is_found_by_the_new_name(busy: Article, administrator: User, sign_in: Any) -> None:
    author = make_author()
    author.name = "Ilse Tangeraas"
    author.save()
    indexing.renamed(author)
    assert "/authors/ilse-maarvik/" in page("tangeraas").partition("<main")[2]


# Bringing up to date, and the way there


def test_entries_that_came_in_another_way_are_indexed_by_a_command(
    busy: Article, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 1)
    EntryWords.objects.all().delete()
    assert found("ferry") == []
    call_command("index_articles")
    assert "2 published texts" in capsys.readouterr().out
    assert found("ferry") == [BUSY["headline"]]
    assert EntryWords.objects.count() == Entry.objects.count()


def test_the_way_to_the_search_stands_on_every_page(client: Client, busy: Article) -> None:
    assert '<a href="/search/"' in client.get("/").content.decode()
    assert '"SearchAction"' in client.get("/").content.decode()
