"""What a CDN is told to forget: the tags of pages that have changed. Where there is none, nothing happens."""

import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Final
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)
AT_ONCE: Final = 30
"""Tags of one request; more are refused by some."""
WAITS: Final = (1, 5, 30)
"""Minutes between attempts. After an hour every page has been asked for again anyway."""
SECONDS: Final = 10


def forget(tags: Iterable[str]) -> None:
    """Have a CDN forget the pages with these tags, after the commit."""
    if settings.PURGE_URL:
        rest = iter(tags)
        while some := list(islice(rest, AT_ONCE)):
            purge.enqueue(some, 0)


@task()
def purge(tags: list[str], attempt: int) -> None:
    """Ask for it; what was refused is asked again later."""
    headers = {"Authorization": f"Bearer {settings.PURGE_TOKEN}", "Content-Type": "application/json"}
    asked = Request(settings.PURGE_URL, json.dumps({"tags": tags}).encode(), headers)  # noqa: S310 (the operator's)
    try:
        with urlopen(asked, timeout=SECONDS):  # noqa: S310
            return
    except OSError as error:
        if attempt == len(WAITS):
            logger.warning(
                "The CDN still keeps pages that have changed, and was asked for the last time: %s", error
            )
            return
    purge.using(run_after=timezone.now() + timedelta(minutes=WAITS[attempt])).enqueue(tags, attempt + 1)
