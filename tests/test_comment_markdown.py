"""What a reader's comment becomes on a page."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.markdown import MAX_LENGTH, is_empty, printable, render_comment

REL = 'rel="nofollow ugc noopener"'
TAG = re.compile(
    r"</?(?:p|br|em|strong|blockquote|ul|ol|li|code|pre)>"
    r'|<ol start="\d+">'
    rf'|<a (?:href="https?://[^"<>]+" )?{REL}>|</a>',  # the cleaner takes an impossible address away
    re.IGNORECASE,
)


def assert_harmless(html: str) -> None:
    """Nothing but our few tags is left, and so no other angle bracket."""
    assert not re.search("[<>]", TAG.sub("", html)), html


def test_a_comment_may_emphasise_quote_list_and_show_code() -> None:
    html = render_comment("*one* **two** `three`\n\n> four\n\n- five\n\n```\nsix\n```")
    assert html == (
        "<p><em>one</em> <strong>two</strong> <code>three</code></p>\n"
        "<blockquote>\n<p>four</p>\n</blockquote>\n"
        "<ul>\n<li>five</li>\n</ul>\n"
        "<pre><code>six\n</code></pre>\n"
    )


def test_a_new_line_is_a_new_line() -> None:
    assert render_comment("one\r\ntwo") == "<p>one<br>\ntwo</p>\n"


@pytest.mark.parametrize(
    "text", ["# Loud", "![x](https://x.example/a.png)", "| a |\n|---|\n| b |", "<b>bold</b>", "---"]
)
def test_other_markdown_stays_as_typed(text: str) -> None:
    html = render_comment(text)
    assert not re.search("<(?:h1|img|table|b|hr)>", html)
    assert_harmless(html)


def test_a_link_is_marked_as_a_strangers() -> None:
    assert (
        render_comment("[here](https://x.example/a)")
        == f'<p><a href="https://x.example/a" {REL}>here</a></p>\n'
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://x.example/a_b_c.", "https://x.example/a_b_c"),
        ("(https://x.example/a)", "https://x.example/a"),
        ("https://x.example/Gate_(sea), then", "https://x.example/Gate_(sea)"),
        ("https://x.example/?a=1&b=2!", "https://x.example/?a=1&amp;b=2"),
        ("“https://x.example/a”", "https://x.example/a"),
    ],
)
def test_a_bare_address_becomes_a_link_without_the_punctuation_around_it(text: str, address: str) -> None:
    assert f'<a href="{address}" {REL}>{address}</a>' in render_comment(text)


def test_an_address_in_code_or_in_a_link_is_left_alone() -> None:
    assert "<a" not in render_comment("`https://x.example`")
    assert render_comment("[https://x.example](https://y.example)").count("<a ") == 1


ATTACKS = [
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed" class="notice">x</p>',
    "<!--><script>alert(1)</script>-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](\u200bjavascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https://bank.example@evil.example)",
    "[x](/admin/)",
    "<javascript:alert(1)>",
    '[x](https://x.example "onclick=alert(1)")',
    '[x](https://x.example/"onmouseover="alert(1))',
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/<script>alert(1)</script>",
    "https://[::1",
    "![x](javascript:alert(1))",
    "`<script>`</code><script>alert(1)</script>",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_words(attack: str) -> None:
    for text in (attack, f"> {attack}", f"- **{attack}**", f"[{attack}](https://x.example)"):
        assert_harmless(render_comment(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=5)), max_size=8).map("".join))
def test_no_mixture_of_attacks_breaks_out(text: str) -> None:
    assert_harmless(render_comment(text))


@pytest.mark.parametrize("mark", ["\x00", "\x08", "\x9b", "\ud800", "\u202e", "\u202a", "\u2066", "\u2069"])
def test_what_disturbs_its_neighbours_is_left_out(mark: str) -> None:
    assert render_comment(f"one{mark}two") == "<p>onetwo</p>\n"


def test_a_closed_isolate_stays() -> None:
    assert printable("one \u2068اثنان\u2069 three") == "one \u2068اثنان\u2069 three"


def test_an_override_inside_a_closed_isolate_goes() -> None:
    assert printable("\u2066a\u202eb\u2069") == "\u2066ab\u2069"


def test_a_tower_of_marks_is_capped() -> None:
    assert printable("Z" + "\u0301" * 100 + "a") == "Z" + "\u0301" * 4 + "a"
    assert printable("Z" + "\u0301\u200d" * 100).count("\u0301") == 4


@pytest.mark.parametrize("text", ["שָׁ֣לוֹם", "Việt Nam", "हिन्दी", "👩‍👩‍👧‍👦", "می‌خواهم", "ก็ที่"])
def test_written_languages_and_families_stay_whole(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u200d\ufeff", "\u3164\u2800", "\u202e\u2069", "\u0301", "\x00"]
)
def test_a_comment_that_shows_nothing_is_empty(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("text", ["a", "。", "👍", "\u200b1"])
def test_a_comment_that_shows_something_is_not_empty(text: str) -> None:
    assert not is_empty(text)


@pytest.mark.parametrize(
    "piece", ["[", ">", "`", "*", "_a ", "![", "[a](", "> - ", "\\[", "https://x/)", "e\u0301\u0301"]
)
def test_the_longest_comment_renders_in_bounded_time(piece: str) -> None:
    begun = time.process_time()
    render_comment((piece * MAX_LENGTH)[:MAX_LENGTH])
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("piece", ["[", ">", "`"])
def test_even_ten_times_as_long_is_bounded(piece: str) -> None:
    begun = time.process_time()
    render_comment(piece * 50_000)
    assert time.process_time() - begun < 5
