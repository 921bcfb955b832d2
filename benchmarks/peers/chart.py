"""A bar chart on a logarithmic scale, as SVG: for light and dark, and in words for whoever does not see it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 860
NAMES: Final = 250
VALUES: Final = 76
BAR: Final = 18
GAP: Final = 6
HEAD: Final = 52
GROUP: Final = 34
STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #1d2126; }
  .title { font-weight: 600; font-size: 16px; }
  .group { font-weight: 600; }
  .axis { fill: #5b6470; font-size: 11px; }
  .line { stroke: #d5d9df; stroke-width: 1; }
  .ours { fill: #1f5fa8; }
  .limit { fill: #59636f; }
  .other { fill: #8b95a1; }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; }
  .name-ours { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14171b; }
    text { fill: #e7eaee; }
    .axis { fill: #9aa4b0; }
    .line { stroke: #333a43; }
    .ours { fill: #6aa9ee; }
    .limit { fill: #a4aeba; }
    .other { fill: #6b7581; }
    .value { stroke: #14171b; }
  }
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `kind` is ours, limit or other."""

    name: str
    value: float
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that belong together, under a heading."""

    heading: str
    bars: Sequence[Bar]


def chart(title: str, groups: Sequence[Group], description: str) -> str:
    """The whole drawing."""
    values = [bar.value for group in groups for bar in group.bars if bar.value > 0]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values)))
    tall = HEAD + sum(GROUP + len(group.bars) * (BAR + GAP) for group in groups) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" height="{tall}" '
        'role="img" aria-labelledby="chart-title chart-description">',
        f'<title id="chart-title">{escape(title)}</title>',
        f'<desc id="chart-description">{escape(description)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{tall}" fill="#ffffff"/>',
        f'<text class="title" x="16" y="28">{escape(title)}</text>',
        *_scale(low, high, tall),
    ]
    y = HEAD
    for group in groups:
        parts.append(f'<text class="group" x="16" y="{y + 20}">{escape(group.heading)}</text>')
        y += GROUP
        for bar in group.bars:
            parts += _bar(bar, y, low, high)
            y += BAR + GAP
    return "\n".join([*parts, "</svg>\n"])


def place(value: float, low: float, high: float) -> float:
    """How far to the right a value stands on the scale."""
    share = math.log10(max(value, low) / low) / math.log10(high / low)
    return NAMES + share * (WIDTH - NAMES - VALUES)


def _scale(low: float, high: float, tall: int) -> list[str]:
    lines = []
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        x = place(10.0**power, low, high)
        lines.append(f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD}" y2="{tall - 24}"/>')
        lines.append(
            f'<text class="axis" x="{x:.1f}" y="{tall - 8}" text-anchor="middle">{number(10.0**power)}</text>'
        )
    return lines


def _bar(bar: Bar, y: int, low: float, high: float) -> list[str]:
    end = place(bar.value, low, high)
    middle = y + BAR - 5
    return [
        f'<text class="name-{bar.kind}" x="{NAMES - 10}" y="{middle}" text-anchor="end">{escape(bar.name)}</text>',
        f'<rect class="{bar.kind}" x="{NAMES}" y="{y}" width="{max(1.0, end - NAMES):.1f}" height="{BAR}" rx="2"/>',
        f'<text class="value" x="{end + 6:.1f}" y="{middle}">{number(bar.value)}</text>',
    ]


def number(value: float) -> str:
    """As many digits as say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
