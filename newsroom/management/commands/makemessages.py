"""Collect the words that readers meet, for every language that the site speaks besides English."""

from typing import Any, Final

from django.conf import settings
from django.core.management.commands import makemessages

OF_THE_DESK: Final = (
    "admin", "admin_views", "admin_views.py", "admin.py", "apps.py", "commands", "demo", "forms", "importers",
    "migrations", "images/forms.py", "tests", "benchmarks", "var", "docs", "letter.txt", "arranging.py",
    "checks.py", "handlers.py", "intake.py", "mailing.py", "planning.py", "publishing.py", "reporting.py",
    "restoring.py", "uniting.py", "verifying.py", "workflow.py", "article.py", "decision.py", "desk.py",
    "entry.py", "documents.py", "front.py", "ledger.py", "articles/models/coverage.py", "publication.py",
    "images/models.py", "authors/models.py", "alarms.py", "audit.py", "mail.py", "narrowing.py", "settings.py",
    "signed_out.py", "start.py", "uses.py", "week.py", "authors/forms.py", "contacting.py", "reader.txt",
    "403.html",
)  # fmt: skip
"""What only the newsroom reads: it stays English."""


class Command(makemessages.Command):
    """Django's own, told what to collect. Whoever adds words for readers runs it, translates, and compiles them."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_lazy"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Every other language, without the desk; places are files, so that a moved line changes nothing."""
        options["locale"] = options["locale"] or [code for code, _name in settings.LANGUAGES if code != "en"]
        options["ignore_patterns"] = [*options["ignore_patterns"], *OF_THE_DESK]
        super().handle(*args, **{**options, "no_wrap": True, "no_obsolete": True, "add_location": "file"})
