"""Plain factories for what readers suggest."""

from typing import Any
from uuid import uuid4

from articles.models import Edition
from comments import noticing
from comments.models import Notice


def make_notice(
    edition: Edition, text: str = "It was promised for 1987.", *, at: str = "", **fields: Any
) -> Notice:
    """A correction suggested for the place that has the words `at`, or for the whole article."""
    known = noticing.places(edition.payload)
    place = next(one for one in known if at in one.text) if at else None
    said = {"kind": Notice.Kind.CORRECTION, "text": text, "reader": None, "sender": "", **fields}
    return noticing.take(edition, place, uuid4(), **said)
