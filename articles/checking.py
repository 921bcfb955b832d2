"""What a check is: it looks at a text and what is around it, and yields findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import Promise

from articles.markdown import Paragraph, Rendered
from articles.models import Address, Article, Edition
from articles.payload import Payload

ANCHORS: Final = {
    "byline": "bylines-heading",
    "references": "references-heading",
    "stakeholder_rows": "stakeholder_rows-heading",
    "notes": "notes",
}
"""Parts of the form that are no single field."""
LINKS: Final = 200
"""How many links into the site are looked up."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: its field, its paragraph if it is in one, and the moves it stops; advice stops none."""

    field: str
    text: Promise | str
    paragraph: Paragraph | None = None
    stops: frozenset[str] = frozenset()

    @property
    def required(self) -> bool:
        """Whether it stops any move."""
        return bool(self.stops)

    @property
    def anchor(self) -> str:
        """The part of the form to go to."""
        return ANCHORS.get(self.field, f"id_{self.field}")


@dataclass(frozen=True)
class Text:
    """What a check looks at: the payload, the page made of it, and, if it is known, the article around it."""

    payload: Payload
    rendered: Rendered
    article: Article | None = None

    @cached_property
    def dead_links(self) -> list[str]:
        """The links into this site that lead readers nowhere; one query, and only if there are any to articles."""
        dead, articles = set(), {}
        inside = [(link, path) for link in self.rendered.links if (path := _inside(link))][:LINKS]
        for link, path in inside:
            try:
                found = resolve(path)
            except Resolver404:
                dead.add(link)
                continue
            if "address" in found.kwargs:
                articles[link] = found.kwargs["address"]
            elif found.route.startswith("admin/"):
                dead.add(link)
        if articles:
            live = Edition.objects.live().values("article")
            known = set(
                Address.objects.filter(path__in=articles.values(), article__in=live).values_list(
                    "path", flat=True
                )
            )
            dead |= {link for link, path in articles.items() if path not in known}
        return [link for link, _path in inside if link in dead]


def _inside(link: str) -> str:
    """The path of a link into this site; '' if it leads elsewhere, or to a file."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if parts.netloc != urlsplit(settings.SITE_ADDRESS).netloc and not link.startswith("/"):
        return ""
    path = unquote(parts.path)
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return ""
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


Check = Callable[[Text], Iterator[Finding]]
CHECKS: Final[list[tuple[frozenset[str], Check]]] = []


def stops(*moves: str) -> Callable[[Check], Check]:
    """Register a check whose findings stop these moves."""

    def register(check: Check) -> Check:
        CHECKS.append((frozenset(moves), check))
        return check

    return register


advises = stops()
"""Register a check whose findings are advice."""
