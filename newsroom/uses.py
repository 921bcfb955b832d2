"""Where a picture of the library stands: working copies, editions of any age, portraits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Edition
from articles.workflow import WORDS, State
from authors.models import Author, User
from images.models import Image

FEW: Final = 10
"""Rows that a picture's own page shows of each kind."""
MANY: Final = 200
"""Rows that a page shows which is about nothing else."""
EDITIONS_EACH: Final = 5
"""How many editions are asked for a row; most articles show a picture in few."""


@dataclass(slots=True)
class Use:
    """One article with the picture: its working copy, as far as the user may read it, and its editions."""

    headline: str
    desk_page: str = ""
    state: Any = ""
    path: str = ""
    live: Edition | None = None
    pending: Edition | None = None
    earlier: list[Edition] = field(default_factory=list)

    def add(self, edition: Edition, now: datetime) -> None:
        """Puts an edition where it stands at this moment."""
        self.path = edition.address.path
        if edition.goes_live_at > now:
            self.pending = edition
        elif edition.superseded_at is None or edition.superseded_at > now:
            self.live = edition
        else:
            self.earlier.append(edition)


@dataclass(frozen=True, slots=True)
class Uses:
    """Where pictures stand; `more` says that this is not all."""

    articles: list[Use]
    authors: list[Author]
    more: bool


def uses(pictures: Iterable[Image], user: User, most: int = MANY) -> Uses:
    """Where these pictures stand, newest first, in five queries that are bounded and use an index each."""
    images = list(pictures)
    portraits = list(Author.objects.filter(photo__in=images)[: most + 1])
    leading = Article.objects.filter(lead_image__in=images).order_by().values("pk")
    within = Article.body_pictures.through.objects.filter(image__in=images).values("article")
    copies = Article.objects.filter(pk__in=leading.union(within)).order_by("-saved_at", "-pk")
    open_to_user = copies.readable_by(user) if user.has_perm("articles.view_article") else copies.none()
    working = list(open_to_user.only("headline", "state", "saved_at")[: most + 1])
    leads = _editions(most, picture__in=[image.name for image in images])
    bodies = _editions(
        most, pk__in=Edition.body_pictures.through.objects.filter(image__in=images).values("edition")
    )
    shown = sorted({*leads, *bodies}, key=lambda edition: (edition.goes_live_at, edition.pk), reverse=True)
    found = _by_article(working, shown)
    full = max(len(leads), len(bodies)) > most * EDITIONS_EACH
    more = len(found) > most or len(portraits) > most or full
    return Uses(_with_pages(dict(list(found.items())[:most]), user), portraits[:most], more)


def _editions(most: int, **which: object) -> list[Any]:
    """The newest editions that show a picture somewhere, without their texts."""
    frozen = Edition.objects.filter(cancelled_at=None, **which).select_related("address")
    editions = frozen.annotate(headline=KT("payload__headline"))
    editions = editions.defer("payload", "html", "sources_html", "record").order_by("-goes_live_at", "-pk")
    return list(editions[: most * EDITIONS_EACH + 1])


def _by_article(working: list[Article], editions: list[Any]) -> dict[int, Use]:
    """The editions first, because readers see them; a working copy goes with its article's editions."""
    found: dict[int, Use] = {}
    now = timezone.now()
    for edition in editions:
        found.setdefault(edition.article_id, Use(edition.headline)).add(edition, now)
    for article in working:
        use = found.setdefault(article.pk, Use(article.headline))
        use.state = WORDS[article.state] if article.state != State.RELEASED else ""
    return found


def _with_pages(found: dict[int, Use], user: User) -> list[Use]:
    """Every article with its page at the desk, where the user may open it."""
    if user.has_perm("articles.view_article"):
        for pk in Article.objects.readable_by(user).filter(pk__in=found).values_list("pk", flat=True):
            found[pk].desk_page = reverse("admin:articles_article_change", args=[pk])
    return list(found.values())


def uses_page(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that shows a picture, on a page of its own."""
    if not request.user.has_perm("images.view_image"):
        raise PermissionDenied
    picture = get_object_or_404(Image, pk=pk)
    context = {
        **site.each_context(request),
        "title": _("Where this picture stands"),
        "opts": Image._meta,
        "picture": picture,
        "uses": uses([picture], cast(User, request.user)),
    }
    return TemplateResponse(request, "admin/images/image/uses.html", context)
