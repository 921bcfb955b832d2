"""Pre-publication checks: each is one function from a text to what is wrong with it. A further check is one more."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checking import CHECKS, Finding, Text, advises, stops
from articles.markdown import Paragraph, Rendered, has_figures, has_quotation, render_payload, words
from articles.models import Article
from articles.payload import Payload
from articles.workflow import MOVES

CHECKED: Final = frozenset({*(name for name, move in MOVES.items() if move.checked), "fix_live", "report"})
"""The moves that the checks may stop."""

LONG_HEADLINE: Final = 100
"""Characters; a longer one is cut off by search engines and phones."""
LONG_SUMMARY, SHORT_BODY, LONG_PARAGRAPH = 60, 60, 200
"""Words."""
MARKS: Final = '“”„«»‹›‘’"「」『』 '
"""Quotation marks, which would stand twice where a paragraph is named by its first words."""
NAMED: Final = 5
"""How many paragraphs, or links, one check names; of the others it says how many they are."""


def findings(
    payload: Payload, rendered: Rendered | None = None, article: Article | None = None
) -> list[Finding]:
    """What all checks say, what stops a move first; with the article also what depends on what is around the text."""
    text = _text(payload, rendered, article)
    found = [replace(finding, stops=moves) for moves, check in CHECKS for finding in check(text)]
    return sorted(found, key=lambda finding: not finding.required)


def what_stops(move: str, payload: Payload, article: Article | None = None) -> list[Promise | str]:
    """Why this move cannot be made with this text, in sentences; [] if it can. No query."""
    text = _text(payload, None, article)
    return [finding.text for moves, check in CHECKS if move in moves for finding in check(text)]


def _text(payload: Payload, rendered: Rendered | None, article: Article | None) -> Text:
    return Text(payload, rendered or render_payload(payload), article)


# What stops a move. These ask the database nothing.


@stops(*CHECKED)
def has_its_parts(text: Text) -> Iterator[Finding]:
    """Headline, summary, section, byline, label and text are there."""
    payload = text.payload
    if not payload["headline"]:
        yield Finding("headline", _("The headline is missing."))
    if not payload["summary"]:
        yield Finding("summary", _("The summary is missing."))
    if not payload["body"]:
        yield Finding("body", _("The body is empty."))
    if not payload["section"]:
        yield Finding("section", _("No section is chosen."))
    if not payload["byline"]:
        yield Finding("byline", _("The byline is empty."))
    if not payload["label"]:
        yield Finding("label", _("No label is chosen."))


@stops(*CHECKED)
def citations_lead_somewhere(text: Text) -> Iterator[Finding]:
    """Every citation has a reference, every marker a table, and what calls a picture shows one."""
    for mark in text.rendered.dangling:
        if mark.startswith("picture:"):
            said = _(
                "The text shows %(mark)s, which is not in the library, was withdrawn, or does not stand alone in "
                "its paragraph."
            )
        elif mark.startswith("[^"):
            said = _("The footnote %(mark)s is called and not there, or there and never called.")
        elif mark.startswith("{"):
            said = _("The text places %(mark)s, but there is no such table, or it stands already.")
        else:
            said = _("The text cites “%(mark)s”, which is not among the references.")
        yield Finding("body", said % {"mark": mark})


@stops(*CHECKED)
def pictures_are_described(text: Text) -> Iterator[Finding]:
    """Every picture has an alternative text and a credit."""
    image = text.payload["lead_image"]
    if image and not image["alt"]:
        yield Finding("lead_image", _("The lead image has no alternative text."))
    if image and not image["credit"]:
        yield Finding("lead_image", _("The lead image has no credit."))
    for figure in text.rendered.figures:
        if not figure.alt:
            yield Finding(
                "body", _("The picture %(mark)s has no alternative text.") % {"mark": figure.marker}
            )
        if not figure.credit:
            yield Finding("body", _("The picture %(mark)s has no credit.") % {"mark": figure.marker})


@stops(*CHECKED - {"fix_live", "report"})
def pictures_may_be_shown(text: Text) -> Iterator[Finding]:
    """The lead image is not withdrawn; a typo in a live text can be mended all the same."""
    image = text.article and text.article.lead_image
    if image and image.withdrawn_at:
        yield Finding(
            "lead_image", _("The lead image was withdrawn; we may not show it. Choose another one.")
        )


@stops(*CHECKED)
def changes_are_told(text: Text) -> Iterator[Finding]:
    """A further edition says what it changes; a correction says what was wrong and what is right."""
    change = text.payload["change"]
    if not change["kind"]:
        yield Finding("change_kind", _("What kind of change is this edition?"))
    elif change["kind"] not in ("first", "minor") and not change["note"]:
        said = _("Readers are told what this edition changes: the public note is missing.")
        yield Finding("change_note", said)
    if change["kind"] == "correction" and not (change["was_wrong"] and change["is_right"]):
        yield Finding("was_wrong", _("A correction says what was wrong and what is right."))


@stops("publish")
def embargo_is_over(text: Text) -> Iterator[Finding]:
    """Nothing goes live before its embargo; it can be scheduled."""
    embargo = text.article and text.article.embargo
    if embargo and embargo > timezone.now():
        when = f"{date_format(timezone.localtime(embargo), 'DATETIME_FORMAT')} ({settings.TIME_ZONE})"
        yield Finding(
            "embargo", _("The embargo ends at %(when)s; it may not go live before.") % {"when": when}
        )


# Advice.


@advises
def lengths_fit(text: Text) -> Iterator[Finding]:
    """Headline and summary are read at a glance, the text is one, and its paragraphs leave room to breathe."""
    payload, rendered = text.payload, text.rendered
    length = len(payload["headline"])
    if length > LONG_HEADLINE:
        said = _("The headline has %(length)s characters; more than %(most)s are often cut off.") % {
            "length": length,
            "most": LONG_HEADLINE,
        }
        short = "" if payload["short_headline"] else " " + _("A short one would stand better in lists.")
        yield Finding("headline" if payload["short_headline"] else "short_headline", said + short)
    if (count := words(payload["summary"])) > LONG_SUMMARY:
        said = _("The summary has %(count)s words; %(most)s are enough for most.")
        yield Finding("summary", said % {"count": count, "most": LONG_SUMMARY})
    if 0 < rendered.words < SHORT_BODY:
        said = ngettext(
            "The text has only %(count)s word.", "The text has only %(count)s words.", rendered.words
        )
        yield Finding("body", said % {"count": rendered.words})
    long = [one for one in rendered.paragraphs if len(one.text) > LONG_PARAGRAPH * 2]
    counted = [(one, count) for one in long if (count := words(one.text)) > LONG_PARAGRAPH]
    for paragraph, count in counted[:NAMED]:
        said = _("The paragraph “%(begins)s” has %(count)s words.")
        yield Finding("body", said % {"begins": begins(paragraph), "count": count}, paragraph)
    yield from _and_more("body", len(counted))


@advises
def claims_have_sources(text: Text) -> Iterator[Finding]:
    """A paragraph with figures or somebody's words cites a source."""
    found: list[tuple[Paragraph, str]] = []
    for paragraph in text.rendered.paragraphs:
        if paragraph.cited:
            continue
        figures = has_figures(paragraph.text, text.payload["language"])
        if quoted := has_quotation(paragraph.text):
            said = _("“%(begins)s” has figures and a quotation, but no source.") if figures else ""
            found.append((paragraph, said or _("“%(begins)s” has a quotation, but no source.")))
        elif figures and not quoted:
            found.append((paragraph, _("“%(begins)s” has figures, but no source.")))
    for paragraph, said in found[:NAMED]:
        yield Finding("body", said % {"begins": begins(paragraph)}, paragraph)
    yield from _and_more("body", len(found))


@advises
def references_are_cited(text: Text) -> Iterator[Finding]:
    """A reference that nothing cites may be a forgotten citation."""
    idle = [one["key"] for one in text.payload["references"] if one["key"] not in text.rendered.cited]
    if idle:
        said = ngettext(
            "The reference %(keys)s is never cited.", "The references %(keys)s are never cited.", len(idle)
        )
        yield Finding("references", said % {"keys": ", ".join(idle)})


@advises
def references_are_different(text: Text) -> Iterator[Finding]:
    """The same source stands among the references once."""
    same: dict[object, list[str]] = defaultdict(list)
    for one in text.payload["references"]:
        same[one["source"] or one["address"] or one["key"]].append(one["key"])
    for keys in (keys for keys in same.values() if len(keys) > 1):
        said = _("The references %(keys)s are one and the same source.")
        yield Finding("references", said % {"keys": ", ".join(keys)})


@advises
def cells_are_filled(text: Text) -> Iterator[Finding]:
    """An empty cell of a stakeholder table looks like a gap."""
    for row in (row for table in text.payload["tables"] for row in table["rows"]):
        if not all(row["cells"]):
            yield Finding(
                "stakeholder_rows", _("The row of %(name)s has an empty cell.") % {"name": row["name"]}
            )


@advises
def links_lead_somewhere(text: Text) -> Iterator[Finding]:
    """A link into this site leads to something that readers can open."""
    for link in text.dead_links[:NAMED]:
        yield Finding("body", _("The link to %(link)s leads readers nowhere.") % {"link": link})
    yield from _and_more("body", len(text.dead_links))


@advises
def notes_are_resolved(text: Text) -> Iterator[Finding]:
    """A note of a colleague may still wait."""
    if text.article and (count := text.article.open_notes):
        said = ngettext("%(count)s note is open.", "%(count)s notes are open.", count)
        yield Finding("notes", said % {"count": count})


def begins(paragraph: Paragraph) -> str:
    """The first words of a paragraph, by which people find it."""
    first = " ".join(paragraph.text.split(maxsplit=6)[:6])[:60]
    whole = first == paragraph.text
    first = first.strip(MARKS)
    return first if whole else f"{first.rstrip('.,;:')} …"


def _and_more(field: str, count: int) -> Iterator[Finding]:
    if (more := count - NAMED) > 0:
        yield Finding(
            field, ngettext("… and %(count)s more.", "… and %(count)s more.", more) % {"count": more}
        )
