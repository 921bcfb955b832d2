"""Parts of a body beyond paragraphs: footnotes, pull quotes, asides."""

import re

import pytest
from django.test import Client

from articles.checks import what_stops
from articles.markdown import Rendered, render
from articles.snapshot import snapshot
from authors.models import User

from .make import make_article, make_published

NOTES = (
    "Late[^a] and dear[^b], as said[^a].\n\n[^a]: By the *plan* of 2019\n  of the council.\n[^b]: See [^a]."
)


def page(body: str, language: str = "en") -> Rendered:
    return render(body, (), (), language=language)


def test_a_footnote_is_lettered_by_first_call_and_linked_both_ways() -> None:
    html = page(NOTES).html
    assert html.count('href="#note-1"') == 3
    assert '<a id="note-1-1" href="#note-1" role="doc-noteref" aria-label="Footnote a">a</a>' in html
    assert '<li id="note-1">By the <em>plan</em> of 2019\nof the council. <a href="#note-1-1"' in html
    assert 'role="doc-endnotes"' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_footnotes_have_their_heading_in_the_language_of_the_article() -> None:
    assert "<h2>" in page(NOTES, "de").html


def test_a_call_without_a_note_and_a_note_without_a_call_are_reported() -> None:
    assert page("Late[^a].\n\n[^b]: Never.").dangling == ("[^a]", "[^b]:")


def test_code_calls_no_footnote_and_a_link_stays_a_link() -> None:
    assert page("`[^a]` and [a](https://a.example)\n\n    [^a]: x").dangling == ()


def test_a_pull_quote_says_whose_it_is() -> None:
    html = page(':::quote "Ada North"\nWe *waited*.\n:::\n\nAfter.').html
    assert (
        '<aside class="pull">\n<blockquote>\n<p>We <em>waited</em>.</p>\n</blockquote>\n<p class="by">Ada North</p>'
        in html
    )
    assert html.endswith("<p>After.</p>\n")


def test_an_aside_has_a_title_and_holds_lists_and_tables() -> None:
    html = page(':::aside "What is a sill?"\n- one\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n:::').html
    assert '<aside class="box" aria-label="What is a sill?">\n<p class="title">What is a sill?</p>' in html
    assert "<li>one</li>" in html
    assert '<td data-label="b" class="end">2</td>' in html


@pytest.mark.parametrize("body", [":::aside\nOne.\n\nTwo.", ":::aside\n:::quote\nOne.\n\nTwo.\n:::\n:::"])
def test_a_box_that_is_not_ended_or_holds_another_is_still_a_page(body: str) -> None:
    html = page(body).html
    assert html.count("<aside") == html.count("</aside>") == 1
    assert "<p>Two.</p>" in html


def test_a_title_is_plain_text() -> None:
    assert "<script" not in page(':::aside "<script>alert(1)</script>"\nx\n:::').html
    assert not re.search(r"<[^>]* onclick=", page(':::quote "" onclick="alert(1)"\nx\n:::').html)


@pytest.mark.django_db
def test_a_missing_footnote_stops_publication(writer: User) -> None:
    article = make_article(writer, body="Late[^a].")
    assert any("[^a]" in str(one) for one in what_stops("submit", snapshot(article), article))


@pytest.mark.django_db
def test_all_of_it_stands_on_the_page(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, body=f'{NOTES}\n\n:::quote "Ada"\nWe waited.\n:::')
    text = client.get(make_published(article, writer, publisher).get_absolute_url()).content.decode()
    assert "doc-endnotes" in text
    assert 'class="pull"' in text
