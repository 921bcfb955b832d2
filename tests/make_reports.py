"""Plain factories for reports, and how their forms are filled in."""

import re
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from authors.models import User
from comments import reporting
from comments.models import Comment, ModerationDecision, Report
from tests.desk import text_of

numbers = count(1)


def make_report(comment: Comment, user: User | None = None, **fields: Any) -> Report:
    """A report of this comment, by this user or by somebody somewhere."""
    given = {"ground": "abuse", "text": "", "key": uuid4(), "sender": f"sender {next(numbers)}", **fields}
    return reporting.report(comment.pk, user=user, **given)


def make_notice_of_illegal(comment: Comment | None = None, **fields: Any) -> Report:
    """A notice of illegal content, about this comment or about the front page."""
    given = {
        "address": "/", "ground": "illegal", "text": "It names a juror.", "key": uuid4(), "name": "Nan Notifier",
        "email": "nan@elsewhere.example", "sender": f"sender {next(numbers)}", **fields,
    }  # fmt: skip
    return reporting.notify(comment_id=comment.pk if comment else None, **given)


def last_decision(comment: Comment, kind: str) -> ModerationDecision:
    """The latest line of this kind in the log of a comment."""
    found = ModerationDecision.objects.filter(comment=comment, kind=kind).first()
    assert found
    return found


def made(page: Any) -> str:
    """What a guarded form says of itself."""
    found = re.search(r'name="made" value="([^"]*)"', text_of(page))
    assert found
    return found[1]


def fill_in(client: Client, path: str, **fields: str) -> Any:
    """Open the form at an address and send it."""
    return client.post(path, {"made": made(client.get(path)), **fields})
