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
TOKEN: Final = re.compile(r"\w+|[^\w\s]")
SENTENCE: Final = re.compile(r"(?<=[.!?…。؟])\s+")


def says_anew(old: str, new: str) -> bool:
    """Whether the new text is the old one with some words changed."""
    before, after = old.split(), new.split()
    if not before or len(before) + len(after) > MOST_WORDS:
        return False
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE


def applied(markdown: str, old: str, new: str) -> str:
    """The Markdown of which `old` are the plain words with what `new` changes of them; its marks and citations stay.

    Unchanged where one of the words cannot be found in it, or where none of them are left.
    """
    before, after = TOKEN.findall(old), list(TOKEN.finditer(new))
    if not before or not after:
        return markdown
    bare = MARKS.sub(lambda mark: " " * len(mark[0]), markdown)
    spans, at = [], 0
    for token in before:
        begin = bare.find(token, at)
        if begin < 0:
            return markdown
        at = begin + len(token)
        spans.append((begin, at))
    out, done = [], 0
    steps = SequenceMatcher(None, before, [token[0] for token in after], autojunk=False).get_opcodes()
    for tag, i, j, k, m in steps:
        match tag:
            case "replace":
                begin, end, fresh = spans[i][0], spans[j - 1][1], new[after[k].start() : after[m - 1].end()]
            case "insert" if i:  # with the space that stands before it; at the beginning, with the one behind
                begin = end = spans[i - 1][1]
                fresh = new[after[k - 1].end() : after[m - 1].end()]
            case "insert":
                begin, end, fresh = 0, 0, new[: after[m].start()]
            case "delete" if i:
                begin, end, fresh = spans[i - 1][1], spans[j - 1][1], ""
            case "delete":
                begin, end, fresh = spans[0][0], spans[j][0], ""
            case _:
                continue
        out += [markdown[done:begin], fresh]
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
