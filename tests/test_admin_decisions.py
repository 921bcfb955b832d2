"""The list of decisions at the desk: found by headline or note, as far back as a search reads."""

from typing import Any

import pytest
from django.test import Client

from articles.admin import record
from authors.models import User
from tests.conftest import SignIn
from tests.make import make_article, make_move

LIST = "/admin/articles/decision/"


def found(browser: Client, asked: str, **filters: str) -> list[Any]:
    """The moves and headlines that the list shows."""
    page = browser.get(LIST, {"q": asked, **filters})
    return [(line.move, line.article.headline) for line in page.context["cl"].result_list]


def test_decisions_are_found_by_headline_and_note_among_the_latest(
    administrator: User, writer: User, editor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(administrator)
    early, late = (make_article(writer, headline=f"{when} ferry") for when in ("Early", "Late"))
    make_move(early, "submit", writer)
    make_move(early, "send_back", editor, note="Who says so?")
    make_move(late, "submit", writer)
    assert found(browser, "ferry") == [
        ("submit", "Late ferry"),
        ("send_back", "Early ferry"),
        ("submit", "Early ferry"),
    ]
    assert found(browser, "who says") == [("send_back", "Early ferry")]
    assert found(browser, "", move="send_back") == [("send_back", "Early ferry")]
    monkeypatch.setattr(record, "LOOKED_AT", 2)
    assert found(browser, "early") == [("send_back", "Early ferry")]
    assert len(found(browser, "")) == 3
