"""The log of moderation: every decision is a line, no line is ever changed, and none keeps what a reader wrote."""

import pytest
from django.db import DatabaseError, transaction

from articles import triggers
from articles.models import Edition
from authors.models import User
from comments.models import ModerationDecision
from tests.make_comments import make_comment, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


def test_no_line_of_the_log_is_changed(edition: Edition) -> None:
    make_comment(edition)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ModerationDecision.objects.update(reason="Somebody else did it.")
    assert not ModerationDecision.objects.filter(reason="Somebody else did it.").exists()


def test_no_line_of_the_log_is_deleted(edition: Edition) -> None:
    decision = make_comment(edition).decisions.first()
    assert decision
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        decision.delete()
    assert ModerationDecision.objects.filter(pk=decision.pk).exists()


def test_the_triggers_of_the_log_are_among_those_that_are_looked_for() -> None:
    assert {"comments_moderationdecision_kept", "comments_moderationdecision_frozen"} <= set(triggers.names())
