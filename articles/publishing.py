"""The one gate: every move of every article goes through `move()`, from form, list, schedule, command or import."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles import freezing, mailing
from articles.checks import findings
from articles.merging import merge
from articles.models import Article, Decision, Edition
from articles.models.ledger import database_clock
from articles.payload import Payload, fingerprint
from articles.saving import Clash, claim, finish
from articles.snapshot import restore, snapshot
from articles.workflow import MOVES, Move, Needs, Situation, State, Who
from authors.models import AuditEntry, User


class Refused(Exception):
    """The move was not made and nothing was changed; `reasons` says why, in sentences."""

    def __init__(self, *reasons: str | Promise) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = [str(reason) for reason in reasons]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a move: a note, a time, an edition's number, the changed fields of the live text."""

    note: str = ""
    at: datetime | None = None
    edition: int | None = None
    text: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    was_wrong: str = ""
    is_right: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A move that was made: the article after it, the edition it froze or touched, and what to tell its maker."""

    article: Article
    edition: Edition | None = None
    told: tuple[str, ...] = ()


def situation(article: Article) -> Situation:
    """Where the article stands at this moment, in one query."""
    now = database_clock()
    editions = list(
        article.editions.filter(cancelled_at=None)
        .values_list("kind", "goes_live_at", "superseded_at")
        .order_by("number")
    )
    live = [kind for kind, begin, end in editions if begin <= now and (end is None or end > now)]
    return Situation(
        state=State(article.state),
        live=bool(live),
        pending=any(begin > now for _kind, begin, _end in editions),
        retracted=Edition.Kind.RETRACTION in live,
        changed=article.state == State.APPROVED and differs_from_approved(article),
    )


def allowed(move: Move, article: Article, user: User) -> str:
    """Why this user may not make this move on this article; '' if they may."""
    if not user.is_active:
        return _("Your account is closed.")
    own = article.is_of(user)
    editor = user.has_perm(f"articles.{Who.EDITOR}")
    match move.who:
        case Who.WRITER:
            may = editor or (own and user.has_perm(f"articles.{Who.WRITER}"))
        case _who:
            may = user.has_perm(f"articles.{_who}")
    if not may:
        return _("Your role does not include “%(move)s”.") % {"move": move.label}
    if move.not_own and own and not settings.ONE_PERSON_NEWSROOM:
        return _("Nobody approves their own text. Please ask a colleague.")
    return ""


def offered(article: Article, user: User, at: Situation | None = None) -> list[Move]:
    """The moves that this user can make now, in the order of the table."""
    at = at or situation(article)
    return [
        move
        for move in MOVES.values()
        if move.possible(at) and not (move.approved and at.changed) and not allowed(move, article, user)
    ]


@transaction.atomic
def move(article_id: int, name: str, user: User, *, version: int, asked: Asked = Asked()) -> Done:
    """Make one move, or raise Refused or Clash and change nothing.

    `version` is the one the user has seen; `asked` is what the table says that the move needs.
    """
    row = MOVES[name]
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=article_id)
    if article.version != version:
        raise Clash(article_id)
    at = situation(article)
    if not row.possible(at):
        raise Refused(
            _("“%(move)s” is not possible now: the article is %(state)s.")
            % {"move": row.label, "state": at.word}
        )
    if refusal := allowed(row, article, user):
        raise Refused(refusal)
    if Needs.NOTE in row.needs and not asked.note.strip():
        raise Refused(_("“%(move)s” needs a note that says why.") % {"move": row.label})
    claim(article)
    payload = snapshot(article)
    if row.checked:
        problems = [finding.text for finding in findings(payload) if finding.required]
        if problems:
            raise Refused(*problems)
    if row.approved and fingerprint(payload) != article.approved_fingerprint:
        raise Refused(
            _(
                "The text has changed since it was approved. It has to be approved again before it is published."
            )
        )
    before = article.state
    edition, told = HANDLERS.get(name, step)(article, user, payload, asked)
    article.state = _target(row, article, at)
    article.save(update_fields=["state", "approved_fingerprint", "approved_payload", *_CHANGE_FIELDS])
    decision = Decision.objects.create(
        article=article,
        move=name,
        from_state=before,
        to_state=article.state,
        user=user,
        at=database_clock(),
        note=asked.note.strip(),
        fingerprint=edition.fingerprint if edition else fingerprint(payload),
        edition=edition,
        imported=asked.imported,
    )
    AuditEntry.objects.record(
        user, name, article, decision=decision.pk, before=before, after=article.state, note=decision.note
    )
    mailing.announce_later(decision)
    return Done(article, edition, (str(row.done), *told))


_CHANGE_FIELDS: Final = ("change_kind", "change_note", "was_wrong", "is_right")
Made = tuple[Edition | None, tuple[str, ...]]
Handler = Callable[[Article, User, Payload, Asked], Made]


def _target(row: Move, article: Article, at: Situation) -> str:
    if row.name == "discard" and at.retracted:
        return State.RETRACTED
    return row.to or article.state


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
    return edition, told


def reschedule(article: Article, _user: User, _payload: Payload, asked: Asked) -> Made:
    """Move the pending edition to another time ahead."""
    at = _time_ahead(asked.at)
    _respect_embargo(article, at)
    pending = article.editions.pending().select_related("address", "article").get()
    freezing.reschedule(pending, at)
    return pending, ()


def cancel(article: Article, _user: User, _payload: Payload, _asked: Asked) -> Made:
    """Withdraw the pending edition; the text it froze stays approved."""
    pending = article.editions.pending().get()
    freezing.cancel(pending)
    return pending, ()


def reopen(article: Article, _user: User, _payload: Payload, _asked: Asked) -> Made:
    """Begin the next edition with an empty note of change."""
    _forget_change(article)
    return None, ()


def discard(article: Article, user: User, _payload: Payload, _asked: Asked) -> Made:
    """The live text becomes the working copy again; a version keeps what is discarded."""
    finish(article.pk, user, reason="discarded")
    live = article.editions.once_live().exclude(kind=Edition.Kind.RETRACTION).order_by("-number")[0]
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
    text = {name: value.strip() for name, value in asked.text.items() if name in FIXABLE}
    if all(base[name] == value for name, value in text.items()):  # type: ignore[literal-required]
        raise Refused(_("Nothing of the live text was changed."))
    fixed: Payload = {
        **base,
        **text,  # type: ignore[typeddict-item]
        "change": {
            "kind": asked.kind or Edition.Kind.MINOR,
            "note": asked.note.strip(),
            "was_wrong": asked.was_wrong.strip(),
            "is_right": asked.is_right.strip(),
        },
    }
    problems = [finding.text for finding in findings(fixed) if finding.required]
    if problems:
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


FIXABLE: Final = ("headline", "summary", "body")


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
    "retract": retract,
    "redact": redact,
}


@transaction.atomic
def publish_now(article_id: int, user: User, *, version: int, asked: Asked = Asked()) -> Done:
    """Make all the moves between here and publication that the user may make, each logged; all or none."""
    told: list[str] = []
    article = Article.objects.whole().get(pk=article_id)
    done = Done(article)
    for step_on in way(article, user, situation(article)):
        done = move(article_id, step_on.name, user, version=version, asked=asked)
        version = done.article.version
        told += done.told
    if not told:
        raise Refused(
            _(
                "You cannot publish this text: it is not in a state, or not in a hand, from which it can go on."
            )
        )
    return Done(done.article, done.edition, tuple(told))


STAGES: Final[dict[State, tuple[str, ...]]] = {
    State.DRAFT: ("submit",),
    State.IN_REVIEW: ("approve", "approve_in_emergency"),
    State.APPROVED: ("publish",),
}
"""The straight way to publication: in each state, the moves that lead to the next one, the plainest first."""


def way(article: Article, user: User, at: Situation) -> list[Move]:
    """The moves from here to publication, if the user may make them all; else []."""
    if at.state not in STAGES:
        return []
    states = list(STAGES)
    begin = State.IN_REVIEW if at.changed else at.state  # a changed text is approved once more
    steps = []
    for state in states[states.index(begin) :]:
        may = (MOVES[name] for name in STAGES[state] if not allowed(MOVES[name], article, user))
        if not (step_on := next(may, None)):
            return []
        steps.append(step_on)
    return steps


def _cancel_pending(article: Article) -> tuple[str, ...]:
    """Cancel what is scheduled before anything else becomes public, and say so."""
    pending = article.editions.pending().first()
    if not pending:
        return ()
    freezing.cancel(pending)
    when = date_format(timezone.localtime(pending.goes_live_at), "DATETIME_FORMAT")
    return (_("What was scheduled for %(when)s was cancelled first.") % {"when": when},)


def _respect_embargo(article: Article, at: datetime) -> None:
    if article.embargo and at < article.embargo:
        when = date_format(timezone.localtime(article.embargo), "DATETIME_FORMAT")
        raise Refused(_("The embargo ends at %(when)s; it may not go live before.") % {"when": when})


def _time_ahead(at: datetime | None) -> datetime:
    if not at:
        raise Refused(_("At what time shall it go live?"))
    if at <= database_clock():
        raise Refused(_("That time has passed. Choose one ahead, or publish now."))
    return at


def _forget_change(article: Article) -> None:
    """The note of a change belongs to one edition; the next one begins without."""
    for name in _CHANGE_FIELDS:
        setattr(article, name, "")


def differs_from_approved(article: Article) -> bool:
    """Whether the working copy is no longer the text that was approved."""
    return (
        bool(article.approved_fingerprint) and fingerprint(snapshot(article)) != article.approved_fingerprint
    )
