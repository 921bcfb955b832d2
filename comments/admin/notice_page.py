"""The page of a notice: the place as it was read and as it is now, what is known of the source and of the sender."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from articles import sitting
from articles.differences import words
from articles.forms.widgets import Long
from articles.handlers import CHANGE_FIELDS
from articles.models import Article, Reference, Source
from articles.models.article import ChangeKind
from articles.models.edition import Edition
from articles.workflow import WORDS, State
from authors.models import User
from comments import accepting
from comments.accepting import Change
from comments.admin.decided import person
from comments.correcting import says_anew
from comments.models import Notice
from comments.noticing import name_of, plain

EARLIER: Final = 10
"""Notices of one sender that are shown."""
USES: Final = 5
"""Articles that a known source is shown to be used in."""


class AcceptForm(forms.Form):
    """What is put into the working copy, and what readers and the sender are told."""

    paragraph = forms.CharField(
        label=_("The place as it shall stand"),
        required=False,
        widget=Long(5),
        help_text=_("In Markdown. Empty it to change the text by hand, beside the note at the paragraph."),
    )
    title = forms.CharField(
        label=_("Title of the source"), required=False, max_length=300, help_text=_("As readers see it.")
    )
    change_kind = forms.ChoiceField(label=_("Kind of change"), choices=ChangeKind.choices)
    change_note = forms.CharField(label=_("Public note"), required=False, max_length=1000, widget=Long(2))
    was_wrong = forms.CharField(label=_("What was wrong"), required=False, max_length=1000, widget=Long(2))
    is_right = forms.CharField(label=_("What is right"), required=False, max_length=1000, widget=Long(2))
    answer = forms.CharField(
        label=_("Answer to the reader"),
        required=False,
        max_length=2000,
        widget=Long(2),
        help_text=_("If you like. That it is accepted is told anyway."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def change(self) -> Change:
        """What the notice may change."""
        told = {name: self.cleaned_data[name] for name in CHANGE_FIELDS}
        return Change(self.cleaned_data["paragraph"], self.cleaned_data["title"], told)


class DeclineForm(forms.Form):
    """Why not."""

    why = forms.CharField(
        label=_("Answer to the reader"),
        max_length=2000,
        widget=Long(3),
        help_text=_("Why the text stays as it is."),
    )


def page(
    model_admin: Any,
    request: HttpRequest,
    notice: Notice,
    article: Article,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """A notice with everything that one needs to answer it."""
    user, spot = person(request), accepting.spot_now(notice, article)
    live = Edition.objects.live().select_related("address").filter(article=article).first()
    source = accepting.source_of(notice)
    start: dict[str, Any] = {"version": article.version}
    if live:
        start |= accepting.prepared(notice, article, spot, live)
    accept = accept or AcceptForm(initial=start)
    if source or notice.kind != Notice.Kind.SOURCE:
        del accept.fields["title"]
    if not spot or spot.place != "paragraph":
        del accept.fields["paragraph"]
    now = plain(spot.shown) if spot else ""
    word = "published" if article.state == State.RELEASED else article.state
    context = {
        **model_admin.admin_site.each_context(request),
        "title": notice.get_kind_display(),
        "opts": Notice._meta,
        "notice": notice,
        "article": article,
        "live": live,
        "word": word,
        "state": WORDS[word],
        "spot": spot,
        "changed": words(notice.quoted, now)
        if now and notice.place == "paragraph" and now != notice.quoted
        else (),
        "wished": words(notice.quoted, notice.text) if says_anew(notice.quoted, notice.text) else (),
        "from_whom": name_of(notice),
        "source": source,
        "here": source and any(one.source_id == source.pk for one in article.references.all()),
        "uses": uses(source, article, user),
        "earlier": earlier(notice, model_admin.get_queryset(request)),
        "others": sitting.around(user, article.pk).others,
        "in_the_way": accepting.in_the_way(article, user),
        "may_answer": accepting.may_answer(user, article),
        "accept": accept,
        "decline": decline or DeclineForm(),
    }
    return TemplateResponse(request, "admin/comments/notice/one.html", context, status=status)


def uses(source: Source | None, article: Article, user: User) -> list[Reference]:
    """Other articles that the user may open and that rest on this source, the latest first."""
    if not source:
        return []
    used = Reference.objects.filter(source=source).exclude(article=article).select_related("article")
    if not user.has_perm("articles.read_any_article"):
        used = used.filter(article__in=Article.objects.readable_by(user).order_by().values("pk"))
    return list(used.order_by("-pk")[:USES])


def earlier(notice: Notice, readable: QuerySet[Notice]) -> list[Notice]:
    """What the same sender suggested before: by account, by address, or from the same network lately."""
    same = Q(pk=None)
    for name in ("reader_id", "email", "sender"):
        if value := getattr(notice, name):
            same |= Q(**{name: value})
    return list(readable.filter(same, pk__lt=notice.pk).order_by("-pk")[:EARLIER])
