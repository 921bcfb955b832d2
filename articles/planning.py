"""Commissioning: an article that begins as a task, who writes it, and until when it is held back."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import mailing
from articles.models import Article, Assignment, Byline
from articles.publishing import Refused
from articles.saving import Clash, claim, finish
from articles.workflow import OPEN, Who
from authors.models import AuditEntry, Author, MailKind, User

COMMISSION: Final = "articles.commission_article"
SUBMIT: Final = f"articles.{Who.WRITER}"

REASONS: Final[dict[str, Promise | str]] = {
    "commission": gettext_lazy("commissioned"),
    "assign": gettext_lazy("assigned"),
    "take": gettext_lazy("taken on"),
}
"""What a version is called that one of these made; they are kinds of lines in the record."""


def may_assign(article: Article, user: User) -> bool:
    """Whether the user may say who writes it."""
    return article.state in OPEN and user.has_perm(COMMISSION) and article.is_reached_by(user)


def may_take(article: Article, user: User) -> bool:
    """Whether the user may take on what nobody writes yet."""
    return article.state in OPEN and article.owner_id is None and user.has_perm(SUBMIT)


def untaken(user: User) -> QuerySet[Article]:
    """What this user may take on, because nobody writes it yet."""
    waiting: QuerySet[Article] = Article.objects.readable_by(user).filter(owner=None, state__in=OPEN)
    return waiting if user.has_perm(SUBMIT) else waiting.none()


@transaction.atomic
def commission(article: Article, writer: User | None, by: User) -> Article:
    """Make an article that is not stored yet a task for its writer, or for whoever takes it; raises Refused."""
    article.commissioned_by = by
    article.save()
    if not may_assign(article, by):
        raise Refused(_("Your role does not include commissioning in this section."))
    _fits(writer)
    return _hand(article, writer, by, "commission")


@transaction.atomic
def assign(article_id: int, writer: User, by: User, *, version: int) -> Article:
    """Give an open article to a writer, whoever had it until now; raises Refused or Clash and changes nothing."""
    article = _locked(article_id)
    if article.version != version:
        raise Clash(article_id)
    if not may_assign(article, by):
        raise Refused(_("You cannot assign this article: it is closed, or not in your hand."))
    if article.owner_id == writer.pk:
        raise Refused(_("%(name)s is writing it already.") % {"name": writer})
    _fits(writer)
    claim(article)
    return _hand(article, writer, by, "assign")


@transaction.atomic
def take(article_id: int, user: User) -> Article:
    """Take on an article that nobody writes yet: of two who try one gets it, the other is refused."""
    article = _locked(article_id)
    if article.owner_id == user.pk:
        raise Refused(_("It is yours already."))
    if article.owner:
        raise Refused(_("%(name)s has taken it just before you.") % {"name": article.owner})
    if not may_take(article, user):
        raise Refused(_("This article cannot be taken: it is closed, or your role does not include writing."))
    claim(article)
    return _hand(article, user, user, "take")


@transaction.atomic
def hold_back(article_id: int, embargo: datetime | None, by: User, *, version: int) -> Article:
    """Set or lift the embargo of an article whose text is closed; raises Clash and changes nothing."""
    article = _locked(article_id)
    if article.version != version:
        raise Clash(article_id)
    claim(article)
    article.embargo = embargo
    article.save(update_fields=["embargo"])
    note = _("embargo until %(time)s") % {"time": _shown(embargo)} if embargo else _("no embargo")
    AuditEntry.objects.record(by, "change", article, version=article.version, note=note)
    return finish(article_id, by, reason=_("embargo"))


def _locked(article_id: int) -> Article:
    articles = Article.objects.select_for_update(of=("self",)).select_related("owner")
    article: Article = articles.get(pk=article_id)
    return article


def _fits(writer: User | None) -> None:
    """Refuses somebody who could not hand in what they write."""
    if writer and not (writer.is_active and writer.is_staff and writer.has_perm(SUBMIT)):
        raise Refused(_("%(name)s does not write here, or not any more.") % {"name": writer})


def _hand(article: Article, writer: User | None, by: User, kind: str) -> Article:
    """The article goes into a writer's hand: recorded, kept as a version, told by mail."""
    former, article.owner = article.owner, writer
    article.save(update_fields=["owner"])
    if former:
        _remember(article, former)
    if writer:
        Assignment.objects.create(article=article, writer=writer, by=by)
        _sign(article, writer, former)
    AuditEntry.objects.record(
        by, kind, article, version=article.version, writer=str(writer or ""), former=str(former or "")
    )
    article = finish(article.pk, by, reason=str(REASONS[kind]))
    mailing.overtake(MailKind.ASSIGNMENT, article)
    if writer:
        mailing.tell(writer, MailKind.ASSIGNMENT, article, _letter(article), by)
    if former:
        mailing.tell(former, MailKind.ASSIGNMENT, article, "", by)
    return article


def _remember(article: Article, former: User) -> None:
    """Whoever began it without being asked had it too: it stays theirs to read, and not theirs to approve."""
    if not article.assignments.filter(writer=former).exists():
        began = Assignment.objects.create(article=article, writer=former, by=former)
        Assignment.objects.filter(pk=began.pk).update(at=article.created_at)


def _sign(article: Article, writer: User, former: User | None) -> None:
    """The writer's byline, where nobody stands who has written anything."""
    if former and not article.body.strip():
        article.bylines.filter(author__user=former).delete()
    author = Author.objects.filter(user=writer).first()
    if author and not article.bylines.exists():
        Byline.objects.create(article=article, author=author)


def _letter(article: Article) -> str:
    """What the writer is told: the brief, and until when, in the desk's language and the paper's time."""
    with translation.override(settings.DESK_LANGUAGE):
        lines = [
            _("%(what)s: %(time)s") % {"what": label, "time": _shown(at)}
            for label, at in (
                (_("Deadline"), article.deadline),
                (_("Planned for"), article.planned_for),
                (_("Embargo"), article.embargo),
            )
            if at
        ]
    return "\n\n".join(part for part in (article.brief.strip(), "\n".join(lines)) if part)


def _shown(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"
