"""Roles: what each of them may do, granted as groups as often as you like."""

from typing import Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

CONTRIBUTOR: Final = (
    "articles.add_article",
    "articles.view_article",
    "articles.change_article",
    "articles.submit_article",
)
WRITER: Final = (
    *CONTRIBUTOR,
    "articles.read_any_article",
    "images.add_image", "images.view_image", "images.change_image",
    "articles.add_source", "articles.view_source", "articles.change_source",
    "articles.add_stakeholder", "articles.view_stakeholder", "articles.change_stakeholder",
    "articles.add_topic", "articles.view_topic", "articles.view_section", "authors.view_author",
)  # fmt: skip
EDITOR: Final = (
    *WRITER,
    "articles.edit_any_article", "articles.report_article",
    "articles.commission_article", "articles.change_topic", "articles.arrange_front",
    "comments.add_thread", "comments.view_thread", "comments.change_thread",
    "authors.add_author", "authors.change_author",
    "comments.answer_notice",
)  # fmt: skip
PUBLISHER: Final = (
    *EDITOR,
    "articles.publish_article",
    "articles.approve_past_four_eyes",
    "comments.view_report",
    "comments.view_appeal",
    "images.withdraw_image",
    "articles.add_standingpage",
    "articles.view_standingpage",
    "articles.change_standingpage",
    "authors.view_auditentry",
)
MODERATOR: Final = (
    "comments.view_comment",
    "comments.moderate_comment",
    "comments.view_moderationdecision",
    "comments.view_report",
    "comments.view_appeal",
    "comments.view_reader",
    "comments.sanction_reader",
    "comments.add_thread",
    "comments.view_thread",
    "comments.change_thread",
    "comments.add_word",
    "comments.view_word",
    "comments.change_word",
    "comments.delete_word",
    "articles.view_article",
    "articles.read_any_article",
)

ROLES: Final[dict[str, tuple[str, ...] | None]] = {
    "contributor": CONTRIBUTOR,
    "writer": WRITER,
    "editor": EDITOR,
    "publisher": PUBLISHER,
    "moderator": MODERATOR,
    "administrator": None,  # everything
}


def grant(using: str = "default") -> dict[str, int]:
    """Make every role's group and give it exactly its permissions; tells how many each has."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    told = {}
    for name, codes in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using)
        if codes is not None:
            pairs = Q(pk=None)
            for code in codes:
                app, codename = code.split(".")
                pairs |= Q(content_type__app_label=app, codename=codename)
            wanted = wanted.filter(pairs)
        group.permissions.set(wanted)
        told[name] = group.permissions.count()
    return told
