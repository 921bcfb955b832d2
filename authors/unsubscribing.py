"""Stopping mails by a signed address, which works in every mail program and without signing in (RFC 8058)."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from authors.models import How, MailKind, MailPreference, User

SALT = "authors.unsubscribing"


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose mails an address stops, and which: one kind, or '' for those that come once a day."""

    user: User
    kind: str

    def fulfil(self) -> None:
        """Switch them off; as often as somebody asks for it."""
        chosen = MailPreference.objects.of(self.user)
        daily = (kind for kind, how in chosen.items() if how == How.DAILY)
        kinds = [self.kind] if self.kind else daily
        MailPreference.objects.choose(self.user, dict.fromkeys(kinds, How.OFF))

    @property
    def words(self) -> str:
        """What is stopped, as the page says it; '' for daily mails."""
        return str(MailKind(self.kind).label) if self.kind else ""


def path(user: User, kind: str) -> str:
    """The address that stops mails of this kind, or '' for daily ones, to this person."""
    return reverse("unsubscribe", args=[signing.dumps([user.pk, kind], salt=SALT)])


def read(token: str) -> Wish | None:
    """What a signed address asks for; None if nobody here has signed it, or the person is gone."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return Wish(user, kind) if user and kind in ("", *MailKind.values) else None
