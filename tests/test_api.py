"""The read-only API: whatever is public, as data, for anybody; and its own description is true."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from articles import paging
from articles.api.resources import RESOURCES
from articles.api.urls import urlpatterns
from articles.models import Article, Edition, Entry, LedgerLink, Source, Topic
from articles.payload import fingerprint
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
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db

API = "/api/v1/"


def read(client: Client, path: str) -> Any:
    """The data at an address below the API's."""
    response = client.get(path if path.startswith("/") else API + path)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def headlines(client: Client, path: str) -> list[str]:
    return [item["headlines"][0]["value"] for item in read(client, path)["items"]]


def every(client: Client, path: str) -> Iterator[Any]:
    """All things of a list, page by page."""
    following: str | None = API + path
    while following:
        parts = urlsplit(following)
        page = read(client, f"{parts.path}?{parts.query}" if parts.query else parts.path)
        yield from page["items"]
        following = page["next"]


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """A published article with a source, a table, a topic and a correction."""
    article = make_article(
        writer, headline="The gate is late", body="It is late.[[register]]\n\n{stakeholders}"
    )
    article.topics.add(make_topic())
    make_reference(article)
    make_row(article)
    make_published(article, writer, publisher)
    put_right = {"change_kind": "correction", "was_wrong": "It is early.", "is_right": "It is late."}
    make_update(article, writer, publisher, **put_right, summary="Now the ministry says so too.")
    return article


def test_the_index_leads_to_everything(client: Client, article: Article) -> None:
    index = read(client, "")
    assert set(index["lists"]) == set(RESOURCES)
    for address in [*index["lists"].values(), index["description"], index["ledgerHead"]]:
        assert client.get(urlsplit(address).path).status_code == 200, address


def test_an_edition_comes_whole(client: Client, article: Article) -> None:
    [item] = read(client, "editions/")["items"]
    edition = Edition.objects.live().get(article=article)
    assert item["newsroom"]["payload"] == edition.payload
    assert fingerprint(item["newsroom"]["payload"]) == item["newsroom"]["fingerprint"]
    assert 'href="http://localhost:8000/2' in item["bodies"][0]["value"]
    assert item["people"][0]["uri"] == "http://localhost:8000/authors/ilse-maarvik/"


def test_an_article_is_the_same_as_below_its_address(client: Client, article: Article) -> None:
    path = Edition.objects.live().get(article=article).address.path
    assert read(client, f"articles/{article.pk}/") == read(client, f"{path}article.json")


def test_the_history_names_every_edition(client: Client, article: Article) -> None:
    lines = read(client, f"articles/{article.pk}/editions/")["items"]
    assert [(line["edition"], line["kind"]) for line in lines] == [(2, "correction"), (1, "first")]
    assert client.get(urlsplit(lines[0]["compared"]).path).status_code == 200


def test_a_list_is_narrowed_by_what_is_asked_for(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    other = make_article(
        writer, headline="Le bac est parti", section="Town", authors=("Per Olsen",), language="fr"
    )
    make_published(other, writer, publisher)
    day = Entry.objects.get(article=article).published_at.date().isoformat()
    for asked, found in {
        "section=harbour": ["The gate is late"],
        "topic=sea-gate": ["The gate is late"],
        "author=per-olsen": ["Le bac est parti"],
        "author=ilse-maarvik&topic=sea-gate&section=harbour": ["The gate is late"],
        "author=per-olsen&section=harbour": [],
        f"source={article.references.get().source_id}": ["The gate is late"],
        f"source={article.references.get().source_id + 1}": [],
        "stakeholder=port-of-aldery&section=harbour": ["The gate is late"],
        "language=fr": ["Le bac est parti"],
        f"since={day}": ["Le bac est parti", "The gate is late"],
        f"until={day}": [],
        "since=2999-01-01T00:00:00%2B02:00": [],
    }.items():
        assert headlines(client, f"editions/?{asked}") == found, asked


def test_pages_follow_each_other_without_gap_or_double(
    client: Client, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr("articles.api.views.PAGE", 2)
    for number in range(5):
        article = make_article(writer, headline=f"Story {number}")
        article.topics.add(make_topic(f"Topic {number}"))
        make_published(article, writer, publisher)
    told = [item["headlines"][0]["value"] for item in every(client, "editions/?section=harbour")]
    assert told == [f"Story {number}" for number in (4, 3, 2, 1, 0)]
    assert [item["slug"] for item in every(client, "topics/")] == [f"topic-{number}" for number in range(5)]
    assert [link["number"] for link in every(client, "ledger/")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/", 404),
        ("editions", 404),
        ("articles/999/", 404),
        ("articles/999/editions/", 404),
        ("editions/?section=nowhere", 400),
        ("editions/?since=yesterday", 400),
        ("editions/?since=0001-01-01", 400),
        ("editions/?until=2026-13-01", 400),
        ("editions/?source=x", 400),
        ("editions/?stakeholder=nobody", 400),
        ("editions/?cursor=1%27--", 400),
        ("topics/?cursor=x", 400),
        ("topics/?page=2", 400),
        ("editions/?section=%00", 200),
    ],
)
def test_a_mistake_is_told_as_a_problem(client: Client, path: str, status: int) -> None:
    response = client.get(API + path)
    assert response.status_code == status
    if status != 200:
        assert response["Content-Type"] == "application/problem+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        told = json.loads(response.content)
        assert told["status"] == status
        assert told["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    response = getattr(client, method)(f"{API}editions/")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"


def test_any_page_may_read_it_and_nobody_is_known_by_it(client: Client, article: Article) -> None:
    response = client.get(f"{API}editions/")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert not response.cookies
    asked = client.options(f"{API}editions/", headers={"Origin": "https://a.example"})
    assert asked.status_code == 204
    assert "GET" in asked["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("name", ["", "openapi.json", *(f"{name}/" for name in RESOURCES)])
def test_what_has_not_changed_is_not_sent_again(client: Client, article: Article, name: str) -> None:
    tag = client.get(API + name)["ETag"]
    assert client.get(API + name, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_not_public_is_nowhere(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    secret = "Zanzibarquilt"
    make_article(writer, headline=secret, body=secret)
    make_scheduled(make_article(writer, headline=secret, body=secret), writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(headline=secret)
    Source.objects.update(contact=secret, identity=secret, internal_note=secret)
    for name in [*(f"{name}/" for name in RESOURCES), f"articles/{article.pk}/"]:
        assert secret not in client.get(API + name).content.decode(), name


def test_a_retracted_article_is_not_listed_and_says_so_where_it_stands(
    client: Client, article: Article, publisher: User
) -> None:
    make_move(article, "retract", publisher, note="Invented.")
    assert read(client, "editions/")["items"] == []
    item = read(client, f"articles/{article.pk}/")
    assert item["pubStatus"] == "canceled"
    assert "bodies" not in item
    assert read(client, "corrections/")["items"][0]["kind"] == "retraction"


def test_a_redacted_article_gives_no_text(
    client: Client, article: Article, publisher: User, administrator: User
) -> None:
    for person in (publisher, administrator):
        make_move(article, "redact", person, edition=2, note="Order of the court.")
    [item] = read(client, "editions/")["items"]
    assert item["pubStatus"] == "canceled"
    assert "It is late" not in json.dumps(item)


def test_a_source_is_told_as_readers_were_shown_it(client: Client, article: Article) -> None:
    source = article.references.get().source
    secret = "Zanzibarquilt"
    Source.objects.create(title=secret)  # which nothing rests on yet
    Source.objects.update(
        title=secret, publisher=secret, contact=secret, identity=secret, internal_note=secret
    )
    [told] = read(client, "sources/")["items"]
    assert (told["id"], told["title"], told["url"]) == (source.pk, "Register of gates", source.address)
    assert secret not in json.dumps(told)
    assert headlines(client, told["editions"].removeprefix("http://localhost:8000")) == ["The gate is late"]


def test_topics_authors_and_stakeholders_are_told_once_an_edition_is_live(
    client: Client, article: Article, writer: User
) -> None:
    draft = make_article(writer, authors=("Secret Author",))
    draft.topics.add(make_topic("Secret investigation"))
    make_row(draft, name="Secret Society")
    assert [each["slug"] for each in read(client, "stakeholders/")["items"]] == ["port-of-aldery"]
    assert [each["slug"] for each in read(client, "topics/")["items"]] == ["sea-gate"]
    assert [each["slug"] for each in read(client, "authors/")["items"]] == ["ilse-maarvik"]


def test_what_a_redacted_or_retracted_text_rested_on_is_told_no_more(
    client: Client, article: Article, writer: User, publisher: User, administrator: User
) -> None:
    other = make_article(writer, body="It is late.[[other]]")
    make_reference(other, "other")
    make_row(other, name="Dockers")
    make_published(other, writer, publisher)
    for person in (publisher, administrator):
        make_move(article, "redact", person, edition=2, note="Order of the court.")
    make_move(other, "retract", publisher, note="Invented.")
    assert read(client, "sources/")["items"] == []
    assert read(client, "stakeholders/")["items"] == []


def test_the_ledger_can_be_reckoned_by_anybody(client: Client, article: Article) -> None:
    before = ""
    for link in every(client, "ledger/"):
        assert link["previous"] == before
        assert fingerprint(link["covers"]) == link["hash"]
        before = link["hash"]
    assert before == read(client, "/.well-known/newsroom-ledger.json")["hash"]


def test_the_ledger_tells_nothing_of_what_is_still_to_come(
    client: Client, writer: User, publisher: User
) -> None:
    make_scheduled(make_article(writer), writer, publisher)
    [link] = every(client, "ledger/")
    assert link["covers"] is None
    assert link["hash"] == LedgerLink.objects.get().hash


@pytest.mark.parametrize(
    ("path", "queries"),
    [("editions/?section=harbour", 4), ("editions/?topic=sea-gate", 4), ("editions/?stakeholder=port-of-aldery", 4),
     ("corrections/", 1), ("authors/", 1), ("sections/", 1), ("topics/", 1), ("sources/", 2), ("stakeholders/", 1),
     ("ledger/", 2), ("articles/{}/", 3), ("articles/{}/editions/", 2)],
)  # fmt: skip
def test_a_page_takes_the_same_few_queries_however_much_is_on_it(
    client: Client,
    article: Article,
    writer: User,
    publisher: User,
    django_assert_num_queries: Any,
    path: str,
    queries: int,
) -> None:
    for _number in range(2):
        other = make_article(writer, authors=("Ilse Maarvik", "Per Olsen"))
        other.topics.add(make_topic())
        make_published(other, writer, publisher)
    with django_assert_num_queries(queries):
        client.get(API + path.format(article.pk))


def paths_of(number: int) -> dict[str, str]:
    """Every path of the description, and an address of it."""
    return {
        "/api/v1/": "",
        "/api/v1/openapi.json": "openapi.json",
        "/api/v1/articles/{number}/": f"articles/{number}/",
        "/api/v1/articles/{number}/editions/": f"articles/{number}/editions/",
        **{f"/api/v1/{name}/": f"{name}/" for name in RESOURCES},
    }


def test_the_description_names_every_route_and_every_answer_is_as_it_says(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_move(article, "retract", publisher, note="Invented.")
    make_published(make_article(writer), writer, publisher)
    make_author("Per Olsen")
    make_section("Town")
    described = read(client, "openapi.json")
    assert described["openapi"].startswith("3.1.")
    assert set(described["paths"]) == set(paths_of(1))
    assert len(urlpatterns) + len(RESOURCES) - 2 == len(
        described["paths"]
    )  # all lists are one route; one is nothing
    for path, address in paths_of(article.pk).items():
        operation = described["paths"][path]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator.check_schema(schema)
        check(described, schema, read(client, address))
        for parameter in re.findall(r"{(\w+)}", path):
            assert parameter in [each["name"] for each in operation["parameters"] if each["in"] == "path"]
    wrong = json.loads(client.get(f"{API}editions/?since=x").content)
    check(described, {"$ref": "#/components/schemas/Problem"}, wrong)


def check(described: Any, schema: Any, data: Any) -> None:
    """The data is as the schema says, whose references lead into the description."""
    Draft202012Validator({**schema, "components": described["components"]}).validate(data)


def test_every_filter_of_the_description_is_one(client: Client, article: Article) -> None:
    described = read(client, "openapi.json")
    named = [each["name"] for each in described["paths"]["/api/v1/editions/"]["get"]["parameters"]]
    assert named == [*RESOURCES["editions"].filters, "cursor"]
    assert Topic.objects.exists()
