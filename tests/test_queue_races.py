"""Moderators and writers at once, with a connection each: one is first, the other is told, and the counts are right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import changing, claiming, deciding, judging, posting, sanctions
from comments.models import Comment, ModerationDecision, Reader, Thread
from tests import racing
from tests.conftest import make_person
from tests.make_comments import make_comment, make_live, make_reader

pytestmark = pytest.mark.django_db(transaction=True)

REFUSALS = (deciding.Refused, changing.NotNow, judging.Refused)


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


@pytest.fixture
def other(db: None) -> User:
    return make_person("moderator", "Otto Other")


@pytest.fixture
def held(edition: Edition) -> Comment:
    return make_comment(edition, text="The first text", status=Comment.Status.HELD)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, in their order."""
    return racing.at_once(*acts, refusals=REFUSALS, refused="refused")


def counts_are_right() -> bool:
    """The stored counts equal the rows."""
    thread = Thread.objects.get()
    return (thread.public_count, thread.held_count) == (
        Comment.objects.public().count(),
        Comment.objects.waiting().count(),
    )


def test_of_two_moderators_one_decides_and_the_other_is_told_who(
    held: Comment, moderator: User, other: User
) -> None:
    told: list[str] = []

    def second() -> None:
        try:
            deciding.decide(held.pk, "reject", other, seen="held", written=held.written)
        except deciding.Refused as refusal:
            told.append(str(refusal))
            raise

    ends = at_once(
        lambda: deciding.decide(held.pk, "approve", moderator, seen="held", written=held.written), second
    )
    assert sorted(ends) == ["done", "refused"]
    if told:
        assert "Mona Moderator got there first" in told[0]
    assert ModerationDecision.objects.filter(comment=held, kind__in=("approve", "reject")).count() == 1
    assert counts_are_right()


def test_undo_against_a_colleagues_decision(held: Comment, moderator: User, other: User) -> None:
    deciding.decide(held.pk, "approve", moderator, seen="held")
    decision = held.decisions.get(kind="approve")
    ends = at_once(
        lambda: deciding.undo(decision.pk, moderator),
        lambda: deciding.decide(held.pk, "hide", other, seen="public"),
    )
    assert sorted(ends) == ["done", "refused"]
    held.refresh_from_db()
    assert held.status == ("held" if ends[0] == "done" else "hidden")
    assert counts_are_right()


def test_undo_pressed_twice_at_once_is_done_once(held: Comment, moderator: User) -> None:
    deciding.decide(held.pk, "reject", moderator, seen="held")
    decision = held.decisions.get(kind="reject")
    ends = at_once(*[lambda: deciding.undo(decision.pk, moderator)] * 3)
    assert sorted(ends) == ["done", "refused", "refused"]
    assert held.decisions.filter(kind="undo").count() == 1
    assert counts_are_right()


def test_a_decision_against_the_writers_edit_is_about_the_text_that_was_read(
    held: Comment, moderator: User
) -> None:
    writer = held.reader.user
    assert writer
    read = held.written
    ends = at_once(
        lambda: deciding.decide(held.pk, "approve", moderator, seen="held", written=read),
        lambda: changing.edit(writer, held.pk, "Another text", seen=read),
    )
    held.refresh_from_db()
    assert ends[1] == "done"
    assert held.text == "Another text"
    if ends[0] == "refused":
        assert held.status == "held"
    assert counts_are_right()


def test_a_decision_against_the_writers_removal(held: Comment, moderator: User) -> None:
    writer = held.reader.user
    assert writer
    ends = at_once(
        lambda: deciding.decide(held.pk, "approve", moderator, seen="held"),
        lambda: changing.remove(writer, held.pk),
    )
    assert ends[1] == "done"
    held.refresh_from_db()
    assert (held.status, held.text) == ("removed", "")
    assert counts_are_right()


def test_decisions_about_one_reader_in_several_threads_wait_for_each_other(
    edition: Edition, writer: User, publisher: User, moderator: User, other: User
) -> None:
    second = make_live(writer, publisher)
    user = make_reader()
    comments = [make_comment(one, user, f"{one.pk}", status="held") for one in (edition, second)]
    reader = Reader.objects.get(user=user)
    ends = at_once(
        lambda: deciding.decide(comments[0].pk, "approve", moderator, seen="held"),
        lambda: deciding.decide(comments[1].pk, "reject", other, seen="held"),
        lambda: sanctions.hold_always(reader.pk, other),
        lambda: posting.post(user, second.article_id, "Meanwhile another one"),
    )
    assert ends == ["done"] * 4
    assert Comment.objects.count() == 3


def test_moderators_who_ask_at_once_are_given_different_comments(
    edition: Edition, moderator: User, other: User, administrator: User
) -> None:
    for number in range(12):
        make_comment(edition, text=f"Number {number}", status="held")
    taken: list[int] = []
    people = (moderator, other, administrator)

    def ask(user: User) -> None:
        taken.extend(claiming.claim(Comment.objects.waiting().order_by("pk"), user, 5))

    assert at_once(*[lambda user=user: ask(user) for user in people]) == ["done"] * 3
    assert len(taken) == len(set(taken))
    assert set(Comment.objects.filter(claimed_until__gt=timezone.now()).values_list("pk", flat=True)) == set(
        taken
    )
