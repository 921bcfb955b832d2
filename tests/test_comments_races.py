"""Several people at once, with a connection each: nothing is doubled, nothing is lost, and the counts are right."""

import uuid
from collections.abc import Callable
from threading import Barrier
from threading import Thread as Worker
from typing import Any

import pytest
from django.db import connection

from articles.models import Edition
from authors.models import User
from comments import deciding, judging, posting
from comments.models import Comment, ModerationDecision, Thread
from comments.moderation import FLOOD_COMMENTS
from tests.make_comments import make_comment, make_live, make_reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("triggers_lifted")]


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, sorted."""
    barrier, ends = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            act()
            ends.append("done")
        except (judging.Refused, deciding.Refused):
            ends.append("refused")
        finally:
            connection.close()

    workers = [Worker(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(ends)


def test_one_key_sent_six_times_at_once_makes_one_comment(edition: Edition) -> None:
    user, key = make_reader(), uuid.uuid4()
    ends = at_once(*[lambda: posting.post(user, edition.article_id, "Once.", key=key)] * 6)
    assert ends == ["done"] * 6
    assert Comment.objects.count() == 1
    assert Thread.objects.get().held_count == 1


def test_a_flood_at_once_is_stopped_like_any_other(edition: Edition) -> None:
    user = make_reader()
    acts = [
        lambda number=number: posting.post(user, edition.article_id, f"Number {number}")
        for number in range(8)
    ]
    assert at_once(*acts).count("done") == FLOOD_COMMENTS


def test_eight_readers_at_once_lose_nothing_and_the_counts_are_right(edition: Edition) -> None:
    people = [make_reader() for _ in range(8)]
    ends = at_once(
        *[lambda user=user: posting.post(user, edition.article_id, f"From {user.pk}") for user in people]
    )
    assert ends == ["done"] * 8
    assert Comment.objects.count() == Thread.objects.get().held_count == 8


def test_of_two_moderators_one_decides(edition: Edition, moderator: User, administrator: User) -> None:
    held = make_comment(edition, status=Comment.Status.HELD)
    ends = at_once(
        lambda: deciding.decide(held.pk, "approve", moderator, seen="held"),
        lambda: deciding.decide(held.pk, "reject", administrator, seen="held"),
    )
    assert ends == ["done", "refused"]
    assert ModerationDecision.objects.exclude(by=None).count() == 1
    thread = Thread.objects.get()
    assert thread.public_count == Comment.objects.public().count()
    assert thread.held_count == 0
