"""Import: front matter, HTML, encodings, and texts of any size."""

import codecs

import pytest

from articles.importers import Unreadable, parse, read

FIRST = "Night trains are back on nine routes this winter, and they were full before the leaves had fallen."
SECOND = "On platform four the guard checks his list twice, smiles, and folds a table down from the wall."
PLAIN = f"# Night Trains Return\n\n{FIRST}\n\n{SECOND}\n"


def test_front_matter_says_what_it_says() -> None:
    draft = parse(
        '---\ntitle: "Night Trains: The Slow Return"\nauthor:\n  - Mara Okafor\n  - name: Tim '
        "Lund\n    bio: Tim Lund likes rails.\n"
        "date: 2026-03-01\nlang: pt_BR\nsection: Travel\ntags: [rail, europe]\ncanonical: https://slow.example/nt\n"
        f"description: {FIRST}\n---\n{SECOND}\n"
    )
    assert (draft.headline, draft.summary, draft.body) == ("Night Trains: The Slow Return", FIRST, SECOND)
    assert (draft.byline, draft.language, draft.published) == (
        ["Mara Okafor", "Tim Lund"],
        "pt-BR",
        "2026-03-01",
    )
    assert (draft.section, draft.topics, draft.address) == (
        "Travel",
        ["rail", "europe"],
        "https://slow.example/nt",
    )
    assert draft.as_json("x")["bios"] == {"Tim Lund": "Tim Lund likes rails."}


def test_norwegian_is_not_a_no() -> None:
    assert parse(f"---\nlang: no\n---\n{PLAIN}").language == "no"


def test_what_has_no_place_in_an_article_is_reported() -> None:
    draft = parse(f"---\nmood: wistful\n---\n{PLAIN}")
    assert [item.text for item in draft.unplaced] == ["mood: wistful"]
    assert any(note.line == 2 and "mood" in note.text for note in draft.notes)


def test_a_colon_too_many_in_front_matter_is_forgiven_and_noted() -> None:
    draft = parse(f"---\ntitle: Night: Trains: Return\nauthor: Mara Okafor\n---\n{FIRST}\n\n{SECOND}\n")
    assert (draft.headline, draft.byline) == ("Night: Trains: Return", ["Mara Okafor"])
    assert any("not valid YAML" in note.text for note in draft.notes)


@pytest.mark.parametrize(
    "front",
    [
        "---\na: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
        "---\n!!python/object/apply:os.system ['true']\n---\n",
        "---\na: " + "[" * 9000 + "\n---\n",
    ],
    ids=["aliases", "objects", "nesting"],
)
def test_front_matter_can_do_no_harm(front: str) -> None:
    assert FIRST in parse(front + PLAIN).as_json("x")["summary"] + parse(front + PLAIN).body


def test_line_numbers_count_the_front_matter() -> None:
    draft = parse(
        f"---\nlang: en\n---\n{PLAIN}\nSand is dear, the oldest of the guards said to nobody [9].\n"
    )
    assert any(note.line == 10 and "[9]" in note.text for note in draft.notes)


def test_rules_between_paragraphs_are_no_front_matter() -> None:
    assert parse(f"---\n{FIRST}\n---\n{SECOND}\n").body.count("---") >= 1


def test_a_page_of_html_becomes_markdown() -> None:
    draft = parse(
        "<!DOCTYPE html><html lang='fr'><head><title>Titre | Site</title><link rel=canonical "
        "href='https://site.example/t'>"
        "<style>p{color:red}</style><script>var lost = '<p>';</script></head><body><nav><a href='/'>Accueil</a></nav>"
        "<h1>Les trains de nuit</h1><p>Les trains de nuit reviennent sur neuf lignes cet hiver, "
        "et ils &eacute;taient complets\n"
        "avant la chute des feuilles.</p><p>Sur le quai, le <b>chef</b> v&eacute;rifie <a "
        "href='https://liste.example'>sa liste</a>"
        " deux fois, puis il sourit &agrave; tout le monde.</p><ul><li>neuf<li>lignes</ul>"
        "<table><tr><th>Ann&eacute;e<th>Prix</tr><tr><td>2026<td>a | b</table><blockquote>Complet.</blockquote>"
        "<pre>x = liste[1]</pre><!-- rien --></body></html>"
    )
    assert draft.headline == "Les trains de nuit"
    assert draft.summary.endswith("étaient complets avant la chute des feuilles.")
    assert (
        "le **chef** vérifie [sa liste](https://liste.example) deux fois, puis il sourit à tout" in draft.body
    )
    assert (
        "- neuf\n- lignes\n\n| Année | Prix |\n|---|---|\n| 2026 | a \\| b |\n\n> Complet.\n\n```\nx = liste[1]\n```"
        in draft.body
    )
    assert (draft.language, draft.address) == ("fr", "https://site.example/t")
    assert {"var lost = '<p>';", "p{color:red}", "rien", "Titre | Site"} <= {
        left.text for left in draft.left_out
    }


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    draft = parse(f"<table><tr><td><h1>Night Trains Return</h1><p>{FIRST}<p>{SECOND}<td>Menu</table>")
    assert (draft.headline, draft.summary, draft.body, draft.tables) == (
        "Night Trains Return",
        FIRST,
        SECOND,
        [],
    )


def test_what_only_looks_like_a_tag_is_text() -> None:
    sentence = "The guard said that a < b and 3 > 2 <grin> and wrote to <mara@slow.example> &unknown; twice."
    assert sentence in parse(f"{PLAIN}\n{sentence}\n").body


@pytest.mark.parametrize("text", ["&amp; &lt;b&gt; &#8217; caf&eacute;", "`&amp;`"])
def test_entities_are_read_except_in_code(text: str) -> None:
    expected = "& <b> ’ café" if "`" not in text else text
    assert f"The menu said {expected} on Monday." in parse(f"{PLAIN}\nThe menu said {text} on Monday.\n").body


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
    ],
    ids=["plain", "bom", "utf-16-le", "utf-16-be", "crlf", "cr"],
)
def test_every_usual_encoding_reads_the_same(data: bytes) -> None:
    assert parse(read(data)) == parse(PLAIN)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b" \n\t\n", "no text"),
        (b"| | |\n---\n", "no text"),
        (b"a\0b", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        ("Fähre\n".encode("latin-1"), "not UTF-8 text (the byte 0xe4 on line 1)"),
    ],
)
def test_a_broken_file_is_one_clear_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(read(data))
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "part",
    [
        "[", "|", "[[1]](", "[a](", "| a |\n", "` `` ", "<a ", "<!--", "<script>", "<b>", " ", "```x\n", "- a\n",
        "[1] ",
        "*a **b ", "_a ", "&#38;", '="', "A. ", "\n", "<table><tr><td>", "<ul><li>x", "中。", "-", "|-",
        "www.", "By Anna, ", "a@b ", "Short line\n", "| a | b\n",
    ],
)  # fmt: skip
def test_no_text_is_slow_to_read(part: str) -> None:
    """150 kB; whatever is not linear in it takes minutes."""
    parse("x " + part * (150_000 // len(part)))


def test_fifty_thousand_words_come_out_whole() -> None:
    text = "\n".join([SECOND] * 2900)
    draft = parse(f"{FIRST}\n{text}\n")
    assert len(draft.body.split()) == len(text.split())
