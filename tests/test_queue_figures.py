"""Figures of moderation: how long a comment waits, how often the rules were right, who did how much."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments.deciding import decide, undo
from comments.models import Comment, ModerationDecision
from comments.statistics import figures
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:comments_statistics")


def decided(edition: Edition, user: User, step: str, waited: int = 0, **fields: Any) -> Comment:
    """A comment that was held some minutes ago, and decided now."""
    at = timezone.now() - timedelta(minutes=waited)
    comment = make_comment(edition, status="held", at=at)
    decide(comment.pk, step, user, seen="held", **fields)
    return comment


def test_half_and_nine_of_ten_are_told_in_words(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    for waited in (10, 20, 30, 40, 50, 60, 70, 80, 90, 600):
        decided(edition, moderator, "approve", waited)
    told = figures()
    assert (told.median, told.p90) != (None, None)
    assert round(told.median.total_seconds() / 60) == 50  # type: ignore[union-attr]
    assert round(told.p90.total_seconds() / 60) == 90  # type: ignore[union-attr]
    page = text_of(sign_in(moderator).get(PAGE))
    assert "50 minutes" in page
    assert "90 minutes" in page


def test_each_rule_is_measured_by_what_people_decided(edition: Edition, moderator: User) -> None:
    for step in ("approve", "approve", "approve", "reject"):
        decided(edition, moderator, step)
    held = {one.phase: one for one in figures().phases}
    one = held["new reader"]
    assert (one.approved, one.rejected, one.share) == (3, 1, 25)


def test_the_rules_are_named_as_the_public_figures_name_them(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    decided(edition, moderator, "approve")
    assert "first comments of new readers" in text_of(sign_in(moderator).get(PAGE))


def test_what_was_taken_back_does_not_count(edition: Edition, moderator: User) -> None:
    comment = decided(edition, moderator, "reject")
    undo(comment.decisions.get(kind="reject").pk, moderator)
    told = figures()
    assert (told.decided, told.undone) == (0, 1)
    decide(comment.pk, "approve", moderator, seen="held")
    told = figures()
    assert told.decided == 1
    assert [(name, dict(count)) for name, count in told.people] == [("Mona Moderator", {"approve": 1})]


def test_rules_decide_nothing_in_these_figures(edition: Edition) -> None:
    make_comment(edition, status="held")
    assert figures().decided == 0


def test_without_decisions_the_page_says_so(moderator: User, sign_in: SignIn) -> None:
    assert "Nothing was decided in this time." in text_of(sign_in(moderator).get(PAGE))


def test_the_figures_take_as_many_queries_for_ten_as_for_one(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    client, counts = sign_in(moderator), []
    for several in (1, 9):
        for _ in range(several):
            decided(edition, moderator, "approve")
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
    assert ModerationDecision.objects.filter(kind="approve").count() == 10
