"""Faces of readers: a small picture drawn from a name alone, so that nobody has to send one. Pure."""

from hashlib import sha256
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from comments.names import folded

INKS: Final = ("#a53", "#b62", "#973", "#683", "#385", "#287", "#279", "#46a", "#64a", "#84a", "#a47", "#b45")
"""Colours that stand out from the paper by day and by night."""
ROWS: Final = (
    "M0 {}h5", "M1 {}h3", "M0 {}h1m1 0h1m1 0h1", "M0 {}h2m1 0h2", "M0 {}h1m3 0h1", "M2 {}h1", "M1 {}h1m1 0h1",
)  # fmt: skip
"""Strokes across five columns, the same from both sides."""


def face(name: str) -> SafeString:
    """Five by five squares, mirrored, in one of twelve colours; names that look the same have the same face."""
    digest = sha256(folded(name).encode()).digest()
    lines = "".join(ROWS[byte % len(ROWS)].format(y) for y, byte in enumerate(digest[:5]))
    return format_html(
        '<svg class="face" viewBox="0 -.5 5 5" aria-hidden="true"><path stroke="{}" d="{}"/></svg>',
        INKS[digest[5] % len(INKS)],
        lines,
    )
