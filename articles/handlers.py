"""What each move does to an article: one function a move, called by the gate alone, inside its transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from articles import freezing
from articles.checks import what_stops
from articles.merging import merge
from articles.models import Article, Decision, Edition
from articles.models.ledger import database_clock
from articles.payload import SCHEMA, Payload, fingerprint
from articles.reporting import Nothing, Report, coverage_of, keep
from articles.saving import claim, finish
from articles.snapshot import images_of, restore, written
from authors.models import User


class Refused(Exception):
    """The move was not made and nothing was changed; `reasons` says why, in sentences."""

    def __init__(self, *reasons: str | Promise) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = [str(reason) for reason in reasons]


class NotNow(Refused):
    """The article does not stand where this move begins."""


class NotYou(Refused):
    """This person may not make this move on this article."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a move: a note, a time, an edition's number, the changed fields of the live text.

    With a changed text, the number is that of the edition it was begun from.
    """

    note: str = ""
    at: datetime | None = None
    edition: int | None = None
    text: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    was_wrong: str = ""
    is_right: str = ""
    imported: bool = False
    report: Report = field(default_factory=Report)


NOTHING: Final = Asked()
"""What comes with a move that asks nothing."""
CHANGE_FIELDS: Final = ("change_kind", "change_note", "was_wrong", "is_right")
Made = tuple[Edition | None, tuple[str, ...]]
Handler = Callable[[Article, User, Payload, Asked], Made]


def step(_article: Article, _user: User, _payload: Payload, _asked: Asked) -> Made:
    """A move that only changes the state."""
    return None, ()


def approve(article: Article, _user: User, payload: Payload, _asked: Asked) -> Made:
    """Approval stores the payload it was given to."""
    article.approved_payload, article.approved_fingerprint = payload, fingerprint(payload)
    return None, ()


def publish(article: Article, _user: User, payload: Payload, asked: Asked) -> Made:
    """Freeze the approved text, live at this moment."""
    _respect_embargo(article, database_clock())
    told = _cancel_pending(article)
    edition = freezing.freeze(article, payload, goes_live_at=None, imported=asked.imported)
    _forget_change(article)
    return edition, told


def schedule(article: Article, _user: User, payload: Payload, asked: Asked) -> Made:
    """Freeze the approved text now, live at a time ahead."""
    at = _time_ahead(asked.at)
    _respect_embargo(article, at)
    told = _cancel_pending(article)
    edition = freezing.freeze(article, payload, goes_live_at=at)
    return edition, (_("Scheduled for %(when)s.") % {"when": _ahead(at)}, *told)


def reschedule(article: Article, _user: User, _payload: Payload, asked: Asked) -> Made:
    """Move the pending edition to another time ahead."""
    at = _time_ahead(asked.at)
    _respect_embargo(article, at)
    pending = article.editions.pending().select_related("address", "article").get()
    freezing.reschedule(pending, at)
    return pending, (_("Rescheduled for %(when)s.") % {"when": _ahead(at)},)


def cancel(article: Article, _user: User, _payload: Payload, _asked: Asked) -> Made:
    """Withdraw the pending edition; the text it froze stays approved."""
    pending = article.editions.pending().get()
    freezing.cancel(pending)
    return pending, ()


def reopen(article: Article, _user: User, _payload: Payload, _asked: Asked) -> Made:
    """Begin the next edition with an empty note of change, and without the last one's deadline and plan."""
    _forget_change(article)
    article.deadline = article.planned_for = None
    article.save(update_fields=["deadline", "planned_for"])
    return None, ()


def discard(article: Article, user: User, _payload: Payload, _asked: Asked) -> Made:
    """The live text becomes the working copy again; a version keeps what is discarded."""
    finish(article.pk, user, reason="discarded")
    live = article.last_text()
    restore(article, live.payload)
    _forget_change(article)
    claim(article)
    finish(article.pk, user, reason="live text")
    return live, ()


def retract(article: Article, _user: User, _payload: Payload, asked: Asked) -> Made:
    """Freeze an edition that says so at the same address; the earlier text stays in the history."""
    told = _cancel_pending(article)
    live: Payload = article.editions.live().get().payload
    notice: Payload = {
        **live,
        "summary": "",
        "body": "",
        "lead_image": None,
        "images": [],
        "coverage": None,
        "references": [],
        "tables": [],
        "change": {
            "kind": Edition.Kind.RETRACTION,
            "note": asked.note.strip(),
            "was_wrong": "",
            "is_right": "",
        },
    }
    return freezing.freeze(article, notice, goes_live_at=None), told


def fix_live(article: Article, user: User, payload: Payload, asked: Asked) -> Made:
    """Publish a small change to the live text; the working copy, parked as a version, gets it merged in."""
    live = article.editions.live().get()
    base: Payload = live.payload
    text = _onto_live(article, live, asked)
    if all(base[name] == value for name, value in text.items()):  # type: ignore[literal-required]
        raise Refused(_("Nothing of the live text was changed."))
    fixed: Payload = {
        **base,
        **text,  # type: ignore[typeddict-item]
        "schema": SCHEMA,
        "images": images_of(
            written(text.get("body", base["body"]), coverage_of(article)), base.get("images", [])
        ),
        "coverage": coverage_of(article),
        "change": {
            "kind": asked.kind or Edition.Kind.MINOR,
            "note": asked.note.strip(),
            "was_wrong": asked.was_wrong.strip(),
            "is_right": asked.is_right.strip(),
        },
    }
    if problems := what_stops("fix_live", fixed):
        raise Refused(*problems)
    told = _cancel_pending(article)
    finish(article.pk, user, reason="parked")
    edition = freezing.freeze(article, fixed, goes_live_at=None)
    merged = {name: merge(base[name], payload[name], fixed[name]) for name in text}  # type: ignore[literal-required]
    for name, result in merged.items():
        setattr(article, name, result.text)
    article.save(update_fields=list(merged))
    claim(article)
    finish(article.pk, user, reason="live fix merged")
    if any(result.clashes for result in merged.values()):
        told += (
            _("The working copy had changed the same place: it keeps its own wording there. Please compare."),
        )
    return edition, told


def report(article: Article, user: User, _payload: Payload, asked: Asked) -> Made:
    """Add to the live coverage and publish it at once; the live text and the working copy stay as they are."""
    live: Payload = article.editions.live().get().payload
    try:
        keep(article, user, asked.report)
    except Nothing as nothing:
        raise Refused(
            _("There is nothing new in this report, or its entry is gone. Nothing was changed.")
        ) from nothing
    coverage = coverage_of(article)
    further: Payload = {
        **live,
        "schema": SCHEMA,
        "images": images_of(written(live["body"], coverage), live.get("images", [])),
        "coverage": coverage,
        "change": {"kind": Edition.Kind.MINOR, "note": "", "was_wrong": "", "is_right": ""},
    }
    if problems := what_stops("report", further):
        raise Refused(*problems)
    if article.approved_payload:
        # What was approved is the text; what is reported beside it takes nothing from that.
        approved: Payload = article.approved_payload
        images = images_of(written(approved["body"], coverage), approved.get("images", []))
        article.approved_payload = {**approved, "coverage": coverage, "images": images}
        article.approved_fingerprint = fingerprint(article.approved_payload)
    told = _("The live coverage has ended.") if asked.report.over else _("Reported; it is live.")
    return freezing.freeze(article, further, goes_live_at=None), (told,)


FIXABLE: Final = ("headline", "summary", "body")


def _onto_live(article: Article, live: Edition, asked: Asked) -> dict[str, str]:
    """The text that was typed; if another edition went live under it meanwhile, with that one's changes too."""
    typed = {name: value.strip() for name, value in asked.text.items() if name in FIXABLE}
    if asked.edition in (None, live.number):
        return typed
    seen = article.editions.once_live().filter(number=asked.edition).first()
    if not seen:
        raise Refused(_("There is no public edition of this number."))
    merged = {name: merge(seen.payload[name], value, live.payload[name]) for name, value in typed.items()}
    if any(result.clashes for result in merged.values()):
        raise Refused(
            _(
                "Edition %(number)s went live while you were writing, and it changes the same place. Nothing was "
                "published. Please copy your words, and begin again from the text that is live now."
            )
            % {"number": live.number}
        )
    return {name: result.text for name, result in merged.items()}


def redact(article: Article, user: User, _payload: Payload, asked: Asked) -> Made:
    """Take an edition's text away, once a second publisher asks for the same."""
    edition = article.editions.once_live().filter(number=asked.edition or 0).first()
    if not edition:
        raise Refused(_("There is no public edition of this number."))
    if edition.redacted_at:
        raise Refused(_("Edition %(number)s is redacted already.") % {"number": edition.number})
    first = (
        Decision.objects.filter(article=article, move="redact", edition=edition).exclude(user=user).exists()
    )
    if not (first or settings.ONE_PERSON_NEWSROOM):
        return edition, (
            _("This takes two people: nothing is taken away until another publisher redacts it too."),
        )
    freezing.redact(edition, asked.note.strip())
    return edition, (
        _("Edition %(number)s: its text is gone, its fingerprint stays.") % {"number": edition.number},
    )


HANDLERS: Final[dict[str, Handler]] = {
    "approve": approve,
    "approve_in_emergency": approve,
    "publish": publish,
    "schedule": schedule,
    "reschedule": reschedule,
    "cancel": cancel,
    "reopen": reopen,
    "discard": discard,
    "fix_live": fix_live,
    "report": report,
    "retract": retract,
    "redact": redact,
}


def _cancel_pending(article: Article) -> tuple[str, ...]:
    """Cancel what is scheduled before anything else becomes public, and say so."""
    pending = article.editions.pending().first()
    if not pending:
        return ()
    freezing.cancel(pending)
    return (
        _("What was scheduled for %(when)s was cancelled first.") % {"when": _moment(pending.goes_live_at)},
    )


def _respect_embargo(article: Article, at: datetime) -> None:
    if article.embargo and at < article.embargo:
        when = _moment(article.embargo)
        raise Refused(_("The embargo ends at %(when)s; it may not go live before.") % {"when": when})


def _moment(at: datetime) -> str:
    """A moment in words, with the paper's time zone."""
    return f"{date_format(timezone.localtime(at), 'DATETIME_FORMAT')} ({settings.TIME_ZONE})"


def _ahead(at: datetime) -> str:
    """A moment ahead, and how long it is until then."""
    return _("%(moment)s, in %(while)s") % {"moment": _moment(at), "while": timeuntil(at)}


def _time_ahead(at: datetime | None) -> datetime:
    if not at:
        raise Refused(_("At what time shall it go live?"))
    if at <= database_clock():
        raise Refused(_("That time has passed. Choose one ahead, or publish now."))
    return at


def _forget_change(article: Article) -> None:
    """The note of a change belongs to one edition; the next one begins without."""
    for name in CHANGE_FIELDS:
        setattr(article, name, "")
