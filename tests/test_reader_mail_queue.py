"""Mail to readers on its way: queued once for each key, as they have chosen, and never in a flood."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from authors.models import How, MailKind, MailPreference, User
from comments.mailing import BREATH, DAILY, HOURLY, crowded, tell
from comments.models import ReaderMail

NEWS: dict[str, Any] = {"subject": "An answer", "text": "Somebody answers you.", "path": "/x/"}


def test_the_same_key_is_queued_once(reader: User) -> None:
    assert tell(MailKind.REPLY, key="comment:1:1", recipient=reader, **NEWS)
    assert not tell(MailKind.REPLY, key="comment:1:1", recipient=reader, **NEWS)
    assert ReaderMail.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "gathered"), [(How.AT_ONCE, False), (How.HOURLY, True), (How.DAILY, True), (How.OFF, None)]
)
def test_it_is_queued_as_the_reader_has_chosen(reader: User, how: How, gathered: bool | None) -> None:
    MailPreference.objects.choose(reader, {MailKind.REPLY: how})
    tell(MailKind.REPLY, key="1", recipient=reader, **NEWS)
    assert [row.gathered for row in ReaderMail.objects.all()] == ([] if gathered is None else [gathered])


def test_a_decision_is_told_whatever_one_has_chosen(reader: User) -> None:
    MailPreference.objects.choose(reader, dict.fromkeys(MailKind.to_readers(), How.OFF))
    tell("", key="1", recipient=reader, **NEWS)
    assert not ReaderMail.objects.get().gathered


def test_a_hundred_answers_a_minute_are_one_mail_and_one_that_gathers_the_rest(reader: User) -> None:
    for number in range(100):
        tell(MailKind.REPLY, key=str(number), recipient=reader, **NEWS)
    assert ReaderMail.objects.filter(gathered=False).count() == 1
    assert ReaderMail.objects.filter(gathered=True).values("due_at").distinct().count() == 1


def test_an_address_without_an_account_is_not_flooded_either(db: None) -> None:
    for number in range(20):
        tell("", key=str(number), address="rea@elsewhere.example", **NEWS)
    tell("", key="other", address="ron@elsewhere.example", **NEWS)
    assert ReaderMail.objects.filter(gathered=False).count() == 2


def test_mails_of_their_own_are_bounded_by_the_hour_and_the_day() -> None:
    now = timezone.now()
    within_the_hour = [now - BREATH - timedelta(seconds=each) for each in range(HOURLY)]
    assert crowded([], now) is None
    assert crowded(within_the_hour[1:], now) is None
    assert crowded(within_the_hour, now) == How.HOURLY.until(now)
    today = [now - timedelta(hours=2)] * DAILY
    assert crowded(today[1:], now) is None
    assert crowded(today, now) == How.DAILY.until(now)


@pytest.mark.parametrize("address", ["", "rea", "rea@elsewhere.example\r\nBcc: all@elsewhere.example"])
def test_what_is_no_address_is_refused(db: None, address: str) -> None:
    with pytest.raises(ValidationError):
        tell("", key="1", address=address, **NEWS)
    assert not ReaderMail.objects.exists()


def test_a_subject_is_one_line_without_control_characters(reader: User) -> None:
    news = {**NEWS, "subject": "Rea\r\nBcc: all@elsewhere.example\x00\u202e answers" + " you" * 200}
    tell(MailKind.REPLY, key="1", recipient=reader, **news)
    subject = ReaderMail.objects.get().subject
    assert subject.startswith("Rea Bcc: all@elsewhere.example answers you")
    assert len(subject) <= 150


def test_an_answer_every_minute_for_three_days_is_a_few_mails_an_hour_and_some_dozens_a_day() -> None:
    begin = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    own: list[datetime] = []
    gathered: set[datetime] = set()
    for minute in range(3 * 24 * 60):
        now = begin + timedelta(minutes=minute)
        lately = [at for at in own if at > now - timedelta(days=1)]
        if until := crowded(lately, now):
            gathered.add(until)
        else:
            own.append(now)
    mails = sorted([*own, *gathered])
    assert max(sum(at <= each < at + timedelta(hours=1) for each in mails) for at in mails) <= 2 * HOURLY + 1
    assert max(sum(at <= each < at + timedelta(days=1) for each in mails) for at in mails) <= 2 * DAILY + 2
