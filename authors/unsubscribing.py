"""Stopping mails by a signed address, which works in every mail program and without signing in (RFC 8058)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from authors.models import How, MailKind, MailPreference, User

SALT = "authors.unsubscribing"


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose mails an address stops, and about what."""

    user: User
    kinds: tuple[MailKind, ...]

    def is_fulfilled(self) -> bool:
        """Whether they get no such mails already."""
        chosen = MailPreference.objects.of(self.user)
        return all(chosen[kind] == How.OFF for kind in self.kinds)

    def fulfil(self) -> None:
        """Switch them off; as often as somebody asks for it."""
        MailPreference.objects.choose(self.user, dict.fromkeys(self.kinds, How.OFF))


def path(user: User, kinds: Collection[str], *, gathered: bool = False) -> str:
    """The address that stops mails about this to this person.

    In a mail that gathers things it stops whatever else comes gathered as often, to the same place: desk or reader.
    """
    stopped = [kind for kind in MailKind if kind in kinds]
    if gathered:
        chosen = MailPreference.objects.of(user)
        often = {chosen[kind] for kind in stopped} & {How.HOURLY, How.DAILY}
        readers = stopped[0] in MailKind.to_readers()
        stopped = [
            kind
            for kind in MailKind
            if kind in kinds or (chosen[kind] in often and (kind in MailKind.to_readers()) == readers)
        ]
    return reverse("unsubscribe", args=[signing.dumps([user.pk, ",".join(stopped)], salt=SALT)])


def read(token: str) -> Wish | None:
    """What a signed address asks for; None if nobody here has signed it, or the person is gone."""
    try:
        pk, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    known = tuple(MailKind(kind) for kind in kinds.split(",") if kind in MailKind.values)
    return Wish(user, known) if user and known else None
