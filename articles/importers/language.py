"""The language of a text: as stated, else as its words tell."""

import re
from functools import cache
from typing import Any, Final

from .language_names import code_of
from .plain import size

TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
ENOUGH_TEXT: Final = 6000  # characters
FEW_WORDS: Final = 20
CERTAIN: Final = 0.8


def stated(name: str) -> str:
    """A BCP 47 code from what a document states: 'fr', 'pt_BR', 'French'; '' if it is no language."""
    found = TAG.fullmatch(name.strip())
    if found:
        language, script, region = found.groups()
        parts = (language.lower(), script.title() if script else "", region.upper() if region else "")
        return "-".join(part for part in parts if part)
    return code_of(name)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> tuple[str, bool]:
    """The language that a text is written in, and whether that is certain."""
    code, likelihood = _identifier().classify(text[:ENOUGH_TEXT])
    return str(code), float(likelihood) >= CERTAIN and size(text) >= FEW_WORDS
