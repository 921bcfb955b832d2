"""Live coverage at the desk: what is asked of an entry that is live already, and of the coverage as a whole."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from articles import publishing
from articles.admin_views.moving import REFUSALS, ask, person, readable, seen
from articles.models import Article
from articles.publishing import Asked, Refused
from articles.reporting import Report


def coverage(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """POST corrects or pins an entry, or ends the coverage, by the move that reports; anything else is 405."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = readable(request).filter(pk=object_id).first()
    if article is None:
        raise Http404
    try:
        report = asked_for(request.POST)
        done = publishing.move(article.pk, "report", person(request), version=0, asked=Asked(report=report))
    except Refused as refused:
        status = REFUSALS.get(type(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
        return ask(model_admin, request, article, "report", reasons=refused.reasons, status=status)
    for told in done.told:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("admin:articles_article_move", args=[article.pk, "report"]))


def asked_for(data: Any) -> Report:
    """What a button of the page asks for."""
    entry = seen(data.get("entry"))
    match data.get("act"):
        case "correct":
            return Report(text=data.get("text", ""), entry=entry)
        case "pin" | "unpin" as act:
            return Report(entry=entry, pinned=act == "pin")
        case "end":
            return Report(over=True)
    raise BadRequest("act")
