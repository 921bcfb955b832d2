"""The drawn picture that other sites show of an article without a photograph: named by its words, drawn once."""

import hashlib
import logging
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from articles.languages import spoken
from articles.models.edition import Edition
from images.drawing import STYLE, Words, drawn
from images.storage import put

logger = logging.getLogger(__name__)

FOLDER: Final = "share"


def words_of(edition: Edition) -> Words | None:
    """What is drawn for this edition; None where a photograph is shown, or no text is left."""
    payload = edition.payload
    photograph = payload["lead_image"] and not getattr(edition, "picture_withdrawn", False)
    if photograph or not payload["headline"]:
        return None
    section = payload["section"]
    kicker = section["name"] if section else ""
    if edition.is_retraction:
        with translation.override(spoken(payload["language"])):
            kicker = _("Retracted")
    return Words(payload["headline"], kicker, settings.PAPER_NAME, payload["language"])


def digest(words: Words) -> str:
    """The name of the picture of these words."""
    said = (str(STYLE), words.headline, words.kicker, words.paper, words.language)
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:20]


def path_of(edition: Edition) -> str:
    """Where the drawn picture of this edition stands; '' where there is none."""
    words = words_of(edition)
    return f"{edition.address.path}share/{digest(words)}.png" if words else ""


def stored_or_drawn(words: Words) -> bytes:
    """The picture as it was kept, or else drawn and kept now; a full disk takes it from nobody."""
    name = digest(words)
    path = f"{FOLDER}/{name[:2]}/{name}.png"
    try:
        with default_storage.open(path) as file:
            return bytes(file.read())
    except FileNotFoundError:
        pass
    except OSError:
        logger.exception("Where files are stored does not answer")
        return drawn(words)
    content = drawn(words)
    try:
        put(path, content)
    except OSError:
        logger.exception("The drawn picture %s cannot be stored", path)
    return content
