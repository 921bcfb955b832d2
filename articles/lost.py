"""What somebody may have looked for at an address where nothing stands."""

import re
from typing import Final

from articles.models.edition import Address
from articles.models.entry import Entry

DATED: Final = re.compile(r"/\d{1,4}/\d{1,2}/\d{1,2}/([-\w]{2,140})(/.*)?", re.ASCII)
ALONE: Final = re.compile(r"/([-\w]{2,140})/?", re.ASCII)
WORD: Final = re.compile(r"[^\W\d_]{3,}")
MOST: Final = 3
NEWEST: Final = 5


def meant(path: str) -> list[Entry]:
    """What stands now of the articles whose address ends like this one, whatever its date; at most one query."""
    found = DATED.fullmatch(path) or ALONE.fullmatch(path)
    if not found:
        return []
    articles = Address.objects.filter(slug=found[1].lower()).order_by("-pk").values("article")[:MOST]
    return list(Entry.objects.live().filter(article__in=articles).newest_first()[:MOST])


def words(path: str) -> str:
    """The words at the end of an address, for a search."""
    last = path.rstrip("/").rpartition("/")[2]
    return " ".join(WORD.findall(last)[:8])


def newest() -> list[Entry]:
    """Something to read instead; one query."""
    return list(Entry.objects.listed().newest_first()[:NEWEST])
