"""Pictures in the body: a paragraph of their own, with the words of the library or of the text, gone if withdrawn."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.checks import findings, what_stops
from articles.markdown import render
from articles.models import Article, Edition
from articles.payload import fingerprint
from articles.snapshot import snapshot
from authors.models import User

from .conftest import SignIn
from .desk import opened, page_of, text_of
from .make import make_article, make_move, make_published, make_update
from .pictures import make_image

pytestmark = pytest.mark.django_db

GONE = "A picture stood here. It was withdrawn"


@pytest.fixture
def image() -> Any:
    return make_image(1200, 800, alt="Piers at dusk", caption="The inner line.", credit="Ilse Maarvik")


def body_with(image: Any, words: str = "", caption: str = "") -> str:
    """A body whose second paragraph shows the picture."""
    title = f' "{caption}"' if caption else ""
    return f"The gate is late.\n\n![{words}](picture:{image.name[:12]}{title})\n\nNobody is surprised."


@pytest.fixture
def published(image: Any, writer: User, publisher: User) -> Edition:
    article = make_article(writer, headline="The gate is late", body=body_with(image))
    return make_published(article, writer, publisher)


def page_at(client: Client, edition: Edition, more: str = "") -> str:
    return client.get(f"{edition.get_absolute_url()}{more}").content.decode()


def test_a_picture_alone_in_its_paragraph_is_a_figure_in_three_formats(
    client: Client, published: Edition
) -> None:
    page = page_at(client, published)
    figure = page.partition('<figure class="picture" data-picture')[2].partition("</figure>")[0]
    assert all(f'<source type="image/{kind}"' in figure for kind in ("avif", "webp"))
    assert 'alt="Piers at dusk"' in figure
    assert 'width="1280"' not in figure
    assert 'width="1200" height="800"' in figure
    assert 'loading="lazy"' in figure
    assert '<figcaption>The inner line. <span class="credit">Ilse Maarvik</span></figcaption>' in figure


def test_the_text_may_say_it_in_words_of_its_own(image: Any, writer: User) -> None:
    article = make_article(writer, body=body_with(image, "Three piers, one unfinished", "As of *May*."))
    html = render(article.body, (), (), language="en", images=snapshot(article)["images"]).html
    assert 'alt="Three piers, one unfinished"' in html
    assert "<figcaption>As of *May*. <span" in html


def test_a_picture_may_be_called_by_its_number(image: Any, writer: User) -> None:
    article = make_article(writer, body=f"![](picture:{image.pk})")
    assert [one["name"] for one in snapshot(article)["images"]] == [image.name]


def test_what_the_library_does_not_have_stops_and_is_named(writer: User) -> None:
    article = make_article(writer, body="One.\n\n![](picture:0123456789ab)")
    told = [str(one) for one in what_stops("submit", snapshot(article), article)]
    assert any("picture:0123456789ab" in one and "not in the library" in one for one in told)


def test_a_picture_among_other_words_is_no_figure_and_stops(image: Any, writer: User) -> None:
    article = make_article(writer, body=f"See ![here](picture:{image.name[:12]}) now.")
    told = [str(one) for one in what_stops("submit", snapshot(article), article)]
    assert any("stand alone" in one for one in told)


def test_a_picture_without_words_or_credit_stops(writer: User) -> None:
    article = make_article(writer, body=body_with(make_image(500, 300, alt="", credit="")))
    told = " ".join(str(one) for one in what_stops("submit", snapshot(article), article))
    assert "no alternative text" in told
    assert "no credit" in told
    own_words = {**snapshot(article), "body": article.body.replace("![]", "![Own words]")}
    assert "no alternative text" not in " ".join(one.text for one in findings(own_words))  # type: ignore[arg-type,misc]


def test_a_withdrawn_picture_is_gone_from_every_edition_and_from_what_is_told_of_it(
    client: Client, image: Any, published: Edition, writer: User, publisher: User
) -> None:
    make_update(Article.objects.get(pk=published.article_id), writer, publisher, summary="More of it.")
    before = client.get(published.get_absolute_url())
    image.withdraw("Licence ended")
    for more in ("", "history/1/", "article.json"):
        page = page_at(client, published, more)
        assert "Piers at dusk" not in page
        assert "The inner line" not in page
        assert GONE in page
    for feed in ("atom.xml", "feed.json"):
        assert "The inner line" not in client.get(f"/feeds/{feed}").content.decode()
    after = client.get(published.get_absolute_url(), headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    image.give_back()
    assert "The inner line" in page_at(client, published)


def test_a_withdrawn_picture_cannot_be_published_again(image: Any, writer: User) -> None:
    article = make_article(writer, body=body_with(image))
    image.withdraw("Licence ended")
    assert snapshot(article)["images"] == []
    assert any("was withdrawn" in str(one) for one in what_stops("submit", snapshot(article), article))


def test_a_typo_in_a_live_text_can_be_mended_though_its_picture_was_withdrawn(
    client: Client, image: Any, published: Edition, publisher: User, writer: User
) -> None:
    article = Article.objects.get(pk=published.article_id)
    image.withdraw("Licence ended")
    make_move(article, "reopen", writer)
    make_move(
        article,
        "fix_live",
        publisher,
        text={"body": article.body.replace("surprised", "astonished")},
        kind="minor",
    )
    page = page_at(client, published)
    assert "astonished" in page
    assert GONE in page


def test_a_fix_of_the_live_text_may_bring_a_picture(
    client: Client, published: Edition, publisher: User, writer: User
) -> None:
    other = make_image(640, 480, alt="A crane", credit="Port")
    article = Article.objects.get(pk=published.article_id)
    make_move(article, "reopen", writer)
    make_move(
        article, "fix_live", publisher, text={"body": f"{article.body}\n\n{other.marker}"}, kind="minor"
    )
    assert 'alt="A crane"' in page_at(client, published)


def test_redacting_an_edition_takes_its_pictures(
    client: Client, published: Edition, publisher: User, administrator: User, settings: Any
) -> None:
    settings.ONE_PERSON_NEWSROOM = True
    make_move(
        Article.objects.get(pk=published.article_id), "redact", publisher, edition=1, note="By court order."
    )
    assert "The inner line" not in page_at(client, published)
    published.refresh_from_db()
    assert published.payload["images"] == []
    assert not published.body_pictures.exists()


def test_an_edition_of_before_keeps_its_fingerprint_and_its_page(client: Client, published: Edition) -> None:
    old = {name: value for name, value in published.payload.items() if name != "images"} | {"schema": 1}
    assert fingerprint(old) != published.fingerprint
    assert "nobody" not in render(old["body"], [], [], language="en").html


def test_the_difference_names_the_picture_that_came(
    client: Client, image: Any, published: Edition, writer: User, publisher: User
) -> None:
    other = make_image(640, 480, alt="A crane", credit="Port")
    article = Article.objects.get(pk=published.article_id)
    make_update(article, writer, publisher, body=f"{article.body}\n\n![A crane](picture:{other.name[:12]})")
    assert f"[picture:{other.name[:12]}]" in text_of(
        client.get(f"{published.get_absolute_url()}history/1..2/")
    )


def test_a_feed_names_every_size_by_its_whole_address(client: Client, published: Edition) -> None:
    html = client.get("/feeds/feed.json").json()["items"][0]["content_html"]
    assert not re.findall(r'srcset="/|, /media', html)


def test_a_picture_called_by_its_number_is_saved_by_its_name(
    sign_in: SignIn, writer: User, image: Any
) -> None:
    article = make_article(writer)
    client = sign_in(writer)
    body = f"One.\n\n![](picture:{image.pk})\n\n![](picture:999999)"
    client.post(page_of(article), {**opened(client, article, body=body), "_continue": "1"})
    article.refresh_from_db()
    assert article.body == f"One.\n\n{image.marker}\n\n![](picture:999999)"


def test_the_form_takes_pictures_into_the_text(sign_in: SignIn, writer: User, image: Any) -> None:
    page = sign_in(writer).get(f"/admin/articles/article/{make_article(writer).pk}/change/").content.decode()
    assert "/admin/images/image/paste/" in page
    assert 'id="add_id_body_picture"' in page


def test_the_page_of_a_picture_names_the_articles_whose_text_shows_it(
    sign_in: SignIn, writer: User, image: Any, published: Edition
) -> None:
    make_article(writer, headline="Another draft", body=body_with(image))
    page = sign_in(writer).get(f"/admin/images/image/{image.pk}/change/").content.decode()
    assert "live: edition 1" in page
    assert "Another draft" in page
