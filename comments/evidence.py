"""What the rules found, in words for moderators; and the text with the words marked that they found."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.words import Listed, Reading, fold

KNOWN: Final[dict[str, Promise | str]] = {
    "premoderated": gettext_lazy("every comment on this article waits"),
    "new reader": gettext_lazy("no comment of this reader was approved before"),
    "trust": gettext_lazy("comments of this reader were taken away lately"),
    "trust moved": gettext_lazy(
        "trust went from {from} to {to}: {approved} approved, {taken_away} taken away"
    ),
    "always held": gettext_lazy("a moderator lets every comment of this reader wait"),
    "links": gettext_lazy("{links} links"),
    "elsewhere": gettext_lazy("the same stands below other articles ({articles})"),
    "suspect words": gettext_lazy("words to look out for: {words}"),
    "haste": gettext_lazy("{characters} characters in {seconds} seconds"),
    "reports": gettext_lazy("reported"),
    "undo": gettext_lazy("a decision was taken back"),
}
"""For each phase what its finding means; in braces the facts of its evidence."""
HOLDS: Final[dict[str, Promise | str]] = {
    "premoderated": gettext_lazy("all comments on the article wait"),
    "new reader": gettext_lazy("first comments of new readers"),
    "trust": gettext_lazy("earlier comments of the reader were rejected"),
    "always held": gettext_lazy("a moderator wants to read all of this reader’s"),
    "links": gettext_lazy("many links"),
    "elsewhere": gettext_lazy("the same text stands below other articles"),
    "suspect words": gettext_lazy("words that are looked at more closely"),
}
"""What lets comments wait, as figures name it."""
BESIDE: Final = ("phase", "outcome", "weight")


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
    """The text, safe for any page, with these words of the list marked wherever they stand, disguised or not."""
    listed = [Listed(word, False, fold(word)) for word in words]
    parts, end = [], 0
    for match in Reading(text).find(listed) if listed else []:
        if match.begin >= end:
            parts += [
                escape(text[end : match.begin]),
                f"<mark>{escape(text[match.begin : match.end])}</mark>",
            ]
            end = match.end
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 (each part is escaped here)


def _plain(fact: Any) -> str:
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    return ", ".join(f"“{one}”" for one in fact) if isinstance(fact, list) else str(fact)
