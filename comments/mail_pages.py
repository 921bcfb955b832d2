"""The page on which readers choose what they are told by mail."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from authors.forms import MailForm
from authors.guarding import given_back_by, open_too_long
from authors.models import MailKind, User


def page(request: HttpRequest, form: MailForm, status: int = 200) -> HttpResponse:
    """The page with the form."""
    return render(request, "comments/mail.html", {"form": form}, status=status)


def choices(request: HttpRequest) -> MailForm:
    """What this person can choose: who works here, on the same page, what they are told at the desk too."""
    user = cast(User, request.user)
    return MailForm(user, [*MailKind.to_readers(), *MailKind.at_desk(user)], request.POST or None)


@login_required
def once_more(request: HttpRequest) -> HttpResponse:
    """Choices came without a valid token: nothing is saved, and they are given back with a fresh one."""
    form = choices(request)
    form.add_error(None, open_too_long())
    return page(request, form, status=403)


@given_back_by(once_more)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What one is told about by mail, and how often."""
    form = choices(request)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("reader_mail")
    return page(request, form, status=400 if form.errors else 200)
