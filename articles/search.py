"""What readers search for among what is published: words, filters, best first or newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.lookups import IsNull
from django.utils.safestring import SafeString

from articles.folding import Wanted, folded, parse
from articles.highlights import extract, marked
from articles.listings import has_page, is_listed
from articles.models.entry import Entry, EntryAuthor, EntryTopic
from articles.models.found import LOOKED_AT, EntryWords, EntryWordsQuerySet, NameWords, filed_under
from articles.models.publication import Section
from articles.models.stakeholder import Stakeholder
from articles.paging import PAGE, BadCursor, Listing, Place
from authors.models import Author

RANKED: Final = 200
"""Of the articles that fit, so many of the newest are compared for the best ones."""
BEST: Final = 100
"""So many of the best can be read; who wants more says more, or reads by date."""
NAMES: Final = 3
CANDIDATES: Final = 30
"""Of the things that have the words in their names, so many are compared for the nearest."""
LANGUAGES: Final = """
    WITH RECURSIVE known(language) AS (
        SELECT min(language) FROM articles_entry
        UNION ALL
        SELECT (SELECT min(language) FROM articles_entry WHERE language > known.language)
        FROM known WHERE known.language IS NOT NULL
    )
    SELECT language FROM known
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched: words, codes of which one of each group has to fit, times of first publication."""

    wanted: Wanted
    filed: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    before: datetime | None = None

    def __bool__(self) -> bool:
        if self.wanted.without and not self.wanted.phrases:
            return False  # what is left out says nothing of what is looked for
        return bool(self.wanted.phrases or self.filed or self.since or self.before)

    def rows(self) -> EntryWordsQuerySet:
        """All that was published in this time, whatever its words."""
        rows: EntryWordsQuerySet = EntryWords.objects.listed()
        if self.since:
            rows = rows.filter(published_at__gte=self.since)
        return rows.filter(published_at__lt=self.before) if self.before else rows


@dataclass(frozen=True)
class Hit:
    """An entry that was found; its headline, an extract and its byline have the words marked, once they are shown."""

    entry: Any
    wanted: Wanted

    @cached_property
    def headline(self) -> SafeString:
        return marked(self.entry.headline, self.wanted)

    @cached_property
    def extract(self) -> SafeString:
        """Where nothing of its text was asked for, its summary stands for it."""
        return extract(self.entry.words.plain, self.wanted) or marked(self.entry.summary, self.wanted)

    @cached_property
    def byline(self) -> SafeString:
        return marked(self.entry.byline, self.wanted)


@dataclass(frozen=True)
class Results:
    """A page of what was found; `total` where it is known, `among` how many were looked at where that was all."""

    numbers: list[int]
    wanted: Wanted
    total: int | None = None
    is_more: bool = False
    among: int = 0
    older: str = ""
    newer: str = ""

    @cached_property
    def hits(self) -> list[Hit]:
        """The entries in their order, read when they are shown; one query."""
        rows = Entry.objects.filter(pk__in=self.numbers).select_related("words")
        unread = ("image", *(f"words__{name}" for name in ("title", "about", "text", "filed")))
        found = {entry.pk: entry for entry in rows.defer(*unread)}
        return [Hit(found[number], self.wanted) for number in self.numbers if number in found]


def _place(words: EntryWords) -> Place:
    return Place(words.published_at, words.article_id)


@dataclass(frozen=True, slots=True)
class _Fitting(Listing[Any]):
    """A list of what fits a question."""

    question: Question
    read: list[int | None]
    """The last row that was read each time that not all were."""

    def _first(self, rows: Any) -> list[Any]:
        numbers, last = rows.first_with(self.question.wanted, self.question.filed, PAGE + 1)
        self.read.append(last)
        found = EntryWords.objects.filter(pk__in=numbers).order_by(*rows.query.order_by)
        return list(found.only("published_at", "article_id"))


def recent(question: Question, before: str = "", after: str = "") -> Results:
    """What fits, newest first, from a place on; a place nobody was given is the beginning."""
    listing = _Fitting(question.rows(), _place, "published_at", "article_id", {}, question, [])
    try:
        page = listing.page(before, after)
    except BadCursor:
        before = after = ""
        page = listing.page()
    among, older = 0, page.older
    if (last := listing.read[-1]) and not after:
        among, older = LOOKED_AT, _place(EntryWords.objects.get(pk=last)).text
    numbers = [words.pk for words in page.rows]
    whole = not (before or after or older)
    return Results(
        numbers,
        question.wanted,
        total=len(numbers) if whole else None,
        among=among,
        older=older,
        newer=page.newer,
    )


def best(question: Question, page: int = 1) -> Results:
    """The best of what fits, a page of them; compared are the newest of what fits."""
    newest = question.rows().order_by("-published_at", "-article_id")
    fitting, last = newest.first_with(question.wanted, question.filed, RANKED)
    chosen = newest.best(question.wanted, fitting, BEST + 1) if fitting else []
    first = (page - 1) * PAGE
    numbers = chosen[:BEST]
    return Results(
        numbers[first : first + PAGE],
        question.wanted,
        total=len(numbers),
        is_more=len(chosen) > BEST,
        among=LOOKED_AT if last else RANKED if len(fitting) == RANKED else 0,
        older=str(page + 1) if first + PAGE < len(numbers) else "",
        newer=str(page - 1) if page > 1 else "",
    )


# What has a name


def _carried(kind: type[Model]) -> IsNull:
    """Whether anything that is published carries a name of this kind."""
    if kind is Stakeholder:
        return has_page()
    return is_listed(EntryAuthor, "author") if kind is Author else is_listed(EntryTopic, "topic")


def named(wanted: Wanted, *kinds: type[Model]) -> list[tuple[type[Model], Model]]:
    """Authors, topics or stakeholders of published articles with these words in their names, up to NAMES of each."""
    words = Wanted(wanted.phrases, open=wanted.open)
    asked = " ".join(word for phrase in words.phrases for word in phrase)
    found: list[tuple[type[Model], Model]] = []
    for kind, numbers in _candidates(words, kinds):
        rows = kind._default_manager.filter(_carried(kind), pk__in=numbers)
        nearest = sorted(_standing(kind, rows), key=lambda one: _far_from(asked, str(one)))
        found += [(kind, one) for one in list(dict.fromkeys(nearest))[:NAMES]]
    return found


def _candidates(words: Wanted, kinds: Sequence[type[Model]]) -> list[tuple[type[Model], list[int]]]:
    """The numbers of what has the words in its name, of each kind that has any; one query, more if there are many."""
    codes = {filed_under(kind.__name__.lower()): kind for kind in kinds}
    rows = NameWords.objects.under(words, codes).exactly(words).values_list("filed", "number")
    found = list(rows[:CANDIDATES])
    if len(found) == CANDIDATES and len(kinds) > 1:  # or one kind would crowd out the others
        return [one for kind in kinds for one in _candidates(words, [kind])]
    numbers = {kind: [number for filed, number in found if filed == code] for code, kind in codes.items()}
    return [(kind, of_kind) for kind, of_kind in numbers.items() if of_kind]


def _standing(kind: type[Model], rows: QuerySet[Any]) -> list[Any]:
    """The things themselves; of stakeholders, whom they were merged into."""
    return [one.standing for one in rows.select_related("merged_into")] if kind is Stakeholder else list(rows)


def _far_from(asked: str, name: str) -> tuple[bool, bool, int, str]:
    words = folded([name], 1000)
    return words != asked, not words.startswith(asked), len(words), words


def under(section: Section, sections: Iterable[Section]) -> tuple[str, ...]:
    """The codes of what stands in a section or in one of those within it."""
    within = [one for one in sections if one.parent_id == section.pk]
    return tuple(filed_under("section", one.pk) for one in (section, *within))


def known_as(stakeholder: Stakeholder) -> tuple[str, ...]:
    """The codes of what names a stakeholder, or one that was merged into it."""
    merged = stakeholder.merged.values_list("pk", flat=True)
    return tuple(filed_under("stakeholder", number) for number in (stakeholder.pk, *merged))


def called(kind: type[Model], name: str) -> Model | None:
    """Who has this slug, or else is called so."""
    found = _standing(kind, kind._default_manager.filter(_carried(kind), slug=name))
    if not found and (wanted := parse(name)):
        found = [one for _kind, one in named(Wanted(wanted.phrases), kind)]
    return found[0] if found else None


def languages() -> list[str]:
    """The languages that articles are in, each found by a step in an index; one query."""
    with connections[Entry.objects.db].cursor() as cursor:
        cursor.execute(LANGUAGES)
        return [language for (language,) in cursor.fetchall() if language]
