"""Whatever is written into a body, the page is safe, whole and soon made."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bodies import TIDES, make_reference, make_table, page


class Gate(HTMLParser):
    """Fails at the first tag, attribute or address that may do something on its own."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag not in {
            "script",
            "style",
            "img",
            "svg",
            "math",
            "iframe",
            "form",
            "input",
            "object",
            "base",
            "meta",
        }
        for name, value in attributes:
            assert name in {
                "href",
                "id",
                "class",
                "rel",
                "title",
                "scope",
                "start",
                "data-label",
                "aria-label",
                "role",
                "data-player",
            }
            if name in ("href", "data-player"):
                assert re.match(r"(?:https?|mailto|tel):|/(?![/\\])|#", value or "", re.IGNORECASE), value

    def check(self, *pages: str) -> None:
        self.feed("".join(pages))
        self.close()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](&#x6A;avascript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](\\\\evil.example)",
        "<javascript:alert(1)>",
        '[x](https://x.example "onclick=alert(1)")',
        '[x](https://x.example/"onmouseover="alert(1))',
        '[["><script>alert(1)</script>]]',
        '[[x]](https://x.example/"><script>alert(1)</script>)',
        "![x](javascript:alert(1))",
        '| <b style="color:red"> |\n|---|\n| <script> |',
        "```<script>\n</code><script>alert(1)</script>\n```",
        "\ud800\x00<script>",
    ],
)
def test_an_attack_stays_words(attack: str) -> None:
    poisoned = make_reference(
        "x", title=attack, publisher=attack, address=attack, archived=attack, quote=attack
    )
    rendered = page(
        f"{attack}\n\nand {attack}[[x]]",
        poisoned,
        tables=(make_table((attack, [[attack]]), slug=attack, caption=attack),),
    )
    Gate().check(rendered.html, rendered.sources_html)
    rendered.html.encode()
    rendered.text.encode()


MARKS = "[ ] [[ ]] ( ) ]( \\ ` ``` > - 1. | |---| * ** ~~ < > & &#x6a; \" ' # ! ![ : //"
FRAGMENTS = [
    *MARKS.split(),
    "https://x.example/",
    "javascript:",
    "[::1",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\x00",
    "a",
    "[[tides]]",
    "{stakeholders}",
    "\ud800",
    "[^a]",
    "\n[^a]: ",
    '\n:::aside "a"\n',
    "\n:::quote\n",
    '\n{video: https://youtu.be/aaaaaaaaaaa "a"}\n',
    "\n:::\n",
    "![a](picture:0123456789ab)",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_no_mixture_of_marks_breaks_the_page(body: str) -> None:
    rendered = page(body, TIDES, tables=(make_table((body, [[body]])),))
    Gate().check(rendered.html, rendered.sources_html)
    ids = re.findall(r' id="([^"]+)"', rendered.html + rendered.sources_html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#((?:cite|source)-\w+)"', rendered.html + rendered.sources_html)) <= set(
        ids
    )


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[[",
        ">",
        "`",
        "- ",
        "> - ",
        "![",
        "[a](",
        "[[a]](",
        "*a_",
        "{stakeholders}\n",
        "|a",
        "[^a]",
        "[^a]: a\n",
        "\n:::quote\n",
        ":::",
        "\n\n![](picture:0123456789ab)",
    ],
)
def test_fifty_thousand_marks_take_bounded_time(piece: str) -> None:
    begun = time.process_time()
    page((piece * 50_000)[:50_000], TIDES)
    assert time.process_time() - begun < 5
