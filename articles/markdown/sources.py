"""The list of sources below an article."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..payload import ReferencePayload
from .citations import Numbered, letters

KINDS: Final = {
    "web": _lazy("Web page"),
    "document": _lazy("Document"),
    "data": _lazy("Data"),
    "interview": _lazy("Interview"),
    "wire": _lazy("Wire report"),
    "unnamed": _lazy("Unnamed source"),
}
ORDINALS: Final = (
    _lazy("first"),
    _lazy("second"),
    _lazy("third"),
    _lazy("fourth"),
    _lazy("fifth"),
    _lazy("sixth"),
    _lazy("seventh"),
    _lazy("eighth"),
    _lazy("ninth"),
    _lazy("tenth"),
)
END_OF_SENTENCE: Final = (".", "!", "?", "…", "。", "؟", "।")


def source_list(sources: Sequence[Numbered]) -> str:
    """The numbered list, in the language that is active; '' without sources."""
    if not sources:
        return ""
    return format_html(
        '<ol class="sources">\n{}</ol>\n', format_html_join("", "{}", ((_item(s),) for s in sources))
    )


def _item(source: Numbered) -> SafeString:
    reference = source.reference
    return format_html(
        '<li id="source-{}">\n<p class="what">{}</p>\n<p class="kind">{}</p>\n{}{}</li>\n',
        source.number,
        _what(reference),
        _kind(reference),
        format_html("<blockquote>{}</blockquote>\n", reference["quote"]) if reference["quote"] else "",
        _back(source) if source.places else "",
    )


def _what(reference: ReferencePayload) -> SafeString:
    title = _isolated(reference["title"] or reference["address"] or reference["key"])
    return _link(reference["address"], title) if reference["address"] else title


def _kind(reference: ReferencePayload) -> SafeString:
    """Kind, publisher and day; why somebody is not named; the note; the archived copy: a sentence each."""
    kind = KINDS.get(reference["kind"])
    publisher = _isolated(reference["publisher"]) if reference["publisher"] else ""
    facts = [fact for fact in (str(kind) if kind else "", publisher, _day(reference)) if fact]
    comma = pgettext("between the facts of a source", ", ")
    line = format_html_join(comma, "{}", ((fact,) for fact in facts))
    rest = [
        *(_sentence(said) for said in (reference["unnamed_reason"], reference["note"]) if said),
        *([_link(reference["archived"], _("Archived copy"))] if reference["archived"] else ()),
        *([_document(reference["document"])] if reference.get("document") else ()),
    ]
    return format_html_join(" ", "{}", ((part,) for part in [_sentence(line) if rest else line, *rest]))


def _document(name: str) -> SafeString:
    """A way to the document itself, saying what kind of file it is."""
    said = _("Document (%(kind)s)") % {"kind": name.rpartition(".")[2].upper()}
    return format_html('<a href="/media/documents/{}">{}</a>', name, said)


def _sentence(text: str) -> str:
    return text if text.endswith(END_OF_SENTENCE) else format_html("{}.", text)


def _back(source: Numbered) -> SafeString:
    """Links to each place that cites the source."""
    links = ((place, _way_back(source, index), letters(index)) for index, place in enumerate(source.places))
    return format_html(
        '<p class="back">{} {}</p>\n',
        _("Cited at"),
        format_html_join(" ", '<a href="#{}" aria-label="{}">{}</a>', links),
    )


def _way_back(source: Numbered, index: int) -> str:
    names = {"number": source.number, "place": index + 1}
    if len(source.places) == 1:
        return _("Back to citation of source %(number)s") % names
    if index >= len(ORDINALS):
        return _("Back to citation %(place)s of source %(number)s") % names
    return _("Back to %(ordinal)s citation of source %(number)s") % {**names, "ordinal": ORDINALS[index]}


def _day(reference: ReferencePayload) -> str:
    """The day it was published, else the day it was seen, spelled out."""
    if reference["published"]:
        return _isolated(_spelled_out(reference["published"]))
    if reference["accessed"]:
        day = _isolated(_spelled_out(reference["accessed"]))
        return mark_safe(escape(_("seen on %(day)s")) % {"day": day})  # noqa: S308 (the day is escaped)
    return ""


def _spelled_out(day: str) -> str:
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    # English would abbreviate the month and put it first or last, by country.
    return date_format(known, "j F Y" if (get_language() or "en").startswith("en") else "DATE_FORMAT")


def _link(address: str, text: str) -> SafeString:
    return format_html('<a href="{}" rel="noopener">{}</a>', address, text)


def _isolated(name: str) -> SafeString:
    """The name, kept from turning a right-to-left line around."""
    return format_html("<bdi>{}</bdi>" if get_language_bidi() else "{}", name)
