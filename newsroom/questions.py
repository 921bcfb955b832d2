"""The page of the desk on which authors see what readers ask them, and answer in place."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.converters import number_in
from articles.models import Entry
from authors.models import User
from comments import answering
from comments.answering import NotYours
from comments.judging import Refused
from comments.models import Comment

ALL = "all"


class AnswerForm(forms.Form):
    """An answer; `parent` is the question."""

    text = forms.CharField(required=False, widget=forms.Textarea({"rows": 4, "required": True}))
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, question: Any, data: Any = None) -> None:
        super().__init__(data, initial={"parent": question}, auto_id=f"answer-{question}-%s")
        self.fields["text"].label = _("Your answer")

    def refuse(self, words: str) -> None:
        """Say at the text why it does not stand."""
        self.add_error("text", words)
        self.fields["text"].widget.attrs["aria-invalid"] = "true"


def page(request: HttpRequest) -> HttpResponse:
    """Open questions, the newest first, a page at a time; a moderator may look at everybody's."""
    user = cast(User, request.user)
    refused = None
    if request.method == "POST":
        form = AnswerForm(request.POST.get("parent", "")[:18], request.POST)
        done = answer(request, user, form) if "text" in request.POST else set_aside(request, user, form)
        if done:
            return redirect(request.get_full_path())
        refused = form
    everybody = request.GET.get("whose") == ALL
    before = number_in(request.GET.get("before"))
    questions = answering.open_questions(user, everybody=everybody).select_related(
        "reader", "thread", "parent__reader"
    )
    if before:
        questions = questions.filter(pk__lt=before)
    some = list(questions[: answering.PAGE + 1])
    shown = asked(user, some[: answering.PAGE], refused)
    context = {
        **admin.site.each_context(request),
        "title": _("Questions from readers"),
        "asked": shown,
        "refused": refused,
        "stranded": refused and all(form is not refused for _question, form in shown),
        "everybody": everybody,
        "may_see_all": user.has_perm("comments.moderate_comment"),
        "older": some[answering.PAGE - 1].pk if len(some) > answering.PAGE else None,
        "begins": not before,
    }
    return TemplateResponse(request, "admin/questions.html", context, status=400 if refused else 200)


def asked(
    user: User, comments: list[Comment], refused: AnswerForm | None
) -> list[tuple[answering.Question, AnswerForm]]:
    """Each question with a form, or with the one that was refused."""
    wanted = str(refused["parent"].value()) if refused else ""
    return [
        (
            question,
            refused if refused and wanted == str(question.comment.pk) else AnswerForm(question.comment.pk),
        )
        for question in answering.told(user, comments)
    ]


def answer(request: HttpRequest, user: User, form: AnswerForm) -> bool:
    """Post it; where it may not stand the form says why, and keeps the text."""
    form.is_valid()
    given = form.cleaned_data
    try:
        said = answering.answer(user, given.get("parent") or 0, given["text"], given.get("key"))
    except (NotYours, Refused) as refusal:
        form.refuse(str(refusal))
        return False
    if said.status != Comment.Status.PUBLIC:
        messages.warning(request, _("Your answer waits for a moderator; the question stays open until then."))
        return True
    entry = Entry.objects.live().filter(article=said.thread_id).first()
    place = f"{entry.path}comments/{said.pk}/{said.anchor}" if entry else reverse("admin:questions")
    words = _("Your answer is posted, and the reader is told.")
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, place, _("See it in public")))
    return True


def set_aside(request: HttpRequest, user: User, form: AnswerForm) -> bool:
    """Take it from the list without an answer."""
    form.is_valid()
    try:
        done = answering.needs_none(user, form.cleaned_data.get("parent") or 0)
    except NotYours as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("It is off the list. The comment stays where it is.")
            if done
            else _("Somebody has answered it or set it aside already. Nothing was changed."),
        )
    return True
