"""What is only to be read, without links to pages that the person may not open: Django links them for everybody."""

from typing import Any, Final

from django.contrib import admin

from articles.models import Article
from authors.models import User

LINKED: Final = {
    "section": ("articles.view_section", "section_named"),
    "lead_image": ("images.view_image", "picture_named"),
}
"""Which right the page behind a field needs, and what stands there for who lacks it."""


class Unlinked:
    """The names of what fields would link to."""

    @admin.display(description=Article._meta.get_field("section").verbose_name)
    def section_named(self, article: Article) -> str:
        return str(article.section or "-")

    @admin.display(description=Article._meta.get_field("lead_image").verbose_name)
    def picture_named(self, article: Article) -> str:
        return str(article.lead_image or "-")


def unlinked(user: User, part: Any) -> Any:
    """A part of the form with names where this person could not follow the links."""
    shut = {field: plain for field, (right, plain) in LINKED.items() if not user.has_perm(right)}
    title, options = part
    return title, {**options, "fields": tuple(shut.get(field, field) for field in options["fields"])}
