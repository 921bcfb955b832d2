"""What is old enough is forgotten: where reports came from, texts that nobody sees, who reported; the log stays."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import appealing, deciding, forgetting, reporting
from comments.models import Comment, ModerationDecision, Notice, Report, Revision
from comments.statements import APPEAL_FOR
from newsroom.beat import tidy
from tests.make_comments import make_comment, make_decider
from tests.make_notices import make_notice
from tests.make_reports import last_decision, make_notice_of_illegal, make_report

pytestmark = pytest.mark.django_db

LATER = APPEAL_FOR + timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def forget(after: timedelta = timedelta(0)) -> None:
    """What the hourly task forgets after so much time."""
    forgetting.forget(timezone.now() + after)


def test_where_reports_and_notices_came_from_is_forgotten_after_thirty_days(edition: Edition) -> None:
    make_report(make_comment(edition))
    Notice.objects.create(
        article_id=edition.article_id, edition=1, kind="correction", text="x", sender="a", key=uuid4()
    )
    forget(timedelta(days=29))
    assert Report.objects.get().sender
    forget(timedelta(days=31))
    assert Report.objects.get().sender == Notice.objects.get().sender == ""


@pytest.mark.parametrize("status", ["rejected", "hidden"])
def test_a_text_that_nobody_sees_is_forgotten_when_nobody_can_appeal_any_more(
    edition: Edition, status: str
) -> None:
    comment = make_comment(edition, text="Zanzibarquilt", status=status)
    Revision.objects.create(comment=comment, text="Zanzibarquilt before")
    lines = ModerationDecision.objects.count()
    forget(APPEAL_FOR - timedelta(days=1))
    comment.refresh_from_db()
    assert comment.text == "Zanzibarquilt"
    forget(LATER)
    comment.refresh_from_db()
    assert (comment.text, comment.html, comment.status) == ("", "", status)
    assert not Revision.objects.exists()
    assert ModerationDecision.objects.count() == lines


def test_what_everybody_reads_or_somebody_has_to_decide_about_is_kept(edition: Edition) -> None:
    for status in ("public", "held"):
        make_comment(edition, status=status)
    forget(10 * LATER)
    assert not Comment.objects.filter(text="").exists()


def test_a_text_is_kept_while_an_appeal_or_a_report_is_open(edition: Edition, administrator: User) -> None:
    appealed, reported = (make_comment(edition, status="hidden") for _number in range(2))
    other = User.objects.create_superuser("otto@causeway.example", "tide-tables-1998", name="Otto")
    appeal = appealing.appeal(last_decision(appealed, "hide"), "It was right.")
    report = make_report(make_comment(edition))
    Report.objects.filter(pk=report.pk).update(comment=reported)
    forget(LATER)
    assert not Comment.objects.filter(text="").exists()
    appealing.decide(appeal.pk, other, overturn=False, answer="It was not.")
    reporting.decide(report.pk, make_decider(), uphold=False)
    forget(LATER)
    assert Comment.objects.filter(text="").count() == 2


def test_the_months_count_from_the_decision(edition: Edition) -> None:
    comment = make_comment(edition, at=timezone.now() - LATER, status="hidden")
    forget()
    comment.refresh_from_db()
    assert comment.text


def test_a_forgotten_text_cannot_be_shown_again(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition, status="hidden")
    forget(LATER)
    with pytest.raises(deciding.Refused, match="forgotten by age"):
        deciding.decide(comment.pk, "approve", moderator, seen="hidden")


def test_who_reported_illegal_content_is_forgotten_after_the_time_for_an_appeal(edition: Edition) -> None:
    report = make_notice_of_illegal(make_comment(edition))
    forget(10 * LATER)
    report.refresh_from_db()
    assert report.email, "it is still open"
    reporting.decide(report.pk, make_decider(), uphold=False, answer="It is not illegal.")
    forget(APPEAL_FOR - timedelta(days=1))
    report.refresh_from_db()
    assert report.email
    forget(LATER)
    report.refresh_from_db()
    assert (report.name, report.email, report.status) == ("", "", "dismissed")


def test_what_was_said_in_reports_and_appeals_goes_with_it(edition: Edition, administrator: User) -> None:
    report = make_report(make_comment(edition), text="Zanzibarquilt")
    reporting.decide(report.pk, make_decider(), uphold=False, answer="No.")
    report = Report.objects.select_related("comment").get()
    appeal = appealing.appeal(report, "Zanzibarquilt")
    forget(LATER)
    report.refresh_from_db()
    assert report.text, "an appeal is open"
    appealing.decide(appeal.pk, administrator, overturn=False, answer="No.")
    forget(LATER + timedelta(days=1))
    report.refresh_from_db()
    appeal.refresh_from_db()
    assert (report.text, appeal.text, appeal.answer) == ("", "", "No.")


@pytest.mark.parametrize("status", ["declined", "published"])
def test_who_suggested_something_is_forgotten_long_after_the_answer(edition: Edition, status: str) -> None:
    notice = make_notice(edition, name="Nan Notifier", email="nan@elsewhere.example")
    forget(10 * LATER)
    notice.refresh_from_db()
    assert notice.email, "nobody has answered yet"
    Notice.objects.update(status="accepted", decided_at=timezone.now())
    forget(10 * LATER)
    notice.refresh_from_db()
    assert notice.email, "its sender is to be told when it is published"
    Notice.objects.update(status=status)
    forget(LATER)
    notice.refresh_from_db()
    assert (notice.name, notice.email, notice.text) == ("", "", "It was promised for 1987.")


def test_one_run_takes_a_bounded_number(edition: Edition, monkeypatch: Any) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for _number in range(3):
        make_comment(edition, status="hidden")
    forget(LATER)
    assert Comment.objects.filter(text="").count() == 2
    forget(LATER)
    assert Comment.objects.filter(text="").count() == 3


def test_the_hourly_task_forgets(edition: Edition) -> None:
    make_report(make_comment(edition))
    Report.objects.update(made_at=timezone.now() - timedelta(days=31))
    tidy.call()
    assert Report.objects.get().sender == ""
