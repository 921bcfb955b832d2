"""From what a reader would say instead to a paragraph of the working copy and the words of a correction; pure."""

import re
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.55
"""The share of words in common from which a suggestion is the paragraph said anew, not a remark about it."""
MOST_WORDS: Final = 2_000
"""Above this nobody looks which words changed."""
# What the words of a paragraph do not stand in: citations, and where links lead.
MARKS: Final = re.compile(r"\[\[[^\[\]]*\]\](?:\([^()\s]*\))?|\]\([^()]*\)|\[\^[^\]]*\]")
SENTENCE: Final = re.compile(r"(?<=[.!?…。؟])\s+")


def says_anew(old: str, new: str) -> bool:
    """Whether the new text is the old one with some words changed."""
    before, after = old.split(), new.split()
    if not before or len(before) + len(after) > MOST_WORDS:
        return False
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE


def applied(markdown: str, old: str, new: str) -> str:
    """The Markdown of which `old` are the plain words with what `new` changes of them; its marks and citations stay.

    Unchanged where one of the words cannot be found in it.
    """
    before, after = old.split(), new.split()
    bare = MARKS.sub(lambda mark: " " * len(mark[0]), markdown)
    spans, at = [], 0
    for word in before:
        begin = bare.find(word, at)
        if begin < 0:
            return markdown
        at = begin + len(word)
        spans.append((begin, at))
    out, done = [], 0
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        fresh = " ".join(after[k:m])
        if tag == "insert":
            place = spans[i - 1][1] if i else 0
            out += [markdown[done:place], f" {fresh}" if i else f"{fresh} "]
            done = place
        elif tag == "replace":
            out += [markdown[done : spans[i][0]], fresh]
            done = spans[j - 1][1]
        elif tag == "delete":
            # With the space that stood before it, or at the beginning the one behind.
            begin, end = (spans[i - 1][1], spans[j - 1][1]) if i else (spans[i][0], spans[j - 1][1] + 1)
            out.append(markdown[done:begin])
            done = end
    return "".join([*out, markdown[done:]])


def sentences_that_differ(old: str, new: str) -> tuple[str, str]:
    """The sentences that only the old text has, and those that only the new one has."""
    before, after = SENTENCE.split(old.strip()), SENTENCE.split(new.strip())
    gone = " ".join(one for one in before if one not in after)
    come = " ".join(one for one in after if one not in before)
    return gone, come


def instead(body: str, parts: list[str], at: int, text: str) -> str:
    """The body with other words for its paragraph number `at`; all the rest to the letter."""
    begin = 0
    for part in parts[:at]:
        begin = body.index(part, begin) + len(part)
    begin = body.index(parts[at], begin)
    return body[:begin] + text + body[begin + len(parts[at]) :]
