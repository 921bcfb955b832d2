"""Whether an e-mail address is known to be the person's own."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from authors.models import User


def confirmed(user: int, email: str) -> QuerySet[EmailAddress]:
    """This address, if a mail to it has shown that it is this user's."""
    rows: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=user, email=email, verified=True)
    return rows


def is_confirmed(user: User) -> bool:
    """True if the address was confirmed by a mail to it, or is that of somebody whom an administrator let work here."""
    return user.is_staff or confirmed(user.pk, user.email).exists()
