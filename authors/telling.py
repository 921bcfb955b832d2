"""The mail that tells people something: at the desk, or as readers; plain text, and stopped by one click."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from authors.outbox import one_line

MOST: Final = 100
"""Things that one mail tells in full; how many more there are, it says."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a mail tells: what happened, what was said with it, where to look."""

    subject: str
    sentence: str
    text: str
    addresses: tuple[str, ...]


def write(
    to: str, told: Sequence[Told], *, gathered: bool = False, stop: str = "", choices: str = ""
) -> EmailMessage:
    """One mail, in the language that is spoken now; `stop` and `choices` are paths, or nothing."""
    words = {
        "told": told[:MOST],
        "more": len(told) - MOST,
        "paper": settings.PAPER_NAME,
        "stop": stop and settings.SITE_ADDRESS + stop,
        "choices": choices and settings.SITE_ADDRESS + choices,
    }
    headers = {"Auto-Submitted": "auto-generated"}
    if stop:
        headers["List-Unsubscribe"] = f"<{words['stop']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = told[0].subject
    if gathered and len(told) > 1:
        if all(one.subject == subject for one in told):  # a decision is called one, however many there are
            subject = f"{subject} ({len(told)})"
        else:
            subject = ngettext("%(count)d thing at %(paper)s", "%(count)d things at %(paper)s", len(told))
            subject %= {"count": len(told), "paper": settings.PAPER_NAME}
    return EmailMessage(
        one_line(subject), render_to_string("mail/letter.txt", words), to=[to], headers=headers
    )
