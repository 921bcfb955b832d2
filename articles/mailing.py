"""Mail to people at the desk: who is told what, at once or once a day, each at most once."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from articles.models import Article, Decision, Mail
from authors import telling, unsubscribing
from authors.models import How, MailKind, MailPreference, User
from authors.telling import Told

ABOUT: Final = {
    "submit": MailKind.REVIEW,
    "approve": MailKind.APPROVED,
    "approve_in_emergency": MailKind.APPROVED,
    "review": MailKind.APPROVED,
    "send_back": MailKind.SENT_BACK,
    "publish": MailKind.PUBLISHED,
    "schedule": MailKind.PUBLISHED,
    "reschedule": MailKind.PUBLISHED,
}
"""Moves that somebody is told about."""

SCHEDULING: Final = ("schedule", "reschedule")

SUBJECTS: Final[dict[str, Promise | str]] = {
    MailKind.REVIEW: _("For review: %(headline)s"),
    MailKind.APPROVED: _("Approved: %(headline)s"),
    MailKind.SENT_BACK: _("Sent back: %(headline)s"),
    MailKind.PUBLISHED: _("Published: %(headline)s"),
    MailKind.ASSIGNMENT: _("For you to write: %(headline)s"),
    MailKind.MENTION: _("You are mentioned: %(headline)s"),
}

SENTENCES: Final[dict[str, Promise | str]] = {
    MailKind.REVIEW: _("%(actor)s asks for a review of “%(headline)s”."),
    MailKind.APPROVED: _("%(actor)s has approved “%(headline)s”."),
    MailKind.SENT_BACK: _("%(actor)s has sent back “%(headline)s”."),
    MailKind.PUBLISHED: _("“%(headline)s” is published."),
    MailKind.ASSIGNMENT: _("%(actor)s asks you to write “%(headline)s”."),
    MailKind.MENTION: _("%(actor)s mentions you in a note on “%(headline)s”."),
}

GIVEN_AWAY: Final = (
    _("Given to somebody else: %(headline)s"),
    _("%(actor)s has given “%(headline)s” to %(owner)s, who writes it now. What you wrote is kept."),
)
"""Subject and sentence of an assignment, to whoever does not have the text any more."""
REVIEWED: Final = (
    _("Reviewed: %(headline)s"),
    _("%(actor)s has reviewed “%(headline)s”, which went past four eyes."),
)
"""Subject and sentence of a review afterwards, to those who let the text out."""

HOURLY: Final = 30
"""Mails of their own that one person gets in an hour; what comes on top is gathered in one at the next full hour."""
AT_ONCE: Final = 100
"""Rows that one task sends; the next one takes the rest."""


def tell(recipient: User, kind: MailKind, article: Article, text: str, actor: User) -> None:
    """Tell one person about an article (`assignment`, `mention`), as they wish; nobody is told what they did."""
    _queue([recipient], kind, article, actor, text)


def overtake(kind: MailKind, article: Article) -> None:
    """What nobody has been told yet about this article holds no more: only the last word goes out."""
    Mail.objects.waiting().filter(kind=kind, article=article).delete()


def announce_later(decision: Decision) -> None:
    """Have those told whom a move concerns, with its commit; of a schedule, when its time has come."""
    if decision.imported or decision.move not in ABOUT:
        return
    job = announce
    if decision.move in SCHEDULING and decision.edition:
        job = announce.using(run_after=decision.edition.goes_live_at)
    job.enqueue(decision.pk)


@task()
def announce(decision_id: int) -> None:
    """Tells those whom a move concerns, unless it is history by now; run twice, it tells once."""
    decision = Decision.objects.select_related("article", "user", "edition").get(pk=decision_id)
    if not _is_news(decision):
        return
    kind, article = ABOUT[decision.move], decision.article
    if decision.move == "review":
        people = _hurried(decision)
    else:
        people = _reviewers(article) if kind == MailKind.REVIEW else _writers(article)
    with transaction.atomic():
        _queue(people, kind, article, decision.user, decision.note, decision)


def _is_news(decision: Decision) -> bool:
    """Whether it still holds: not moved on, not cancelled, not rescheduled; a review holds for ever."""
    if decision.move == "review":
        return True
    later = Decision.objects.filter(article=decision.article, pk__gt=decision.pk)
    if decision.edition:
        again = later.filter(edition=decision.edition, move__in=SCHEDULING)
        return not decision.edition.cancelled_at and not again.exists()
    return not later.filter(from_state=decision.to_state).exclude(to_state=decision.to_state).exists()


def _writers(article: Article) -> Iterable[User]:
    """Whose text it is: who began it, and who signs it."""
    signs = Q(author__in=article.bylines.values("author"))
    return User.objects.filter(Q(pk=article.owner_id) | signs).distinct()


def _hurried(review: Decision) -> Iterable[User]:
    """Who approved past four eyes what is reviewed now, and who published it."""
    before = Decision.objects.filter(article=review.article, pk__lt=review.pk)
    reviewed = before.filter(move="review").order_by("-pk").values_list("pk", flat=True).first()
    since = before.filter(pk__gt=reviewed or 0)
    first = since.filter(move="approve_in_emergency").order_by("pk").values_list("pk", flat=True).first()
    made = since.filter(pk__gte=first or 0, move__in=("approve_in_emergency", "publish", *SCHEDULING))
    return User.objects.filter(pk__in=made.values("user"))


def _reviewers(article: Article) -> Iterable[User]:
    """Who may approve it: editors whose work reaches it, without those whose own text it is."""
    editors = article.reaching(User.objects.who_may("articles.edit_any_article"))
    if settings.ONE_PERSON_NEWSROOM:
        return editors
    return editors.exclude(pk__in=[user.pk for user in _writers(article)])


def _queue(
    people: Iterable[User],
    kind: MailKind,
    article: Article,
    actor: User,
    text: str,
    decision: Decision | None = None,
) -> None:
    """One row a person, and a task for each when their mail is due."""
    people = [user for user in people if user != actor and user.is_active and user.is_staff]
    now = timezone.now()
    wanted = MailPreference.objects.about(kind, people)
    counted = Mail.objects.filter(recipient__in=people, gathered=False, made_at__gt=now - timedelta(hours=1))
    lately = dict(counted.values_list("recipient").annotate(Count("pk")).order_by())
    rows = []
    for user in people:
        if wanted[user.pk] == How.OFF:
            continue
        row = Mail(recipient=user, kind=kind, article=article, actor=actor, text=text, decision=decision)
        row.made_at = row.due_at = now
        until = How(wanted[user.pk]).until(now)
        if not until and lately.get(user.pk, 0) >= HOURLY:
            until = How.HOURLY.until(now)
        if until:
            row.gathered, row.due_at = True, until
        rows.append(row)
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        _wake(row.recipient_id, row.due_at if row.gathered else None)


def _wake(recipient_id: int, at: datetime | None) -> None:
    (send_to.using(run_after=at) if at else send_to).enqueue(recipient_id)


@task()
def send_to(recipient_id: int) -> None:
    """Sends all that is due to one person; run twice, or by two workers at once, it sends each once."""
    if not (recipient := User.objects.filter(pk=recipient_id).first()):
        return
    due = Mail.objects.due(timezone.now()).filter(recipient=recipient)
    rows = list(due.select_related("article__owner", "actor", "decision__edition__address")[:AT_ONCE])
    letters = _letters(_still_wanted(recipient, rows))
    if Mail.objects.send(letters, partial(write, recipient)) and len(rows) == AT_ONCE:
        send_to.enqueue(recipient_id)


def _letters(rows: list[Mail]) -> Iterator[list[Mail]]:
    """What goes out by itself, then what is gathered in one."""
    yield from ([row] for row in rows if not row.gathered)
    if gathered := [row for row in rows if row.gathered]:
        yield gathered


def send_again(mails: Iterable[Mail]) -> int:
    """Try once more what was given up; says how many."""
    now = timezone.now()
    fresh = {"failed_at": None, "error": "", "attempts": 0, "due_at": now}
    tried = [mail for mail in mails if Mail.objects.failed().filter(pk=mail.pk).update(**fresh)]
    for recipient_id in {mail.recipient_id for mail in tried}:
        _wake(recipient_id, None)
    return len(tried)


def _still_wanted(recipient: User, rows: list[Mail]) -> list[Mail]:
    """Without what has been switched off meanwhile, or what this person may not read; such rows go."""
    how = MailPreference.objects.of(recipient)
    readable = set(
        Article.objects.readable_by(recipient)
        .filter(pk__in=[row.article_id for row in rows])
        .values_list("pk", flat=True)
        if recipient.is_active and recipient.is_staff
        else ()
    )
    kept = [row for row in rows if row.article_id in readable and how[row.kind] != How.OFF]
    Mail.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in kept}).delete()
    return kept


def _told(row: Mail) -> Told:
    article = row.article
    words = {
        "headline": article.headline or str(_("Without a headline")),
        "actor": str(row.actor),
        "owner": str(article.owner),
    }
    subject, sentence = SUBJECTS[row.kind], SENTENCES[row.kind]
    if row.kind == MailKind.ASSIGNMENT and article.owner_id != row.recipient_id:
        subject, sentence = GIVEN_AWAY
    elif row.decision and row.decision.move == "review":
        subject, sentence = REVIEWED
    return Told(
        str(subject) % words,
        str(sentence) % words,
        row.text.strip(),
        tuple(settings.SITE_ADDRESS + path for path in _paths(row)),
    )


def _paths(row: Mail) -> Iterator[str]:
    """The public page of what is published, and the text at the desk."""
    if row.kind == MailKind.PUBLISHED and row.decision and row.decision.edition:
        yield row.decision.edition.get_absolute_url()
    yield reverse("admin:articles_article_change", args=[row.article_id])


def write(recipient: User, rows: list[Mail]) -> EmailMessage:
    """The mail itself: text in the desk's language, with a way to stop it in every mail program."""
    gathered = rows[0].gathered
    with translation.override(settings.DESK_LANGUAGE):
        return telling.write(
            recipient.email,
            [_told(row) for row in rows],
            gathered=gathered,
            stop=unsubscribing.path(recipient, {row.kind for row in rows}, gathered=gathered),
            choices=reverse("admin:mail"),
        )
