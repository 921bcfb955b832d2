"""The article page: what a reader of one article sees."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.labels import LABELS
from articles.models import Article, Byline, Edition, Label
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
from tests.pictures import make_image

pytestmark = pytest.mark.django_db


def page_of(edition: Edition, client: Client) -> str:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_headline_summary_label_and_text(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="The gate is late", summary="Again.", label="analysis")
    html = page_of(make_published(article, writer, publisher), client)
    assert '<h1 id="headline">The gate is late</h1>' in html
    assert '<p class="standfirst">Again.</p>' in html
    assert "Analysis" in html
    assert "<p>Nobody on the island is surprised.</p>" in html


def test_every_label_has_words_for_readers() -> None:
    assert {str(label): str(label.label) for label in Label} == {code: str(LABELS[code]) for code in LABELS}


def test_the_first_topic_stands_above_the_headline(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    article.topics.set([make_topic("Storm barrier")])
    html = page_of(make_published(article, writer, publisher), client)
    assert '<p class="kicker"><a href="/topics/storm-barrier/">Storm barrier</a></p>' in html


def test_without_a_topic_the_section_stands_there(client: Client, writer: User, publisher: User) -> None:
    html = page_of(make_published(make_article(writer, section="Quays"), writer, publisher), client)
    assert '<p class="kicker"><a href="/sections/quays/">Quays</a></p>' in html


def test_the_byline_leads_to_the_author_as_the_profile_is_now(
    client: Client, writer: User, publisher: User
) -> None:
    author = make_author("Ilse Maarvik", job_title="water reporter", bio="Grew up in Brennick.")
    edition = make_published(make_article(writer), writer, publisher)
    author.job_title = "chief water reporter"
    author.save()
    html = page_of(edition, client)
    assert '<a rel="author" href="/authors/ilse-maarvik/">Ilse Maarvik</a>' in html
    assert "chief water reporter" in html
    assert "The author" in html
    assert "Grew up in Brennick." in html


def test_a_photographer_is_named_with_what_they_did(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    Byline.objects.create(article=article, author=make_author("Pia Lens"), role="photographs", order=9)
    assert re.search(
        r"Pia Lens</a><br>photographs", page_of(make_published(article, writer, publisher), client)
    )


def test_times_carry_the_zone_of_the_paper(
    client: Client, writer: User, publisher: User, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    first = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    html = page_of(make_published(make_article(writer, first_published_at=first), writer, publisher), client)
    assert '<time datetime="2026-07-01T06:00:00+02:00">1 July 2026, 06:00</time>' in html


def test_an_update_shows_when_it_was(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    assert "Updated</dt>" not in page_of(make_published(article, writer, publisher), client)
    assert "Updated</dt>" in page_of(make_update(article, writer, publisher), client)


def test_a_minor_change_is_no_update(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    edition = make_update(article, writer, publisher, change_kind="minor", body="A comma, moved.")
    html = page_of(edition, client)
    assert "Updated</dt>" not in html
    assert "Minor change" not in html


def correct(article: Article, writer: User, publisher: User, is_right: str, **fields: Any) -> Edition:
    return make_update(
        article,
        writer,
        publisher,
        change_kind="correction",
        was_wrong="We said 14,000 homes.",
        is_right=is_right,
        **fields,
    )


def test_every_correction_so_far_stands_above_the_text(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    correct(article, writer, publisher, "It is 41,000.", body="One.")
    edition = make_update(article, writer, publisher, body="Two.")
    edition = correct(article, writer, publisher, "It is 41,012.", body="Three.")
    html = page_of(edition, client)
    notices = html[: html.index('class="prose"')]
    assert "It is 41,000." in notices
    assert "It is 41,012." in notices
    assert "We said 14,000 homes." in notices
    assert f'href="{edition.get_absolute_url()}history/1..2/"' in notices
    assert f'href="{edition.get_absolute_url()}history/3..4/"' in notices


def test_the_picture_stands_with_its_credit(client: Client, writer: User, publisher: User) -> None:
    image = make_image(alt="Piers at dusk", credit="Pia Lens", caption="The inner line.")
    html = page_of(make_published(make_article(writer, lead_image=image), writer, publisher), client)
    assert 'alt="Piers at dusk"' in html
    assert '<span class="credit">Pia Lens</span>' in html
    assert '<meta property="og:image" content="http' in html


def test_citations_table_and_sources_are_on_the_page(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, body="It is late.[[register]]\n\n{stakeholders}")
    make_reference(article, "register", quote="Nine years.")
    make_row(article, "Port of Aldery")
    html = page_of(make_published(article, writer, publisher), client)
    assert 'href="#source-1"' in html
    assert '<li id="source-1">' in html
    assert '<th scope="row"><a href="/stakeholders/port-of-aldery/">Port of Aldery</a></th>' in html
    assert "1 source<" in html


def test_a_text_without_sources_shows_no_list_of_them(client: Client, writer: User, publisher: User) -> None:
    html = page_of(make_published(make_article(writer), writer, publisher), client)
    assert 'id="sources"' not in html
    assert "citation-cards.js" not in html


def test_a_retraction_leaves_a_notice_and_not_the_text(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, headline="Mayor owns both quays", body="He owns them.")
    edition = make_published(article, writer, publisher)
    make_move(article, "retract", publisher, note="The deed was forged.")
    html = page_of(edition, client)
    assert "This article is retracted" in html
    assert "The deed was forged." in html
    assert "He owns them." not in html


def test_a_scheduled_text_is_not_found_before_its_time(client: Client, writer: User, publisher: User) -> None:
    edition = make_scheduled(make_article(writer, headline="Secret plan"), writer, publisher)
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 404
    assert "Secret plan" not in response.content.decode()


def test_a_former_address_leads_on_for_ever(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, slug="before")
    old = make_published(article, writer, publisher).get_absolute_url()
    new = make_update(article, writer, publisher, slug="after", body="Moved.").get_absolute_url()
    assert old != new
    response = client.get(f"{old}history/1/?from=mail")
    assert response.status_code == 301
    assert response["Location"] == f"{new}history/1/?from=mail"


def test_an_address_that_is_only_planned_does_not_lead_on(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, slug="before")
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    changed = {"slug": "planned", "body": "New.", "change_kind": "update", "change_note": "New."}
    Article.objects.filter(pk=article.pk).update(**changed)
    planned = make_scheduled(article, writer, publisher).get_absolute_url()
    assert client.get(planned).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/9999/99/99/nothing/",
        "/2026/11/23/no-such-article/",
        "/2026/11/23/no-such-article/history/",
        "/2026/11/23/a%00b/",
        "/2026/11/23/%E0%A4%A/",
        "/٢٠٢٦/11/23/x/",
    ],
)
def test_an_address_without_an_article_is_not_found(client: Client, path: str, db: None) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_an_arabic_article_is_written_from_right_to_left(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, language="ar", headline="البوابة متأخرة", slug="gate")
    html = page_of(make_published(article, writer, publisher), client)
    assert '<html lang="ar" dir="rtl">' in html
    assert re.search(r"<time [^>]*>[^<]*[\u0600-\u06ff]", html)


def test_words_around_a_text_in_another_language_say_which_language_they_are_in(
    client: Client, writer: User, publisher: User
) -> None:
    html = page_of(
        make_published(make_article(writer, language="ar", slug="gate"), writer, publisher), client
    )
    for part in (
        '<a class="skip" href="#content" ',
        '<footer class="foot page" ',
        "<dt ",
        '<div class="head" ',
    ):
        assert f'{part}lang="en">' in html, part


def test_a_language_django_does_not_speak_still_names_itself(
    client: Client, writer: User, publisher: User
) -> None:
    edition = make_published(make_article(writer, language="ps", slug="gate"), writer, publisher)
    assert '<html lang="ps" dir="rtl">' in page_of(edition, client)


def test_a_redacted_text_says_so(client: Client, writer: User, publisher: User) -> None:
    from articles import freezing

    article = make_article(writer, headline="A name", body="The name.")
    edition = make_published(article, writer, publisher)
    freezing.redact(edition, "Order 12 of the court")
    html = page_of(edition, client)
    assert "removed for a legal reason" in html
    assert "The name." not in html
    assert "Order 12" not in html


def test_markup_in_plain_fields_stays_text(client: Client, writer: User, publisher: User) -> None:
    article = make_article(
        writer, headline="<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)>'
    )
    html = page_of(make_published(article, writer, publisher), client)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_page_takes_a_fixed_number_of_queries(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small = make_published(make_article(writer), writer, publisher)
    for number in range(30):
        make_section(f"Section {number}")
    authors = tuple(f"Author {number}" for number in range(8))
    article = make_article(
        writer,
        authors=authors,
        body="\n\n".join(f"Paragraph.[[key-{n}]]" for n in range(60)),
        lead_image=make_image(),
    )
    article.topics.set([make_topic(f"Topic {number}") for number in range(5)])
    for number in range(60):
        make_reference(article, f"key-{number}")
    for number in range(12):
        make_row(article, f"Party {number}")
    make_published(article, writer, publisher)
    large = make_update(article, writer, publisher, headline="Larger")
    for edition, queries in ((small, 6), (large, 9)):  # the small one shares nothing with others
        with django_assert_num_queries(queries):
            page_of(edition, client)


def test_the_page_never_reads_the_working_copy(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    with django_assert_num_queries(6) as asked:
        page_of(edition, client)
    assert not [query["sql"] for query in asked.captured_queries if '"articles_article"' in query["sql"]]


@pytest.mark.parametrize(("words", "told"), [(5, "1 minute"), (690, "3 minutes")])
def test_readers_are_told_how_long_it_takes(
    client: Client, writer: User, publisher: User, words: int, told: str
) -> None:
    edition = make_published(make_article(writer, body="word " * words), writer, publisher)
    page = " ".join(client.get(edition.get_absolute_url()).content.decode().split())
    assert f"{told}</dd>" in page
