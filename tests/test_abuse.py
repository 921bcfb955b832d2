"""docs/abuse.md names tests that exist."""

import re
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_list_names_exists() -> None:
    named = NAMED.findall((settings.BASE_DIR / "docs" / "abuse.md").read_text())
    assert len(named) > 100
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (HERE / file).is_file() or f"def {test}(" not in (HERE / file).read_text()
    ]
    assert not missing, "\n".join(missing)


def test_every_line_of_the_list_names_a_test_or_says_that_there_is_none() -> None:
    rows = [
        line
        for line in (settings.BASE_DIR / "docs" / "abuse.md").read_text().splitlines()
        if line[:2] == "| "
    ]
    bare = [row for row in rows if "::test_" not in row and not row.endswith((" not yet |", "| tests |"))]
    assert not bare, "\n".join(bare)
