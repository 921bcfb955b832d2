"""What the rules found, in words for moderators; and the text with the words marked that they found."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KNOWN: Final[dict[str, Promise | str]] = {
    "premoderated": gettext_lazy("every comment on this article waits"),
    "new reader": gettext_lazy("no comment of this reader was approved before"),
    "links": gettext_lazy("{links} links"),
    "undo": gettext_lazy("a decision was taken back"),
}
"""For each phase what its finding means; in braces the facts of its evidence."""
BESIDE: Final = ("phase", "outcome")


def told(verdict: dict[str, Any]) -> str:
    """One finding in words; of a phase that is not known here its name and figures."""
    facts = {name: _plain(fact) for name, fact in verdict.items() if name not in BESIDE}
    words = KNOWN.get(verdict.get("phase", ""))
    if words:
        try:
            return str(format_lazy("{}", words)).format(**facts)
        except (KeyError, IndexError):
            pass
    return ", ".join([str(verdict.get("phase", "")), *(f"{name} {fact}" for name, fact in facts.items())])


def phases(evidence: Iterable[dict[str, Any]]) -> list[str]:
    """The phases that spoke, each once."""
    return list(dict.fromkeys(str(verdict["phase"]) for verdict in evidence if "phase" in verdict))


def words_in(evidence: Iterable[dict[str, Any]]) -> list[str]:
    """The words that were found, from all findings."""
    found = [verdict.get("words") or verdict.get("word") or [] for verdict in evidence]
    return [str(word) for some in found for word in ([some] if isinstance(some, str) else some)]


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text, safe for any page, with these words marked wherever they stand."""
    wanted = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    if not wanted:
        return mark_safe(escape(text))  # noqa: S308 (escaped here)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return mark_safe(  # noqa: S308 (each part is escaped here)
        "".join(
            f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
            for number, part in enumerate(parts)
        )
    )


def _plain(fact: Any) -> str:
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    return ", ".join(f"“{one}”" for one in fact) if isinstance(fact, list) else str(fact)
