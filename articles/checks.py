"""Pre-publication checks: each is one function from a payload to what is wrong with it. A further check is one more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.markdown import Rendered, render
from articles.payload import Payload

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend; a required one stops the moves that are checked, any other is advice."""

    field: str
    text: Text
    required: bool = True


Check = Callable[[Payload, Rendered], Iterator[Finding]]
CHECKS: Final[list[Check]] = []


def check(function: Check) -> Check:
    """Register a check."""
    CHECKS.append(function)
    return function


@check
def has_its_parts(payload: Payload, _rendered: Rendered) -> Iterator[Finding]:
    """Headline, summary, section, byline, label and text are there."""
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


@check
def citations_lead_somewhere(_payload: Payload, rendered: Rendered) -> Iterator[Finding]:
    """Every citation has a reference, every marker a table."""
    for mark in rendered.dangling:
        if mark.startswith("{"):
            text = _("The text places %(mark)s, but there is no such table, or it stands already.")
        else:
            text = _("The text cites “%(mark)s”, which is not among the references.")
        yield Finding("body", text % {"mark": mark})


@check
def pictures_are_described(payload: Payload, _rendered: Rendered) -> Iterator[Finding]:
    """Every picture has an alternative text and a credit."""
    image = payload["lead_image"]
    if image and not image["alt"]:
        yield Finding("lead_image", _("The lead image has no alternative text."))
    if image and not image["credit"]:
        yield Finding("lead_image", _("The lead image has no credit."))


@check
def changes_are_told(payload: Payload, _rendered: Rendered) -> Iterator[Finding]:
    """A further edition says what it changes; a correction says what was wrong and what is right."""
    change = payload["change"]
    if not change["kind"]:
        yield Finding("change_kind", _("What kind of change is this edition?"))
    elif change["kind"] not in ("first", "minor") and not change["note"]:
        yield Finding(
            "change_note", _("Readers are told what this edition changes: the public note is missing.")
        )
    if change["kind"] == "correction" and not (change["was_wrong"] and change["is_right"]):
        yield Finding("was_wrong", _("A correction says what was wrong and what is right."))


@check
def references_are_cited(payload: Payload, rendered: Rendered) -> Iterator[Finding]:
    """Advice: a reference that nothing cites may be a forgotten citation."""
    idle = [reference["key"] for reference in payload["references"] if reference["key"] not in rendered.cited]
    if idle:
        text = ngettext_lazy(
            "The reference %(keys)s is never cited.", "The references %(keys)s are never cited.", len(idle)
        )
        yield Finding("references", text % {"keys": ", ".join(idle)}, required=False)


@check
def cells_are_filled(payload: Payload, _rendered: Rendered) -> Iterator[Finding]:
    """Advice: an empty cell of a stakeholder table looks like a gap."""
    for table in payload["tables"]:
        for row in table["rows"]:
            if not all(row["cells"]):
                text = _("The row of %(name)s has an empty cell.") % {"name": row["name"]}
                yield Finding("stakeholder_rows", text, required=False)


@check
def headline_fits(payload: Payload, _rendered: Rendered) -> Iterator[Finding]:
    """Advice: a long headline wants a short one for lists."""
    if len(payload["headline"]) > 100 and not payload["short_headline"]:
        yield Finding(
            "short_headline",
            _("The headline is long; a short one would stand better in lists."),
            required=False,
        )


def findings(payload: Payload, rendered: Rendered | None = None) -> list[Finding]:
    """What all checks say, required findings first."""
    rendered = rendered or render(
        payload["body"], payload["references"], payload["tables"], language=payload["language"]
    )
    found = [finding for one in CHECKS for finding in one(payload, rendered)]
    return sorted(found, key=lambda finding: not finding.required)
