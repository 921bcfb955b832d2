"""Editorial notes: writing one, answering, resolving, reopening, telling who is mentioned, and keeping their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.anchoring import Spot, closest, follow, paragraph, spots
from articles.mailing import tell
from articles.models import Article, Note, Version
from articles.models.stakeholder import folded
from articles.payload import Payload
from articles.snapshot import snapshot
from authors.models import AuditEntry, MailKind, User


class PlaceChanged(Exception):
    """The place that was chosen is no longer in the text; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Written:
    """A note that was stored, and who of those it names was told or may not read the article."""

    note: Note
    told: Sequence[User] = ()
    kept_from: Sequence[User] = ()


@transaction.atomic
def write(article_id: int, by: User, text: str, *, at: str = Note.Place.ARTICLE, typed: str = "") -> Written:
    """A note at a place of the text as it is now saved; raises PlaceChanged.

    `at` is a place's name; or a kind of place, of which `typed` is the paragraph, the stakeholder or the key.
    """
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=article_id)  # no save in between
    note = Note(article=article, by=by, text=text)
    spot = None if at == Note.Place.ARTICLE else _spot(spots(snapshot(article, kind="first")), at, typed)
    if spot:
        note.place, note.anchor, note.quoted = spot.place, spot.anchor, spot.shown
    note.save()
    return _made_known(note, by, "note")


@transaction.atomic
def write_from_outside(article_id: int, text: str, read: Payload, spot: Spot | None) -> Note:
    """A note by nobody here, at a place of a text that was read: it follows that into the text as it is now saved."""
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=article_id)
    note = Note(article=article, text=text)
    if spot:
        old, new = (
            [one for one in spots(payload) if one.place == spot.place]
            for payload in (read, snapshot(article, kind="first"))
        )
        now = follow(old, new, [spot.anchor]).get(spot.anchor)
        note.place, note.quoted, note.gone = spot.place, spot.shown, now is None
        note.anchor = (now or spot).anchor
    note.save()
    return note


@transaction.atomic
def answer(root: Note, by: User, text: str) -> Written:
    """An answer to a note, resolved or not."""
    note = Note.objects.create(article=root.article, answers=root, place=root.place, by=by, text=text)
    return _made_known(note, by, "note_answer")


@transaction.atomic
def resolve(note: Note, by: User) -> bool:
    """Resolve an open note; False if somebody has done so already."""
    done = Note.objects.filter(pk=note.pk, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=by
    )
    if done:
        AuditEntry.objects.record(by, "note_resolve", note.article, note=_short(note.text))
    return bool(done)


@transaction.atomic
def reopen(note: Note, by: User) -> bool:
    """Open a resolved note again, at its place if that still stands; False if it is open already."""
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=note.article_id)
    resolved = Note.objects.filter(pk=note.pk).exclude(resolved_at=None)
    if not resolved.update(resolved_at=None, resolved_by=None):
        return False
    _keep([note], None, snapshot(article, kind="first"))
    AuditEntry.objects.record(by, "note_reopen", article, note=_short(note.text))
    return True


def _spot(places: Sequence[Spot], name: str, typed: str) -> Spot:
    """The place that is meant: by its name, or as it was typed; a paragraph need not be saved yet."""
    here = [spot for spot in places if spot.place == name]
    match name:
        case Note.Place.PARAGRAPH if typed.strip():
            wanted = paragraph(typed.replace("\r\n", "\n").strip("\n"))
            body = [spot for spot in here if spot.like]
            same = (spot for spot in body if spot.key == wanted.key)
            return next(same, None) or closest(wanted, body) or wanted
        case Note.Place.ROW:
            meant = (spot for spot in here if spot.key.split("\n")[-1] == folded(typed))
        case Note.Place.SOURCE:
            meant = (spot for spot in here if spot.key == typed)
        case _:
            meant = (spot for spot in places if spot.name == name)
    if spot := next(meant, None):
        return spot
    raise PlaceChanged(name)


def _made_known(note: Note, by: User, kind: str) -> Written:
    AuditEntry.objects.record(by, kind, note.article, note=_short(note.text))
    meant = [user for user in mentioned(note.text, staff()) if user != by]
    may_read = set(readers(note.article).filter(pk__in=[user.pk for user in meant]))
    told = [user for user in meant if user in may_read]
    note.mentioned.set(told)
    for user in told:
        tell(user, MailKind.MENTION, note.article, note.text, by)
    names = {str(user) for user in told}
    return Written(note, told, [user for user in meant if str(user) not in names])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"


# Mentions


def staff() -> QuerySet[User]:
    """Everybody who works here, by name."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("name", "pk")


def readers(article: Article) -> QuerySet[User]:
    """Those of the staff who may read this article; the other way round of `readable_by`."""
    all_of_them = User.objects.who_may("articles.read_any_article").values("pk")
    own = Q(pk=article.owner_id)
    own |= Q(author__in=article.bylines.values("author")) | Q(pk__in=article.assignments.values("writer"))
    return staff().filter(Q(pk__in=all_of_them) | own).distinct()


def handles(people: Sequence[User]) -> list[tuple[str, User]]:
    """What follows an '@' for each of them: the name; with a number where two have the same."""
    names = [folded(str(user)) for user in people]
    return [
        (str(user) if names.count(name) == 1 else f"{user} #{user.pk}", user)
        for name, user in zip(names, people, strict=True)
    ]


def mentioned(text: str, people: QuerySet[User]) -> list[User]:
    """Who of these is named after an '@', in any capitals; of two with one name both, unless a number says which."""
    if "@" not in text:
        return []
    called: dict[str, list[User]] = {}
    for handle, user in handles(list(people)):
        called.setdefault(folded(handle), []).append(user)
        if handle != str(user):
            called.setdefault(folded(str(user)), []).append(user)
    longest_first = sorted(called, key=len, reverse=True)
    pattern = rf"(?<!\w)@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    named = re.findall(pattern, folded(text)) if called else []
    return list(dict.fromkeys(user for name in named for user in called[name]))


# Places


def keep_places(article: Article, payload: Payload) -> None:
    """Before a save is kept as a version: let open notes follow what they stand at."""
    notes = list(Note.objects.open_of(article).exclude(place=Note.Place.ARTICLE))
    if notes:
        before = Version.objects.filter(article=article).values_list("payload", flat=True).first()
        _keep(notes, before, payload)


def _keep(notes: Sequence[Note], before: Payload | None, after: Payload) -> None:
    old, new = spots(before) if before else [], spots(after)
    moved = []
    for place in {note.place for note in notes}:
        here = [note for note in notes if note.place == place]
        found = follow(
            [spot for spot in old if spot.place == place],
            [spot for spot in new if spot.place == place],
            [note.anchor for note in here],
        )
        for note in here:
            spot = found.get(note.anchor)
            now = (spot.anchor if spot else note.anchor, spot is None)
            if now != (note.anchor, note.gone):
                note.anchor, note.gone = now
                moved.append(note)
    Note.objects.bulk_update(moved, ["anchor", "gone"])


@dataclass(frozen=True, slots=True)
class Thread:
    """A note with its answers and its place; `spot` is None where that is the whole article, or gone."""

    note: Note
    replies: Sequence[Note]
    spot: Spot | None

    @property
    def quote(self) -> str:
        """What it stands at now, or stood at."""
        return self.spot.shown if self.spot else self.note.quoted


def threads(roots: QuerySet[Note], payload: Payload) -> list[Thread]:
    """These notes with their answers in the order of the text, what is gone last; one query."""
    rows = Note.objects.filter(Q(pk__in=roots.values("pk")) | Q(answers__in=roots.values("pk")))
    replies: dict[int, list[Note]] = {}
    first: list[Note] = []
    for row in rows.select_related("by", "resolved_by"):
        if row.answers_id is None:
            first.append(row)
        else:
            replies.setdefault(row.answers_id, []).append(row)
    where = {(spot.place, spot.anchor): (at, spot) for at, spot in enumerate(spots(payload))}

    def order(note: Note) -> int:
        if note.place == Note.Place.ARTICLE:
            return -1
        return where.get((note.place, note.anchor), (len(where), None))[0]

    return [
        Thread(note, replies.get(note.pk, ()), where.get((note.place, note.anchor), (0, None))[1])
        for note in sorted(first, key=order)
    ]
