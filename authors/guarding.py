"""Forms that strangers fill in: signed and timed, with a trap for programs; a stale token loses nothing typed."""

import ipaddress
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

QUICKEST: Final = 2
"""Seconds that nobody who writes something needs less of."""
STALE: Final = 24 * 60 * 60
"""Seconds for which a form can be sent."""
TRAP: Final = "website"
"""A field that people do not see and programs fill in: templates/_trap.html."""

View = TypeVar("View", bound=Callable[..., HttpResponse])


def made_now(about: str) -> str:
    """What a form about this says of itself: what it is about, a key of its own, and the time; signed."""
    return signing.dumps([about, uuid4().hex, int(time.time())], salt=__name__)


class GuardedForm(forms.Form):
    """A form that says itself, signed, what it is about and when it was made; valid, `made` is its own key (UUID).

    `seconds` is for how long a valid one was open.
    """

    made = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, about: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"made": made_now(about), **(initial or {})})
        self.about = about
        self.seconds = 0
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")

    def clean(self) -> dict[str, Any] | None:
        """Sent by the form that was made here, about this, today and not a moment ago, by a person."""
        try:
            about, key, at = signing.loads(self.cleaned_data.get("made", ""), salt=__name__)
        except signing.BadSignature:
            about, key, at = "", "", 0
        stale = about != self.about or time.time() - at >= STALE
        if stale:
            self.data = {**dict(self.data.items()), "made": made_now(self.about)}
        if self.errors:
            return None  # it will be sent once more anyway
        if stale:
            raise ValidationError(open_too_long())
        if self.data.get(TRAP):
            words = _(
                "A field that people do not see was filled in. Nothing was lost: please send it once more."
            )
            raise ValidationError(words)
        if 0 <= time.time() - at < QUICKEST:  # below 0 the clock has stepped back since
            raise ValidationError(_("That was very quick. Nothing was lost: please send it once more."))
        self.seconds = max(0, int(time.time() - at))
        return {**self.cleaned_data, "made": UUID(key)}


def open_too_long() -> str:
    """Why a form has to be sent once more."""
    return _("This page had been open for too long. Nothing was lost: please send it once more.")


def given_back_by(once_more: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """A form of this view that comes without a valid token is answered by `once_more`, with all that was typed."""

    def marked(view: View) -> View:
        view.once_more = once_more  # type: ignore[attr-defined]  # read by newsroom.signed_out.csrf_failure
        return view

    return marked


def sender(request: HttpRequest) -> str:
    """Where a request comes from, as a keyed hash: it tells whether two come from one place, and not from which.

    Only our own proxy may say the address, see ALLAUTH_TRUSTED_PROXY_COUNT. Of the newer kind of addresses a household
    has a whole network, so that is what counts.
    """
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    place = str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))
    return salted_hmac(__name__, place, algorithm="sha256").hexdigest()
