"""Names that readers show: what may be in one, and when two look the same. Pure."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from comments.markdown import printable

MAX_NAME: Final = 40

RESERVED: Final = ("admin", "administrator", "author", "editor", "moderator", "newsroom", "staff", "system")

JOINERS: Final = "\u200c\u200d"
"""They shape words in Persian and Indian scripts, and are invisible everywhere else."""

PUNCTUATION: Final = "'’.-_·, "

# Letters of other scripts, and figures, that pass for a Latin letter; all on the left are lower case.
GREEK_OR_CYRILLIC: Final = {
    **dict(zip("авгеѕкмнорсԁтухһԛԝь", "abreskmhopcdtyxhqwb", strict=True)),
    **dict(zip("αβεκνορτυχω", "abekvoptuxw", strict=True)),
}
LOOK_ALIKES: Final = str.maketrans(
    {
        **GREEK_OR_CYRILLIC,
        "0": "o",
        **dict.fromkeys("1|!ıiіι", "l"),
        **dict.fromkeys("јϳ", "j"),
    }
)


def clean_name(text: str) -> str:
    """The name as it will stand, in NFKC and with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", printable(text))).strip()


def fault_in(name: str) -> str:
    """Why this cleaned name will not do, in a sentence; '' if it will."""
    if len(name) > MAX_NAME:
        return _("This name has %(have)s characters; %(most)s fit.") % {"have": len(name), "most": MAX_NAME}
    if any(c not in PUNCTUATION + JOINERS and unicodedata.category(c)[0] not in "LMN" for c in name):
        return _("Please use letters, figures, spaces and . - _ ' only.")
    if sum(c.isalpha() for c in name) < 2:
        return _("A name needs at least two letters.")
    return ""


def folded(name: str) -> str:
    """The same for names that look the same: without capitals, accents and spaces, look-alike letters made one."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    text = "".join(c for c in text if not "\u0300" <= c <= "\u036f").translate(LOOK_ALIKES)
    text = "".join(c for c in text if unicodedata.category(c)[0] in "LMN")
    return text.replace("rn", "m").replace("vv", "w")
