"""manage.py index_articles."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles import searching
from articles.models import Article
from articles.progress import progress


class Command(BaseCommand):
    """A thin shell over `searching.catch_up`."""

    help = (
        "Indexes the articles that the desk's search cannot find as they are now. Every save does so by itself; this "
        "is for a database that was filled in another way. It works in small steps and may be stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--all", action="store_true", help="index every article again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Index, and tell."""
        waiting = Article.objects.all() if options["all"] else searching.stale()
        total = waiting.count()
        steps = -(-total // searching.BATCH)
        for _last in progress(
            self._batches(options["all"]), steps, self.style.NOTICE("Batches"), self.stderr
        ):
            pass
        told = ngettext("%(count)d article indexed.", "%(count)d articles indexed.", total)
        self.stdout.write(told % {"count": total})

    def _batches(self, everything: bool) -> Iterator[int]:
        last = searching.catch_up(everything=everything)
        while last:
            yield last
            last = searching.catch_up(last, everything=everything)
