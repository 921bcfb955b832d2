"""Trust: four rungs that readers go up and down by what became of their latest comments."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import deciding, trust
from comments.changing import edit, remove
from comments.judging import WouldWait
from comments.models import Comment, ModerationDecision, Reader, Trust
from comments.posting import post
from tests.make_comments import make_comment, make_decider, make_reader

pytestmark = pytest.mark.django_db
numbers = count(1)
LINKS = "https://a.example https://b.example https://c.example"


def rung_of(user: User) -> Trust:
    return Trust(Reader.objects.get(user=user).trust)


def said(edition: Edition, user: User, times: int, status: str = Comment.Status.PUBLIC) -> list[Comment]:
    """So many comments that became this, the last of them just now."""
    comments = []
    for _ in range(times):
        Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
        comments.append(make_comment(edition, user, f"Number {next(numbers)}, {LINKS}", status=status))
    return comments


def test_a_reader_begins_as_new(edition: Edition) -> None:
    user = make_reader()
    assert rung_of(user) == Trust.NEW
    assert post(user, edition.article_id, "First.").status == Comment.Status.HELD


def test_one_approval_makes_known_and_the_log_says_why(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 1)
    assert rung_of(user) == Trust.KNOWN
    line = ModerationDecision.objects.get(kind="trust")
    assert (line.reader, line.by, line.comment) == (user.reader, None, None)
    assert line.evidence == [
        {"phase": "trust moved", "from": "new", "to": "known", "approved": 1, "taken_away": 0},
    ]


def test_ten_more_approved_make_trusted_and_links_appear_at_once(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 10)
    assert rung_of(user) == Trust.KNOWN
    said(edition, user, 1)
    assert rung_of(user) == Trust.TRUSTED
    assert post(user, edition.article_id, f"See {LINKS}").status == Comment.Status.PUBLIC


def test_what_stood_for_a_day_counts_as_approved(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 1)
    for number in range(10):
        days_ago = timezone.now() - timedelta(days=3, minutes=-number * 5)
        post(user, edition.article_id, f"Said {number} days ago.", at=days_ago)
    assert rung_of(user) == Trust.KNOWN
    assert post(user, edition.article_id, f"See {LINKS}").status == Comment.Status.PUBLIC
    assert rung_of(user) == Trust.TRUSTED


def test_what_was_posted_today_proves_nothing_yet(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 1)
    for number in range(12):
        Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
        post(user, edition.article_id, f"Just now {number}.")
    assert rung_of(user) == Trust.KNOWN


def test_a_comment_taken_away_leads_one_rung_down(edition: Edition) -> None:
    user = make_reader()
    comments = said(edition, user, 11)
    deciding.decide(comments[0].pk, "hide", make_decider(), seen="public")
    assert rung_of(user) == Trust.KNOWN
    deciding.decide(comments[1].pk, "hide", make_decider(), seen="public")
    assert rung_of(user) == Trust.NEW
    with pytest.raises(WouldWait, match="A comment of yours was taken away lately"):
        post(user, edition.article_id, "Again.", known=())
    assert post(user, edition.article_id, "Again.").status == Comment.Status.HELD


def test_several_taken_away_lead_to_the_lowest_rung(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 2, Comment.Status.REJECTED)
    assert rung_of(user) == Trust.NEW
    said(edition, user, 1, Comment.Status.REJECTED)
    assert rung_of(user) == Trust.WATCHED
    held = post(user, edition.article_id, "Watched.")
    assert held.status == Comment.Status.HELD
    assert [verdict["phase"] for verdict in held.decisions.get().evidence] == ["trust"]


def test_approvals_lead_up_again_from_the_lowest_rung(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 3, Comment.Status.REJECTED)
    said(edition, user, 2)
    assert rung_of(user) == Trust.WATCHED
    said(edition, user, 1)
    assert rung_of(user) == Trust.NEW
    said(edition, user, 1)
    assert rung_of(user) == Trust.KNOWN


def test_a_decision_taken_back_takes_its_effect_back(edition: Edition) -> None:
    user, decider = make_reader(), make_decider()
    [comment] = said(edition, user, 1)
    deciding.decide(comment.pk, "hide", decider, seen="public")
    assert rung_of(user) == Trust.NEW
    hiding = ModerationDecision.objects.filter(kind="hide").latest("pk")
    deciding.undo(hiding.pk, decider)
    assert rung_of(user) == Trust.KNOWN


def test_an_approved_comment_that_is_changed_still_counts(edition: Edition) -> None:
    user = make_reader()
    [comment] = said(edition, user, 1)
    edit(user, comment.pk, "Changed a little.", seen=comment.written)
    trust.adjust(Reader.objects.get(user=user))
    assert rung_of(user) == Trust.KNOWN


def test_removing_what_was_hidden_does_not_undo_it(edition: Edition) -> None:
    user = make_reader()
    [comment] = said(edition, user, 1)
    deciding.decide(comment.pk, "hide", make_decider(), seen="public")
    remove(user, comment.pk)
    trust.adjust(Reader.objects.get(user=user))
    assert rung_of(user) == Trust.NEW


def test_adjusting_twice_changes_nothing_and_writes_no_second_line(edition: Edition) -> None:
    user = make_reader()
    said(edition, user, 1)
    for _ in range(3):
        trust.adjust(Reader.objects.get(user=user))
    assert ModerationDecision.objects.filter(kind="trust").count() == 1


def test_however_much_was_said_a_bounded_part_is_read(
    edition: Edition, django_assert_max_num_queries: object
) -> None:
    user = make_reader()
    comments = said(edition, user, 1)
    line = ModerationDecision.objects.filter(kind="judge").first()
    assert line
    ModerationDecision.objects.bulk_create(
        ModerationDecision(kind="approve", comment=comments[0], reader=user.reader, to_status="public")
        for _ in range(300)
    )
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        assert len(trust.latest_of(user.reader, timezone.now())) <= trust.LATEST


@pytest.mark.parametrize(
    ("latest", "rung"),
    [
        ("", Trust.NEW),
        ("+", Trust.KNOWN),
        ("-", Trust.NEW),
        ("+" * 11, Trust.TRUSTED),
        ("+" * 11 + "-", Trust.KNOWN),
        ("+" * 11 + "--", Trust.NEW),
        ("+" * 11 + "---", Trust.WATCHED),
        ("+" * 10 + "-" + "+" * 10, Trust.KNOWN),
        ("---", Trust.WATCHED),
        ("---+++", Trust.NEW),
        ("---++++", Trust.KNOWN),
        ("---++++" + "-", Trust.NEW),
        ("-" * 30, Trust.WATCHED),
    ],
)
def test_the_rungs(latest: str, rung: Trust) -> None:
    assert trust.rung(sign == "+" for sign in latest) == rung
