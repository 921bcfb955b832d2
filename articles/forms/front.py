"""The front page as a form: a row for each part of it, with as many places as readers see there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import front_page
from articles.forms.finding import article_shown, find_article
from articles.forms.planning import Time
from articles.forms.widgets import Suggest
from articles.models import Arrangement, Article, Entry, Section
from articles.workflow import WORDS
from authors.models import User


class Ahead(Time):
    """A time that is still to come."""

    def clean(self, value: Any) -> datetime | None:
        """Refuses what has passed."""
        at = super().clean(value)
        if at and at <= timezone.now():
            raise ValidationError(_("This time has passed. Choose one ahead, or leave the field empty."))
        return at


class ArticleField(forms.CharField):
    """An article by headline, number or address, among those that the user may read."""

    widget = Suggest("article")

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=400, **kwargs)
        self.user = user

    def clean(self, value: Any) -> Article | None:
        """The article that is meant; None for an empty field."""
        text = super().clean(value)
        return find_article(text, self.user) if text else None


class PlaceForm(forms.Form):
    """One place of a row: which article stands there, until when, and its number among the others."""

    order = forms.IntegerField(label=gettext_lazy("Place"), min_value=1, max_value=99)
    until = Ahead(label=gettext_lazy("Until"), required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"] = ArticleField(user, label=_("Article"))

    @property
    def article(self) -> Article | None:
        """What was chosen for it, as far as that was understood."""
        found: Article | None = (
            self.cleaned_data.get("article") if self.is_bound and self.is_valid() else None
        )
        return found

    @property
    def place(self) -> dict[str, Any] | None:
        """The place as it is stored; None for one that arranges itself."""
        if not self.article:
            return None
        until = self.cleaned_data["until"]
        return {"article": self.article.pk, "until": until.isoformat() if until else None}


class LineForm(forms.Form):
    """The line of breaking news."""

    text = forms.CharField(
        label=gettext_lazy("Line"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Empty: there is none."),
    )
    until = Ahead(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Then it goes by itself.")
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"] = ArticleField(
            user,
            label=_("Leads to"),
            help_text=_("Not needed. With an article, the line stands only while readers can read that."),
        )

    def clean_text(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any] | None:
        """A line says when it ends."""
        data = super().clean()
        if data and data.get("text") and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until when it is breaking news."))
        return data


@dataclass(slots=True)
class Row:
    """A part of the page with its places."""

    name: str
    title: str
    places: list[PlaceForm]

    @property
    def help(self) -> str:
        """What the places are, or how many of them somebody has filled."""
        if self.name == front_page.TOP:
            return _("The first leads, the others stand beside it.")
        filled = sum(bool(form["article"].value()) for form in self.places)
        return (
            ngettext("%d place by hand", "%d places by hand", filled) % filled
            if filled
            else _("fills itself")
        )

    @property
    def is_open(self) -> bool:
        """Whether there is something in it to look at."""
        return self.name == front_page.TOP or any(
            form["article"].value() or form.errors for form in self.places
        )

    @property
    def in_order(self) -> list[PlaceForm]:
        """The places as their numbers have it: those that got a new one go there, the others close up."""
        moved = [
            form for form in self.places if "order" in form.changed_data and "order" in form.cleaned_data
        ]
        order = [form for form in self.places if form not in moved]
        for form in sorted(moved, key=lambda one: int(one.cleaned_data["order"])):
            order.insert(form.cleaned_data["order"] - 1, form)
        return order


class FrontForm:
    """All of it: the line of breaking news, the top, and a rail for each section of the menu."""

    def __init__(
        self,
        user: User,
        sections: list[Section],
        shown: Arrangement,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """`shown` is what the form was opened with; `data` what was made of it."""
        now = timezone.now()
        self.data, self.shown = data, shown
        numbers = shown.pinned(now)
        known = {one.pk: article_shown(one) for one in Article.objects.filter(pk__in=numbers)}
        line = {}
        if shown.breaks(now):
            line = {"text": shown.breaking, "until": shown.breaking_until}
            line["article"] = known.get(shown.breaking_article or 0, "")
        self.line = LineForm(user, data, prefix="line", initial=line, label_suffix="")
        named = {front_page.row_of(section): section.name for section in sections}
        self.rows = [
            Row(name, named.get(name, _("Top")), [
                PlaceForm(user, data, prefix=f"{name}-{at}", initial=start, label_suffix="")
                for at, start in enumerate(_initial(shown, name, size, known, now))
            ])
            for name, size in front_page.rows(sections).items()
        ]  # fmt: skip
        front = front_page.front(sections, shown, now)
        stands = {front_page.TOP: front.top}
        stands |= {front_page.row_of(rail.section): rail.entries for rail in front.rails}
        for row in self.rows:
            for form, entry in zip(row.places, stands.get(row.name, []), strict=False):
                form.fields["article"].widget.attrs["placeholder"] = entry.title

    @property
    def forms(self) -> Iterator[forms.Form]:
        """The line and every place."""
        yield self.line
        for row in self.rows:
            yield from row.places

    def is_valid(self) -> bool:
        """Whether it can be stored: everything is understood, nothing stands there twice, nothing paid leads."""
        seen: set[Article] = set()
        for row in self.rows:
            for form in row.places:
                if not (article := form.article):
                    continue
                if article in seen:
                    form.add_error("article", _("This article stands at another place too."))
                elif row.name == front_page.TOP and article.label == "sponsored":
                    form.add_error("article", _("What is paid for cannot stand here, only in a section."))
                seen.add(article)
        return not any(form.errors for form in self.forms)

    def wanted(self) -> Arrangement:
        """The arrangement that it asks for, as far as it is understood."""
        for form in self.forms:
            form.is_valid()
        line = self.line.cleaned_data if self.line.cleaned_data.get("text") else {}
        article = line.get("article")
        return Arrangement(
            number=self.shown.number,
            places={
                row.name: [form.place for form in row.in_order]
                for row in self.rows
                if any(form.place for form in row.places)
            },
            breaking=line.get("text", ""),
            breaking_article=article.pk if article else None,
            breaking_until=line.get("until"),
        )

    @cached_property
    def standings(self) -> dict[str, str]:
        """What is true now of the articles of each place, by the place's prefix."""
        chosen = {form.prefix: form for form in self.forms if form["article"].value()}
        found = {prefix: _article_of(form) for prefix, form in chosen.items()}
        entries = list(Entry.objects.standing().filter(article__in=[pk for pk in found.values() if pk]))
        states = dict(Article.objects.filter(pk__in=found.values()).values_list("pk", "state"))
        return {str(prefix): _standing(pk, entries, states) for prefix, pk in found.items() if pk in states}


def _initial(
    shown: Arrangement, name: str, size: int, known: dict[int, str], now: datetime
) -> Iterator[dict[str, Any]]:
    row = shown.row(name, now)
    for at in range(size):
        pk = row[at] if at < len(row) else None
        until = shown.places[name][at]["until"] if pk else None
        yield {
            "order": at + 1,
            "article": known.get(pk or 0, ""),
            "until": parse_datetime(until) if until else None,
        }


def _article_of(form: forms.Form) -> int:
    """The number at the end of what stands in the field."""
    if form.is_bound and (article := form.cleaned_data.get("article")):
        return int(article.pk)
    number = str(form["article"].value()).rpartition("#")[2]
    return int(number) if number.isdecimal() else 0


def _standing(pk: int, entries: list[Entry], states: dict[int, str]) -> str:
    """What somebody who puts it here should know; '' where all is well."""
    now = timezone.now()
    own = [entry for entry in entries if entry.article_id == pk]
    if any(entry.goes_live_at <= now and not entry.is_retraction for entry in own):
        return ""
    ahead = [entry for entry in own if entry.goes_live_at > now and not entry.is_retraction]
    if ahead:
        at = date_format(timezone.localtime(ahead[0].goes_live_at), "DATETIME_FORMAT")
        return _("Goes live %(at)s; until then the place fills itself.") % {"at": at}
    if own:
        return _("Retracted, so the place fills itself.")
    return _("Not published (%(state)s); until it is, the place fills itself.") % {"state": WORDS[states[pk]]}
