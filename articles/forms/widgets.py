"""Widgets of the article form; each works as a plain field where there is no script."""

from typing import Any, ClassVar

from django import forms
from django.conf.locale import LANG_INFO
from django.forms.widgets import Script
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdownx.widgets import AdminMarkdownxWidget


class Body(AdminMarkdownxWidget):  # type: ignore[misc]
    """django-markdownx's editor; its script, which traps Tab and posts the text alone, gives way to live-proof.js."""

    template_name = "django/forms/widgets/textarea.html"  # the preview stands beside the form

    class Media:
        extend = False
        css: ClassVar[dict[str, list[str]]] = {}
        js: ClassVar[list[str]] = []


class Suggest(forms.TextInput):
    """A text field that suggests what is known of a kind while one types; `several` are separated by semicolons."""

    class Media:
        js = (Script("desk/suggest-box.js", type="module"),)

    def __init__(self, kind: str, *, several: bool = False) -> None:
        super().__init__({"autocomplete": "off"})
        self.kind, self.several = kind, several

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The field inside its custom element."""
        return format_html(
            '<suggest-box data-kind="{}"{}>{}</suggest-box>',
            self.kind,
            " data-several" if self.several else "",
            super().render(name, value, attrs, renderer),
        )


class Language(forms.TextInput):
    """A language tag, with the names of usual ones."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The field and the list it suggests."""
        known = (
            (code, info["name_local"]) for code, info in sorted(LANG_INFO.items()) if "name_local" in info
        )
        field = super().render(name, value, {**(attrs or {}), "list": "languages"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', known)
        return format_html('{}<datalist id="languages">{}</datalist>', field, options)


class Moment(forms.DateTimeInput):
    """Date and time by the browser's own picker, in the paper's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class Long(forms.Textarea):
    """A field that grows with its text; `count` is 'words', or how many characters are advisable."""

    def __init__(self, rows: int = 2, count: str | int = "", line: bool = False) -> None:
        attrs: dict[str, Any] = {"rows": rows, "dir": "auto"}
        if count:
            attrs["data-count"] = count
        if line:
            attrs["data-line"] = True  # one line of text, however it wraps
        super().__init__(attrs)
