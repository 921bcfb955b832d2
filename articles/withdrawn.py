"""Pictures that we have no right to show any more: which editions show them, and their texts without them."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import CharField, Count, Exists, Max, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils import translation

from articles.languages import spoken
from articles.markdown import without
from articles.models.edition import Edition
from images.models import Image

PICTURE_WITHDRAWN: Final = Exists(Image.objects.filter(name=OuterRef("picture"), withdrawn_at__isnull=False))
"""Whether the rights to an edition's lead image are gone; then its words go with it."""

PICTURE_WITHDRAWN_UNDER_ENTRY: Final = Exists(
    Image.objects.filter(name=OuterRef("edition__picture"), withdrawn_at__isnull=False)
)


def in_body_withdrawn(edition: str = "pk") -> Subquery:
    """To annotate with: changes whenever other pictures of an edition's text are withdrawn; None where none is."""
    shown = Edition.body_pictures.through.objects.filter(
        edition=OuterRef(edition), image__withdrawn_at__isnull=False
    )
    gone: Any = shown.order_by().values("edition")  # from here on, a row for each edition
    said = Concat(Count("pk"), Value(" "), Max("image__withdrawn_at"), output_field=CharField())
    return Subquery(gone.annotate(said=said).values("said"))


def without_withdrawn(editions: Sequence[Any]) -> None:
    """Takes the withdrawn pictures out of the texts of these annotated editions; one query, if there are any."""
    of_them = [edition for edition in editions if edition.in_body_gone]
    if not of_them:
        return
    names = {image["name"] for edition in of_them for image in edition.payload.get("images", [])}
    withdrawn = Image.objects.filter(name__in=names, withdrawn_at__isnull=False).values_list(
        "name", flat=True
    )
    gone = set(withdrawn)
    for edition in of_them:
        images = edition.payload.get("images", [])
        with translation.override(spoken(edition.payload["language"])):
            edition.html = without(edition.html, gone)
        edition.payload = {**edition.payload, "images": [one for one in images if one["name"] not in gone]}
