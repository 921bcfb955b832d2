"""What the start page is narrowed to: a section, an author, a language, all of them kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import languages
from articles.models import Article, Byline, Edition, Section
from authors.models import Author, User

LATEST: Final = 500
"""The texts saved last, whose authors and languages are offered."""
MOST: Final = 100
"""Choices of one kind."""
KEPT: Final = ("section", "author", "language")
"""What the address keeps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the form: what it offers, and what is chosen."""

    name: str
    label: Promise | str
    all_of_them: Promise | str
    options: dict[str, str]
    chosen: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is chosen, each '' if nothing is; what the address asked for in vain; and what could be chosen."""

    section: str
    author: str
    language: str
    section_id: int | None
    vain: tuple[str, ...]
    choices: tuple[Choice, ...]

    @classmethod
    def asked(cls, user: User, asked: Mapping[str, str]) -> Self:
        """As the address says; what it names and nobody knows is left out, and told."""
        wanted = {name: asked.get(name, "").replace("\x00", "").strip()[:140] for name in KEPT}
        latest = Article.objects.readable_by(user).order_by("-saved_at", "-pk").values("pk")[:LATEST]
        signed = Byline.objects.filter(article__in=latest).order_by()
        known = signed.values_list("author__slug", "author__name", "article__language").distinct()
        found = list(known[: MOST * 10])
        sections = list(Section.objects.only("slug", "name")[:MOST])
        authors = dict(sorted({(slug, name) for slug, name, _code in found}, key=lambda each: each[1])[:MOST])
        if wanted["author"] and wanted["author"] not in authors:
            authors |= dict(Author.objects.filter(slug=wanted["author"]).values_list("slug", "name"))
        spoken = {code: languages.name(code) for code in sorted({code for *_author, code in found})}
        offers = (
            ("section", _("Section"), _("All sections"), {one.slug: one.name for one in sections}),
            ("author", _("Author"), _("All authors"), authors),
            ("language", _("Language"), _("All languages"), spoken),
        )
        chosen = {
            name: wanted[name] if wanted[name] in options else "" for name, _label, _all, options in offers
        }
        return cls(
            **chosen,
            section_id=next((one.pk for one in sections if one.slug == chosen["section"]), None),
            vain=tuple(said[:60] for name, said in wanted.items() if said and not chosen[name]),
            choices=tuple(
                Choice(*offer, chosen[offer[0]]) for offer in offers if len(offer[3]) > 1 or chosen[offer[0]]
            ),
        )

    def articles(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """Those that fit."""
        if self.section_id:
            articles = articles.filter(section=self.section_id)
        if self.author:
            articles = articles.filter(
                pk__in=Byline.objects.filter(author__slug=self.author).values("article")
            )
        return articles.filter(language=self.language) if self.language else articles

    def editions(self, editions: QuerySet[Edition]) -> QuerySet[Edition]:
        """Those of the articles that fit."""
        return editions.filter(article__in=self.articles(Article.objects.all())) if self.narrow else editions

    @property
    def narrow(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.query)

    @property
    def query(self) -> dict[str, str]:
        """As the address keeps it."""
        return {name: value for name in KEPT if (value := getattr(self, name))}

    def link(self, **more: str) -> str:
        """The start page with this choice kept."""
        return "?" + urlencode({**self.query, **more})

    def in_list(self) -> dict[str, str]:
        """The same choice as the list of articles understands it."""
        names = {choice.name: choice.options for choice in self.choices}
        kept = {
            "section__id__exact": str(self.section_id or ""),
            "language": self.language,
            "q": f'"{names["author"][self.author]}"' if self.author else "",
        }
        return {name: value for name, value in kept.items() if value}
