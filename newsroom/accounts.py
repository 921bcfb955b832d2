"""What allauth asks this site about accounts: answers cost the same for everybody, and a mute mail server is told."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.hashers import make_password
from django.shortcuts import render

log = logging.getLogger(__name__)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing up, signing in, and the mails about it."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Told to whoever has the address; hashing a password takes as long as it does for somebody new."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code or link that cannot be sent is said so; what only tells of a change stops nobody."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("A mail about an account could not be sent: %s", template_prefix)
            if "timestamp" not in context:  # it brings a code or a link
                raise ImmediateHttpResponse(
                    render(self.request, "account/mail_unsent.html", status=503)
                ) from None
