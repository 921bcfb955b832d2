"""Video and audio elsewhere: a link, which plays in its place where the paper allows that host, once pressed."""

from typing import Any

import pytest
from django.test import Client

from articles.markdown import render
from authors.models import User

from .make import make_article, make_published

VIDEO = '{video: https://www.youtube.com/watch?v=abcdefghijk "The gate moves"}'


def html(body: str) -> str:
    return str(render(body, (), (), language="en").html)


def test_a_video_is_a_link_with_its_title_and_the_name_of_its_host() -> None:
    page = html(VIDEO)
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in page
    assert ">The gate moves</a>" in page
    assert "Video on youtube.com" in page
    assert "<iframe" not in page


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://www.youtube.com/embed/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345?dnt=1"),
        (
            "https://soundcloud.com/orle/horn",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Forle%2Fhorn",
        ),
        ("https://youtu.be/../../evil", ""),
        ("https://vimeo.com/12345x", ""),
        ("https://tube.example/watch?v=abcdefghijk", ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", ""),
    ],
)
def test_only_players_that_we_know_are_named(address: str, player: str) -> None:
    page = html(f"{{audio: {address}}}")
    assert f'href="{address}"' in page
    assert (f'data-player="{player}"' in page) if player else ("data-player" not in page)


@pytest.mark.parametrize(
    "body",
    [
        "{video: javascript:alert(1)}",
        "{video: http://a.example/}",
        "See " + VIDEO,
        f"`{VIDEO}`",
        "{video: https://[}",
    ],
)
def test_what_is_no_marker_stays_words(body: str) -> None:
    assert 'class="embed"' not in html(body)


@pytest.mark.django_db
def test_a_page_lets_no_frame_in_unless_the_paper_allows_its_host(
    client: Client, writer: User, publisher: User, settings: Any
) -> None:
    path = make_published(make_article(writer, body=VIDEO), writer, publisher).get_absolute_url()
    plain = make_published(make_article(writer), writer, publisher).get_absolute_url()
    settings.PLAYERS = []
    response = client.get(path)
    assert "frame-src" not in response["Content-Security-Policy"]
    assert "embed-player.js" not in response.content.decode()
    settings.PLAYERS = ["www.youtube-nocookie.com"]
    response = client.get(path)
    assert "frame-src https://www.youtube-nocookie.com" in response["Content-Security-Policy"]
    assert "embed-player" in response.content.decode()
    assert "frame-src" not in client.get(plain)["Content-Security-Policy"]
