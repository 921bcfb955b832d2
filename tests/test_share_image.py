"""The picture that other sites show beside a link to an article without a photograph: its words, drawn."""

import io
import json
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Pillow

from articles.models import Article, Edition
from authors.models import User
from images.drawing import HEIGHT, WIDTH, Words, drawn, font_for

from .make import make_article, make_move, make_published, make_update
from .pictures import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(writer: User, publisher: User) -> Edition:
    return make_published(make_article(writer, headline="The gate is late"), writer, publisher)


def named(client: Client, edition: Edition) -> str:
    """The picture that the page names, without the site's address."""
    page = client.get(edition.get_absolute_url(), follow=True).content.decode()
    found = re.search(r'property="og:image" content="https?://[^/]+(/[^"]*)"', page)
    return found[1] if found else ""


def test_a_page_without_a_photograph_names_a_drawn_one_in_both_markups(
    client: Client, published: Edition
) -> None:
    path = named(client, published)
    page = client.get(published.get_absolute_url()).content.decode()
    told = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])
    assert told["@graph"][0]["image"][0].endswith(path)
    assert 'name="twitter:card" content="summary_large_image"' in page


def test_it_is_a_picture_of_the_size_that_others_ask_for_kept_for_ever(
    client: Client, published: Edition
) -> None:
    response = client.get(named(client, published))
    assert response["Content-Type"] == "image/png"
    assert Pillow.open(io.BytesIO(response.content)).size == (WIDTH, HEIGHT) == (1200, 630)
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies


def test_it_is_drawn_once(client: Client, published: Edition) -> None:
    path = named(client, published)
    name = path.rpartition("/")[2]
    first = client.get(path).content
    with default_storage.open(f"share/{name[:2]}/{name}") as kept:
        assert kept.read() == first
    assert client.get(path).content == first


def test_another_headline_is_another_picture_and_the_old_address_leads_there(
    client: Client, published: Edition, writer: User, publisher: User
) -> None:
    before = named(client, published)
    make_update(Article.objects.get(pk=published.article_id), writer, publisher, headline="The gate is open")
    after = named(client, published)
    assert before != after
    assert client.get(before, follow=True).redirect_chain[-1][0] == after


def test_nothing_else_is_ever_drawn(client: Client, published: Edition) -> None:
    path = published.get_absolute_url()
    assert client.get(f"{path}share/{'0' * 20}.png").status_code == 302
    assert client.get(f"{path}share/nonsense.png").status_code == 302
    assert not default_storage.exists("share/00")


def test_an_article_with_a_photograph_has_no_drawn_one_until_it_is_withdrawn(
    client: Client, writer: User, publisher: User
) -> None:
    image = make_image(1200, 800, alt="Piers", credit="Port")
    edition = make_published(make_article(writer, lead_image=image), writer, publisher)
    assert "/renditions/" in named(client, edition)
    assert client.get(f"{edition.get_absolute_url()}share/{'0' * 20}.png").status_code == 404
    image.withdraw("Licence ended")
    assert "/share/" in named(client, edition)
    assert client.get(named(client, edition)).status_code == 200


def test_a_retracted_article_says_so_in_its_picture(
    client: Client, published: Edition, publisher: User
) -> None:
    before = named(client, published)
    make_move(Article.objects.get(pk=published.article_id), "retract", publisher, note="Invented.")
    assert named(client, published) != before


@pytest.mark.parametrize(
    "headline",
    [
        "",
        " ",
        "x",
        "Late " * 100,
        "W" * 300,
        "البوابة متأخرة",
        "水門の完成は遅れ" * 9,
        "\U00013000 signs",
        "\x00\u202e?",
        "🌊 e\u0301",
    ],
)
def test_any_headline_gives_a_picture(headline: str) -> None:
    content = drawn(Words(headline, headline[:90], "The Causeway", "en"))
    assert Pillow.open(io.BytesIO(content)).size == (WIDTH, HEIGHT)
    assert len(content) < 100_000


def test_signs_that_no_font_has_are_not_drawn_as_boxes() -> None:
    assert font_for("\U0001f9ff\U00013000", 60) is None
    without = drawn(Words("\U00013000", "Harbour", "The Causeway", "en"))
    assert without == drawn(Words("", "Harbour", "The Causeway", "en"))


def test_the_same_words_give_the_same_bytes(settings: Any) -> None:
    words = Words("The gate is late", "Harbour", "The Causeway", "en")
    assert drawn(words) == drawn(words)


def test_an_emoji_takes_no_word_from_the_picture() -> None:
    without = drawn(Words("Ferry sinks", "Harbour", "The Causeway", "en"))
    assert drawn(Words("\U0001f9ff Ferry \u200d\ufe0fsinks", "Harbour", "The Causeway", "en")) == without
