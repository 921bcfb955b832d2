"""What pages say of themselves to programs, in the words of schema.org: plain dictionaries, as JSON-LD."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import share_images
from articles.alternates import Alternate
from articles.markdown import line_text
from articles.models.edition import Edition
from articles.models.entry import Entry
from articles.models.publication import Section
from articles.models.stakeholder import Stakeholder
from articles.models.standing import POLICIES, StandingPage
from articles.payload import CoveragePayload, ReferencePayload
from articles.reading import Line, Signature
from authors.models import Author
from images import renditions
from images.models import Image
from images.renditions import PicturePayload, Rendition

Thing = dict[str, Any]

TYPES: Final = {
    "news": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "background": "BackgroundNewsArticle",
    "review": "ReviewNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}
ESCAPED: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
CROPS: Final = ("16x9", "4x3", "1x1")
WIDEST: Final = 1280
MOST_ENTRIES: Final = 30
"""Of a live coverage, the newest; the page has them all."""


def script(*things: Thing) -> SafeString:
    """The element that holds these things; no text of ours can end it."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)


def known(thing: Thing) -> Thing:
    """The thing without what is not known of it."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}


def whole(path: str) -> str:
    """A path of this site as an address from anywhere."""
    return settings.SITE_ADDRESS + path


def picture_at(image: PicturePayload, crop: str = "16x9") -> str:
    """The address of the widest rendition that other sites are shown."""
    wide = [at for at in renditions.widths(crop, image["width"], image["height"]) if at <= WIDEST]
    return renditions.address(
        image["name"], Rendition(crop, wide[-1], (image["focal_x"], image["focal_y"]), "jpeg")
    )


def organisation(pages: Iterable[StandingPage] = ()) -> Thing:
    """The paper, by the name that all other things call it by, with what its pages say of its ways."""
    policies = {POLICIES[page.kind]: page.get_absolute_url() for page in pages if page.kind in POLICIES}  # type: ignore[index]
    policies.setdefault("correctionsPolicy", reverse("corrections"))
    return {
        "@type": "NewsMediaOrganization",
        "@id": whole("/#organisation"),
        "name": settings.PAPER_NAME,
        "url": whole("/"),
        "logo": {"@type": "ImageObject", "url": whole(f"{settings.STATIC_URL}icon.png")},
        **{name: whole(path) for name, path in policies.items()},
    }


def website() -> Thing:
    """The site, with the address that its search answers at."""
    return {
        "@type": "WebSite",
        "@id": whole("/#website"),
        "url": whole("/"),
        "name": settings.PAPER_NAME,
        "publisher": {"@id": whole("/#organisation")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": whole(f"{reverse('search')}?q={{search_term_string}}"),
            },
            "query-input": "required name=search_term_string",
        },
    }


def person(author: Author) -> Thing:
    """An author's profile."""
    portrait = author.photo if author.photo and not author.photo.withdrawn_at else None
    return known(
        {
            "@type": "Person",
            "@id": whole(f"{author.get_absolute_url()}#person"),
            "name": author.name,
            "url": whole(author.get_absolute_url()),
            "jobTitle": author.job_title,
            "description": author.bio,
            "image": whole(picture_at(portrait.as_payload(), "1x1")) if isinstance(portrait, Image) else "",
            "knowsAbout": list(dict.fromkeys([*author.beats, *author.expertise])),
            "knowsLanguage": author.languages,
            "alumniOf": [{"@type": "EducationalOrganization", "name": school} for school in author.education],
            "award": author.honours,
            "birthPlace": {"@type": "Place", "name": author.birthplace} if author.birthplace else None,
            "contactPoint": contact(author),
            "sameAs": author.elsewhere,
            "worksFor": {"@id": whole("/#organisation")},
        }
    )


def contact(author: Author) -> Thing | None:
    """Where readers can write to an author, who keeps the address to themselves."""
    if not author.can_be_written_to:
        return None
    path = reverse("author_contact", args=[author.slug])
    return {"@type": "ContactPoint", "contactType": "letters from readers", "url": whole(path)}


def profile(author: Author) -> Thing:
    """An author's page."""
    return {
        "@type": "ProfilePage",
        "url": whole(author.get_absolute_url()),
        "dateModified": author.changed_at.isoformat(timespec="seconds"),
        "mainEntity": person(author),
    }


def signed(byline: Iterable[Signature]) -> list[Thing]:
    """Who wrote it: names alone, each with the address of the profile."""
    return [
        known(
            {
                "@type": "Person",
                "name": by.name,
                "description": by.expertise,
                "url": whole(by.author.get_absolute_url()) if by.author else "",
            }
        )
        for by in byline
        if not by.role
    ]


def cited(reference: ReferencePayload) -> Thing:
    """A source that the text rests on."""
    publisher = reference["publisher"]
    return known(
        {
            "@type": "CreativeWork",
            "name": reference["title"],
            "url": reference["address"],
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
            "datePublished": reference["published"],
            "archivedAt": reference["archived"],
        }
    )


def translations(article_id: int, alternates: Sequence[Alternate]) -> Thing:
    """What an article is a translation of, or its translations where it is the first one itself."""
    others = [
        {
            "@type": "Article",
            "@id": f"{whole(one.path)}#article",
            "url": whole(one.path),
            "inLanguage": one.language,
        }
        for one in alternates
        if one.article != article_id
    ]
    if any(one.is_original and one.article == article_id for one in alternates):
        return {"workTranslation": others}
    original = [f"{whole(one.path)}#article" for one in alternates if one.is_original]
    return {"translationOfWork": next((one for one in others if one["@id"] in original), None)}


def article(
    edition: Edition,
    byline: Sequence[Signature],
    record: Iterable[Line],
    alternates: Sequence[Alternate] = (),
) -> Thing:
    """A live edition; its pictures and its text are left out where their rights or the law took them."""
    payload = edition.payload
    address = whole(edition.address.path)
    image = None if getattr(edition, "picture_withdrawn", False) else payload["lead_image"]
    drawn = [whole(path) for path in [share_images.path_of(edition)] if path]
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": " ".join(filter(None, [line.was_wrong, line.is_right])),
            "datePublished": line.at.isoformat(timespec="seconds"),
            "url": f"{address}history/{line.compared}/",
        }
        for line in record
        if line.kind == Edition.Kind.CORRECTION and line.is_right
    ]
    kind, live = TYPES.get(payload["label"], "NewsArticle"), payload.get("coverage")
    names = {row["name"] for table in payload["tables"] for row in table["rows"]}
    return known(
        {
            "@type": [kind, "LiveBlogPosting"] if live else kind,
            "@id": f"{address}#article",
            "url": address,
            "mainEntityOfPage": address,
            "headline": payload["headline"],
            "description": payload["summary"],
            "inLanguage": payload["language"],
            "datePublished": edition.first_published_at.isoformat(timespec="seconds"),
            "dateModified": (edition.updated_at or edition.first_published_at).isoformat(timespec="seconds"),
            "author": signed(byline) or {"@id": whole("/#organisation")},
            "publisher": organisation(),
            "publishingPrinciples": whole(reverse("corrections")),
            "image": [whole(picture_at(image, crop)) for crop in CROPS] if image else drawn,
            "articleSection": payload["section"]["name"] if payload["section"] else "",
            "keywords": [topic["name"] for topic in payload["topics"]],
            "wordCount": edition.words,
            "version": edition.number,
            **translations(edition.article_id, alternates),
            "isAccessibleForFree": True,
            "creativeWorkStatus": "Retracted" if edition.is_retraction else "",
            "correction": corrections,
            "citation": [cited(reference) for reference in payload["references"] if reference["title"]],
            "mentions": [{"@type": "Thing", "name": name} for name in sorted(names)],
            **(live_blog(live, address) if live else {}),
        }
    )


def live_blog(live: CoveragePayload, address: str) -> Thing:
    """What makes an article a live blog: when the coverage began and ended, and its newest entries."""
    newest = [
        known(
            {
                "@type": "BlogPosting",
                "headline": line_text(entry["text"])[:110],
                "articleBody": line_text(entry["text"]),
                "url": f"{address}#entry-{entry['entry']}",
                "datePublished": entry["at"],
                "dateModified": entry["corrected"],
                "author": {"@type": "Person", "name": entry["signed"]} if entry["signed"] else None,
            }
        )
        for entry in live["entries"][:MOST_ENTRIES]
    ]
    said = {"coverageStartTime": live["begun"], "coverageEndTime": live["over"], "liveBlogUpdate": newest}
    latest = [at for entry in live["entries"] for at in (entry["at"], entry["corrected"]) if at]
    return said | ({"dateModified": max(latest)} if latest else {})


PARTIES: Final = {"person": "Person", "organisation": "Organization", "state": "GovernmentOrganization"}


def party(stakeholder: Stakeholder, aliases: Iterable[str]) -> Thing:
    """A stakeholder, and where else there is something about exactly this one."""
    return known(
        {
            "@type": PARTIES.get(stakeholder.kind, "Thing"),
            "@id": whole(f"{stakeholder.get_absolute_url()}#stakeholder"),
            "name": stakeholder.name,
            "alternateName": list(aliases),
            "description": stakeholder.description,
            "url": whole(stakeholder.get_absolute_url()),
            "sameAs": stakeholder.addresses,
        }
    )


def breadcrumbs(*steps: tuple[str, str]) -> Thing:
    """The way from the front page to here: names and paths."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": whole(path)}
            for place, (name, path) in enumerate([(settings.PAPER_NAME, "/"), *steps], start=1)
        ],
    }


def way_to(edition: Edition, *sections: Section | None) -> Thing:
    """The way from the front page through these sections to an article."""
    steps = [(section.name, section.get_absolute_url()) for section in sections if section]
    return breadcrumbs(*steps, (edition.payload["headline"], edition.address.path))


def listing(name: str, path: str, entries: Iterable[Entry]) -> Thing:
    """A page that lists articles, in their order."""
    return {
        "@type": "CollectionPage",
        "name": name,
        "url": whole(path),
        "publisher": {"@id": whole("/#organisation")},
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": whole(entry.path)}
                for place, entry in enumerate(entries, start=1)
            ],
        },
    }
