"""Storing a draft: an article with everything it needs, once, in one transaction."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from articles.addresses import normalise
from articles.models import (
    Article,
    Byline,
    Section,
    Stakeholder,
    StakeholderRow,
    StakeholderTable,
    Topic,
)
from articles.models.article import Label
from articles.saving import finish
from authors.models import AuditEntry, Author, User

from .draft import Bio, ImportedDraft, Table
from .furniture import LABELS
from .plain import plain
from .reading import clean
from .sources import refer

REASON: Final = "import"
IMPORTER: Final = "import@newsroom.invalid"
RETRIES: Final = 3


class Outcome(StrEnum):
    """What storing a draft came to."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # this text had been imported before
    KNOWN = "known"  # another text had been imported from the same address


class Saved(NamedTuple):
    """The article, what happened, and what an editor should know about it."""

    article: Article
    outcome: Outcome
    notes: list[str]


def import_ref(draft: ImportedDraft, text: str) -> str:
    """What tells two imports of one article: the address it states, else its text."""
    if draft.address and len(draft.address) <= 200:
        return normalise(draft.address)[:200]
    return f"sha256:{hashlib.sha256(clean(text).encode()).hexdigest()}"


def importer() -> User:
    """The account that imported texts belong to where nobody here wrote them; nobody can sign in with it."""
    user = User.objects.filter(email=IMPORTER).first()
    if user is None:
        user = User.objects.create_user(IMPORTER, name="Import", is_active=False)
    return user


def save_draft(draft: ImportedDraft, *, user: User, import_ref: str) -> Saved:
    """Store the draft as this user's article; a second time, and when two do it at once, it is stored once."""
    for attempt in range(RETRIES):
        if article := Article.objects.filter(import_ref=import_ref).first():
            return Saved(article, _compared(article, draft), [])
        try:
            with transaction.atomic():
                return _store(draft, user, import_ref)
        except IntegrityError:
            # Somebody else has just made this article, or one of its authors, sources or stakeholders.
            if attempt + 1 == RETRIES:
                raise
    raise AssertionError


def _compared(article: Article, draft: ImportedDraft) -> Outcome:
    """Whether the draft is the text that the article was imported from."""
    first = article.versions.filter(reason=REASON).order_by("number").first()
    if first is None:
        return Outcome.KNOWN
    payload = first.payload
    same = (payload["summary"], payload["body"]) == _summary_and_body(draft)
    return Outcome.UNCHANGED if same else Outcome.KNOWN


def _summary_and_body(draft: ImportedDraft) -> tuple[str, str]:
    """Both as they are stored: what is too long for its field stands at the head of the body."""
    before = [draft.headline] if _is_too_long(Article, "headline", draft.headline) else []
    summary = draft.summary
    if _is_too_long(Article, "summary", summary):
        before, summary = [*before, summary], ""
    return summary, "\n\n".join(part for part in [*before, draft.body] if part).strip()


def _is_too_long(model: type[Article] | type[Author] | type[Stakeholder], name: str, text: str) -> bool:
    limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return limit is not None and len(text) > limit


def _store(draft: ImportedDraft, user: User, import_ref: str) -> Saved:
    notes: list[str] = []
    summary, body = _summary_and_body(draft)
    if body != draft.body:
        notes.append(
            "Headline or summary are too long for their fields; they stand whole at the head of the body."
        )
    article = Article.objects.create(
        headline=draft.headline[:300],
        short_headline=draft.short_headline[:120],
        summary=summary,
        body=body,
        label=_label(draft, notes),
        language=draft.language[:12] or "en",
        section=_section(draft, notes),
        owner=user,
        import_ref=import_ref,
        first_published_at=_first_published(draft, notes),
    )
    article.topics.set(_topics(draft, notes))
    _sign(article, draft, notes)
    refer(article, draft)
    tables = [table for table in draft.tables if table.kind == "stakeholders"]
    for table in tables:
        _fill(article, table, notes, exact=draft.exact)
    AuditEntry.objects.record(user, "import", article, ref=import_ref)
    return Saved(finish(article.pk, user, reason=REASON), Outcome.STORED, notes)


def _label(draft: ImportedDraft, notes: list[str]) -> str:
    """The label of this name; an unknown one is news, with a note."""
    name = draft.label.strip().casefold()
    if not name or name in Label.values:
        return name or Label.NEWS
    if name not in LABELS:
        notes.append(f"There is no label “{draft.label}”; it was stored as news.")
    return LABELS.get(name, Label.NEWS)


def _section(draft: ImportedDraft, notes: list[str]) -> Section | None:
    """The section of this name or slug; none is made."""
    if not draft.section:
        return None
    section = (
        Section.objects.filter(name__iexact=draft.section).first()
        or Section.objects.filter(slug=slugify(draft.section)).first()
    )
    if section is None:
        notes.append(f"There is no section “{draft.section}”; please choose one.")
    return section


def _topics(draft: ImportedDraft, notes: list[str]) -> list[Topic]:
    """The topics of these names; none is made."""
    topics: list[Topic] = []
    for name in draft.topics:
        topic = (
            Topic.objects.filter(name__iexact=name).first()
            or Topic.objects.filter(slug=slugify(name)).first()
        )
        if topic is None:
            notes.append(f"There is no topic “{name}”.")
        else:
            topics.append(topic)
    return topics


def _first_published(draft: ImportedDraft, notes: list[str]) -> datetime | None:
    """The moment the document gives, in the paper's time zone; none for a day to come."""
    if not draft.published:
        return None
    moment = parse_datetime(draft.published.replace(" ", "T"))
    if moment is None:
        moment = datetime.combine(date.fromisoformat(draft.published[:10]), time())
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    if moment > timezone.now():
        notes.append(
            f"The document is dated {draft.published}, which is still to come; the date was not kept."
        )
        return None
    return moment.astimezone(UTC)


def _sign(article: Article, draft: ImportedDraft, notes: list[str]) -> None:
    """Byline and profiles; a profile that has a biography is left as its editors made it."""
    bios = {bio.name.casefold(): bio for bio in draft.bios}
    authors: list[Author] = []
    for name in [*draft.byline, *(bio.name for bio in draft.bios)]:
        if _is_too_long(Author, "name", name):
            notes.append(f"“{name[:60]}…” is too long for the name of an author.")
            continue
        author = _author(name)
        if not author.bio and (bio := bios.get(name.casefold())):
            _describe(author, bio)
        if name in draft.byline and author not in authors:
            authors.append(author)
    Byline.objects.bulk_create(
        Byline(
            article=article,
            author=author,
            role=_said_of(author, draft.roles)[:60],
            expertise=_said_of(author, draft.expertise)[:300],
            order=place,
        )
        for place, author in enumerate(authors)
    )


def _said_of(author: Author, said: Mapping[str, str]) -> str:
    return next((text for name, text in said.items() if name.casefold() == author.name.casefold()), "")


def _author(name: str) -> Author:
    if author := Author.objects.named(name).order_by("pk").first():
        return author
    base = slugify(name, allow_unicode=False)[:120] or "author"
    slug, number = base, 1
    while Author.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return Author.objects.create(name=name, slug=slug)


def _describe(author: Author, bio: Bio) -> None:
    """Biography and facts, each only where the profile has none."""
    author.bio = bio.text
    author.languages = author.languages or bio.languages
    author.expertise = author.expertise or bio.expertise
    author.education = author.education or bio.education
    author.former_posts = author.former_posts or bio.former_posts
    author.birthplace = author.birthplace or bio.birthplace[:120]
    author.save()


def _fill(article: Article, table: Table, notes: list[str], *, exact: bool) -> None:
    """One stakeholder table: its headings, and a row each; an empty first cell means the row above goes on."""
    shown: Callable[[str], str] = str if exact else plain
    StakeholderTable.objects.create(
        article=article,
        slug=table.slug,
        caption=table.caption[:200],
        columns=[shown(column) for column in table.columns],
    )
    last = "?"
    for place, (first, *cells) in enumerate(table.rows):
        name = shown(first)
        if not name:
            notes.append(f"A row of the table names no stakeholder; it was given to “{last}”.")
        last = name or last
        if _is_too_long(Stakeholder, "name", last):
            notes.append(f"“{last[:60]}…” is too long for the name of a stakeholder; it was cut.")
        filled = [*cells, "", ""]
        StakeholderRow.objects.create(
            article=article,
            table=table.slug,
            stakeholder=Stakeholder.objects.get_or_make(last[:160]),
            motivations=filled[0],
            challenges=filled[1],
            further=filled[2:-2],
            order=place,
        )
