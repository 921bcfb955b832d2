"""The form of an article."""

import re
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import languages
from articles.forms import finding
from articles.forms.planning import TIMES, Planned, Time
from articles.forms.widgets import Body, Language, Long, Moment, Suggest
from articles.models import Article, Topic
from articles.translating import taken
from authors.models import User
from images.models import Image

LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
CHANGE: Final = ("change_kind", "change_note", "was_wrong", "is_right")


def library_links(field: str, said: str) -> SafeString:
    """The ways to a picture, in a window that hands it over to a field."""
    return format_html(
        '{} <a href="{}?_popup=1" class="related-widget-wrapper-link" id="change_id_{}" data-popup="yes">{}</a> · '
        '<a href="{}?_popup=1" class="related-widget-wrapper-link" id="add_id_{}" data-popup="yes">{}</a>',
        said,
        reverse("admin:images_image_changelist"),
        field,
        _("Choose from the library"),
        reverse("admin:images_image_add"),
        field,
        _("Upload a picture"),
    )


class ArticleForm(Planned):
    """The working copy; topics and picture are found by what is typed."""

    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        required=False,
        widget=Suggest("topic", several=True),
        help_text=gettext_lazy("Separate several by semicolons. A name that is new makes a new topic."),
    )
    translation_of = forms.CharField(
        label=gettext_lazy("Translation of"),
        required=False,
        max_length=400,
        widget=Suggest("translation"),
        help_text=gettext_lazy("Type words of its headline, or its number as #12."),
    )
    lead_image = forms.CharField(
        label=gettext_lazy("Picture"), required=False, max_length=200, widget=Suggest("picture")
    )

    class Meta:
        model = Article
        fields = (
            "headline", "summary", "body", "short_headline", "label", "section", "topics", "slug", "language",
            "lead_image", *TIMES, "brief", *CHANGE,
        )  # fmt: skip
        widgets: ClassVar = {
            "headline": Long(1, count=100, line=True),
            "short_headline": Long(1, count=60, line=True),
            "summary": Long(3, count="words"),
            "body": Body({"data-count": "words", "rows": 24, "dir": "auto"}),
            "language": Language,
            "brief": Long(4),
            **dict.fromkeys(TIMES, Moment),
            "change_note": Long(2, count="words"),
            "was_wrong": Long(2),
            "is_right": Long(2),
        }
        field_classes: ClassVar = dict.fromkeys(TIMES, Time)

    may_upload = False
    person: User | None = None
    linked: Article | None = None
    """What it is a translation of so far."""
    overtaken: str = ""
    """Why this form cannot be saved as it is: somebody else has saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["topics"] = "; ".join(topic.name for topic in self.initial.get("topics", ()))
            self.initial["lead_image"] = finding.picture_shown(self.instance.lead_image)
            self._show_translations()
        else:
            self.initial.setdefault("language", settings.LANGUAGE_CODE)
            self.fields["headline"].widget.attrs["autofocus"] = True
        if self.may_upload and "body" in self.fields:  # who only reads has no fields
            self.fields["lead_image"].help_text = library_links(
                "lead_image", _("Type words of its description or credit.")
            )
            within = _("A picture in the text: paste or drop it there.")
            self.fields["body"].help_text = format_html(
                '{}<input type="hidden" id="id_body_picture">', library_links("body_picture", within)
            )

    def _show_translations(self) -> None:
        """What this is a translation of, or else what is one of this; one query."""
        others: list[Any] = list(Article.objects.translations_of(self.instance))
        if others and others[0].original != self.instance.pk:
            self.linked = next((one for one in others if one.pk == one.original), others[0])
            self.initial["translation_of"] = finding.article_shown(self.linked)
        elif others:
            said = ", ".join(f"{languages.own_name(one.language)} #{one.pk}" for one in others)
            self.fields["translation_of"].help_text = _("Stands with: %(others)s.") % {"others": said}

    def clean_headline(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_short_headline(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["short_headline"].split())

    def clean_body(self) -> str:
        """The text; a picture that it calls by a number is called by its name, which means the same everywhere."""
        return finding.name_pictures(self.cleaned_data["body"])

    def clean_language(self) -> str:
        """A language tag; its first part says which language."""
        language: str = self.cleaned_data["language"].strip()
        if not LANGUAGE.fullmatch(language):
            raise ValidationError(_("This is not a language tag. Use one such as en, fr, pt-BR or ar."))
        return language

    def clean_topics(self) -> list[Topic]:
        """The topics that are meant, new ones not stored yet."""
        return finding.find_topics(self.cleaned_data["topics"])

    def clean_lead_image(self) -> Image | None:
        """The picture that is meant, kept without a question while nothing else is typed."""
        text = self.cleaned_data["lead_image"]
        if text == self.initial.get("lead_image"):
            return self.instance.lead_image
        return finding.find_picture(text)

    def clean_translation_of(self) -> Article | None:
        """The article that is meant, kept without a question while nothing else is typed."""
        text = self.cleaned_data["translation_of"].strip()
        if text == self.initial.get("translation_of", ""):
            return self.linked
        if not text or not self.person:
            return None
        found = finding.find_article(text, self.person)
        if found.pk == self.instance.pk:
            raise ValidationError(_("An article is no translation of itself."))
        return found

    def _one_of_a_language(self) -> None:
        original, language = self.cleaned_data.get("translation_of"), self.cleaned_data.get("language", "")
        if {"translation_of", "language"} & set(self.changed_data) and "translation_of" not in self.errors:
            other = taken(self.instance, language, original)
            if other:
                said = _("“%(other)s” is the translation in this language already. Unlink it first.")
                self.add_error("translation_of", said % {"other": finding.article_shown(other)})

    def clean(self) -> dict[str, Any] | None:
        """Refuses to overwrite what somebody else has saved meanwhile."""
        if self.overtaken:
            raise ValidationError(self.overtaken, code="overtaken")
        self._one_of_a_language()
        return super().clean()

    def _save_m2m(self) -> None:
        self.cleaned_data["topics"] = [
            topic if topic.pk else finding.store_topic(topic) for topic in self.cleaned_data.get("topics", ())
        ]
        super()._save_m2m()  # type: ignore[misc]
