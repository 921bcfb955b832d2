"""Claims: two moderators are not given the same, nothing is stuck, and who decides anyway does so in order."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import claiming
from comments.models import Comment
from tests.conftest import SignIn, make_person
from tests.desk import text_of
from tests.make_comments import make_comment, make_live

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:comments_queue")
LEAVE = reverse("admin:comments_queue_leave")
STAY = reverse("admin:comments_queue_stay")


@pytest.fixture
def other(db: None) -> User:
    return make_person("moderator", "Otto Other")


@pytest.fixture
def waiting(writer: User, publisher: User) -> list[Comment]:
    """Two more than one moderator is given."""
    edition: Edition = make_live(writer, publisher)
    return [make_comment(edition, text=f"Number <{number}>", status="held") for number in range(12)]


def given(client: Client) -> list[int]:
    """Which comments this moderator has before them."""
    page = text_of(client.get(QUEUE))
    return [
        number for number in range(12) if f"Number &lt;{number}&gt;" in page or f"Number <{number}>" in page
    ]


def test_two_moderators_are_given_different_comments(
    waiting: list[Comment], moderator: User, other: User, sign_in: SignIn
) -> None:
    first, second = sign_in(moderator), sign_in(other)
    assert given(first) == list(range(10))
    assert given(second) == [10, 11]
    assert given(first) == list(range(10))
    assert "Mona Moderator has 10" in text_of(second.get(QUEUE))


def test_leaving_gives_them_to_others(
    waiting: list[Comment], moderator: User, other: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    client.get(QUEUE)
    answer = client.post(LEAVE, {"here": [one.pk for one in waiting]})
    assert (answer.status_code, answer["Location"]) == (303, "/admin/")
    assert given(sign_in(other)) == list(range(10))


def test_a_claim_ends_by_itself(
    waiting: list[Comment], moderator: User, other: User, sign_in: SignIn
) -> None:
    sign_in(moderator).get(QUEUE)
    Comment.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert given(sign_in(other)) == list(range(10))


def test_an_open_page_keeps_what_it_shows_and_nothing_else(
    waiting: list[Comment], moderator: User, other: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    client.get(QUEUE)
    soon = timezone.now() + timedelta(seconds=1)
    Comment.objects.filter(claimed_by=moderator).update(claimed_until=soon)
    client.post(STAY, {"here": [waiting[0].pk, waiting[11].pk, "x", "9" * 40]})
    kept = Comment.objects.filter(claimed_until__gt=soon)
    assert [one.pk for one in kept] == [waiting[0].pk]


def test_a_page_that_was_left_late_takes_nothing_from_a_later_one(
    waiting: list[Comment], moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    made = timezone.now() - timedelta(seconds=5)
    client.get(QUEUE)
    client.post(LEAVE, {"made": made.isoformat(), "here": [one.pk for one in waiting]})
    assert Comment.objects.filter(claimed_by=moderator).count() == 10
    client.post(LEAVE, {"made": "yesterday?", "here": [one.pk for one in waiting]})
    assert Comment.objects.filter(claimed_by=moderator).count() == 0


def test_nobody_gives_back_what_another_has(waiting: list[Comment], moderator: User, other: User) -> None:
    claiming.claim(Comment.objects.waiting().order_by("pk"), moderator, 3)
    claiming.release(other, [one.pk for one in waiting], timezone.now())
    assert Comment.objects.filter(claimed_by=moderator).count() == 3


def test_nobody_is_given_their_own_comment(
    writer: User, publisher: User, moderator: User, other: User, sign_in: SignIn
) -> None:
    edition = make_live(writer, publisher)
    own = make_comment(edition, moderator, "My own", status="public")
    Comment.objects.filter(pk=own.pk).update(status="held")
    assert "My own" not in text_of(sign_in(moderator).get(QUEUE))
    assert "My own" in text_of(sign_in(other).get(QUEUE))
