"""Notices of readers: the places of an edition that one can be about, taking one in, and telling what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.anchoring import BODY, Spot, closest, paragraph, spots
from articles.languages import of_our_words
from articles.markdown.allowed import encodable
from articles.markdown.rendering import PARSER
from articles.markdown.tables import MARKER
from articles.markdown.words import text as words_of
from articles.models import Article, Note
from articles.models.edition import Edition
from articles.noting import write_from_outside
from articles.payload import Payload
from comments.mailing import tell
from comments.models import Notice, Reader

SIGNER: Final = signing.Signer(sep=".", salt=__name__)
BEGINNING: Final = 70
"""Characters of a place that are enough to know it by."""
LONGEST_WORDS: Final = 400
"""Characters by which a page may say which place it means."""
DAILY: Final = 100
"""Notices that one article gets in a day; more would be no readers."""


class TooMany(Exception):
    """The article has had enough notices for today; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an edition as readers know it: its words, without marks."""

    spot: Spot
    text: str

    @property
    def name(self) -> str:
        """What a form calls it."""
        return self.spot.name

    @property
    def beginning(self) -> str:
        """What it begins with."""
        return Truncator(self.text).chars(BEGINNING)


def places(payload: Payload) -> list[Place]:
    """All places of an edition that have words, in the order in which one reads them."""
    rows = {
        (table["slug"], row["name"]): "; ".join(item for cell in row["cells"] for item in cell)
        for table in payload["tables"]
        for row in table["rows"]
    }
    found = []
    for spot in spots(payload):
        text = spot.shown
        if spot.place == Note.Place.PARAGRAPH and spot.key.startswith(BODY):
            text = "" if MARKER.fullmatch(text.strip()) else plain(text)
        elif spot.place == Note.Place.ROW:
            text = f"{spot.shown}: {rows[spot.key.split(chr(10))[0], spot.shown]}"
        if any(character.isalnum() for character in text):
            found.append(Place(spot, text))
    return found


def plain(markdown: str) -> str:
    """A paragraph as it is read: without marks and citations."""
    return " ".join(words_of(PARSER.parse(encodable(markdown))).split())


def meant(known: Sequence[Place], at: str, words: str = "") -> Place | None:
    """The place of this name; or that of this kind with these words in it; None is the whole article."""
    if found := next((place for place in known if place.name == at), None):
        return found
    here = [place for place in known if place.spot.place == at]
    asked = _squeezed(words[:LONGEST_WORDS])
    if not asked:
        return None
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for place in here:
            if fits(_squeezed(place.spot.shown), asked) or fits(_squeezed(place.text), asked):
                return place
    near = closest(paragraph(words[:LONGEST_WORDS]), [paragraph(place.text) for place in here])
    return next((place for place in here if near and place.text == near.shown), None)


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


@transaction.atomic
def take(
    edition: Edition, place: Place | None, key: UUID, *, reader: Reader | None, sender: str, **said: Any
) -> Notice:
    """Take a notice in and put it as a note beside the text; a second one of the same key is the first."""
    given = {
        "article_id": edition.article_id,
        "edition": edition.number,
        "place": place.spot.place if place else Note.Place.ARTICLE,
        "quoted": place.text if place else "",
        "reader": reader,
        "sender": sender,
        **said,
    }
    # Its lock first: two notices that refer to the article before they lock it would wait for each other.
    Article.objects.select_for_update().only("pk").get(pk=edition.article_id)
    notice, new = Notice.objects.get_or_create(key=key, defaults=given)
    if new:
        today = Notice.objects.filter(
            article=edition.article_id, made_at__gt=timezone.now() - timedelta(days=1)
        )
        if today.count() > DAILY:
            raise TooMany
        words = "\n\n".join(filter(None, [notice.text, notice.address]))
        spot = place.spot if place else None
        notice.note = write_from_outside(edition.article_id, words, edition.payload, spot)
        notice.save(update_fields=["note"])
    return notice


def path_of(notice: Notice, address: str) -> str:
    """Where its sender, and nobody else, sees what became of it."""
    return f"{address}notice/{SIGNER.sign(str(notice.pk))}/"


def number_in(token: str) -> int:
    """The number of the notice that such an address is about; 0 for one that was not made here."""
    try:
        return int(SIGNER.unsign(token))
    except signing.BadSignature:
        return 0


def answer_by_mail(notice: Notice, event: str, subject: str, text: str, path: str) -> None:
    """Tell the sender by mail, where an address is known; `subject` and `text` are in the article's language."""
    user = notice.reader.user if notice.reader else None
    if user or notice.email:
        address = "" if user else notice.email
        key = f"notice-{notice.pk}-{event}"
        tell("", key=key, subject=subject, text=text, path=path, recipient=user, address=address)


def in_words_of(edition: Edition) -> Any:
    """Speaks the language in which readers of this edition are spoken to."""
    return translation.override(of_our_words(edition.payload["language"]))


def name_of(notice: Notice) -> str:
    """What the sender is called, as far as that is known."""
    return notice.name or (str(notice.reader) if notice.reader else "") or _("A reader")
