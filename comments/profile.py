"""Private pages about oneself: one's name, what one has said, whom one does not want to meet."""

from typing import Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.converters import number_in
from articles.models.edition import Edition
from articles.models.entry import Entry
from articles.paging import BadCursor, Listing, Place
from authors.guarding import given_back_by, open_too_long
from authors.models import User
from comments import changing
from comments.forms import NameForm
from comments.models import Comment, Mute, Notice, Reader, Report
from comments.noticing import path_of
from comments.own import back, of_one, page
from comments.renaming import rename
from comments.signed import report_page
from comments.views import told

SENT: Final = 50
"""Of what one has sent, so many of each kind are shown."""


def profile_page(request: HttpRequest, reader: Reader, form: NameForm, status: int = 200) -> HttpResponse:
    """The page with the form for the name, and the ways to all else."""
    return render(request, "comments/profile.html", {"reader": reader, "form": form}, status=status)


@login_required
def name_once_more(request: HttpRequest) -> HttpResponse:
    """A new name came without a valid token: nothing is changed, and it is given back with a fresh one."""
    reader = Reader.objects.of(cast(User, request.user))
    form = NameForm(reader, request.POST)
    form.add_error(None, open_too_long())
    return profile_page(request, reader, form, status=403)


@given_back_by(name_once_more)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is to others, and taking another name."""
    reader = Reader.objects.of(cast(User, request.user))
    if request.method != "POST":
        return profile_page(request, reader, NameForm(reader))
    form = NameForm(reader, request.POST)
    if not form.is_valid():
        return profile_page(request, reader, form, status=400)
    try:
        rename(request, reader, form.cleaned_data["display_name"])
    except ValidationError as error:
        form.add_error("display_name", error)
        return profile_page(request, reader, form, status=409)
    messages.success(request, _("Saved. Within a minute, your comments stand under this name."))
    return redirect("profile")


@login_required
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """What one has said, newest first, and what became of it."""
    rows = Comment.objects.defer("html")
    where = {"reader__user": request.user}
    listing = Listing(rows, lambda row: Place(row.created_at, row.pk), "created_at", "pk", where)
    try:
        some = listing.page(request.GET.get("before", ""), request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404(_("This place in the list does not exist.")) from error
    live = Entry.objects.live().filter(article__in={row.thread_id for row in some.rows})
    entries = {entry.article_id: entry for entry in live.only("article", "path", "headline", "language")}
    lines = [{**told(row), "entry": entries.get(row.thread_id)} for row in some.rows]
    return render(request, "comments/profile_comments.html", {"page": some, "lines": lines})


@login_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What one has suggested and reported of late, and how each stands."""
    mine = {"reader__user": cast(User, request.user)}
    notices = Notice.objects.filter(**mine).order_by("-made_at")[:SENT]
    reports = Report.objects.filter(**mine).order_by("-made_at")[:SENT]
    live = Entry.objects.live().filter(article__in={notice.article_id for notice in notices})
    entries = {entry.article_id: entry for entry in live.only("article", "path", "headline", "language")}
    suggested = [
        (notice, entry, path_of(notice, entry.path) if entry else "")
        for notice in notices
        for entry in [entries.get(notice.article_id)]
    ]
    reported = [(report, report_page(report)) for report in reports]
    return render(request, "comments/profile_sent.html", {"suggested": suggested, "reported": reported})


@of_one
def mute(request: HttpRequest, edition: Edition, comment: Comment, user: User) -> HttpResponse:
    """Not to meet any more what the writer of this comment says."""
    comment = get_object_or_404(Comment.objects.public().select_related("reader"), pk=comment.pk)
    already = Mute.objects.filter(reader__user=user, muted=comment.reader).exists()
    why = ""
    if request.method == "POST":
        try:
            changing.mute(user, comment)
        except changing.NotNow as refusal:
            why = str(refusal)
        else:
            return back(edition, comment, public=True)
    return page(request, "mute", edition, comment, 409 if why else 200, already=already, why=why)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def muted(request: HttpRequest) -> HttpResponse:
    """Whom one has muted, and hearing them again."""
    mutes = Mute.objects.filter(reader__user=cast(User, request.user)).select_related("muted")
    if request.method != "POST":
        return render(
            request, "comments/profile_muted.html", {"mutes": mutes.order_by("-pk")[: changing.MUTED]}
        )
    if found := mutes.filter(muted=number_in(request.POST.get("muted"))).first():
        found.delete()
        messages.success(request, _("You meet again what %(name)s says.") % {"name": found.muted})
    return HttpResponseRedirect(reverse("muted"), status=303)
