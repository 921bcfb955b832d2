"""Every saved state of a document: who saved it and when, what it changed, and bringing it back."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import F, Window
from django.db.models.functions import Lag
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles import restoring
from articles.admin_views.moving import person, readable, seen
from articles.converters import number_in
from articles.differences import difference
from articles.forms.planning import PLAN, told
from articles.models import Article, Version
from articles.restoring import PARTS, differing_parts
from articles.saving import Clash

PAGE: Final = 30


def opened(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> Article:
    """The article, if this user may read it."""
    article = readable(request).filter(pk=object_id).first()
    if article is None:
        raise Http404
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def page(
    model_admin: ModelAdmin[Article], request: HttpRequest, article: Article, **context: Any
) -> HttpResponse:
    """A page about this article's versions."""
    given = {
        **model_admin.admin_site.each_context(request),
        "article": article,
        "opts": Article._meta,
        "may_edit": article.may_be_edited_by(person(request)),
    }
    return TemplateResponse(request, "admin/articles/article/versions.html", {**given, **context})


def versions(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """All versions, newest first, thirty at a time; a comparison asked for by the form has its own address."""
    article = opened(model_admin, request, object_id)
    asked = [number_of(request, name) for name in ("old", "new")]
    if all(asked) and asked[0] != asked[1]:
        old, new = sorted(asked)
        return HttpResponseRedirect(reverse("admin:articles_article_compare", args=[article.pk, old, new]))
    rows = Version.objects.filter(article=article).select_related("saved_by").defer("payload")
    if before := number_of(request, "before"):
        rows = rows.filter(number__lt=before)
    listed = list(rows.annotate(previous=Window(Lag("number"), order_by=F("number").asc()))[: PAGE + 1])
    return page(
        model_admin,
        request,
        article,
        title=_("Versions"),
        versions=listed[:PAGE],
        older=listed[PAGE - 1].number if len(listed) > PAGE else 0,
    )


def compare(
    model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int, old: int, new: int
) -> HttpResponse:
    """Two versions side by side, word by word, and what of the older one can be brought back."""
    article = opened(model_admin, request, object_id)
    found = {
        version.number: version
        for version in Version.objects.filter(article=article, number__in=[old, new]).select_related(
            "saved_by"
        )
    }
    if len(found) < 2:
        raise Http404
    before, after = found[min(found)], found[max(found)]
    return page(
        model_admin,
        request,
        article,
        title=_("Version %(old)s beside version %(new)s") % {"old": before.number, "new": after.number},
        old=before,
        new=after,
        difference=difference(before.payload, after.payload),
        planned=planned(before, after),
        parts=[(name, PARTS[name]) for name in differing_parts(before.payload, after.payload)],
    )


def planned(before: Version, after: Version) -> list[tuple[str, str, str]]:
    """What differs of the plan and is never published: its label, and both wordings."""
    if before.beside is None or after.beside is None:
        return []
    return [
        (
            str(label_for_field(name, Article)),
            _shown(before.beside[name]),
            _shown(after.beside[name]),
        )
        for name in (*PLAN, "embargo", "slug")
        if before.beside[name] != after.beside[name]
    ]


def _shown(kept: str) -> str:
    """A text as it is, a time as people read it."""
    return told(at) if (at := parse_datetime(kept)) else kept


def bring_back(
    model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int, number: int
) -> HttpResponse:
    """POST brings a version back, or the one part that is named; on a text that moved on nothing is done."""
    article = opened(model_admin, request, object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    part = request.POST.get("part", "")
    if part and part not in PARTS:
        raise Http404
    try:
        restoring.bring_back(
            article.pk, number, person(request), version=seen(request.POST.get("version")), part=part
        )
    except Version.DoesNotExist as error:
        raise Http404 from error
    except PermissionError as error:
        messages.error(request, str(error))
    except Clash:
        messages.error(
            request,
            _("Somebody has saved this text since you opened the page. Nothing was changed; look again."),
        )
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[article.pk]))
    else:
        what = PARTS[part] if part else _("The whole text")
        messages.success(
            request,
            _("%(what)s: brought back from version %(number)s. What it replaced is kept as a version.")
            % {"what": what, "number": number},
        )
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def number_of(request: HttpRequest, name: str) -> int:
    """The number of a version in the address, 0 for anything that is none."""
    return number_in(request.GET.get(name), 8)
