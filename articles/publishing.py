"""The one gate: every move of every article goes through `move()`, from form, list, schedule, command or import."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import mailing
from articles.checks import what_stops
from articles.handlers import CHANGE_FIELDS, FIXABLE, HANDLERS, NOTHING, Asked, NotNow, NotYou, Refused, step
from articles.models import Article, Decision, Edition, Section
from articles.models.article import sections_of
from articles.models.ledger import database_clock
from articles.payload import fingerprint
from articles.saving import Clash, claim
from articles.snapshot import snapshot
from articles.workflow import MOVES, WORDS, Move, Needs, Situation, State, Who
from authors.models import AuditEntry, User

__all__ = ["FIXABLE", "Asked", "Done", "NotNow", "NotYou", "Refused", "move", "publish_now"]


@dataclass(frozen=True, slots=True)
class Done:
    """A move that was made: the article after it, the edition it froze or touched, and what to tell its maker."""

    article: Article
    edition: Edition | None = None
    told: tuple[str, ...] = ()


def situation(article: Article, editions: Sequence[Edition] | None = None) -> Situation:
    """Where the article stands at this moment, by its editions that are not cancelled; one query, or none if given."""
    now = database_clock()
    if editions is None:
        times = ("kind", "goes_live_at", "superseded_at")
        editions = list(article.editions.filter(cancelled_at=None).only(*times))
    begun = [one for one in editions if one.goes_live_at <= now]
    live = [one for one in begun if one.superseded_at is None or one.superseded_at > now]
    return Situation(
        state=State(article.state),
        live=bool(live),
        pending=len(begun) < len(editions),
        retracted=any(one.is_retraction for one in live),
        changed=article.state == State.APPROVED and differs_from_approved(article),
        unreviewed=article.unreviewed_id is not None,
    )


class Hurdle(Enum):
    """What keeps a person from a move."""

    CLOSED = auto()
    ROLE = auto()
    ELSEWHERE = auto()
    OWN = auto()
    VOUCHED = auto()


def hurdle(move: Move, article: Article, user: User) -> Hurdle | None:
    """What keeps this user from this move on this article, wherever it stands; None if they may make it."""
    if not user.is_active:
        return Hurdle.CLOSED
    own = article.is_of(user)
    as_writer = move.who == Who.WRITER and own and user.has_perm(f"articles.{Who.WRITER}")
    needed = Who.EDITOR if move.who == Who.WRITER else move.who
    if not as_writer and not user.has_perm(f"articles.{needed}"):
        return Hurdle.ROLE
    if not as_writer and not article.is_reached_by(user):
        return Hurdle.ELSEWHERE
    if move.not_own and not settings.ONE_PERSON_NEWSROOM:
        if own:
            return Hurdle.OWN
        if move.unreviewed and _vouched(article, user):
            return Hurdle.VOUCHED
    return None


def allowed(move: Move, article: Article, user: User) -> str:
    """Why this user may not make this move on this article; '' if they may."""
    match hurdle(move, article, user):
        case Hurdle.CLOSED:
            return _("Your account is closed.")
        case Hurdle.ROLE:
            return _("Your role does not include “%(move)s”.") % {"move": move.label}
        case Hurdle.ELSEWHERE:
            return _elsewhere(move, article, user)
        case Hurdle.OWN:
            return _("Nobody approves their own text. Please ask a colleague.")
        case Hurdle.VOUCHED:
            return _(
                "You approved this yourself past four eyes. The review takes somebody else; please ask a colleague."
            )
    return ""


def _elsewhere(move: Move, article: Article, user: User) -> str:
    """Which section stands in the way, and who works there."""
    own = sections_of(user)
    names = Section.objects.in_bulk([*article.sections, *own])
    there = [str(names[pk]) for pk in names if pk in article.sections - own]
    told = ngettext(
        "This text stands in the section %(there)s, and your work at the desk ends at %(here)s.",
        "This text stands in the sections %(there)s, and your work at the desk ends at %(here)s.",
        len(there),
    ) % {"there": _list(there), "here": _list([str(names[pk]) for pk in names if pk in own])}
    needed = Who.EDITOR if move.who == Who.WRITER else move.who
    able = article.reaching(User.objects.who_may(f"articles.{needed}"))
    people = [str(one) for one in able.exclude(pk=user.pk).order_by("name", "pk")[:3]]
    who = _list(people, last=_("%(first)s or %(last)s")) if people else _("an administrator")
    return f"{told} {_('Please ask %(who)s.') % {'who': who}}"


def _list(names: Sequence[str], last: str = "") -> str:
    """Names as they stand in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return (last or _("%(first)s and %(last)s")) % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _vouched(article: Article, user: User) -> bool:
    """Whether this user approved past four eyes what nobody has reviewed yet."""
    since = Decision.objects.filter(article=article, pk__gte=article.unreviewed_id or 0)
    return since.filter(move="approve_in_emergency", user=user).exists()


def offered(article: Article, user: User, at: Situation | None = None) -> list[Move]:
    """The moves that this user can make now, in the order of the table."""
    at = at or situation(article)
    return [
        move
        for move in MOVES.values()
        if move.possible(at) and not (move.approved and at.changed) and not hurdle(move, article, user)
    ]


@transaction.atomic
def move(article_id: int, name: str, user: User, *, version: int, asked: Asked = NOTHING) -> Done:
    """Make one move, or raise Refused or Clash and change nothing.

    `version` is the one the user has seen, which counts if the table says so; `asked` is what the move needs.
    """
    row = MOVES[name]
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=article_id)
    if row.seen and article.version != version:
        raise Clash(article_id)
    at = situation(article)
    if not row.possible(at):
        raise NotNow(not_now(row, at))
    if refusal := allowed(row, article, user):
        raise NotYou(refusal)
    if Needs.NOTE in row.needs and not asked.note.strip():
        raise Refused(_("“%(move)s” needs a note that says why.") % {"move": row.label})
    claim(article)
    payload = snapshot(article)
    if row.checked and (problems := what_stops(name, payload, article)):
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
    article.unreviewed = _still_unreviewed(article, decision)
    article.save(
        update_fields=["state", "approved_fingerprint", "approved_payload", "unreviewed", *CHANGE_FIELDS]
    )
    AuditEntry.objects.record(
        user, name, article, decision=decision.pk, before=before, after=article.state, note=decision.note
    )
    mailing.announce_later(decision)
    return Done(article, edition, tuple(str(told) for told in (row.done, *told) if told))


def not_now(move: Move, at: Situation) -> str:
    """That a move does not begin where the article stands."""
    if move.unreviewed and not at.unreviewed:
        return _("There is nothing to review afterwards; somebody may have done it already.")
    if at.pending and move.pending is False:
        return _(
            "“%(move)s” is not possible while an edition is scheduled. Cancel that first; its text stays approved."
        ) % {"move": move.label}
    return _("“%(move)s” is not possible now: the article is %(state)s.") % {
        "move": move.label,
        "state": str(WORDS[at.word]).lower(),
    }


def _target(row: Move, article: Article, at: Situation) -> str:
    if row.name == "discard" and at.retracted:
        return State.RETRACTED
    return row.to or article.state


def _still_unreviewed(article: Article, made: Decision) -> Decision | None:
    """The approval past four eyes that waits for a review after this move; the first one, if there were several."""
    waiting: Decision | None = article.unreviewed
    match made.move:
        case "approve_in_emergency":
            return waiting or made
        case "review":
            return None
        case "approve" if waiting and not _vouched(article, made.user):
            return None
        case "send_back" | "spike" | "discard" if waiting:
            since = article.editions.filter(cancelled_at=None, frozen_at__gte=waiting.at)
            return waiting if since.exists() else None
    return waiting


@transaction.atomic
def publish_now(article_id: int, user: User, *, version: int, asked: Asked = NOTHING) -> Done:
    """Make all the moves between here and publication that the user may make, each logged; all or none."""
    told: list[str] = []
    article = Article.objects.whole().get(pk=article_id)
    done, at = Done(article), situation(article)
    if not (steps := way(article, user, at)):
        raise no_way(article, user, at)
    for step_on in steps:
        done = move(article_id, step_on.name, user, version=version, asked=asked)
        version = done.article.version
        told += done.told
    return Done(done.article, done.edition, tuple(told))


STAGES: Final[dict[State, tuple[str, ...]]] = {
    State.DRAFT: ("submit",),
    State.IN_REVIEW: ("approve", "approve_in_emergency"),
    State.APPROVED: ("publish",),
}
"""The straight way to publication: in each state, the moves that lead to the next one, the plainest first."""


def way(article: Article, user: User, at: Situation) -> list[Move]:
    """The moves from here to publication, if the user may make them all; else []."""
    steps = []
    for stage in _stages(at):
        may = (MOVES[name] for name in stage if not hurdle(MOVES[name], article, user))
        if not (step_on := next(may, None)):
            return []
        steps.append(step_on)
    return steps


def no_way(article: Article, user: User, at: Situation) -> Refused:
    """Why the way to publication is closed to this user."""
    for stage in _stages(at):
        if all(hurdle(MOVES[name], article, user) for name in stage):
            return NotYou(allowed(MOVES[stage[0]], article, user))
    return NotNow(
        _("“%(move)s” is not possible now: the article is %(state)s.")
        % {"move": _("Publish now"), "state": str(WORDS[at.word]).lower()}
    )


def _stages(at: Situation) -> list[tuple[str, ...]]:
    """The stages that lie ahead; none where no way leads to publication."""
    states = list(STAGES)
    begin = State.IN_REVIEW if at.changed else at.state  # a changed text is approved once more
    return [STAGES[state] for state in states[states.index(begin) :]] if begin in states else []


def differs_from_approved(article: Article) -> bool:
    """Whether the working copy is no longer the text that was approved."""
    return (
        bool(article.approved_fingerprint) and fingerprint(snapshot(article)) != article.approved_fingerprint
    )
