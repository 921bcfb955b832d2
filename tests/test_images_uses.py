"""Where a picture stands, as the desk tells it, and what becomes of those places when it is withdrawn."""

from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from articles.models import Article, Edition
from authors.models import User

from .conftest import SignIn
from .desk import opened, page_of, text_of
from .make import make_article, make_author, make_published, make_scheduled, make_update
from .pictures import make_image

pytestmark = pytest.mark.django_db

LIST = "/admin/images/image/"
GONE = "A picture stood here. It was withdrawn"


def told(client: Client, image: Any) -> str:
    """The page of a picture, with its spaces in order."""
    return " ".join(client.get(f"{LIST}{image.pk}/change/").content.decode().split())


@pytest.fixture
def image() -> Any:
    return make_image(alt="Piers at dusk", caption="The inner line.", credit="Ilse Maarvik")


@pytest.fixture
def published(image: Any, writer: User, publisher: User) -> Edition:
    """An article whose two editions show the picture."""
    article = make_article(writer, headline="The gate is late", lead_image=image)
    make_published(article, writer, publisher)
    return make_update(article, writer, publisher, summary="Now the ministry says so too.")


def test_a_picture_names_the_articles_that_show_it_and_in_which_editions(
    image: Any, published: Edition, sign_in: SignIn, writer: User
) -> None:
    page = told(sign_in(writer), image)
    path = published.get_absolute_url()
    assert "The gate is late" in page
    assert f'<a href="{path}">live: edition 2</a>' in page
    assert f'<a href="{path}history/1/">earlier: edition 1</a>' in page


def test_an_edition_that_showed_it_is_named_when_the_article_shows_another_one_now(
    image: Any, published: Edition, sign_in: SignIn, writer: User, publisher: User
) -> None:
    article = Article.objects.get(pk=published.article_id)
    make_update(article, writer, publisher, lead_image=make_image(410, 240))
    page = told(sign_in(writer), image)
    assert "live:" not in page
    assert "earlier: edition 2" in page


def test_drafts_scheduled_editions_and_portraits_are_named(
    image: Any, sign_in: SignIn, writer: User, publisher: User
) -> None:
    make_article(writer, headline="Only a draft", lead_image=image)
    make_scheduled(make_article(writer, headline="For tomorrow", lead_image=image), writer, publisher)
    make_author("Rasmus Tellerin", photo=image)
    page = told(sign_in(writer), image)
    assert "Only a draft" in page
    assert "working copy: Draft" in page
    assert "scheduled: edition 1" in page
    assert "Rasmus Tellerin" in page


def test_a_picture_that_nobody_uses_says_so(image: Any, sign_in: SignIn, writer: User) -> None:
    assert "Nothing shows it." in told(sign_in(writer), image)


def test_a_picture_used_often_shows_a_few_places_and_leads_to_all(
    image: Any, sign_in: SignIn, writer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_article(writer, headline=f"Article number {number:02}", lead_image=image)
    client = sign_in(writer)
    with django_assert_max_num_queries(12):
        page = told(client, image)
    assert page.count("Article number") == 10
    assert f'href="{LIST}{image.pk}/uses/"' in page
    assert client.get(f"{LIST}{image.pk}/uses/").content.decode().count("Article number") == 12


def test_where_a_picture_stands_is_for_those_who_may_see_pictures(
    image: Any, sign_in: SignIn, moderator: User, reader: User
) -> None:
    address = f"{LIST}{image.pk}/uses/"
    assert sign_in(moderator).get(address).status_code == 403
    assert sign_in(reader).get(address).status_code == 302
    assert sign_in(moderator).get(f"{LIST}{image.pk + 1}/uses/").status_code == 403


def test_whoever_withdraws_a_picture_sees_first_what_will_change(
    image: Any, published: Edition, sign_in: SignIn, publisher: User
) -> None:
    asked = {"action": "withdraw", "_selected_action": [image.pk]}
    page = sign_in(publisher).post(LIST, asked).content.decode()
    assert "The gate is late" in page
    assert "earlier: edition 1" in page


def test_the_words_of_a_withdrawn_picture_leave_the_page_and_every_old_edition_with_it(
    image: Any, published: Edition, client: Client
) -> None:
    path = published.get_absolute_url()
    image.withdraw("Licence ended")
    for address in (path, f"{path}history/1/", f"{path}history/2/"):
        page = client.get(address).content.decode()
        assert GONE in page
        assert "The inner line." not in page
        assert "Piers at dusk" not in page
        assert image.name not in page
    image.give_back()
    page = client.get(path).content.decode()
    assert GONE not in page
    assert "The inner line." in page


def test_a_cache_learns_of_a_withdrawal_when_it_asks_next(
    image: Any, published: Edition, client: Client
) -> None:
    path = published.get_absolute_url()
    before = client.get(path)["ETag"]
    image.withdraw("Licence ended")
    assert client.get(path, headers={"If-None-Match": before}).status_code == 200
    image.give_back()
    assert client.get(path, headers={"If-None-Match": before}).status_code == 304


def test_a_withdrawn_portrait_is_described_as_that(
    image: Any, client: Client, writer: User, publisher: User
) -> None:
    make_author("Ilse Maarvik", photo=image, bio="Grew up by the sea.")
    path = make_published(make_article(writer), writer, publisher).get_absolute_url()
    before = client.get(path)["ETag"]
    image.withdraw("Licence ended")
    page = client.get(path, headers={"If-None-Match": before})
    assert 'alt="Picture withdrawn"' in page.content.decode()
    assert "Piers at dusk" not in page.content.decode()


def test_a_redacted_edition_shows_no_picture_and_is_not_named(
    image: Any, published: Edition, sign_in: SignIn, writer: User
) -> None:
    Edition.objects.filter(pk=published.pk).update(
        payload={**published.payload, "lead_image": None}, redacted_at=Now(), redaction_reason="Court order"
    )
    page = told(sign_in(writer), image)
    assert "live: edition 2" not in page
    assert "earlier: edition 1" in page


def test_a_withdrawn_picture_cannot_be_chosen_for_an_article(
    image: Any, sign_in: SignIn, writer: User
) -> None:
    article, desk = make_article(writer), sign_in(writer)
    image.withdraw("Licence ended")
    response = desk.post(page_of(article), opened(desk, article, lead_image=f"#{image.pk}"))
    assert "This picture was withdrawn (Licence ended)." in text_of(response)
    assert Article.objects.get().lead_image is None
