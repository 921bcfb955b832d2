"""Statements of reasons (Digital Services Act, article 17): what was decided against a reader, why, what they can do.

The same words go out by mail and stand on the page of the comment.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.languages import of_our_words
from articles.models.edition import Edition
from comments.mailing import tell
from comments.models import Comment, Ground, ModerationDecision, ReaderMail, Report
from comments.signed import appeal_page

Kind = ModerationDecision.Kind
STATED: Final = (Kind.REJECT, Kind.HIDE, Kind.WARN, Kind.SUSPEND, Kind.BAN)
"""What is decided against a reader, and told with its reasons."""
APPEALABLE: Final = (Kind.REJECT, Kind.HIDE, Kind.SUSPEND, Kind.BAN)
APPEAL_FOR: Final = timedelta(days=184)
"""So long one can appeal: six months, whichever these are; and so long the text is kept."""
UNDO_FOR: Final = timedelta(minutes=10)
"""So long a moderator can take a decision back; its statement waits for as long."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was decided, in the sentences that the reader gets; in the language that is spoken when it is made."""

    done: str
    facts: str
    ground: str
    automated: str
    redress: str

    @classmethod
    def of(cls, decision: ModerationDecision) -> "Statement":
        """The sentences about one decision."""
        return cls(
            _done(decision), _facts(decision), _ground(decision), _automated(decision), _redress(decision)
        )

    @property
    def sentences(self) -> list[str]:
        """All of it, a paragraph each."""
        return [part for part in (*self.reasons, self.redress) if part]

    @property
    def reasons(self) -> list[str]:
        """The decision without what one can do about it."""
        return [part for part in (self.done, self.facts, self.ground, self.automated) if part]


def send(decision: ModerationDecision) -> None:
    """Have the reader told by mail, as soon as the decision cannot be taken back any more."""
    user = decision.reader.user if decision.reader else None
    if decision.kind not in STATED or user is None or not user.is_active:
        return
    language = language_of(decision.comment)
    with translation.override(language):
        sentences = Statement.of(decision).sentences
        tell(
            "",
            key=_key(decision),
            subject=_("%(paper)s: a decision about you, with its reasons") % {"paper": settings.PAPER_NAME},
            text="\n\n".join(sentences),
            path=appeal_page(decision) if decision.kind in APPEALABLE else "",
            recipient=user,
            language=language,
        )
    if decision.kind in (Kind.REJECT, Kind.HIDE):
        mail = ReaderMail.objects.filter(key=_key(decision))
        mail.update(due_at=Greatest("due_at", timezone.now() + UNDO_FOR))


def take_back(decision: ModerationDecision) -> None:
    """The decision was undone before its statement went out: nobody is told."""
    ReaderMail.objects.waiting().filter(key=_key(decision)).delete()


def last_about(comment: Comment) -> ModerationDecision | None:
    """The decision by which a comment is not shown, if one is."""
    if comment.status not in (Comment.Status.REJECTED, Comment.Status.HIDDEN):
        return None
    decisions = comment.decisions.filter(kind__in=(Kind.REJECT, Kind.HIDE), to_status=comment.status)
    return decisions.select_related("comment__thread", "reader").first()


def language_of(comment: Comment | None) -> str:
    """The language in which people are told about a comment: its article's, as far as we speak it."""
    edition = live_edition(comment)
    return of_our_words(edition.payload["language"]) if edition else settings.LANGUAGE_CODE


def live_edition(comment: Comment | None) -> Edition | None:
    """The article below which the comment stands, as readers see it."""
    if comment is None:
        return None
    return Edition.objects.live().filter(article_id=comment.thread_id).select_related("address").first()


def said(at: datetime) -> str:
    """A day, as people say it."""
    return date_format(timezone.localtime(at), "DATE_FORMAT")


def _key(decision: ModerationDecision) -> str:
    return f"statement of reasons {decision.pk}"


def _done(decision: ModerationDecision) -> str:
    return {
        Kind.REJECT: _("Your comment was rejected: it does not appear, and only you can see it."),
        Kind.HIDE: _("Your comment was hidden: it is not shown any more, and only you can see it."),
        Kind.WARN: _("You are warned. Nothing else has changed: you can go on commenting."),
        Kind.SUSPEND: _("You cannot comment until %(until)s. Your earlier comments stay.")
        % {"until": said(decision.until) if decision.until else ""},
        Kind.BAN: _("You cannot comment any more. Your earlier comments stay."),
    }[Kind(decision.kind)]


def _facts(decision: ModerationDecision) -> str:
    parts = []
    if comment := decision.comment:
        edition = live_edition(comment)
        parts.append(
            _("It is about what you wrote on %(day)s below “%(headline)s”.")
            % {"day": said(comment.created_at), "headline": edition.payload["headline"]}
            if edition
            else _("It is about what you wrote on %(day)s.") % {"day": said(comment.created_at)}
        )
        if Report.objects.filter(comment=comment, made_at__lte=decision.at).exists():
            parts.append(_("Somebody had reported it."))
    if decision.reason:
        parts.append(_("The moderator says: “%(reason)s”") % {"reason": decision.reason})
    return " ".join(parts)


def _ground(decision: ModerationDecision) -> str:
    if decision.ground in (Ground.ILLEGAL, Ground.CHILD):
        words = _("The ground is the law; what was found: it %(ground)s.")
    elif decision.ground and decision.ground != Ground.OTHER:
        words = _("The ground is our rules for comments; what was found: it %(ground)s.")
    else:
        return _("The ground is our rules for comments.")
    return words % {"ground": decision.get_ground_display()}


def _automated(decision: ModerationDecision) -> str:
    if decision.by_id is None:
        return _("This was decided by fixed rules alone; no person has looked at it.")
    judged = (
        decision.comment and decision.comment.decisions.filter(kind=Kind.JUDGE, at__lte=decision.at).first()
    )
    if judged and judged.evidence:
        return _("Fixed rules had picked it out for a look; a person decided.")
    return _("A person decided; nothing was done automatically.")


def _redress(decision: ModerationDecision) -> str:
    if decision.kind not in APPEALABLE:
        return ""
    until = said(decision.at + APPEAL_FOR)
    return _(
        "You can appeal until %(until)s, once: somebody else then looks at it anew and answers you. You are also free "
        "to go to a certified body for settling disputes out of court, or to a court."
    ) % {"until": until}
