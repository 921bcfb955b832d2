"""Staff and their second factor: outside the demonstration nobody opens the desk by a password alone."""

from typing import Any, Final, cast

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import get_authentication_records, perform_password_login
from allauth.account.models import EmailAddress, Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from authors.models import User
from comments.views import wants_json
from newsroom import signed_out

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts; recovery codes stand in for one of them."""
ONWARD: Final = "to_the_desk"
"""In the session: where somebody was going at the desk when they were asked to set up a second factor."""


def has_one(user: User) -> bool:
    """Whether this person has set one up."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def is_missing(request: HttpRequest) -> bool:
    """Whether somebody who works here has not shown a second factor in this session, although it is asked for.

    That they have one is not enough: the session may be a thief's, from before they had it.
    """
    user = cast(User, request.user)
    if not settings.STAFF_NEED_SECOND_FACTOR or not (user.is_active and user.is_staff):
        return False
    shown = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
    return not (shown and has_one(user))


def refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request to the desk that lacks the second factor; None lets it pass. What was typed stays."""
    if not is_missing(request):
        if ONWARD in request.session:
            del request.session[ONWARD]
        return None
    told = _("The desk asks for a second factor.")
    if wants_json(request):
        return JsonResponse({"error": told, "phase": "sign-in"}, status=401)
    if request.method == "POST" and signed_out.typed(request):
        return signed_out.once_more(
            request, request.get_full_path(), request.POST, status=403, first=reverse("second_factor")
        )
    onward = request.get_full_path() if request.method != "POST" else reverse("admin:index")
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': onward})}")


@require_safe
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Why the desk does not open yet, and what to set up; whoever has a second factor is asked to show it."""
    user = cast(User, request.user)
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = reverse("admin:index")
    if not is_missing(request):
        return redirect(onward if user.is_staff else "mfa_index")
    request.session[ONWARD] = onward
    if has_one(user):
        codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        way = "mfa_reauthenticate" if codes else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': onward})}")
    confirmed = EmailAddress.objects.filter(user=user, verified=True).exists()
    return render(request, "account/second_factor.html", {"confirmed": confirmed})


class PasswordForm(AdminAuthenticationForm):
    """The password of somebody who works here, tried as seldom as on the readers' page."""

    def clean(self) -> dict[str, object]:
        """Somebody who may open the desk."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            self.user_cache = get_adapter(self.request).authenticate(
                self.request, email=email, password=password
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class SignIn(LoginView):
    """The desk's own sign-in page: password, then the second factor where there is one; what was typed comes along."""

    form_class = PasswordForm
    template_name = "admin/login.html"

    def get_default_redirect_url(self) -> str:
        """The desk's start page."""
        return reverse("admin:index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever is signed in and works here goes on; everybody else is asked who they are."""
        if request.method == "POST" or not (request.user.is_active and request.user.is_staff):
            return cast(HttpResponse, super().dispatch(request, *args, **kwargs))
        onward = request.get_full_path() if signed_out.CARRIED in request.session else self.get_success_url()
        if is_missing(request):
            return redirect(f"{reverse('second_factor')}?{urlencode({'next': onward})}")
        return signed_out.go_on(request) or HttpResponseRedirect(onward)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right: from here on as on the readers' page."""
        user = form.get_user()
        if self.request.user != user:
            logout(self.request)
        login = Login(
            user=user,
            email=user.email,
            email_verification=EmailVerificationMethod.NONE,  # who made this account vouched for the address
            redirect_url=reverse("admin:login") if signed_out.keep(self.request) else self.get_success_url(),
        )
        return cast(HttpResponse, perform_password_login(self.request, {"email": user.email}, login))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The last second factor of somebody who needs one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy(
            "You work here, so you need a second factor: add a passkey first, then you can stop using the app."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the only one."""
        needed = settings.STAFF_NEED_SECOND_FACTOR and authenticator.user.is_staff
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return not needed or others.exclude(pk=authenticator.pk).exists()


@transaction.atomic
def forget(user: User) -> int:
    """Take away what somebody has lost, and end their sessions; tells how many second factors they had."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    factors = Authenticator.objects.filter(user=user)
    had: int = factors.filter(type__in=FACTORS).count()
    factors.delete()
    return had
