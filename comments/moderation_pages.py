"""The public page on moderation: how it works here, and what came of it, month by month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import reading
from articles.caching import public
from articles.pages import page
from comments.evidence import HOLDS
from comments.models import Ground, ModerationDecision, ModerationMonth
from comments.statements import APPEAL_FOR
from comments.templatetags.moderation import long

SHOWN: Final = 13
"""Months on the page: a year and the running one."""
KEPT: Final = 120
"""Months in the file."""

SANCTIONS: Final[dict[str, Promise | str]] = {
    ModerationDecision.Kind.WARN: gettext_lazy("warned"),
    ModerationDecision.Kind.SUSPEND: gettext_lazy("suspended for some days"),
    ModerationDecision.Kind.BAN: gettext_lazy("banned"),
    ModerationDecision.Kind.HOLD_ALWAYS: gettext_lazy("have each comment read first"),
    ModerationDecision.Kind.LIFT: gettext_lazy("let off again"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Some figures of a month that belong together."""

    title: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as the page tells it."""

    month: date
    figures: dict[str, Any]

    @property
    def taken_away(self) -> int:
        """Comments that were rejected or hidden."""
        return int(self.figures["rejected"] + self.figures["hidden"])

    @property
    def reports(self) -> int:
        """Reports of both kinds."""
        return int(self.figures["reports"]["received"] + self.figures["notices"]["received"])

    @property
    def tables(self) -> list[Table]:
        """All figures."""
        return [
            self._comments(),
            Table(_("Why comments waited"), self._named(self.figures["held_by"], HOLDS)),
            Table(_("Why comments were taken away"), self._grounds(self.figures["grounds"])),
            self._reports(_("Reports"), self.figures["reports"]),
            self._reports(_("Notices of illegal content"), self.figures["notices"]),
            self._appeals(),
            Table(_("Readers"), self._named(self.figures["sanctions"], SANCTIONS)),
            self._rules(),
        ]

    def _comments(self) -> Table:
        told = self.figures
        rows = [
            (_("posted"), told["posted"]),
            (_("appeared at once"), told["at_once"]),
            (_("waited for a moderator"), told["held"]),
            (_("approved"), told["approved"]),
            (_("rejected, before they appeared"), told["rejected"]),
            (_("hidden, after they had appeared"), told["hidden"]),
            (_("decisions taken back at once"), told["undone"]),
        ]
        return Table(
            _("Comments"),
            [*plain(rows), (_("half of those that waited, no longer than"), hours(told["hours_waiting"]))],
        )

    def _reports(self, title: str, told: dict[str, Any]) -> Table:
        rows = [
            (_("received"), told["received"]),
            (_("upheld: the content is gone"), told["upheld"]),
            (_("dismissed"), told["dismissed"]),
            (_("still open"), told["open"]),
        ]
        grounds = [
            (_("ground: %(ground)s") % {"ground": name}, count)
            for name, count in self._grounds(told["grounds"])
        ]
        return Table(
            title, [*plain(rows), (_("half of them decided within"), hours(told["hours"])), *grounds]
        )

    def _appeals(self) -> Table:
        told = self.figures["appeals"]
        rows = [
            (_("received"), told["received"]),
            (_("the decision stood"), told["kept"]),
            (_("the decision was wrong"), told["overturned"]),
            (_("still open"), told["open"]),
        ]
        return Table(_("Appeals"), [*plain(rows), (_("half of them decided within"), hours(told["hours"]))])

    def _rules(self) -> Table:
        told = self.figures
        rows = [
            (_("comments that the rules let appear"), told["at_once"]),
            (_("comments that the rules had wait"), told["held"]),
            (_("comments that the rules alone took away"), told["taken_away_by_rules_alone"]),
            (_("times that the rules trusted a reader more or less"), told["trust_changed"]),
        ]
        return Table(_("Decided by rules alone"), plain(rows))

    def _grounds(self, counts: dict[str, int]) -> list[tuple[str, str]]:
        return self._named(counts, {**dict(Ground.choices), "none": _("no ground was named")})

    def _named(self, counts: dict[str, int], names: Any) -> list[tuple[str, str]]:
        return plain([(str(names.get(name, name)), count) for name, count in counts.items() if count])


def plain(rows: list[tuple[str, int]]) -> list[tuple[str, str]]:
    """The rows with their numbers as people write them."""
    return [(name, number_format(count, force_grouping=True)) for name, count in rows]


def hours(count: float | None) -> str:
    """A time in words; a dash for none."""
    return long(None if count is None else timedelta(hours=count))


@public
def moderation(request: HttpRequest) -> HttpResponse:
    """How comments are moderated, and the figures of the last year."""
    stored = list(ModerationMonth.objects.order_by("-month")[:SHOWN])
    context = {
        "sections": reading.sections(),
        "months": [Month(row.month, row.figures) for row in stored],
        "made_at": stored[0].made_at if stored else None,
        "appeal_days": APPEAL_FOR.days,
    }
    return page(request, "moderation/figures.html", context)


@public
def figures(request: HttpRequest) -> HttpResponse:
    """The same figures as JSON that any page may fetch, of all months."""
    rows = ModerationMonth.objects.order_by("-month")[:KEPT]
    months = [{"month": f"{row.month:%Y-%m}", "made_at": row.made_at, **row.figures} for row in rows]
    response = JsonResponse({"months": months}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response
