"""What readers do to one comment all at once: it counts once, nothing is lost, and the counts equal the rows."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Edition
from authors.models import User
from comments import changing, deciding, judging, posting
from comments.models import Comment, Recommendation, Revision, Thread
from tests import racing
from tests.make_comments import make_comment, make_live, make_reader

pytestmark = pytest.mark.django_db(transaction=True)

REFUSALS = (changing.NotNow, deciding.Refused, judging.Refused, Comment.DoesNotExist)


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, sorted."""
    return sorted(racing.at_once(*acts, refusals=REFUSALS, refused="refused"))


def counts_are_right(edition: Edition) -> bool:
    """Whether what the thread and its comments say they have is what they have."""
    thread = Thread.objects.get(pk=edition.article_id)
    comments = Comment.objects.filter(thread=thread)
    return (
        thread.public_count == comments.public().count()
        and thread.held_count == comments.waiting().count()
        and all(each.recommended == each.recommendations.count() for each in comments)
    )


def test_twenty_recommendations_of_one_reader_at_once_count_one(edition: Edition) -> None:
    comment, reader = make_comment(edition), make_reader()
    ends = at_once(*[lambda: changing.recommend(reader, comment.pk, on=True)] * 20)
    assert ends == ["done"] * 20
    assert Recommendation.objects.count() == 1
    comment.refresh_from_db()
    assert comment.recommended == 1


def test_the_recommendations_of_eight_readers_at_once_all_count(edition: Edition) -> None:
    comment, readers = make_comment(edition), [make_reader() for _ in range(8)]
    at_once(*[lambda reader=reader: changing.recommend(reader, comment.pk, on=True) for reader in readers])
    comment.refresh_from_db()
    assert comment.recommended == Recommendation.objects.count() == 8


def test_recommending_and_taking_it_back_at_once_leaves_count_and_rows_alike(edition: Edition) -> None:
    comment, reader = make_comment(edition), make_reader()
    at_once(*[lambda on=on: changing.recommend(reader, comment.pk, on=on) for on in (True, False) * 6])
    assert counts_are_right(edition)


def test_of_two_changes_at_once_one_is_made_and_the_other_is_told(edition: Edition) -> None:
    user = make_reader()
    comment = make_comment(edition, user, "As it was.")
    ends = at_once(
        lambda: changing.edit(user, comment.pk, "One way.", seen=comment.written),
        lambda: changing.edit(user, comment.pk, "The other way.", seen=comment.written),
    )
    assert ends == ["done", "refused"]
    assert Revision.objects.get().text == "As it was."
    comment.refresh_from_db()
    assert comment.text in ("One way.", "The other way.")


def test_a_change_and_a_removal_at_once_leave_no_text_of_what_is_removed(edition: Edition) -> None:
    user = make_reader()
    comment = make_comment(edition, user, "As it was.")
    at_once(
        lambda: changing.edit(user, comment.pk, "Another way.", seen=comment.written),
        lambda: changing.remove(user, comment.pk),
    )
    comment.refresh_from_db()
    assert (comment.status, comment.text, comment.html) == (Comment.Status.REMOVED, "", "")
    assert not Revision.objects.exists()
    assert counts_are_right(edition)


def test_removed_twenty_times_at_once_it_is_counted_once(edition: Edition) -> None:
    user = make_reader()
    make_comment(edition)
    comment = make_comment(edition, user)
    at_once(*[lambda: changing.remove(user, comment.pk)] * 20)
    assert Thread.objects.get().public_count == 1
    assert counts_are_right(edition)


def test_answers_to_what_is_hidden_at_that_moment_lose_nothing(edition: Edition, moderator: User) -> None:
    comment, readers = make_comment(edition), [make_reader() for _ in range(4)]
    at_once(
        lambda: deciding.decide(comment.pk, "hide", moderator, seen="public"),
        *[
            lambda reader=reader: posting.post(
                reader, edition.article_id, f"From {reader.pk}", parent_id=comment.pk
            )
            for reader in readers
        ],
    )
    assert counts_are_right(edition)


def test_what_appears_at_once_gets_numbers_without_gap_or_double(edition: Edition) -> None:
    readers = [make_reader() for _ in range(8)]
    for reader in readers:
        make_comment(edition, reader)
    begun = Thread.objects.get().appeared
    at_once(
        *[
            lambda reader=reader: posting.post(reader, edition.article_id, f"From {reader.pk}")
            for reader in readers
        ]
    )
    numbers = sorted(Comment.objects.values_list("appeared", flat=True))
    assert numbers == list(range(1, begun + 9))
    assert counts_are_right(edition)
