"""Collect the words that readers meet, for every language that the site speaks besides English."""

from typing import Any, Final

from django.conf import settings
from django.core.management.commands import makemessages

OF_THE_DESK: Final = (
    "admin", "admin_views", "admin_views.py", "admin.py", "apps.py", "commands", "demo", "doctor",
    "importers", "migrations", "tests", "benchmarks", "var", "docs",
    "letter.txt", "reader.txt", "403.html",
    "articles/forms", "articles/arranging.py", "articles/checks.py", "articles/documents.py", "articles/handlers.py",
    "articles/mailing.py", "articles/planning.py", "articles/publishing.py",
    "articles/reporting.py", "articles/restoring.py", "articles/uniting.py", "articles/verifying.py",
    "articles/workflow.py",
    "articles/models/article.py", "articles/models/coverage.py", "articles/models/decision.py",
    "articles/models/desk.py", "articles/models/entry.py",
    "articles/models/front.py", "articles/models/ledger.py", "articles/models/mail.py",
    "articles/models/publication.py",
    "authors/contacting.py", "images/forms.py", "images/intake.py", "images/models.py",
    "comments/accepting.py", "comments/deciding.py", "comments/evidence.py", "comments/queue.py",
    "comments/sanctions.py", "comments/settling.py",
    "comments/moderation/steps.py", "comments/templatetags/moderation.py",
    "newsroom/alarms.py", "newsroom/audit.py", "newsroom/desk.py", "newsroom/mail.py",
    "newsroom/narrowing.py", "newsroom/questions.py", "newsroom/settings.py",
    "newsroom/signed_out.py", "newsroom/start.py", "newsroom/uses.py", "newsroom/week.py",
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
