"""What is malformed in the environment stops the start with one clear line."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import settings


def test_a_replica_is_one_of_postgresql() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL must begin with postgres://"):
        settings.replica("sqlite:////srv/newsroom.sqlite3")


def test_a_replica_that_does_not_answer_is_given_up_within_seconds_unless_its_address_says_otherwise() -> (
    None
):
    assert settings.replica("postgres://there/newsroom")["OPTIONS"]["connect_timeout"] == "2"
    patient = settings.replica("postgres://there/newsroom?connect_timeout=9")
    assert patient["OPTIONS"]["connect_timeout"] == "9"


def test_what_needs_a_library_that_is_not_there_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://there")
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL needs what requirements-many"):
        settings.needing("REDIS_URL", "a_library_that_nobody_has")
