"""Notes among colleagues: on a page of their own, and beside the text on the article's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import noting
from articles.admin_views.moving import person
from articles.admin_views.versions import number_of, opened
from articles.anchoring import spots
from articles.converters import number_in
from articles.forms.notes import AnswerForm, NoteForm
from articles.models import Article, Note
from articles.noting import PlaceChanged, Thread, Written
from articles.payload import Payload
from articles.snapshot import snapshot
from authors.models import User

MOST: Final = 500
"""Open notes that are shown: the latest."""
RESOLVED: Final = 30
"""Resolved ones on a page."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the article's form shows of its notes, and what this user may do with them."""

    threads: Sequence[Thread]
    form: NoteForm
    may_write: bool
    may_settle: bool


def beside(article: Article, payload: Payload, user: User) -> Beside:
    """The open notes in the order of the text, and the form for a new one; one query, the checks' own included."""
    found = open_threads(article, payload)
    article.open_notes = len(found)
    return Beside(found, NoteForm(spots(payload)), **rights(article, user))


def rights(article: Article, user: User) -> dict[str, bool]:
    """Whether this user may write notes here, and settle those of others."""
    settles = user.has_perm("articles.edit_any_article") and article.is_reached_by(user)
    return {"may_write": article.may_be_noted_by(user), "may_settle": settles}


def open_threads(article: Article, payload: Payload) -> list[Thread]:
    """The latest open notes with their answers, in the order of the text."""
    return noting.threads(Note.objects.open_of(article).order_by("-at", "-pk")[:MOST], payload)


def notes(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """All notes of an article; POST stores a new one, or an answer to the one that is named."""
    article = opened(model_admin, request, object_id)
    payload = snapshot(article, kind="first")
    if request.method != "POST":
        return page(model_admin, request, article, payload)
    if not article.may_be_noted_by(person(request)):
        return _not_reached(request)
    root = _root(article, request.POST["answers"]) if "answers" in request.POST else None
    form = AnswerForm(request.POST) if root else NoteForm(spots(payload), request.POST)
    if form.is_valid():
        try:
            written = _write(article, person(request), form.cleaned_data, root)
        except PlaceChanged:
            form.add_error(
                "at", _("This place is not in the saved text. Please choose another, or save first.")
            )
        else:
            return _done(request, article, payload, _told(written, root), written.note)
    if _is_scripted(request):
        errors = [str(error) for found in form.errors.values() for error in found]
        return JsonResponse({"error": " ".join([*errors, _("Nothing was stored.")])}, status=400)
    return page(model_admin, request, article, payload, form, root, status=400)


def _not_reached(request: HttpRequest) -> HttpResponse:
    """Who only reads here is told so; their script keeps what they typed."""
    told = _("Your work at the desk does not reach this text, so its notes are yours to read only.")
    if _is_scripted(request):
        return JsonResponse({"error": f"{told} {_('Nothing was stored.')}"}, status=400)
    raise PermissionDenied(told)


def settle(
    model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int, number: int
) -> HttpResponse:
    """POST resolves a note, or opens it again: for who wrote it and for editors."""
    article = opened(model_admin, request, object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    note, user = _root(article, str(number)), person(request)
    if not note.may_be_resolved_by(user):
        raise PermissionDenied
    if request.POST.get("do") == "reopen":
        told = _("The note is open again.") if noting.reopen(note, user) else _("The note is open already.")
    elif noting.resolve(note, user):
        told = _("The note is resolved.")
    else:
        note.refresh_from_db()
        told = _("%(person)s had resolved this note already.") % {"person": note.resolved_by or _("Somebody")}
    return _done(request, article, snapshot(article, kind="first"), [told], note)


def people(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> JsonResponse:
    """The names that a note on this article may mention."""
    article = opened(model_admin, request, object_id)
    return JsonResponse({"people": _names(article)})


def page(
    model_admin: ModelAdmin[Article],
    request: HttpRequest,
    article: Article,
    payload: Payload,
    form: Any = None,
    root: Note | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the notes, with what was typed and could not be stored."""
    resolved = Note.objects.resolved_of(article)
    if before := number_of(request, "before"):
        resolved = resolved.filter(pk__lt=before)
    done = sorted(noting.threads(resolved[: RESOLVED + 1], payload), key=lambda thread: -thread.note.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Notes"),
        "opts": Article._meta,
        "article": article,
        "threads": open_threads(article, payload),
        "resolved": done[:RESOLVED],
        "older": done[RESOLVED - 1].note.pk if len(done) > RESOLVED else 0,
        "form": NoteForm(spots(payload)) if root or form is None else form,
        "answering": root,
        "answer": form if root else None,
        "people": _names(article),
        **rights(article, person(request)),
    }
    return TemplateResponse(request, "admin/articles/article/notes.html", context, status=status)


def _write(article: Article, user: User, said: dict[str, str], root: Note | None) -> Written:
    if root:
        return noting.answer(root, user, said["text"])
    return noting.write(article.pk, user, said["text"], at=said["at"], typed=said["typed"])


def _told(written: Written, root: Note | None) -> list[str]:
    """What to say to who wrote it."""
    told = [_("Your answer is stored.") if root else _("Your note is stored.")]
    if root and root.resolved_at:
        told.append(_("%(person)s has resolved this note.") % {"person": root.resolved_by})
        told.append(_("Open it again if it needs to be seen."))
    if written.told:
        told.append(_("Told: %(names)s.") % {"names": ", ".join(map(str, written.told))})
    told += [
        _("%(person)s may not read this article and was not told.") % {"person": user}
        for user in written.kept_from
    ]
    return told


def _done(
    request: HttpRequest, article: Article, payload: Payload, told: Sequence[str], note: Note
) -> HttpResponse:
    """For the form's script the notes as they are now; else the page again."""
    if not _is_scripted(request):
        messages.success(request, " ".join(told))
        return HttpResponseRedirect(reverse("admin:articles_article_notes", args=[article.pk]))
    found = open_threads(article, payload)
    context = {"threads": found, "article": article, "beside_text": True, **rights(article, person(request))}
    html = render_to_string("admin/articles/article/notes_threads.html", context, request)
    return JsonResponse({"html": html, "told": " ".join(told), "open": len(found), "note": note.pk})


def _root(article: Article, number: str) -> Note:
    """The note of this number, or the one that it answers."""
    mine = Note.objects.filter(article=article).select_related("answers", "resolved_by")
    if not (note := mine.filter(pk=number_in(number)).first()):
        raise Http404
    root = note.answers or note
    root.article = article
    return root


def _names(article: Article) -> list[str]:
    return [handle for handle, _user in noting.handles(list(noting.readers(article)))]


def _is_scripted(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
