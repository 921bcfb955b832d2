"""The page on which readers search; whatever they type, it answers."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from articles import listings, reading, search
from articles.caching import public
from articles.folding import MOST_ASKED, READ, Wanted, fold, parse
from articles.labels import LABELS
from articles.models.found import filed_under
from articles.models.publication import Section, Topic
from articles.models.stakeholder import Stakeholder
from articles.pages import a_page_of
from articles.paging import PAGE
from articles.search import BEST, Question, Results
from authors.models import Author

NARROWING: Final = ("section", "author", "stakeholder", "from", "to", "language", "label")
LONGEST: Final = 160
"""Signs of a filter that are read."""
RANKED_PAGE: Final = re.compile(rf"[2-{BEST // PAGE}]")


def typed(given: QueryDict, name: str, most: int = LONGEST) -> str:
    """What stands in a field, without signs that no text has."""
    return " ".join(given.get(name, "")[:most].replace("\x00", " ").split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader's form says, as far as it says something: a value that means nothing is as good as none."""

    words: str
    wanted: Wanted
    newest: bool
    section: Section | None = None
    author: Author | None = None
    stakeholder: Stakeholder | None = None
    since: date | None = None
    until: date | None = None
    language: str = ""
    label: str = ""
    unknown: tuple[str, ...] = ()
    """Names that were asked for and that nobody published here has."""

    def question(self, sections: list[Section]) -> Question:
        """The same as the search takes it."""
        filed = [
            search.under(self.section, sections) if self.section else (),
            (filed_under("author", self.author.pk),) if self.author else (),
            search.known_as(self.stakeholder) if self.stakeholder else (),
            (filed_under("language", self.language),) if self.language else (),
            (filed_under("label", self.label),) if self.label else (),
        ]
        return Question(
            self.wanted,
            tuple(filter(None, filed)),
            _midnight(self.since) if self.since else None,
            _midnight(self.until + timedelta(days=1)) if self.until else None,
        )

    def address(self, **more: str) -> str:
        """Where this search stands, with something more."""
        said = {
            "q": self.words,
            "order": "newest" if self.newest else "",
            "section": self.section.slug if self.section else "",
            "author": self.author.slug if self.author else "",
            "stakeholder": self.stakeholder.slug if self.stakeholder else "",
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "language": self.language,
            "label": self.label,
            **more,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.section
            or self.author
            or self.stakeholder
            or self.since
            or self.until
            or self.language
            or self.label
        )

    @property
    def is_cut(self) -> bool:
        """Whether more was typed than is looked for."""
        return len(self.words) == READ or len(fold(self.words)) > MOST_ASKED


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _day(text: str) -> date | None:
    """A day that a paper can have published on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1600 <= day.year < 9000 else None


def asked(given: QueryDict, sections: list[Section], languages: list[str]) -> Asked:
    """What the address asks for."""
    words = typed(given, "q", READ)
    wanted = parse(words)
    author, stakeholder = typed(given, "author"), typed(given, "stakeholder")
    people: list[Any] = [
        search.called(kind, name) if name else None
        for kind, name in ((Author, author), (Stakeholder, stakeholder))
    ]
    return Asked(
        words,
        wanted,
        newest=typed(given, "order") == "newest",
        section=next((one for one in sections if one.slug == typed(given, "section")), None),
        author=people[0],
        stakeholder=people[1],
        since=_day(typed(given, "from")),
        until=_day(typed(given, "to")),
        language=next((code for code in languages if code == typed(given, "language")), ""),
        label=next((code for code in LABELS if code == typed(given, "label")), ""),
        unknown=tuple(
            name for name, found in zip((author, stakeholder), people, strict=True) if name and not found
        ),
    )


def results(ask: Asked, question: Question, given: QueryDict) -> Results:
    """A page of what was found, in the order that was asked for; where no words are, there is no best."""
    if ask.newest or not ask.wanted.phrases:
        return search.recent(question, typed(given, "before"), typed(given, "after"))
    number = typed(given, "page")
    return search.best(question, int(number) if RANKED_PAGE.fullmatch(number) else 1)


@public
def find(request: HttpRequest) -> HttpResponse:
    """What readers look for: articles, above them authors, topics and stakeholders of that name."""
    sections, languages = reading.sections(), search.languages()
    ask = asked(request.GET, sections, languages)
    question = ask.question(sections)
    found = results(ask, question, request.GET) if question else None
    first = found and not found.newer
    context: dict[str, Any] = {
        "sections": sections,
        "ask": ask,
        "found": found,
        "shown": listings.shown(found.numbers) if found else [],
        "names": _names(ask.wanted) if first and ask.wanted.phrases else [],
        "languages": languages,
        "labels": list(LABELS.items()),
        "ranked": not ask.newest and ask.wanted.phrases,
        "pages": _pages(ask, found) if found else {},
        "in_order": {
            "best": replace(ask, newest=False).address(),
            "newest": replace(ask, newest=True).address(),
        },
        "widened": Asked(ask.words, ask.wanted, ask.newest).address(),
    }
    response = a_page_of(request, "articles/search.html", context, f"?{request.GET.urlencode()}")
    if request.GET:
        response["X-Robots-Tag"] = "noindex"
    return response


def _names(wanted: Wanted) -> list[tuple[str, Any]]:
    """Authors, topics and stakeholders of that name, a few of each, with the word for what they are."""
    found = search.named(wanted, Author, Topic, Stakeholder)
    return [(str(kind._meta.verbose_name), one) for kind, one in found]


def _pages(ask: Asked, found: Results) -> dict[str, str]:
    """The addresses of the pages before and after this one."""
    if ask.newest or not ask.wanted.phrases:
        older, newer = {"before": found.older}, {"after": found.newer}
    else:
        older, newer = {"page": found.older}, {"page": found.newer if found.newer != "1" else ""}
    return {
        "older": ask.address(**older) if found.older else "",
        "newer": ask.address(**newer) if found.newer else "",
    }
