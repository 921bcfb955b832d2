"""What readers suggest, at the desk: the new ones first; answering is accepting or declining, and is told."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.converters import number_in
from articles.models import Article, Note, Section
from articles.saving import Clash
from comments import accepting
from comments.accepting import Refused
from comments.admin.decided import Answered, StatusFilter, person
from comments.admin.notice_page import AcceptForm, DeclineForm, page
from comments.models import Notice
from comments.noticing import name_of


class SectionFilter(admin.SimpleListFilter):
    """The section that the article's working copy stands in."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """By name."""
        return [(str(one.pk), one.name) for one in Section.objects.only("name")[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """By the section's number."""
        wanted = number_in(self.value(), 9)
        return queryset.filter(article__section=wanted) if wanted else queryset


@admin.register(Notice)
class NoticeAdmin(Answered):
    """Notices are answered: nobody edits what a reader wrote, and nobody deletes it."""

    list_display = ("kind_word", "excerpt", "sender_name", "status", "made_at")
    list_display_links = ("excerpt",)
    list_filter = (StatusFilter, "kind", SectionFilter)
    search_fields = ("text", "address", "article__headline")
    list_select_related = ("article", "reader")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """What stands in articles that the user may open."""
        user, all_of_them = person(request), super().get_queryset(request)
        if user.has_perm("articles.read_any_article"):
            return all_of_them
        return all_of_them.filter(article__in=Article.objects.readable_by(user).order_by().values("pk"))

    def whole(self, request: HttpRequest) -> QuerySet[Notice]:
        """With its note, its sender and who has answered."""
        return self.get_queryset(request).select_related("note", "reader__user", "decided_by")

    def has_view_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """Who may answer."""
        return request.user.has_perm("comments.answer_notice")

    @admin.display(description=_("what should it say"))
    def excerpt(self, notice: Notice) -> SafeString:
        """What is suggested, and below it for which article."""
        said = Truncator(notice.text or notice.address).chars(120)
        about = '<bdi>{}</bdi><br><span class="meta"><bdi lang="{}">{}</bdi></span>'
        return format_html(about, said, notice.article.language, notice.article)

    @admin.display(description=_("what is suggested"), ordering="kind")
    def kind_word(self, notice: Notice) -> str:
        return capfirst(notice.get_kind_display())

    @admin.display(description=_("from"))
    def sender_name(self, notice: Notice) -> str:
        return name_of(notice)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "beside/<int:note>/", self.admin_site.admin_view(self.beside), name="comments_notice_beside"
        )
        return [own, *super().get_urls()]

    def beside(self, request: HttpRequest, note: int) -> HttpResponse:
        """From a note beside the text to the notice that it is of."""
        notice = get_object_or_404(self.get_queryset(request), note=note)
        return HttpResponseRedirect(reverse("admin:comments_notice_change", args=[notice.pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One notice; POST accepts or declines it, or takes an acceptance back."""
        notice = self.found(request, object_id)
        article = Article.objects.whole().select_related("owner").get(pk=notice.article_id)
        if request.method != "POST":
            return page(self, request, notice, article)
        if not accepting.may_answer(person(request), article):
            raise PermissionDenied
        match request.POST.get("do"):
            case "accept":
                return self.accept(request, notice, article)
            case "decline":
                return self.decline(request, notice, article)
            case _:
                return self.take_back(request, notice)

    def accept(self, request: HttpRequest, notice: Notice, article: Article) -> HttpResponse:
        """Prepare the change, and lead to the text; or say why not, with all that was typed."""
        form = AcceptForm(request.POST)
        if not form.is_valid():
            return page(self, request, notice, article, accept=form, status=422)
        given = form.cleaned_data
        try:
            accepting.accept(
                notice.pk, person(request), form.change(), version=given["version"], answer=given["answer"]
            )
        except Clash:
            fresh = request.POST.copy()
            fresh["version"] = str(article.version)
            form = AcceptForm(fresh)
            form.add_error(
                None,
                gettext(
                    "Somebody has saved the article since you opened this page. Nothing was changed, and what you "
                    "typed is still here: look at the place as it is now, and accept it again."
                ),
            )
            return page(self, request, notice, article, accept=form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return page(self, request, self.found(request, str(notice.pk)), article, accept=form, status=409)
        by_hand = Note.objects.filter(pk=notice.note_id or 0, resolved_at=None).exists()
        told = (
            gettext("Accepted. The note stands beside the text: change it there, and resolve the note.")
            if by_hand
            else gettext("Accepted. The change is in the working copy: look at it, and publish it.")
        )
        messages.success(request, told)
        anchor = f"#note-{notice.note_id}" if by_hand else ""
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]) + anchor)

    def decline(self, request: HttpRequest, notice: Notice, article: Article) -> HttpResponse:
        """Say why not to the reader, and on to the next."""
        form = DeclineForm(request.POST)
        if form.is_valid():
            try:
                accepting.decline(notice.pk, person(request), form.cleaned_data["why"])
            except Refused as refusal:
                form.add_error(None, str(refusal))
                notice = self.found(request, str(notice.pk))
                return page(self, request, notice, article, decline=form, status=409)
            messages.success(request, gettext("Declined, with your answer."))
            return HttpResponseRedirect(reverse("admin:comments_notice_changelist"))
        return page(self, request, notice, article, decline=form, status=422)

    def take_back(self, request: HttpRequest, notice: Notice) -> HttpResponse:
        """New again, after an acceptance that was none."""
        try:
            accepting.take_back(notice.pk, person(request))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("It is new again. What was changed in the text stays there."))
        return HttpResponseRedirect(reverse("admin:comments_notice_change", args=[notice.pk]))
