"""The whole page before it is public: exactly what readers will get, and for nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Address, Article, Edition
from authors.models import User
from tests.conftest import SignIn
from tests.desk import opened, page_of, text_of, without_times
from tests.make import (
    make_approved,
    make_article,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
    make_topic,
    make_update,
)

UNSAVED = "/admin/articles/article/preview/page/"


def frame_of(article: Article) -> str:
    """The preview in its frame."""
    return reverse("admin:articles_article_preview_frame", args=[article.pk])


def framed(article: Article) -> str:
    """The page in the frame."""
    return reverse("admin:articles_article_preview_page", args=[article.pk])


def article_of(page: str) -> str:
    """The article's own HTML, without its times, and without readers' way in, which leads to an edition."""
    own = page[page.index("<article") : page.index("</article>")]
    return without_times(re.sub(r"<suggest-here.*?</suggest-here>", "", own))


@pytest.fixture
def article(writer: User) -> Article:
    """An article with all that one can have."""
    article = make_article(writer, body="The gate is late.[[register]]\n\n{stakeholders}\n\nSee **this**.")
    article.topics.add(make_topic())
    make_reference(article, quote="Late again.")
    make_row(article)
    return article


def test_a_preview_is_the_public_page_byte_for_byte(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    preview = text_of(sign_in(writer).get(framed(article)))
    edition = make_published(article, writer, publisher)
    page = text_of(Client().get(edition.get_absolute_url()))
    assert article_of(preview) == article_of(page)
    assert (
        preview[preview.index('aria-labelledby="sources"') : preview.index('id="record"')]
        == (page[page.index('aria-labelledby="sources"') : page.index('id="record"')])
    )


def test_a_preview_of_a_correction_is_the_public_page_too(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, summary="A second summary.")
    make_move(article, "reopen", writer)
    wrong = {"change_kind": "correction", "was_wrong": "It is early.", "is_right": "It is late."}
    Article.objects.filter(pk=article.pk).update(
        **wrong, change_note="The tide.", headline="Another headline"
    )
    preview = text_of(sign_in(writer).get(framed(article)))
    edition = make_published(article, writer, publisher)
    assert article_of(preview) == article_of(text_of(Client().get(edition.get_absolute_url())))
    assert "It is late." in preview


def test_a_preview_stores_nothing(article: Article, writer: User, sign_in: SignIn) -> None:
    sign_in(writer).get(framed(article))
    assert not Edition.objects.exists()
    assert not Address.objects.exists()


def test_an_address_that_is_taken_gets_its_number_in_the_preview(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    twin = make_article(writer, headline=article.headline)
    taken = make_published(twin, writer, publisher)
    assert f"{taken.get_absolute_url()[:-1]}-2/" in text_of(sign_in(writer).get(framed(article)))


def test_comments_come_after_publication(article: Article, writer: User, sign_in: SignIn) -> None:
    page = text_of(sign_in(writer).get(framed(article)))
    assert "Readers can comment once this is published." in page
    assert "Leave a comment" not in page


def test_only_the_framed_page_may_stand_in_a_frame_and_only_of_the_desk(
    article: Article, writer: User, sign_in: SignIn
) -> None:
    desk = sign_in(writer)
    page, frame, form = desk.get(framed(article)), desk.get(frame_of(article)), desk.get(page_of(article))
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in frame["Content-Security-Policy"]
    for other in (frame, form):
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert "frame-src" not in form["Content-Security-Policy"]


def test_no_cache_and_no_search_engine_keeps_a_preview(
    article: Article, writer: User, sign_in: SignIn
) -> None:
    answer = sign_in(writer).get(framed(article))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]


def test_as_of_the_planned_time_the_page_has_its_date_and_address(
    article: Article, writer: User, sign_in: SignIn
) -> None:
    Article.objects.filter(pk=article.pk).update(planned_for="2031-05-04T06:00:00Z")
    page = text_of(sign_in(writer).get(framed(article), {"of": "planned"}))
    assert "4 May 2031, 06:00" in page
    assert "/2031/05/04/" in page
    assert "As planned" in text_of(sign_in(writer).get(frame_of(article)))


def test_as_of_any_time_that_is_typed(article: Article, writer: User, sign_in: SignIn) -> None:
    asked = {"at": "2032-02-29T23:40"}
    desk = sign_in(writer)
    assert "29 February 2032, 23:40" in text_of(desk.get(framed(article), asked))
    assert "/2032/02/29/" in text_of(desk.get(frame_of(article), asked))


@pytest.mark.parametrize("typed", ["2020-01-01T00:00", "tomorrow", "2032-02-30T10:00", "99999-01-01T00:00"])
def test_a_time_that_cannot_be_meant_is_told_and_now_is_shown(
    typed: str, article: Article, writer: User, sign_in: SignIn
) -> None:
    desk, today = sign_in(writer), timezone.localtime().strftime("/%Y/%m/%d/")
    assert today in text_of(desk.get(framed(article), {"at": typed}))
    assert 'class="facts"><strong>' in text_of(desk.get(frame_of(article), {"at": typed}))


def test_as_scheduled_it_is_the_frozen_text_and_before_that_it_is_what_would_be_published(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    at = timezone.now() + timedelta(days=2)
    make_scheduled(article, writer, publisher, at)
    Article.objects.filter(pk=article.pk).update(headline="Changed behind the back")
    desk = sign_in(writer)
    scheduled = text_of(desk.get(framed(article), {"of": "scheduled"}))
    assert "Changed behind the back" not in scheduled
    assert "Changed behind the back" in text_of(desk.get(framed(article)))
    frame = text_of(desk.get(frame_of(article)))
    assert "would cancel what is scheduled" in frame
    assert "frozen, as it goes live" in text_of(desk.get(frame_of(article), {"of": "scheduled"}))


def test_an_update_says_when_it_was_updated(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    desk = sign_in(writer)
    page = text_of(desk.get(framed(article), {"at": "2033-03-03T03:33"}))
    assert "Updated" in page
    assert "3 March 2033, 03:33" in page
    assert "the kind of change is not chosen yet" in text_of(desk.get(frame_of(article)))
    Article.objects.filter(pk=article.pk).update(change_kind="minor")
    assert "3 March 2033, 03:33" not in article_of(
        text_of(desk.get(framed(article), {"at": "2033-03-03T03:33"}))
    )


def test_an_embargo_that_is_not_over_then_is_told(article: Article, writer: User, sign_in: SignIn) -> None:
    Article.objects.filter(pk=article.pk).update(embargo="2034-01-01T00:00:00Z")
    desk = sign_in(writer)
    assert "the embargo ends" in text_of(desk.get(frame_of(article), {"at": "2033-12-31T10:00"}))
    assert "the embargo ends" not in text_of(desk.get(frame_of(article), {"at": "2034-01-02T10:00"}))


def test_what_nobody_works_on_is_previewed_as_it_is_public(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_published(article, writer, publisher)
    page = text_of(sign_in(writer).get(frame_of(article)))
    assert "Nobody works on a next edition: this is edition 1, which is public" in page


def test_what_is_typed_and_not_saved_is_previewed_and_not_stored(
    article: Article, writer: User, sign_in: SignIn
) -> None:
    desk = sign_in(writer)
    answer = desk.post(UNSAVED, opened(desk, article, headline="Typed just now", body="Not *saved*."))
    page = text_of(answer)
    assert "Typed just now" in article_of(page)
    assert "<em>saved</em>" in page
    assert "Nothing of it is saved or public." in page
    assert "noindex" in answer["X-Robots-Tag"]
    article.refresh_from_db()
    assert article.headline != "Typed just now"
    assert article.version == 1


def test_a_new_article_is_previewed_before_it_is_ever_saved(writer: User, sign_in: SignIn) -> None:
    answer = sign_in(writer).post(UNSAVED, {"headline": "Brand new", "body": "Text.", "language": "en"})
    assert "Brand new" in article_of(text_of(answer))
    assert not Article.objects.exists()


def test_a_form_full_of_mistakes_is_previewed_as_far_as_it_goes(writer: User, sign_in: SignIn) -> None:
    answer = sign_in(writer).post(UNSAVED, {"language": "??", "label": "nonsense", "embargo": "never"})
    assert answer.status_code == 200


def test_the_forms_button_needs_no_script(article: Article, writer: User, sign_in: SignIn) -> None:
    page = text_of(sign_in(writer).get(page_of(article)))
    assert f'formaction="{UNSAVED}" formtarget="_blank"' in page


def test_who_only_reads_gets_the_way_to_the_saved_page(
    article: Article, writer: User, editor: User, sign_in: SignIn
) -> None:
    make_move(article, "submit", writer)
    page = text_of(sign_in(writer).get(page_of(article)))
    assert f'href="{frame_of(article)}"' in page
    assert UNSAVED not in page


def test_nobody_previews_what_they_may_not_read(
    article: Article, contributor: User, reader: User, sign_in: SignIn
) -> None:
    for page in (frame_of(article), framed(article)):
        assert sign_in(contributor).get(page).status_code == 404
        assert sign_in(reader).get(page).status_code == 302
        assert Client().get(page).status_code == 302
    assert sign_in(contributor).post(UNSAVED, {"article": article.pk}).status_code == 403


def test_an_approved_text_is_previewed_like_any_other(
    article: Article, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_approved(article, writer, publisher)
    assert article.headline in text_of(sign_in(publisher).get(framed(article)))
