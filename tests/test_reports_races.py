"""Several people at once, with a connection each: reports count once, and of two who decide one is told."""

from uuid import uuid4

import pytest

from articles.models import Edition
from authors.models import User
from comments import appealing, deciding, reporting
from comments.models import Appeal, Comment, ModerationDecision, Report
from tests.make_comments import make_comment, make_decider, make_live, make_reader
from tests.make_reports import last_decision, make_notice_of_illegal, make_report
from tests.test_comments_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher)


def test_twenty_reports_of_one_person_at_once_count_one(edition: Edition) -> None:
    comment, reader = make_comment(edition), make_reader()
    ends = at_once(
        *(
            lambda: reporting.report(comment.pk, "abuse", "", key=uuid4(), user=reader, sender="a")
            for _n in range(20)
        )
    )
    assert ends == ["done"] + ["refused"] * 19
    comment.refresh_from_db()
    assert comment.reported == Report.objects.count() == 1


def test_a_report_that_is_sent_twice_at_once_is_one_and_nobody_is_refused(edition: Edition) -> None:
    comment, key = make_comment(edition), uuid4()
    for send in (
        lambda: make_report(comment, key=key, sender="a"),
        lambda: make_notice_of_illegal(key=key),
    ):
        Report.objects.all().delete()
        assert at_once(*[send] * 6) == ["done"] * 6
        assert Report.objects.count() == 1


def test_reports_of_eight_people_at_once_all_count(edition: Edition) -> None:
    comment = make_comment(edition)
    people = [make_reader() for _number in range(8)]
    acts = [
        lambda person=person: reporting.report(
            comment.pk, "abuse", "", key=uuid4(), user=person, sender=f"from {person.pk}"
        )
        for person in people
    ]
    assert at_once(*acts) == ["done"] * 8
    comment.refresh_from_db()
    assert comment.reported == Report.objects.open().count() == 8


def test_a_report_and_its_decision_at_once_leave_the_count_right(edition: Edition) -> None:
    comment, decider = make_comment(edition), make_decider()
    first = make_report(comment)
    at_once(
        lambda: reporting.decide(first.pk, decider, uphold=False),
        lambda: make_report(comment),
    )
    comment.refresh_from_db()
    assert comment.reported == Report.objects.open().count()


def test_of_two_who_decide_about_a_report_one_is_told(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    report, other = make_report(comment), make_decider()
    ends = at_once(
        lambda: reporting.decide(report.pk, moderator, uphold=True),
        lambda: reporting.decide(report.pk, other, uphold=False),
    )
    assert ends == ["done", "refused"]
    assert ModerationDecision.objects.filter(kind__in=("uphold", "dismiss")).count() == 1
    comment.refresh_from_db()
    upheld = Report.objects.get().status == "upheld"
    assert (comment.status == Comment.Status.HIDDEN) == upheld


def test_one_decides_by_the_queue_and_one_about_the_report(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    report, other = make_report(comment), make_decider()
    at_once(
        lambda: deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse"),
        lambda: reporting.decide(report.pk, other, uphold=False),
    )
    comment.refresh_from_db()
    assert comment.reported == Report.objects.open().count() == 0
    assert ModerationDecision.objects.filter(kind__in=("uphold", "dismiss")).count() == 1


def test_of_two_appeals_against_one_decision_one_is_taken(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    deciding.decide(comment.pk, "hide", moderator, seen="public")
    decision = last_decision(comment, "hide")
    ends = at_once(*(lambda text=text: appealing.appeal(decision, text) for text in ("One.", "Two.")))
    assert ends == ["done", "refused"]
    assert Appeal.objects.count() == 1


def test_of_two_who_decide_about_an_appeal_one_is_told(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    deciding.decide(comment.pk, "hide", moderator, seen="public")
    appeal = appealing.appeal(last_decision(comment, "hide"), "It was right.")
    first, second = (
        make_decider(),
        User.objects.create_superuser("otto@causeway.example", "tide-tables-1998", name="Otto"),
    )
    ends = at_once(
        lambda: appealing.decide(appeal.pk, first, overturn=True, answer="Yes."),
        lambda: appealing.decide(appeal.pk, second, overturn=False, answer="No."),
    )
    assert ends == ["done", "refused"]
    assert ModerationDecision.objects.filter(kind__in=("keep", "overturn")).count() == 1
