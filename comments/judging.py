"""Judging a text on its way in: the facts are gathered, the rules speak, and its writer may think again."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from articles.models.edition import Edition
from articles.models.entry import EntryAuthor
from articles.prepared import AMONG, AT, BESIDE, NUMBER, TEXT, Prepared
from authors.confirming import confirmed
from authors.models import User
from comments.markdown import MAX_LENGTH, printable, render_comment
from comments.models import Comment, ModerationDecision, Reader, Revision, Thread, Trust, Word
from comments.moderation import FLOOD_SECONDS, Outcome, Submission, Verdict, judge
from comments.words import Reading

LATELY: Final = timedelta(days=7)
SAID_EVERYWHERE: Final = 40
"""Characters of a text from which on it is no coincidence that the same stands elsewhere."""
ADDRESS: Final = re.compile(r"https?://\S+")
QUESTION_MARKS: Final = "?？؟\u037e"

MINUTE_AGO: Final = AT + timedelta(1)
WEEK_AGO: Final = AT + timedelta(2)
CHANGED: Final = AMONG[0]


def _number(rows: QuerySet[Any], of: str, what: str = "pk") -> Subquery:
    """How many different things rows name that are all of one thing; None if there are no rows."""
    return Subquery(rows.order_by().values(of).annotate(n=Count(what, distinct=True)).values("n"))


def _said() -> QuerySet[Any, Any]:
    """What a reader has said before a text that is new, or that one of their comments changes to."""
    others = Comment.objects.filter(reader=OuterRef("pk")).exclude(pk=CHANGED)
    same = others.filter(text=TEXT)
    return Reader.objects.filter(pk=NUMBER).values_list(
        _number(others.filter(created_at__gt=MINUTE_AGO, created_at__lte=AT), "reader"),
        _number(Revision.objects.filter(comment=CHANGED, until__gt=MINUTE_AGO), "comment"),
        Exists(same.filter(thread=BESIDE)),
        _number(same.filter(created_at__gt=WEEK_AGO).exclude(thread=BESIDE), "reader", "thread"),
    )


SAID_BEFORE: Final = Prepared(Reader, _said)
CONFIRMED: Final = Prepared(EmailAddress, lambda: confirmed(NUMBER, TEXT).values_list("pk"))
LIVE: Final = Prepared(
    Edition, lambda: Edition.objects.live().filter(article_id=NUMBER).only("kind", "first_published_at")
)


class Refused(Exception):
    """It may not stand; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.words)
        self.verdict = verdict


class WouldWait(Exception):
    """It would wait for a moderator, and its writer does not know yet: `verdicts` say why."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__(" ".join(verdict.words for verdict in verdicts))
        self.verdicts = verdicts


def cleaned(text: str) -> tuple[str, str]:
    """The text as it is stored, and its HTML; one that is far too long is left as it is, for the rules to refuse."""
    text = printable(text).strip() if len(text) <= 2 * MAX_LENGTH else text
    return text, render_comment(text) if len(text) <= MAX_LENGTH else ""


def judged(given: Submission, known: Collection[str] | None = None) -> list[Verdict]:
    """What the rules find; raises Refused if it may not stand, WouldWait if it has to wait for more than is `known`.

    `known` names the phases of which the writer knows; None means that nobody is there to be asked.
    """
    verdicts = judge(given)
    for verdict in verdicts:
        if verdict.outcome == Outcome.REFUSE:
            raise Refused(verdict)
    holding = [verdict for verdict in verdicts if verdict.outcome == Outcome.HOLD]
    if known is not None and any(verdict.phase not in known for verdict in holding):
        raise WouldWait(holding)
    return verdicts


def status_after(verdicts: list[Verdict], otherwise: str = Comment.Status.PUBLIC) -> str:
    """What becomes of a comment that may stand."""
    held = any(verdict.outcome == Outcome.HOLD for verdict in verdicts)
    return Comment.Status.HELD if held else otherwise


def facts(
    user: User,
    reader: Reader,
    thread: Thread,
    text: str,
    html: str,
    at: datetime,
    *,
    changes: Comment | None = None,
    **more: Any,
) -> Submission:
    """What the rules judge a text of this reader by: a new one, or what one of their comments `changes` to."""
    live = next(iter(LIVE.found({NUMBER: thread.pk})), None)
    confirmation = CONFIRMED.ask({NUMBER: user.pk, TEXT: user.email})
    suspended = reader.suspended_until if reader.suspended_until and reader.suspended_until > at else None
    return Submission(
        text=text,
        closed=not live or thread.is_closed(live.first_published_at, at),
        retracted=bool(live and live.is_retraction),
        premoderated=thread.policy == Thread.Policy.PREMODERATED,
        verified=user.is_staff or bool(confirmation),
        staff=user.is_staff,
        trust=reader.trust,
        fallen=reader.trust == Trust.NEW and _has_fallen(reader),
        always_held=reader.always_held,
        suspended_until=suspended,
        banned=bool(reader.banned_at),
        why_banned=_why_banned(reader) if reader.banned_at or suspended else "",
        **_says(text, html),
        **_said_before(reader, thread, text, at, changes),
        **more,
    )


def tried(text: str, html: str, trust: int) -> Submission:
    """The facts of a text that nobody posts: as if by a reader of this trust, where everything is open."""
    return Submission(text=text, trust=trust, **_says(text, html))


def asks(user: User, article_id: int, text: str) -> bool:
    """True if the text asks something, and not by an author of the article; what it quotes does not count."""
    own = (ADDRESS.sub("", line) for line in text.splitlines() if not line.startswith(">"))
    if not any(sign in line for line in own for sign in QUESTION_MARKS):
        return False
    return not EntryAuthor.objects.filter(author__user=user, article_id=article_id).exists()


def _says(text: str, html: str) -> dict[str, Any]:
    """What is in a text: links, and words to look out for."""
    found = Word.objects.in_text(Reading(text)) if len(text) <= MAX_LENGTH else ()
    return {"links": html.count("<a "), "found": tuple(found)}


def _said_before(
    reader: Reader, thread: Thread, text: str, at: datetime, changes: Comment | None
) -> dict[str, Any]:
    """How much the reader has said in the last minute, and where they have said the same."""
    about = {
        NUMBER: reader.pk,
        BESIDE: thread.pk,
        TEXT: text,
        AT: at,
        MINUTE_AGO: at - timedelta(seconds=FLOOD_SECONDS),
        WEEK_AGO: at - LATELY,
        CHANGED: changes.pk if changes else 0,
    }
    ((new, changed, repeated, elsewhere),) = SAID_BEFORE.ask(about)
    return {
        "recent": (changed if changes else new) or 0,
        "repeated": repeated,
        "elsewhere": (elsewhere or 0) if len(text) >= SAID_EVERYWHERE else 0,
    }


def sanction(reader: Reader) -> ModerationDecision | None:
    """The decision by which this reader was banned or suspended last."""
    kinds = (ModerationDecision.Kind.BAN, ModerationDecision.Kind.SUSPEND)
    found: ModerationDecision | None = ModerationDecision.objects.filter(
        reader=reader, kind__in=kinds
    ).first()
    return found


def _has_fallen(reader: Reader) -> bool:
    """True if a reader who counts as new has been on another rung."""
    return ModerationDecision.objects.filter(reader=reader, kind=ModerationDecision.Kind.TRUST).exists()


def _why_banned(reader: Reader) -> str:
    """What the moderator said who banned or suspended this reader."""
    decision = sanction(reader)
    return decision.reason if decision else ""
