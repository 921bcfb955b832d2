"""Whether an e-mail address is known to be the person's own."""

from allauth.account.models import EmailAddress

from authors.models import User


def is_confirmed(user: User) -> bool:
    """True if the address was confirmed by a mail to it, or is that of somebody whom an administrator let work here."""
    return user.is_staff or EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
