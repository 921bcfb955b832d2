"""Mails to people at the desk: what was sent, what waits, what could not be sent."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import mailing
from articles.admin.record import RecordAdmin
from articles.models import Mail


class FateFilter(admin.SimpleListFilter):
    """What became of it."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """The two that somebody looks for."""
        return [("failed", _("Could not be sent")), ("waiting", _("Waiting"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        """By the queryset's own words."""
        match self.value():
            case "failed":
                return queryset & Mail.objects.failed()
            case "waiting":
                return queryset & Mail.objects.waiting()
        return queryset


@admin.register(Mail)
class MailAdmin(RecordAdmin[Mail]):
    """For administrators, who can have one sent again."""

    list_display = ("made_at", "recipient", "kind", "article", "due_at", "sent_at", "failed_at", "error")
    list_display_links = ("made_at",)
    list_filter = (FateFilter, "kind")
    list_select_related = ("article", "recipient")
    search_fields = ("recipient__name", "recipient__email")
    search_help_text = _("Name or address of who was told")
    fields = ("recipient", "kind", "article", "actor", "text", "made_at", "due_at", "attempts", "sent_at",
              "failed_at", "error")  # fmt: skip
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """What the action asks for."""
        return request.user.has_perm("articles.change_mail")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, mails: QuerySet[Mail]) -> None:
        """One more round of attempts for what was given up."""
        count = mailing.send_again(mails[:200])
        told = ngettext(
            "%(count)d mail is on its way again.", "%(count)d mails are on their way again.", count
        )
        self.message_user(request, told % {"count": count}, messages.SUCCESS)
