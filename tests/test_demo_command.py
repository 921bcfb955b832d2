"""The demonstration's command: where it refuses to run, and what an interruption leaves."""

import socket
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Section
from authors.models import User
from newsroom.demo import content
from newsroom.demo.load import load


def test_an_interrupted_load_leaves_nothing_behind(db: None) -> None:
    def interrupt(_done: int, _total: int, what: str) -> None:
        if what == "pictures":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(interrupt)
    assert not User.objects.exists()
    assert not Section.objects.exists()


def test_it_refuses_where_it_is_not_asked_for(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo", "--no-serve")
    assert not User.objects.exists()


def test_it_leaves_a_database_of_other_people_alone(reader: User, settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="database of its own"):
        call_command("demo", "--no-serve", stdout=StringIO())
    assert list(User.objects.all()) == [reader]


def test_it_says_when_the_port_is_taken(db: None, settings: Any) -> None:
    settings.DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match="Choose another one: make demo PORT="):
            call_command("demo")


def test_times_are_told_as_people_tell_them() -> None:
    now = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
    assert content.moment("3 days ago, 06:00", now) == datetime(2026, 3, 7, 6, 0, tzinfo=UTC)
    assert content.moment("5 hours ago", now) == datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
    assert content.moment("1 day ahead, 07:00", now) == datetime(2026, 3, 11, 7, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time"):
        content.moment("last Tuesday", now)


def test_granting_roles_again_changes_nothing(db: None) -> None:
    first, second = StringIO(), StringIO()
    call_command("grant_roles", stdout=first)
    call_command("grant_roles", stdout=second)
    assert "publisher" in first.getvalue()
    assert first.getvalue() == second.getvalue()
