"""Public pages about mail: what stops it, and the form by which readers write to an author."""

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from authors import contacting, unsubscribing
from authors.guarding import given_back_by, open_too_long
from authors.letters import LetterForm
from authors.models import Author


@csrf_exempt  # the signature in the address says who asks; a mail program has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, POST stops the mails; neither needs a session."""
    wish = unsubscribing.read(token)
    if wish and request.method == "POST":
        wish.fulfil()
    context = {"wish": wish, "done": wish and wish.is_fulfilled()}
    return render(request, "mail/unsubscribe.html", context, status=200 if wish else 404)


def contact_once_more(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter came without a valid token: nothing is sent, and it is given back with a fresh one."""
    author = get_object_or_404(Author.objects.with_form(), slug=slug)
    return refused(request, LetterForm(author, request.POST), open_too_long(), status=403)


@given_back_by(contact_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for a letter to an author, and its sending; whatever hinders it, the letter is given back."""
    author = get_object_or_404(Author.objects.with_form(), slug=slug)
    if request.method != "POST":
        if not author.can_be_written_to:
            raise Http404(_("This author has no form for letters."))
        return contact_page(request, LetterForm(author))
    form = LetterForm(author, request.POST)
    if not author.can_be_written_to:
        words = _("%(name)s takes no letters any more. Nothing was sent; copy yours if you want to keep it.")
        return refused(request, form, words % {"name": author.name}, status=409)
    if not form.is_valid():
        return contact_page(request, form, status=400)
    if not ratelimit.consume(request, action="letter"):
        words = _("You have sent several letters in a short time. Nothing was lost: please send it later.")
        return refused(request, form, words, status=429)
    given = form.cleaned_data
    try:
        contacting.accept(author, given["made"], given["name"], given["email"], given["text"])
    except contacting.TooMany:
        words = _("%(name)s has had very many letters today. Nothing was lost: please send it tomorrow.")
        return refused(request, form, words % {"name": author.name}, status=429)
    return HttpResponseRedirect(reverse("author_contacted", args=[slug]), status=303)


@require_safe
def contacted(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens now to a letter that was sent."""
    author = get_object_or_404(Author, slug=slug)
    return render(request, "authors/contacted.html", {"author": author})


def refused(request: HttpRequest, form: LetterForm, words: str, *, status: int) -> HttpResponse:
    """Why the letter was not sent, with all that was typed."""
    form.add_error(None, words)
    return contact_page(request, form, status=status)


def contact_page(request: HttpRequest, form: LetterForm, status: int = 200) -> HttpResponse:
    """The page with the form."""
    return render(request, "authors/contact.html", {"form": form, "author": form.author}, status=status)
