"""Private pages of notices: the form by which readers suggest something, and what became of it."""

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.converters import number_in
from articles.models.edition import Edition
from authors import guarding
from authors.guarding import given_back_by, open_too_long
from comments import noticing
from comments.models import Notice, Reader
from comments.notice_forms import NoticeForm
from comments.views import edition_at, in_its_language, name_of, signed_in


@in_its_language
def suggest_once_more(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    """A notice came without a valid token: nothing is taken in, and it is given back with a fresh one."""
    return refused(request, edition, posted(request, edition), open_too_long(), status=403)


@given_back_by(suggest_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
@in_its_language
def suggest(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    """The form for a correction or a source, and its sending; whatever hinders it, all that was typed is given back."""
    if request.method != "POST":
        if edition.get_absolute_url() != address:
            rest = request.get_full_path().removeprefix(address)
            return redirect(edition.get_absolute_url() + rest, permanent=True)
        return form_page(request, edition, first_form(request, edition))
    form = posted(request, edition)
    if why := why_closed(edition):
        return refused(request, edition, form, why, status=409)
    if not form.is_valid():
        return form_page(request, edition, form, status=400)
    if not ratelimit.consume(request, action="notice"):
        words = _("Many suggestions have come from your network. Nothing was lost: please send it later.")
        return refused(request, edition, form, words, status=429)
    try:
        notice = take(request, read(request, edition), form)
    except noticing.TooMany:
        words = _(
            "Very many suggestions have come for this article today. Nothing was lost: please send it tomorrow."
        )
        return refused(request, edition, form, words, status=429)
    return HttpResponseRedirect(noticing.path_of(notice, edition.get_absolute_url()), status=303)


@require_safe
def state(request: HttpRequest, address: str, token: str) -> HttpResponse:
    """What became of a notice, for whoever has the address of it; that of its sender alone is signed."""
    notices = Notice.objects.select_related("reader")
    notice = get_object_or_404(notices, pk=noticing.number_in(token))
    edition = edition_at(address)
    if notice.article_id != edition.article_id:
        raise Http404
    with noticing.in_words_of(edition):
        known = {
            "notice": notice,
            "address": edition.get_absolute_url(),
            "headline": edition.payload["headline"],
        }
        known["answers"] = bool(notice.email or notice.reader_id)
        return render(request, "comments/noticed.html", known)


def take(request: HttpRequest, edition: Edition, form: NoticeForm) -> Notice:
    """The notice of a valid form."""
    given: dict[str, Any] = dict(form.cleaned_data)
    place, key = given.pop("at"), given.pop("made")
    user = signed_in(request)
    reader = Reader.objects.of(user) if user else None
    return noticing.take(edition, place, key, reader=reader, sender=guarding.sender(request), **given)


def read(request: HttpRequest, live: Edition) -> Edition:
    """The edition that was read, if the address says so and it was public; else the live one."""
    number = number_in(request.GET.get("edition"), 6)
    if number in (0, live.number):
        return live
    public = Edition.objects.once_live().filter(article=live.article_id, redacted_at=None)
    return public.exclude(kind=Edition.Kind.RETRACTION).filter(number=number).first() or live


def first_form(request: HttpRequest, live: Edition) -> NoticeForm:
    """An empty form, at the place that the address names."""
    edition = read(request, live)
    known = noticing.places(edition.payload)
    place = noticing.meant(known, request.GET.get("at", ""), request.GET.get("words", ""))
    initial: dict[str, Any] = {"at": place.name} if place else {}
    if request.GET.get("kind") in Notice.Kind.values:
        initial["kind"] = request.GET["kind"]
    return NoticeForm(edition, known, signed_in(request), **initial)


def posted(request: HttpRequest, live: Edition) -> NoticeForm:
    """The form as it was sent."""
    edition = read(request, live)
    return NoticeForm(edition, noticing.places(edition.payload), signed_in(request), request.POST)


def why_closed(edition: Edition) -> str:
    """Why nothing can be suggested for this article, in a sentence; '' if something can."""
    if edition.is_retraction:
        return _("This article has been retracted, so there is nothing left in it to be put right.")
    if edition.redacted_at:
        return _("The text of this article was removed for a legal reason.")
    return ""


def refused(
    request: HttpRequest, edition: Edition, form: NoticeForm, words: str, *, status: int
) -> HttpResponse:
    """Why the notice was not taken in, with all that was typed."""
    form.add_error(None, words)
    return form_page(request, edition, form, status=status)


def form_page(request: HttpRequest, live: Edition, form: NoticeForm, status: int = 200) -> HttpResponse:
    """The page with the form, and what stands at the place that is chosen."""
    user, edition = signed_in(request), read(request, live)
    context = {
        "form": form,
        "place": form.place,
        "closed": why_closed(live),
        "edition": edition,
        "live": live,
        "address": live.get_absolute_url(),
        "name": name_of(user) if user else "",
    }
    return render(request, "comments/notice.html", context, status=status)
