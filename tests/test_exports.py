"""A published article as data: JSON by the standard, Markdown for people and for us, CSV for spreadsheets."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from articles.models import Article, Edition, Source
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
    make_topic,
    make_update,
)
from tests.pictures import make_image

pytestmark = pytest.mark.django_db

NINJS = Path(__file__).parent / "schemas" / "ninjs-3.1.json"
"""As the International Press Telecommunications Council publishes it, under CC BY 4.0."""


@pytest.fixture
def article(writer: User) -> Article:
    """An article with a source, a table and a topic, not yet published."""
    article = make_article(writer, body="The gate is late.[[register]]\n\n{stakeholders}")
    article.topics.add(make_topic())
    make_reference(article)
    make_row(article)
    return article


def at(edition: Edition, name: str) -> str:
    return f"{edition.address.path}{name}"


def read(client: Client, edition: Edition) -> Any:
    return json.loads(client.get(at(edition, "article.json")).content)


def lines(client: Client, edition: Edition) -> list[list[str]]:
    text = client.get(at(edition, "stakeholders.csv")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_json_holds_all_that_was_published(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    item = read(client, edition)
    assert item["pubStatus"] == "usable"
    assert item["version"] == "1"
    assert item["headlines"][0]["value"] == article.headline
    assert item["people"] == [
        {"name": "Ilse Maarvik", "rel": "author", "uri": "http://localhost:8000/authors/ilse-maarvik/"}
    ]
    assert item["newsroom"]["payload"] == edition.payload


@pytest.mark.parametrize("state", ["live", "corrected", "retracted"])
def test_the_json_is_valid_by_the_standard_but_for_the_part_of_our_own(
    client: Client, article: Article, writer: User, publisher: User, state: str
) -> None:
    article.bylines.create(author=make_author("Per Olsen"), role="photographs", order=5)
    Article.objects.filter(pk=article.pk).update(lead_image=make_image(caption="Piers at dusk"))
    make_reference(article, "unnamed", source=Source.objects.create(kind="unnamed", title="An official"))
    edition = make_published(article, writer, publisher)
    if state == "corrected":
        put_right = {"change_kind": "correction", "was_wrong": "It is early.", "is_right": "It is late."}
        edition = make_update(
            article, writer, publisher, **put_right, summary="Now the ministry says so too."
        )
    elif state == "retracted":
        make_move(article, "retract", publisher, note="The quotation was invented.")
    item = read(client, edition)
    item.pop("newsroom")
    assert bool(item.get("associations")) == (state != "retracted")
    Draft202012Validator(json.loads(NINJS.read_text())).validate(item)


def test_a_withdrawn_picture_is_in_no_export(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    image = make_image(caption="Piers at dusk", credit="Pia Lens")
    Article.objects.filter(pk=article.pk).update(lead_image=image)
    edition = make_published(article, writer, publisher)
    assert "Piers at dusk" in json.dumps(read(client, edition))
    image.withdrawn_at = timezone.now()
    image.save()
    item = read(client, edition)
    assert item["newsroom"]["pictureWithdrawn"]
    for gone in ("Piers at dusk", "Pia Lens", image.name):
        assert gone not in json.dumps(item)


def test_anybody_can_reckon_the_fingerprint_from_the_json(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    item = read(client, make_published(article, writer, publisher))["newsroom"]
    assert item["verbatim"]
    assert fingerprint(item["payload"]) == item["fingerprint"] == item["editions"][0]["fingerprint"]


def test_nobody_learns_where_else_an_unnamed_source_speaks(
    client: Client, writer: User, publisher: User
) -> None:
    official = Source.objects.create(
        kind="unnamed", title="An official", unnamed_reason="Fears for the post."
    )
    told = []
    for _number in range(2):
        article = make_article(writer, body="It is late.[[official]]")
        make_reference(article, "official", source=official)
        told.append(read(client, make_published(article, writer, publisher))["newsroom"])
    assert [one["payload"]["references"][0]["source"] for one in told] == [0, 0]
    assert [one["verbatim"] for one in told] == [False, False]
    assert json.loads(client.get("/api/v1/sources/").content)["items"] == []
    assert json.loads(client.get(f"/api/v1/editions/?source={official.pk}").content)["items"] == []


def test_the_json_names_the_article_the_same_over_all_editions(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    before = read(client, make_published(article, writer, publisher))
    after = read(client, make_update(article, writer, publisher, headline="The gate is in place"))
    assert before["uri"] == after["uri"]
    assert [line["edition"] for line in after["newsroom"]["editions"]] == [2, 1]


@pytest.mark.parametrize("name", ["article.json", "article.md", "stakeholders.csv"])
def test_a_copy_that_is_up_to_date_is_not_sent_again(
    client: Client, article: Article, writer: User, publisher: User, name: str
) -> None:
    edition = make_published(article, writer, publisher)
    tag = client.get(at(edition, name))["ETag"]
    assert client.get(at(edition, name), headers={"If-None-Match": tag}).status_code == 304
    make_update(article, writer, publisher, summary="Now the ministry says so too.")
    assert client.get(at(edition, name), headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["article.json", "article.md", "stakeholders.csv"])
def test_a_retracted_article_says_so_and_gives_no_text(
    client: Client, article: Article, writer: User, publisher: User, name: str
) -> None:
    make_published(article, writer, publisher)
    edition = make_move(article, "retract", publisher, note="The quotation was invented.").edition
    assert edition
    text = client.get(at(edition, name)).content.decode()
    assert "The quotation was invented." in text
    assert "The gate is late" not in text
    assert "A wide lock" not in text


@pytest.mark.parametrize("name", ["article.json", "article.md", "stakeholders.csv"])
def test_a_redacted_article_says_so_and_gives_no_text(
    client: Client, article: Article, writer: User, publisher: User, administrator: User, name: str
) -> None:
    edition = make_published(article, writer, publisher)
    for person in (publisher, administrator):
        make_move(article, "redact", person, edition=1, note="Order of the court.")
    text = client.get(at(edition, name)).content.decode()
    assert "legal reason" in text
    for gone in ("The gate is late", "A wide lock", article.headline, "Order of the court"):
        assert gone not in text


@pytest.mark.parametrize("name", ["article.json", "article.md", "stakeholders.csv"])
def test_what_is_not_live_is_not_there_as_data(
    client: Client, article: Article, writer: User, publisher: User, name: str
) -> None:
    assert client.get(at(make_scheduled(article, writer, publisher), name)).status_code == 404


def test_the_data_of_a_former_address_is_at_the_new_one(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    assert client.post(at(edition, "article.json")).status_code == 405
    response = client.get(at(edition, "article.json"))
    assert response["Content-Disposition"] == f'inline; filename="{edition.address.path.split("/")[4]}.json"'
    assert response["Cache-Control"].startswith("public, max-age=0, s-maxage=")


def test_a_saved_table_opens_in_a_spreadsheet_and_runs_nothing(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_row(article, name="=HYPERLINK(A1)", motivations='@SUM(1); say "so"', challenges=" \t+1\n-2")
    edition = make_published(article, writer, publisher)
    response = client.get(at(edition, "stakeholders.csv"))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"].startswith("attachment;")
    assert lines(client, edition) == [
        ["Table", "Stakeholder", "Primary motivation", "Challenges"],
        ["Who wants what", "Port of Aldery", "A wide lock; Known hours", "Every closure costs"],
        ["Who wants what", "'=HYPERLINK(A1)", '\'@SUM(1); say "so"', "'+1 -2"],
    ]


def test_several_tables_stand_in_one_file_each_with_its_name(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    article.tables.create(slug="", caption="On the island", columns=["Stakeholder", "Aim", "Risk"])
    article.tables.create(slug="abroad", caption="Abroad", columns=["Stakeholder", "Aim", "Aim", "Hope"])
    make_row(article, name="Norden", table="abroad", motivations="Fish", challenges="Ice", further=["Spring"])
    edition = make_published(article, writer, publisher)
    assert lines(client, edition) == [
        ["Table", "Stakeholder", "Aim", "Risk", "Aim", "Hope"],
        ["On the island", "Port of Aldery", "A wide lock; Known hours", "Every closure costs", "", ""],
        ["Abroad", "Norden", "Fish", "", "Ice", "Spring"],
    ]


def test_marks_and_citations_are_no_part_of_a_cell(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_row(article, name="Dockers", motivations="A **fair** wage [[register]]", challenges="")
    edition = make_published(article, writer, publisher)
    assert lines(client, edition)[2] == ["Who wants what", "Dockers", "A fair wage", ""]


def test_an_article_without_a_table_has_no_file_of_it(client: Client, writer: User, publisher: User) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    assert client.get(at(edition, "stakeholders.csv")).status_code == 404
    page = client.get(edition.address.path).content.decode()
    assert "article.json" in page
    assert "stakeholders.csv" not in page


def test_the_page_of_an_article_leads_to_its_data_and_an_old_edition_does_not(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    page = client.get(edition.address.path).content.decode()
    for kind, name in (
        ("application/json", "article.json"),
        ("text/markdown", "article.md"),
        ("text/csv", "stakeholders.csv"),
    ):
        address = f"http://localhost:8000{at(edition, name)}"
        assert f'<link rel="alternate" type="{kind}" href="{address}">' in page
        assert f'href="{at(edition, name)}"' in page
    assert "article.json" not in client.get(at(edition, "history/1/")).content.decode()


def test_an_export_takes_three_queries(
    client: Client, article: Article, writer: User, publisher: User, django_assert_num_queries: Any
) -> None:
    article.bylines.create(author=make_author("Per Olsen"), role="photographs", order=5)
    edition = make_published(article, writer, publisher)
    for _number in range(3):
        make_update(article, writer, publisher)
    with django_assert_num_queries(3):
        client.get(at(edition, "article.json"))
