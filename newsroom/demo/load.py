"""Loading the demonstration newsroom, once: all of it or, if it is interrupted, nothing."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from articles.models import Article
from articles.translating import translate

from . import cast as people
from . import content, front, notices, reports, talk, tasks
from .cast import Cast
from .lives import Life

Tell = Callable[[int, int, str], None]
"""Hears how many of how many steps are done, and what comes now."""


def is_loaded() -> bool:
    """Whether there is anything that the demonstration must not touch."""
    return Article.objects.exists()


@transaction.atomic
def load(tell: Tell) -> None:
    """Fill an empty newsroom: people, pictures, articles by their ordinary moves, comments."""
    now = timezone.localtime()
    cast, paper, said = Cast(), content.paper(), content.comments()
    articles = content.pieces(now)
    remarks = sum(len(content.remarks(thread)) for thread in said["threads"].values())
    pictures = list(paper["pictures"])
    portraits = [slug for slug, known in paper["authors"].items() if "portrait" in known]
    total = 1 + len(pictures) + len(portraits) + len(articles) + remarks
    done = iter(range(total))

    tell(next(done), total, "people")
    people.fill(cast, paper)
    for name in pictures:
        tell(next(done), total, "pictures")
        people.picture(cast, name, paper)
    for slug in portraits:
        tell(next(done), total, "portraits")
        people.portrait(cast, slug, paper)
    lived = {}
    for piece in articles:
        tell(next(done), total, "articles")
        lived[piece.slug] = Life(cast, piece, now).live()
    for piece in articles:
        if original := piece.front.get("translation_of"):
            translate(lived[piece.slug], lived[original], cast.of_role("editor"))
    front.arrange(cast, paper["front"], lived, now)
    for task in content.commissions():
        tasks.commission(cast, task, now)
    talk.join_in(cast, said)
    talk.list_words(said["words"])
    for _comment in talk.discuss(cast, lived, said, now):
        tell(next(done), total, "comments")
    talk.ask(said["asked"], lived)
    talk.know_readers()
    for notice in content.notices():
        notices.suggest(cast, lived[notice["article"]], notice, now)
    reported = content.reports()
    for known in reported["reports"]:
        reports.report(cast, known, said["readers"], now)
    reports.appeal(reported["appeal"])
    reports.count(reported["months"])
    tell(total, total, "done")
