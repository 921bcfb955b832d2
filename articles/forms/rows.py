"""The forms of an article's rows, and the sets they stand in."""

from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import finding
from articles.forms.widgets import Long, Suggest
from articles.models import (
    Article,
    Byline,
    Reference,
    Source,
    Stakeholder,
    StakeholderRow,
    StakeholderTable,
)
from authors.forms import Lines

R = TypeVar("R", bound=Model)


class RowForm(forms.ModelForm[R]):
    """A row that can be sorted; an empty new one counts as none, wherever it stands."""

    identity: ClassVar[str]
    """The field by which a row is told from the others."""
    order = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=0, max_value=30_000, widget=forms.NumberInput
    )

    def clean_order(self) -> int:
        """Rows without a number come last."""
        order = self.cleaned_data.get("order")
        return 30_000 if order is None else order

    def has_changed(self) -> bool:
        """Whether more than the place of an empty row was touched."""
        return bool(set(self.changed_data) - ({"order"} if self.instance._state.adding else set()))

    # The whole set is checked at once (Rows.clean): one by one, two rows could not exchange their names.
    def validate_unique(self) -> None:
        """Left to the set of rows."""

    def validate_constraints(self) -> None:
        """Left to the set of rows."""


class BylineForm(RowForm[Byline]):
    """An author, by name."""

    identity = "name"
    name = forms.CharField(label=gettext_lazy("Author"), max_length=140, widget=Suggest("author"))

    class Meta:
        model = Byline
        fields = ("name", "role", "order", "expertise")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["name"] = self.instance.author.name

    def clean_name(self) -> str:
        """Finds the author."""
        name: str = self.cleaned_data["name"]
        if name != self.initial.get("name") or not self.instance.author_id:
            self.instance.author = finding.find_author(name)
        return self.instance.author.name


class ReferenceForm(RowForm[Reference]):
    """A source that the text cites: known, or new by its web address."""

    identity = "key"
    cites = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=2000,
        widget=Suggest("source"),
        help_text=gettext_lazy("A web address, or the title of a known source."),
    )

    class Meta:
        model = Reference
        fields = ("cites", "key", "wording", "quote", "note", "order")
        widgets: ClassVar = {"quote": Long(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        self.fields["key"].help_text = _("Cite it in the text as [[key]]. Left empty, one is made.")
        if self.instance.pk:
            self.initial["cites"] = finding.source_shown(self.instance.source)

    def clean_cites(self) -> str:
        """Finds the source, or prepares a new one."""
        text: str = self.cleaned_data["cites"]
        if text != self.initial.get("cites") or not self.instance.source_id:
            self.instance.source = finding.find_source(text)
        return text

    def save(self, commit: bool = True) -> Reference:
        """The row, and its source where that is new."""
        source = self.instance.source
        if not source.pk:
            self.instance.source = Source.objects.get_or_make(source.address)
        return super().save(commit)


class StakeholderRowForm(RowForm[StakeholderRow]):
    """What one stakeholder wants; a name that is new makes a new stakeholder."""

    identity = ""  # somebody may stand in two tables, or twice in one
    name = forms.CharField(label=gettext_lazy("Stakeholder"), max_length=160, widget=Suggest("stakeholder"))
    more = Lines(
        label=gettext_lazy("Further columns"),
        help_text=gettext_lazy("One cell a line, for a table with more than three headings."),
    )

    class Meta:
        model = StakeholderRow
        fields = ("name", "motivations", "challenges", "table", "more", "order")
        widgets: ClassVar = {"motivations": Long(2), "challenges": Long(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["name"] = self.instance.stakeholder.name
            self.initial["more"] = self.instance.further

    def clean_name(self) -> str:
        """Finds the stakeholder, or prepares a new one."""
        name: str = self.cleaned_data["name"]
        if name != self.initial.get("name") or not self.instance.stakeholder_id:
            self.instance.stakeholder = finding.find_stakeholder(name)
        return name

    def clean(self) -> dict[str, Any] | None:
        """Keeps the further cells."""
        data = super().clean()
        if "more" in self.fields:
            self.instance.further = self.cleaned_data.get("more", [])
        return data

    def save(self, commit: bool = True) -> StakeholderRow:
        """The row, and its stakeholder where that is new."""
        stakeholder = self.instance.stakeholder
        if not stakeholder.pk:
            self.instance.stakeholder = Stakeholder.objects.get_or_make(stakeholder.name)
        return super().save(commit)


class StakeholderTableForm(forms.ModelForm[StakeholderTable]):
    """Caption and headings of a table that has not the usual ones."""

    identity: ClassVar[str] = "slug"
    columns = Lines(
        label=gettext_lazy("Headings"),
        help_text=gettext_lazy("One a line, the stakeholder's first; empty means the usual three."),
    )

    class Meta:
        model = StakeholderTable
        fields = ("slug", "caption", "columns")

    def validate_unique(self) -> None:
        """Left to the set of rows."""

    def validate_constraints(self) -> None:
        """Left to the set of rows."""


class LoadedRow(forms.Field):
    """Which saved row is meant, by its number, among those that are loaded: no query for each."""

    widget = forms.HiddenInput

    def __init__(self, rows: QuerySet[Any], initial: Any) -> None:
        super().__init__(required=False, initial=initial)
        self.rows = rows

    def to_python(self, value: Any) -> Any:
        """The row of this number, or None for a new one."""
        if value in self.empty_values:
            return None
        for row in self.rows:
            if str(row.pk) == str(value):
                return row
        raise ValidationError(
            _("This row was taken away by somebody else meanwhile. Please copy what you need, then reload.")
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: it only says which row."""
        return False


class Rows(forms.BaseInlineFormSet[R, Article, Any]):
    """An article's rows of one kind, loaded with the article and checked as a set."""

    @cached_property
    def _loaded(self) -> QuerySet[R]:
        # Rows that came with `Article.objects.whole()` are not asked for again.
        name = str(self.fk.remote_field.get_accessor_name())
        rows: QuerySet[R] = getattr(self.instance, name).all()
        return rows

    @property
    def stored(self) -> QuerySet[R]:
        """All rows of this kind."""
        model: type[R] = self.model  # type: ignore[assignment]
        return model._default_manager.all()

    def get_queryset(self) -> QuerySet[R]:
        """The saved rows, in their order."""
        return self._loaded if self.instance.pk else self.stored.none()

    def add_fields(self, form: Any, index: int | None) -> None:
        """Saved rows are known by their number, without a query for each."""
        super().add_fields(form, index)
        form.fields["id"] = LoadedRow(self.get_queryset(), form.fields["id"].initial)

    def clean(self) -> None:
        """Gives every reference a key, and lets nothing stand there twice."""
        rows = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        rows = [form for form in rows if form.has_changed() or form.instance.pk]
        if issubclass(self.form, ReferenceForm):
            self._make_keys(rows)
        field, seen = self.form.identity, set()
        for form in rows:
            if field not in form.cleaned_data:
                continue  # it has no identity, or one that is mistaken already
            said = form.cleaned_data[field].casefold()
            if said in seen:
                form.add_error(field, _("“%(text)s” stands here twice.") % {"text": form.cleaned_data[field]})
            seen.add(said)

    def _make_keys(self, rows: list[Any]) -> None:
        taken = {form.cleaned_data.get("key", "") for form in rows}
        for form in rows:
            if not form.cleaned_data.get("key") and "cites" in form.cleaned_data:
                key = finding.source_key(form.instance.source, taken)
                form.instance.key = form.cleaned_data["key"] = key
                taken.add(key)

    def save(self, commit: bool = True) -> list[R]:
        """Saves all; rows that changed their identity are made anew, so that two can exchange it."""
        field = self.form.identity
        anew = [
            form
            for form in self.initial_forms
            if field and form.instance.pk and field in form.changed_data and form not in self.deleted_forms
        ]
        self.stored.filter(pk__in=[form.instance.pk for form in anew]).delete()
        for form in anew:
            form.instance.pk, form.instance._state.adding = None, True
        saved = super().save(commit)
        for form in anew:
            row = self.save_new(form, commit)
            saved.append(row)
            self.changed_objects.append((row, form.changed_data))
        return saved
