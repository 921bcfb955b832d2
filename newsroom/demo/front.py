"""The front page as the demonstration's editor has arranged it."""

from datetime import datetime
from typing import Any

from articles import arranging, front_page
from articles.models import Arrangement, Article

from .cast import Cast
from .content import moment


def arrange(cast: Cast, known: dict[str, Any], lived: dict[str, Article], now: datetime) -> None:
    """What stands on top by hand, and a line of breaking news that has ended."""
    line = known["breaking"]
    places = [{"article": lived[slug].pk, "until": None} for slug in known["top"]]
    wanted = Arrangement(
        places={front_page.TOP: [*places, *[None] * (front_page.IN_TOP - len(places))]},
        breaking=line["text"],
        breaking_article=lived[line["article"]].pk,
        breaking_until=moment(line["until"], now),
    )
    arranging.arrange(wanted, cast.of_role("editor"), seen=0)
