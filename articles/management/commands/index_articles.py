"""manage.py index_articles."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles import indexing, righting, searching
from articles.models import Article
from articles.progress import progress


class Command(BaseCommand):
    """A thin shell over the `catch_up` of `searching`, `indexing` and `righting`."""

    help = (
        "Indexes the articles that the desk's search cannot find as they are now, and the published texts that "
        "readers cannot find, and lists what was put right under sections and authors. Every save and every edition "
        "does so by itself; this is for a database that was filled in another way, or by an older release. It works "
        "in small steps and may be stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--all", action="store_true", help="index every article again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Index, and tell."""
        self._articles(again=options["all"])
        self._entries()
        for _last in _steps(righting.catch_up):
            pass

    def _entries(self) -> None:
        """What readers find; what is frozen has its words once for all."""
        total = indexing.stale().count()
        steps = -(-total // indexing.BATCH)
        for _last in progress(_steps(indexing.catch_up), steps, self.style.NOTICE("Batches"), self.stderr):
            pass
        told = ngettext("%(count)d published text indexed.", "%(count)d published texts indexed.", total)
        self.stdout.write(told % {"count": total})

    def _articles(self, *, again: bool) -> None:
        waiting = Article.objects.all() if again else searching.stale()
        total = waiting.count()
        steps = -(-total // searching.BATCH)
        batches = _steps(partial(searching.catch_up, everything=again))
        for _last in progress(batches, steps, self.style.NOTICE("Batches"), self.stderr):
            pass
        told = ngettext("%(count)d article indexed.", "%(count)d articles indexed.", total)
        self.stdout.write(told % {"count": total})


def _steps(catch_up: Callable[[int], int]) -> Iterator[int]:
    last = 0
    while last := catch_up(last):
        yield last
