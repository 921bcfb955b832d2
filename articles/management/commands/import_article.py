"""`manage.py import_article FILE…`: from files to drafts, and on to publication where somebody vouches for it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.functional import cached_property

from articles.importers import ImportedDraft, Unreadable, parse, read, read_file
from articles.importers.saving import Outcome, Saved, import_ref, importer, save_draft
from articles.publishing import Asked, Refused, publish_now
from articles.saving import Clash
from articles.workflow import State
from authors.models import User

TOLD: Final = {
    Outcome.STORED: "stored as a draft",
    Outcome.UNCHANGED: "unchanged: this text was imported before",
    Outcome.KNOWN: "not stored: another text was imported from the same address before; edit that article instead",
}
WIDTH: Final = 30


class Read(NamedTuple):
    """One file that could be read: its name, its text and what the parser found."""

    name: str
    text: str
    draft: ImportedDraft


class Command(BaseCommand):
    """Reads every file, stores what can be stored, tells what happened to each."""

    help = "Import articles from text, Markdown or HTML files; “-” reads the standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and what to do with them."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="Only show what would go where; store nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print what was found as JSON, and only that."
        )
        parser.add_argument(
            "--publish", action="store_true", help="Make the moves up to publication as well."
        )
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="Who makes these moves.")

    def handle(
        self, *_args: Any, files: list[str], dry_run: bool, publish: bool, email: str | None, **options: Any
    ) -> None:
        """Every file on its own: one that fails keeps no other back."""
        self.json: bool = options["json"]
        if publish and dry_run:
            raise CommandError(
                "--dry-run stores nothing, so there is nothing to --publish. Choose one of them."
            )
        if publish and not email:
            raise CommandError("--publish needs --as EMAIL: every move is made by somebody.")
        self.failed = 0
        publisher = self.person(email) if email and not dry_run else None
        found: list[Read] = []
        for file in self.progress(files):
            if (one := self.read(file)) is None:
                continue
            found.append(one)
            if dry_run:
                self.show(one, "would be stored as a draft")
            else:
                self.store(one, publisher if publish else None)
        if self.json:
            self.stdout.write(
                json.dumps([one.draft.as_json(one.name) for one in found], ensure_ascii=False, indent=2)
            )
        if self.failed:
            raise CommandError(f"{self.failed} of {len(files)} files failed.")

    def person(self, email: str) -> User:
        """The user of this address."""
        try:
            user = User.objects.filter(email__iexact=email).first()
        except DatabaseError as error:
            raise self.no_database(error) from error
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        return user

    def read(self, file: str) -> Read | None:
        """The draft in a file; a broken one is told in one line."""
        try:
            text = read(sys.stdin.buffer.read()) if file == "-" else read_file(Path(file))
            return Read(file, text, parse(text))
        except Unreadable as error:
            self.fail(file, str(error))
            return None

    def store(self, one: Read, publisher: User | None) -> None:
        """Store a draft, and publish it if somebody does."""
        try:
            saved = save_draft(one.draft, user=self.owner, import_ref=import_ref(one.draft, one.text))
        except DatabaseError as error:
            raise self.no_database(error) from error
        told = f"{TOLD[saved.outcome]} (article {saved.article.pk})"
        if saved.outcome is Outcome.STORED:
            self.show(one, told, saved.notes)
        else:
            self.tell(f"{one.name}: {told}")
        if saved.outcome is Outcome.KNOWN:
            self.failed += 1
        elif publisher:
            self.publish(one.name, saved, publisher)

    def publish(self, file: str, saved: Saved, publisher: User) -> None:
        """Make the ordinary moves; a refusal is told in one line, and the draft stays."""
        article = saved.article
        if article.state == State.RELEASED:
            self.tell(f"{file}: it is published already.")
            return
        asked = Asked(imported=article.first_published_at is not None)
        try:
            done = publish_now(article.pk, publisher, version=article.version, asked=asked)
        except (Refused, Clash) as error:
            self.fail(
                file,
                f"not published, the draft is kept: {str(error) or 'somebody has changed it meanwhile.'}",
            )
            return
        address = done.edition.address.path if done.edition else ""
        self.tell(f"{file}: published at {address}")

    @cached_property
    def owner(self) -> User:
        """Whom the drafts belong to: nobody here wrote them, so whoever publishes them is a second pair of eyes."""
        return importer()

    # Telling

    def show(self, one: Read, outcome: str, notes: Sequence[str] = ()) -> None:
        """What was found in a file and what became of it."""
        draft = one.draft
        self.tell(f"{one.name}: {outcome}")
        if self.json:
            return
        parts = [
            f"headline: {draft.headline or '(none)'}",
            f"byline: {', '.join(draft.byline) or '(none)'}; language: {draft.language}",
            f"tables: {len(draft.tables)}; sources: {len(draft.sources)}; biographies: {len(draft.bios)}",
            *(f"line {note.line}: {note.text}" for note in draft.notes),
            *notes,
            *(f"line {left.line}, left out ({left.reason}): {_short(left.text)}" for left in draft.left_out),
            *(f"line {item.line}, not placed: {_short(item.text)}" for item in draft.unplaced),
        ]
        for part in parts:
            self.stdout.write(f"  {part}")

    def tell(self, line: str) -> None:
        """A line for people: on the standard output, unless that is for JSON."""
        (self.stderr if self.json else self.stdout).write(line, lambda text: text)

    def fail(self, file: str, reason: str) -> None:
        """One clear line about a file that failed."""
        self.failed += 1
        self.stderr.write(f"{file}: {reason}")

    def progress(self, files: list[str]) -> Iterator[str]:
        """The files, with a bar on a terminal where there are several."""
        bar = len(files) > 1 and self.json and sys.stderr.isatty()
        for number, file in enumerate(files):
            if bar:
                done = WIDTH * number // len(files)
                self.stderr.write(f"\r[{'#' * done:{WIDTH}}] {number}/{len(files)}", ending="")
            yield file
        if bar:
            self.stderr.write(f"\r[{'#' * WIDTH}] {len(files)}/{len(files)}")

    def no_database(self, error: DatabaseError) -> CommandError:
        """Why nothing could be stored."""
        return CommandError(
            f"The database is not ready ({error}). Run `manage.py migrate`, or use --dry-run."
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
