"""What a page says of itself to programs."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString

from articles import structured
from articles.alternates import Alternate
from articles.models.edition import Edition
from articles.models.entry import Entry
from articles.models.publication import Section
from articles.models.stakeholder import Stakeholder
from articles.models.standing import StandingPage
from articles.reading import Line, Signature
from authors.models import Author

register = template.Library()


@register.simple_tag
def structured_article(
    edition: Edition,
    byline: Sequence[Signature],
    corrections: Iterable[Line],
    section: Section | None,
    within: Section | None = None,
    alternates: Sequence[Alternate] = (),
) -> SafeString:
    """The article that stands at this address, and the way to it."""
    return structured.script(
        structured.article(edition, byline, corrections, alternates or ()),
        structured.way_to(edition, within, section),
    )


@register.simple_tag
def structured_list(
    name: str, path: str, entries: Iterable[Entry], within: Section | None = None
) -> SafeString:
    """A page that lists entries, and the way to it."""
    steps = [(within.name, within.get_absolute_url())] if within else []
    steps += [(name, path)] if path != "/" else []
    return structured.script(
        structured.organisation(),
        structured.listing(name, path, entries),
        structured.breadcrumbs(*steps) if steps else structured.website(),
    )


@register.simple_tag
def structured_author(author: Author) -> SafeString:
    """An author's page."""
    return structured.script(structured.organisation(), structured.profile(author))


@register.simple_tag
def structured_paper(pages: Iterable[StandingPage]) -> SafeString:
    """The paper, with the pages that say what it holds itself to."""
    return structured.script(structured.organisation(pages))


@register.simple_tag
def structured_party(
    stakeholder: Stakeholder, aliases: Sequence[str], entries: Iterable[Entry]
) -> SafeString:
    """A stakeholder's page: who it is, and the articles that name it."""
    path = stakeholder.get_absolute_url()
    page = structured.listing(stakeholder.name, path, entries)
    page["about"] = {"@id": structured.whole(f"{path}#stakeholder")}
    return structured.script(
        structured.organisation(),
        structured.party(stakeholder, aliases),
        page,
        structured.breadcrumbs((stakeholder.name, path)),
    )
