"""Plain factories for what readers suggest."""

from typing import Any
from uuid import uuid4

from articles.models import Edition
from authors.models import User
from comments import noticing
from comments.models import Notice
from tests.make import make_article, make_published, make_reference, make_row


def make_with_a_table(writer: User, publisher: User, body: str) -> Edition:
    """A published article with a source and a table."""
    article = make_article(writer, body=body)
    make_reference(article)
    make_row(article)
    return make_published(article, writer, publisher)


def make_notice(
    edition: Edition, text: str = "It was promised for 1987.", *, at: str = "", **fields: Any
) -> Notice:
    """A correction suggested for the place that has the words `at`, or for the whole article."""
    known = noticing.places(edition.payload)
    place = next(one for one in known if at in one.text) if at else None
    said = {"kind": Notice.Kind.CORRECTION, "text": text, "reader": None, "sender": "", **fields}
    return noticing.take(edition, place, uuid4(), **said)
