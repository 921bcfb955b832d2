"""The list of words to look out for, and a page to try what they and the other rules would say about a text."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.judging import cleaned, tried
from comments.models import Trust, Word
from comments.moderation import Outcome, judge, risk
from comments.words import Match

MOST_FOLDED: Final = 320
LOOKS: Final[dict[Outcome, Any]] = {
    Outcome.REFUSE: gettext_lazy("It would be refused, and its writer could change it."),
    Outcome.HOLD: gettext_lazy("It would wait for a moderator; its writer is told why before."),
    Outcome.PASS: gettext_lazy("It would appear at once."),
}


class WordForm(forms.ModelForm[Word]):
    """A word, which nothing else on the list looks like."""

    def clean_text(self) -> str:
        """The word, of which there is something to compare."""
        text = " ".join(self.cleaned_data["text"].split())
        found_by = Word.found_by(text)
        if not found_by["folded"]:
            raise ValidationError(_("Only letters and figures can be found; there are none in this."))
        if len(found_by["folded"]) > MOST_FOLDED:
            raise ValidationError(_("This is too long to be looked for. Part of it will do."))
        same = Word.objects.filter(folded=found_by["folded"]).exclude(pk=self.instance.pk).first()
        if same:
            raise ValidationError(
                _("“%(word)s” is on the list already, and finds this too. Nothing was saved.")
                % {"word": same.text}
            )
        for name, value in found_by.items():
            setattr(self.instance, name, value)
        return text


class TryForm(forms.Form):
    """A text to try, and as whose."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "vLargeTextField"}),
    )
    trust = forms.TypedChoiceField(
        label=gettext_lazy("As if written by a reader who is"),
        choices=Trust.choices,
        initial=Trust.KNOWN,
        coerce=int,
    )


@admin.register(Word)
class WordAdmin(admin.ModelAdmin[Word]):
    """Words and phrases for which a comment is refused or waits."""

    form = WordForm
    list_display = ("text", "kind_word", "note")
    list_filter = ("kind",)
    list_per_page = 100
    search_fields = ("text", "folded", "note")
    fields = ("text", "kind", "note")
    radio_fields = {"kind": admin.VERTICAL}
    change_list_template = "admin/comments/word/change_list.html"

    @admin.display(description=gettext_lazy("what it does"), ordering="kind")
    def kind_word(self, word: Word) -> str:
        """In a word."""
        return _("refuses") if word.kind == Word.Kind.BANNED else _("has it wait")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of two who list the same word at once, the second is told."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            words = _("Somebody has listed this word at the same moment. Nothing was saved.")
            self.message_user(request, words, messages.WARNING)
            return redirect("admin:comments_word_changelist")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_it)
        return [path("try/", view, name="comments_word_try"), *super().get_urls()]

    def try_it(self, request: HttpRequest) -> HttpResponse:
        """Which words stand in a text and where, and what all rules would say; nothing is stored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Try the rules on a text"),
            "form": form,
            **(_tried(form.cleaned_data["text"], form.cleaned_data["trust"]) if form.is_valid() else {}),
        }
        return TemplateResponse(request, "admin/comments/word/try.html", context)


def _tried(text: str, trust: int) -> dict[str, Any]:
    """What the rules say about a text."""
    text, html = cleaned(text)
    given = tried(text, html, trust)
    verdicts = judge(given)
    outcome = max((verdict.outcome for verdict in verdicts), default=Outcome.PASS)
    rows = {
        word.folded: word for word in Word.objects.filter(folded__in={m.word.folded for m in given.found})
    }
    return {
        "tried": True,
        "pieces": list(_pieces(text, given.found)),
        "matches": [(match, rows.get(match.word.folded)) for match in given.found],
        "verdicts": verdicts,
        "outcome": LOOKS[outcome],
        "risk": risk(verdicts),
    }


def _pieces(text: str, matches: Iterable[Match]) -> Iterable[tuple[str, str]]:
    """The text in pieces, each with the kind of the word that it is, or ''."""
    done = 0
    for match in matches:
        if match.begin < done:
            continue
        yield text[done : match.begin], ""
        yield text[match.begin : match.end], Word.Kind.BANNED if match.word.banned else Word.Kind.SUSPECT
        done = match.end
    yield text[done:], ""
