"""What a failing copy of the database costs: nothing, where the first one can help, and one look where it is gone."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from articles.models import Edition
from newsroom import replica
from newsroom.replica import COPY, FIRST, Choice, Reads, Router, Standing, reading


@pytest.fixture(autouse=True)
def choice(monkeypatch: pytest.MonkeyPatch) -> Iterator[Choice]:
    """A process that has just seen that the copy is well, and reads from it."""
    monkeypatch.setattr(replica, "choice", made := Choice())
    made.look_again = float("inf")
    before = reading.set(COPY)
    yield made
    reading.reset(before)


def failing(kind: type[Exception], cause: Exception | None = None) -> Exception:
    error = kind("no")
    error.__cause__ = cause
    return error


def helped(exception: Exception, path: str = "/") -> Any:
    """What the reader gets whose page failed so; it says where it was read."""
    request = RequestFactory().get(path)
    request.resolver_match = ResolverMatch(lambda _request: HttpResponse(reading.get()), (), {})
    return Reads(lambda _request: HttpResponse()).process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "is_gone"),
    [
        (failing(OperationalError, psycopg.OperationalError("server closed the connection")), True),
        (failing(OperationalError, psycopg.errors.AdminShutdown()), True),
        (failing(OperationalError, psycopg.errors.SerializationFailure()), False),  # in the way of a change
        (failing(ProgrammingError, psycopg.errors.UndefinedColumn()), False),  # a migration is on its way
        (Http404("not yet"), False),
    ],
)
def test_what_the_copy_cannot_give_comes_from_the_first(
    choice: Choice, exception: Exception, is_gone: bool
) -> None:
    assert helped(exception).content == FIRST.encode()
    assert (choice.copy.word == "silent") == is_gone


@pytest.mark.parametrize(
    "exception",
    [
        failing(OperationalError, psycopg.errors.QueryCanceled()),  # it took too long, and would again
        ValueError("a fault of ours"),
    ],
)
def test_what_the_first_could_not_give_either_is_not_asked_of_it(
    choice: Choice, exception: Exception
) -> None:
    assert helped(exception) is None
    assert choice.copy.word == "fresh"


def test_private_pages_are_not_made_twice() -> None:
    assert helped(failing(OperationalError), "/me") is None


def test_a_page_that_is_nowhere_stays_so() -> None:
    request = RequestFactory().get("/nowhere")

    def nowhere(_request: Any) -> HttpResponse:
        raise Http404

    request.resolver_match = ResolverMatch(nowhere, (), {})
    with pytest.raises(Http404):
        Reads(lambda _request: HttpResponse()).process_exception(request, Http404())
    assert reading.get() == FIRST  # and the page that says so comes from there


@pytest.mark.parametrize(
    ("word", "anybody", "signed_in", "without_the_first"),
    [
        ("fresh", COPY, FIRST, COPY),
        ("behind", FIRST, FIRST, COPY),
        ("alone", FIRST, FIRST, COPY),
        ("promoted", FIRST, FIRST, FIRST),
        ("silent", FIRST, FIRST, FIRST),
    ],
)
def test_where_a_page_is_read(
    choice: Choice, word: str, anybody: str, signed_in: str, without_the_first: str
) -> None:
    choice.copy = Standing(word, 0)
    assert choice.copy.text
    assert choice.made(signed_in=False) == anybody
    assert choice.made(signed_in=True) == signed_in
    choice.leave(FIRST)
    assert choice.made(signed_in=True) == without_the_first


def test_everything_is_written_to_the_first() -> None:
    assert Router().db_for_read(Edition) == COPY
    assert Router().db_for_write(Edition) == FIRST
    assert not Router().allow_migrate(COPY, "articles")
