"""Several people at once, with a connection each: nothing is doubled, nothing is lost, and the counts are right."""

import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import changing, deciding, judging, posting, sanctions, trust
from comments.models import Comment, ModerationDecision, Reader, Thread, Word
from comments.moderation import FLOOD_COMMENTS
from tests import racing
from tests.conftest import SignIn
from tests.make_comments import make_comment, make_live, make_reader

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, sorted."""
    refusals = (judging.Refused, deciding.Refused, changing.NotNow)
    return sorted(racing.at_once(*acts, refusals=refusals, refused="refused"))


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


def test_posting_and_deciding_about_one_reader_at_once_leaves_the_right_trust(
    edition: Edition, administrator: User
) -> None:
    user = make_reader()
    held = [make_comment(edition, user, f"Number {n}", status=Comment.Status.HELD) for n in range(4)]
    ends = at_once(
        *[
            lambda comment=comment: deciding.decide(comment.pk, "approve", administrator, seen="held")
            for comment in held[:3]
        ],
        lambda: deciding.decide(held[3].pk, "reject", administrator, seen="held"),
        lambda: posting.post(user, edition.article_id, "Meanwhile."),
    )
    assert ends == ["done"] * 5
    reader = Reader.objects.get(user=user)
    assert reader.trust == trust.rung(trust.latest_of(reader, timezone.now()))
    lines = ModerationDecision.objects.filter(kind="trust").order_by("pk").values_list("evidence", flat=True)
    moves = [(line[0]["from"], line[0]["to"]) for line in lines]
    assert moves[0][0] == "new"
    assert all(before[1] == after[0] for before, after in pairwise(moves)), "no move is lost or doubled"


def test_editing_and_deciding_at_once_ends_in_one_order_or_the_other(
    edition: Edition, administrator: User
) -> None:
    user = make_reader()
    comment = make_comment(edition, user, "As it was.")
    at_once(
        lambda: changing.edit(user, comment.pk, "Changed.", seen=comment.written),
        lambda: deciding.decide(comment.pk, "hide", administrator, seen="public"),
    )
    comment.refresh_from_db()
    thread = Thread.objects.get()
    assert thread.public_count == Comment.objects.public().count()
    assert thread.held_count == Comment.objects.waiting().count()


def test_who_is_banned_at_that_moment_posts_before_or_not_at_all(
    edition: Edition, administrator: User
) -> None:
    user = make_reader()
    make_comment(edition, user, "The first one.")
    ends = at_once(
        *[lambda n=n: posting.post(user, edition.article_id, f"Quick {n}") for n in range(3)],
        lambda: sanctions.ban(user.reader.pk, administrator, "Spam."),
    )
    banned_at = Reader.objects.get(user=user).banned_at
    assert banned_at
    assert len(ends) == 4
    assert ends.count("done") == 1 + Comment.objects.filter(text__startswith="Quick").count()


def test_one_word_listed_twice_at_once_is_listed_once(moderator: User, sign_in: SignIn) -> None:
    clients, answers = [sign_in(moderator), sign_in(moderator)], []
    data = {"text": "numbskull", "kind": "suspect", "note": ""}
    at_once(
        *[
            lambda client=client: answers.append(client.post(reverse("admin:comments_word_add"), data))
            for client in clients
        ]
    )
    assert Word.objects.count() == 1
    assert all(answer.status_code in (200, 302) for answer in answers)
