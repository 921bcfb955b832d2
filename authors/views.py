"""The public page that stops mails."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from authors import unsubscribing


@csrf_exempt  # the signature in the address says who asks; a mail program has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, POST stops the mails; neither needs a session."""
    wish = unsubscribing.read(token)
    if wish and request.method == "POST":
        wish.fulfil()
    context = {"wish": wish, "done": request.method == "POST"}
    return render(request, "mail/unsubscribe.html", context, status=200 if wish else 404)
