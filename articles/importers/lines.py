"""Lines with their numbers, and which of them are code."""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

FENCE: Final = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,})(.*)")


class Line(NamedTuple):
    """One line, the number it has in the document, and whether it is to stay as it is."""

    text: str
    number: int
    code: bool = False


def number_lines(text: str, first: int = 1) -> list[Line]:
    """The lines of a text, those of fenced code marked; a fence that is never closed is a line like any other."""
    texts = text.split("\n")
    fences = [FENCE.fullmatch(line) for line in texts]
    closing: dict[str, list[int]] = {"`": [], "~": []}
    for index, fence in enumerate(fences):
        if fence and not fence[2].strip():
            closing[fence[1][0]].append(index)
    lines: list[Line] = []
    end = -1
    for index, line in enumerate(texts):
        if index > end and (fence := fences[index]):
            ends = closing[fence[1][0]]
            later = bisect_right(ends, index)
            end = ends[later] if later < len(ends) else end
        lines.append(Line(line, first + index, index <= end))
    return lines
