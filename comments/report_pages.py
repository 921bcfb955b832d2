"""Private pages of reports: of a comment, of anything illegal, what became of one; and of appeals."""

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.models.edition import Edition
from authors import guarding
from authors.guarding import GuardedForm, given_back_by, open_too_long
from comments import appealing, reporting, signed
from comments.deciding import Refused
from comments.models import Comment, ModerationDecision, Report, Thread
from comments.report_forms import AppealForm, IllegalForm, ReportForm
from comments.settling import outcome
from comments.statements import Statement, language_of
from comments.views import in_its_language, signed_in


def refused(form: GuardedForm, words: str) -> GuardedForm:
    """The form with the reason why nothing was sent, and all that was typed."""
    form.is_valid()
    form.add_error(None, words)
    return form


def too_many() -> str:
    """What is said where the limit is reached."""
    return _("Many reports have come from your connection lately. Nothing was lost: please send it later.")


# Of a comment


def seen_comment(edition: Edition, pk: int) -> Comment:
    """A comment below this article that everybody can read; any other is not found."""
    comments = Comment.objects.public().exclude(thread__policy=Thread.Policy.HIDDEN)
    found: Comment = get_object_or_404(comments.select_related("reader"), pk=pk, thread_id=edition.article_id)
    return found


@in_its_language
def report_once_more(request: HttpRequest, edition: Edition, address: str, pk: int) -> HttpResponse:
    """A report came without a valid token: it is given back with a fresh one."""
    comment = seen_comment(edition, pk)
    form = refused(ReportForm(comment, request.POST), open_too_long())
    return report_page(request, edition, comment, form, 403)


@given_back_by(report_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
@in_its_language
def report(request: HttpRequest, edition: Edition, address: str, pk: int) -> HttpResponse:
    """The form by which anybody says what is wrong with a comment, and its sending."""
    comment = seen_comment(edition, pk)
    if request.method != "POST":
        return report_page(request, edition, comment, ReportForm(comment))
    form = ReportForm(comment, request.POST)
    if not form.is_valid():
        return report_page(request, edition, comment, form, 400)
    if not ratelimit.consume(request, action="report"):
        return report_page(request, edition, comment, refused(form, too_many()), 429)
    given = form.cleaned_data
    try:
        made = reporting.report(
            pk, given["ground"], given["text"],
            key=given["made"], user=signed_in(request), sender=guarding.sender(request),
        )  # fmt: skip
    except Comment.DoesNotExist as gone:
        raise Http404 from gone
    except Refused as refusal:
        return report_page(request, edition, comment, refused(form, str(refusal)), 409)
    return HttpResponseRedirect(signed.report_page(made), status=303)


def report_page(
    request: HttpRequest, edition: Edition, comment: Comment, form: GuardedForm, status: int = 200
) -> HttpResponse:
    """The page with the form, and the comment that it is about."""
    known = {"form": form, "comment": comment, "address": edition.get_absolute_url()}
    return render(request, "comments/report.html", known, status=status)


# Of anything illegal


def illegal_once_more(request: HttpRequest) -> HttpResponse:
    """A notice came without a valid token: it is given back with a fresh one."""
    return illegal_page(request, refused(IllegalForm(request.POST), open_too_long()), 403)


@given_back_by(illegal_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
def illegal(request: HttpRequest) -> HttpResponse:
    """The form of article 16 of the Digital Services Act, and its sending."""
    if request.method != "POST":
        return illegal_page(request, IllegalForm(initial=known_already(request)))
    form = IllegalForm(request.POST)
    if not form.is_valid():
        return illegal_page(request, form, 400)
    if not ratelimit.consume(request, action="report"):
        return illegal_page(request, refused(form, too_many()), 429)
    given = form.cleaned_data
    made = reporting.notify(
        given["address"], form.comment_id, given["ground"], given["text"],
        key=given["made"], name=given["name"], email=given["email"],
        user=signed_in(request), sender=guarding.sender(request),
    )  # fmt: skip
    return HttpResponseRedirect(signed.report_page(made), status=303)


def known_already(request: HttpRequest) -> dict[str, str]:
    """What the form can be filled in with: where somebody came from, and who is signed in."""
    user = signed_in(request)
    known = {"address": request.GET.get("address", "").replace("\0", "")[:500]}
    return known | ({"name": user.name, "email": user.email} if user else {})


def illegal_page(request: HttpRequest, form: GuardedForm, status: int = 200) -> HttpResponse:
    """The page with the form."""
    return render(request, "comments/report_illegal.html", {"form": form}, status=status)


# What became of it


@require_safe
def report_state(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a report, for whoever has the signed address: receipt, decision, and the way to an appeal."""
    found = signed.read_report(token)
    if found is None:
        raise Http404
    with translation.override(language_of(found.comment)):
        made = appealing.of(found)
        may = made or (appealing.is_possible(found) and appealing.is_in_time(found))
        known = {
            "report": found,
            "outcome": outcome(found),
            "appeal": signed.appeal_page(found) if may else "",
        }
        return render(request, "comments/report_state.html", known)


# Appeals


def appeal_once_more(request: HttpRequest, token: str) -> HttpResponse:
    """An appeal came without a valid token: it is given back with a fresh one."""
    against = appealed(token)
    with translation.override(language_of(against.comment)):
        form = refused(AppealForm(about(against), request.POST), open_too_long())
        return appeal_page(request, against, form, 403)


@given_back_by(appeal_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """A decision with its reasons, the form for an appeal, and what became of that; for who has the signed address."""
    against = appealed(token)
    with translation.override(language_of(against.comment)):
        if request.method != "POST":
            return appeal_page(request, against, AppealForm(about(against)))
        form = AppealForm(about(against), request.POST)
        if not form.is_valid():
            return appeal_page(request, against, form, 400)
        if not ratelimit.consume(request, action="report"):
            return appeal_page(request, against, refused(form, too_many()), 429)
        try:
            appealing.appeal(against, form.cleaned_data["text"])
        except Refused as refusal:
            return appeal_page(request, against, refused(form, str(refusal)), 409)
        return HttpResponseRedirect(request.path, status=303)


def appealed(token: str) -> ModerationDecision | Report:
    """What the signed address is about; not found if nobody here has signed it."""
    against = signed.read_appeal(token)
    if against is None:
        raise Http404
    return against


def about(against: ModerationDecision | Report) -> str:
    """What the form is about."""
    return f"{against._meta.model_name} {against.pk}"


def appeal_page(
    request: HttpRequest, against: ModerationDecision | Report, form: GuardedForm, status: int = 200
) -> HttpResponse:
    """What was decided, and the form; or what became of the appeal, or why there can be none."""
    made = appealing.of(against)
    still_open = not made and appealing.is_possible(against) and appealing.is_in_time(against)
    if isinstance(against, Report):
        sentences = outcome(against)
    else:
        told = Statement.of(against)
        sentences = told.sentences if still_open else told.reasons
    known = {
        "form": form,
        "made": made,
        "outcome": appealing.outcome(made) if made else [],
        "open": still_open,
        "comment": None if isinstance(against, Report) else against.comment,
        "sentences": sentences,
    }
    return render(request, "comments/appeal.html", known, status=status)
