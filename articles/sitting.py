"""Open forms: who sits at which article now, and what they have typed and not saved; that text is theirs alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from articles.models import Article, Sitting
from authors.models import User

PRESENT: Final = timedelta(seconds=40)
"""How long after its last sign of life a form counts as open."""
TYPING: Final = timedelta(seconds=60)
MOST: Final = 1_000_000
"""Characters of a form, as it would be posted, that are kept without a save."""
OF_THE_TAB: Final = (
    "csrfmiddlewaretoken", "tab", "taken", "sitter", "left", "_continue", "_save", "_move", "_do",
)  # fmt: skip
"""Fields of a form that belong to one window and one press of a button, not to what was typed."""


class TooLong(Exception):
    """This is more than is kept without a save; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Around:
    """The open forms around one's own, and one's own unsaved texts."""

    user: User
    rows: tuple[Sitting, ...]
    tab: UUID | None = None

    @property
    def others(self) -> list[Sitting]:
        """One row for each colleague who has it open: the one that was opened first."""
        people: dict[int, Sitting] = {}
        for row in sorted(self.rows, key=lambda row: row.opened_at):
            if row.user_id != self.user.pk:
                people.setdefault(row.user_id, row)
        return list(people.values())

    def types(self, person: User) -> bool:
        """Whether somebody is typing in one of their tabs."""
        since = timezone.now() - TYPING
        return any(row.user_id == person.pk and row.typed_at and row.typed_at > since for row in self.rows)

    @property
    def unsaved(self) -> list[Sitting]:
        """One's own unsaved texts of other tabs, the newest first."""
        own = [row for row in self.rows if row.user_id == self.user.pk and row.tab != self.tab]
        return sorted((row for row in own if row.typed_at), key=lambda row: row.typed_at, reverse=True)  # type: ignore[arg-type,return-value]

    @property
    def typed_elsewhere(self) -> list[Sitting]:
        """One's own other open tabs, as far as something was typed there since this one was opened."""
        this = next((row for row in self.rows if row.tab == self.tab), None)
        open_ones = filter(is_open, self.unsaved if this else ())
        return [row for row in open_ones if this and row.typed_at and row.typed_at > this.opened_at]

    @property
    def kept(self) -> bool:
        """Whether what was typed in this tab is kept."""
        return any(row.tab == self.tab and row.typed_at for row in self.rows)


def is_open(sitting: Sitting) -> bool:
    """Whether this form has given a sign of life lately."""
    return sitting.seen_at > timezone.now() - PRESENT


def around(user: User, article_id: int | None, tab: UUID | None = None) -> Around:
    """Who has the article open, and one's own unsaved texts of it; those of articles never saved for None."""
    own = Q(user=user, typed_at__isnull=False)
    wanted = own if article_id is None else own | Q(seen_at__gt=timezone.now() - PRESENT)
    rows = Sitting.objects.filter(wanted, article=article_id).select_related("user").defer("unsaved")
    return Around(user, tuple(rows[:50]), tab)


def unsaved_of(user: User, tab: UUID) -> Sitting | None:
    """What this user has typed in this tab and not saved."""
    return Sitting.objects.filter(tab=tab, user=user, typed_at__isnull=False).first()


def left_behind(user: User) -> list[Sitting]:
    """One's own texts that were typed, never saved and are open nowhere, the newest first."""
    rows = Sitting.objects.filter(user=user, typed_at__isnull=False, seen_at__lte=timezone.now() - PRESENT)
    readable = Exists(Article.objects.readable_by(user).filter(pk=OuterRef("article")))
    return list(
        rows.annotate(readable=readable).select_related("article").only("typed_at", "article__headline")[:5]
    )


def typed(posted: QueryDict) -> str:
    """A form as it would be posted again; raises TooLong."""
    data = posted.copy()
    for name in OF_THE_TAB:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > MOST:
        raise TooLong(len(text))
    return text


def beat(user: User, tab: UUID, article_id: int | None, version: int) -> None:
    """A sign of life of an open form, from the first of which on it is known."""
    now = timezone.now()
    if not Sitting.objects.filter(tab=tab, user=user).update(seen_at=now):
        new = Sitting(tab=tab, user=user, article_id=article_id, version=version, seen_at=now)
        Sitting.objects.bulk_create([new], ignore_conflicts=True)


def keep(user: User, tab: UUID, posted: QueryDict) -> bool:
    """What was typed in this tab, in place of what was kept of it; False if the form is no longer known.

    Only a sign of life makes the row: so a late request does not bring back what a save has just put away.
    """
    now = timezone.now()
    seen = now - PRESENT if "left" in posted else now
    own = Sitting.objects.filter(tab=tab, user=user)
    kept = bool(own.update(unsaved=typed(posted), typed_at=now, seen_at=seen))
    if kept:
        close(user, [posted.get("taken", "")])
    return kept


def leave(user: User, tab: UUID) -> None:
    """The form is closed: its row goes, or stays for what was typed."""
    own = Sitting.objects.filter(tab=tab, user=user)
    own.filter(typed_at=None).delete()
    own.update(seen_at=timezone.now() - PRESENT)


def close(user: User, tabs: Iterable[str]) -> None:
    """Their text is saved or taken over, so nothing of these tabs has to be kept."""
    Sitting.objects.filter(user=user, tab__in=filter(None, map(tab_of, tabs))).delete()


def carry(user: User, article: Article | None, version: int, posted: QueryDict) -> Sitting:
    """Keeps what was posted without a session, for whoever typed it; in the row of its tab, if that is theirs."""
    tab, now = tab_of(posted.get("tab", "")) or uuid4(), timezone.now()
    if Sitting.objects.filter(tab=tab).exclude(user=user).exists():
        tab = uuid4()
    given = {"article": article, "version": version, "unsaved": typed(posted), "typed_at": now}
    sitting, _made = Sitting.objects.update_or_create(
        tab=tab, user=user, defaults={**given, "seen_at": now - PRESENT}
    )
    return sitting


def tab_of(text: str) -> UUID | None:
    """The number of a tab as it was posted; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
