"""What may stand in the HTML of an article: the last gate, whatever the Markdown held."""

import re
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe

LINK: Final = re.compile(r"https?://[^/?#\\]|mailto:|tel:|/(?![/\\])|#", re.IGNORECASE)


def is_allowed(address: str) -> bool:
    """True for http, https, mailto, tel and this site's own paths and anchors, not for `//host`."""
    return LINK.match(address) is not None


CLEANER: Final = nh3.Cleaner(
    tags={
        *("h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "ol", "ul", "li"),
        *("div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("a", "bdi", "br", "code", "em", "s", "span", "strong", "sup", "time"),
        *("aside", "figure", "picture", "source", "img", "figcaption"),
    },
    attributes={
        "*": set(),  # else the cleaner keeps title and lang everywhere
        "a": {"aria-label", "data-player", "href", "id", "title"},
        "aside": {"aria-label"},
        "div": {"id"},
        "figure": {"data-picture"},
        "img": {"alt", "height", "sizes", "src", "srcset", "width"},
        "li": {"id"},
        "ol": {"start"},
        "source": {"sizes", "srcset", "type"},
        "td": {"data-label"},
        "time": {"datetime"},
    },
    tag_attribute_values={
        "a": {"rel": {"noopener"}, "role": {"doc-backlink", "doc-noteref"}},
        "div": {"role": {"doc-endnotes"}},
        "img": {"decoding": {"async"}, "loading": {"lazy"}},
        "th": {"scope": {"col", "row"}},
    },
    allowed_classes={
        "aside": {"box", "pull"},
        "div": {"board", "coverage", "footnotes"},
        "figure": {"picture"},
        "li": {"pinned"},
        "ol": {"sources"},
        "p": {"what", "kind", "back", "by", "embed", "title"},
        "span": {"credit", "dangling"},
        "sup": {"cite"},
        "td": {"end", "center"},
        "th": {"end", "center"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=lambda address: address if is_allowed(address) else None,
    link_rel=None,  # the renderer sets it where a link leaves the site
)


def encodable(text: str) -> str:
    """The text without lone surrogates, which no page and no database can hold."""
    return text.encode("utf-8", "ignore").decode()


def clean(html: str) -> SafeString:
    """The HTML with nothing left in it but what this module allows."""
    return mark_safe(CLEANER.clean(encodable(html)))  # noqa: S308 (this is what makes it safe)
