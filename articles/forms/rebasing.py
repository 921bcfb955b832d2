"""When two save: what was posted on an old version becomes a form on the new one, and nothing is lost.

What only one side touched merges, texts by paragraphs and lists by rows; the rest keeps the own wording and is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.converters import number_in
from articles.forms.article import ArticleForm
from articles.forms.finding import source_shown
from articles.forms.planning import TIMES
from articles.forms.widgets import Moment
from articles.merging import merge
from articles.models import Article, Source, Version
from articles.payload import Payload
from articles.snapshot import items

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that both sides changed: the own wording stands in the form, theirs is shown beside it."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Rebased:
    """The posted form on the version that is current, and what could not be merged."""

    data: QueryDict
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A list of rows: its prefix in the form, the fields that are compared, and its rows in a payload."""

    prefix: str
    fields: tuple[str, ...]
    key: Callable[[Row], Any]
    old: Callable[[Payload], Iterable[Row]]


def _references(payload: Payload) -> Iterable[Row]:
    sources = Source.objects.in_bulk([one["source"] for one in payload["references"]])
    for one in payload["references"]:
        if source := sources.get(one["source"]):
            row = {"key": one["key"], "quote": one["quote"], "note": one["note"]}
            wording = "" if one["title"] == source.title else one["title"]
            yield {**row, "cites": source_shown(source), "wording": wording}


def _stakeholders(payload: Payload) -> Iterable[Row]:
    for table in payload["tables"]:
        for row in table["rows"]:
            cells = ["; ".join(cell) for cell in row["cells"]] + ["", ""]
            yield {"table": table["slug"], "name": row["name"], "motivations": cells[0], "challenges": cells[1],
                   "more": "\n".join(cells[2:-2])}  # fmt: skip


def _byline(payload: Payload) -> Iterable[Row]:
    for one in payload["byline"]:
        yield {"name": one["name"], "role": one["role"], "expertise": one.get("expertise", "")}


PARTS: Final = (
    Part("bylines", ("name", "role", "expertise"), lambda row: row.get("name", "").casefold(), _byline),
    Part(
        "references",
        ("cites", "key", "wording", "quote", "note"),
        lambda row: row.get("key", ""),
        _references,
    ),
    Part(
        "stakeholder_rows",
        ("name", "motivations", "challenges", "table", "more"),
        lambda row: (row.get("table", ""), row.get("name", "").casefold()),
        _stakeholders,
    ),
    Part("tables", ("slug", "caption", "columns"), lambda row: row.get("slug", ""), lambda payload: ()),
)
MOST_ROWS: Final = 2000
"""Of one list; a form has no more."""

TYPED: Final = Moment()
"""Times are compared as their fields show them."""

MERGED_BY_PARAGRAPH: Final = ("body", "summary", "brief")


def opened(article: Article, version: int) -> Version | None:
    """The document as it was when this version was opened."""
    return Version.objects.filter(article=article, number__lte=version).order_by("-number").first()


def rebase(posted: QueryDict, article: Article, formsets: Iterable[Any]) -> Rebased:
    """What was posted, moved from the version it opened to the current one; `formsets` are the unbound current rows."""
    version = opened(article, number_in(posted.get("version")))
    base: Payload | None = version.payload if version else None
    data = posted.copy()
    data["version"] = str(article.version)
    form = ArticleForm(instance=article)
    differences = list(_fields(data, form, _old_fields(version) if version else {}))
    current = {formset.prefix: formset for formset in formsets}
    for part in PARTS:
        if part.prefix in current and f"{part.prefix}-TOTAL_FORMS" in posted:
            differences += _rows(data, part, current[part.prefix], base)
    return Rebased(data, tuple(differences))


def _old_fields(version: Version) -> dict[str, str]:
    """The fields of the form as they stood in the version that was opened, those beside the payload too."""
    base: Payload = version.payload
    beside: dict[str, str] = version.beside or {}
    texts = {
        name: str(base[name])
        for name in ("headline", "short_headline", "label", "language", "summary", "body")
    }
    change, image, section = base["change"], base["lead_image"], base["section"]
    kind = "" if change["kind"] in ("first", "retraction") else change["kind"]
    return {
        **texts,
        "section": str(section["id"]) if section else "",
        "topics": "; ".join(topic["name"] for topic in base["topics"]),
        "lead_image": f"#{image['image']}" if image else "",
        "change_kind": kind,
        "change_note": change["note"],
        **beside,
        **{
            name: str(TYPED.format_value(timezone.localtime(at)))
            for name in TIMES
            if (at := parse_datetime(beside.get(name, "")))
        },
    }


def _fields(data: QueryDict, form: ArticleForm, old: dict[str, str]) -> Iterable[Difference]:
    for name, field in form.fields.items():
        if name not in data:
            continue
        shown = form[name].value()
        mine, theirs = _plain(data[name]), _plain(TYPED.format_value(shown) if name in TIMES else shown)
        before = _plain(old[name]) if name in old else None
        same, touched, theirs_touched = _compared(name, mine, theirs, before)
        if same or not theirs_touched:
            continue
        if not touched:
            data[name] = theirs
        elif name in MERGED_BY_PARAGRAPH and before is not None:
            merged = merge(before, mine, theirs)
            data[name] = merged.text
            for ours, other in merged.clashes:
                yield Difference(str(field.label), ours, other)
        else:
            yield Difference(str(field.label), mine, theirs)


def _compared(name: str, mine: str, theirs: str, before: str | None) -> tuple[bool, bool, bool]:
    """Whether both sides are the same, whether this side was touched, and whether theirs was; None: nobody knows."""
    if name == "lead_image":  # by its number; the rest is a description
        mine, theirs, before = (text and text.rpartition("#")[2] for text in (mine, theirs, before))  # type: ignore[assignment]
    return mine == theirs, mine != before, theirs != before


def _plain(value: Any) -> str:
    """A value as a browser posts it, with plain line ends."""
    return str("" if value is None else value).replace("\r\n", "\n").strip()


def _rows(data: QueryDict, part: Part, formset: Any, base: Payload | None) -> Iterable[Difference]:
    """Merges one list row by row and writes it back as a posted formset over the current rows."""
    prefix = part.prefix
    mine, deleted = _posted(data, part)
    theirs = [_shown(form, part) for form in formset.initial_forms]
    ids = [str(form.instance.pk) for form in formset.initial_forms]
    old = {part.key(row): row for row in part.old(base)} if base else {}
    theirs_by_key = {part.key(row): row for row in theirs}
    differences: list[Difference] = []
    kept: list[Row] = []
    for row in mine:
        key = part.key(row)
        other, before = theirs_by_key.get(key), old.get(key)
        if other is None and before is not None and _same(row, before):
            continue  # they took it away, and nothing was changed here
        if other is not None and not _same(row, other):
            if before is not None and _same(row, before):
                row = {**row, **other}
            elif before is None or not _same(other, before):
                differences.append(
                    Difference(str(formset.model._meta.verbose_name), _told(row), _told(other))
                )
        kept.append(row)
    keys = {part.key(row) for row in kept}
    for key, other in theirs_by_key.items():
        if key not in keys and not (
            key in deleted and (before := old.get(key)) is not None and _same(other, before)
        ):
            kept.append(other)
            keys.add(key)
    for name in [name for name in data if name.startswith(f"{prefix}-") and name.split("-")[1].isdigit()]:
        del data[name]
    places = {part.key(row): place for place, row in enumerate(kept, start=1)}
    rows = {part.key(row): row for row in kept}
    number = 0
    for pk, row in zip(ids, theirs, strict=True):
        key = part.key(row)
        merged = rows.pop(key, None)
        _write(
            data,
            f"{prefix}-{number}",
            merged or row,
            places.get(key, 0),
            pk=pk,
            article=str(formset.instance.pk),
        )
        if merged is None:
            data[f"{prefix}-{number}-DELETE"] = "on"
        number += 1
    data[f"{prefix}-INITIAL_FORMS"] = str(number)
    for key, row in rows.items():
        _write(data, f"{prefix}-{number}", row, places[key], article=str(formset.instance.pk))
        number += 1
    data[f"{prefix}-TOTAL_FORMS"] = str(number)
    return differences


def _shown(form: Any, part: Part) -> Row:
    """A saved row as its form shows it."""
    return {name: _plain(form[name].value()) for name in part.fields if name in form.fields}


def _posted(data: QueryDict, part: Part) -> tuple[list[Row], set[Any]]:
    """The posted rows in their order, and the keys of those that were to be deleted."""
    rows: list[tuple[int, Row]] = []
    deleted = set()
    for number in range(min(number_in(data.get(f"{part.prefix}-TOTAL_FORMS")), MOST_ROWS)):
        at = f"{part.prefix}-{number}"
        row = {name: _plain(data.get(f"{at}-{name}")) for name in part.fields if f"{at}-{name}" in data}
        if f"{at}-DELETE" in data:
            deleted.add(part.key(row))
        elif any(row.values()):
            order = data.get(f"{at}-order") or ""
            rows.append((int(order) if order.isdigit() else 30_000, row))
    return [row for _order, row in sorted(rows, key=lambda one: one[0])], deleted


def _same(one: Row, other: Row) -> bool:
    """Whether two rows say the same; items are compared, not their spaces."""
    return all(items(one[name]) == items(other[name]) for name in one.keys() & other.keys())


def _told(row: Row) -> str:
    return " · ".join(value for value in row.values() if value)


def _write(data: QueryDict, at: str, row: Row, place: int, *, article: str, pk: str = "") -> None:
    for name, value in row.items():
        data[f"{at}-{name}"] = value
    data[f"{at}-order"], data[f"{at}-id"], data[f"{at}-article"] = str(place), pk, article
