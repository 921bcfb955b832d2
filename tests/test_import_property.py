"""Whatever a document is made of, importing it loses no word."""

import json
import re
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importers import ImportedDraft, Unreadable, parse

WORD = re.compile(r"[^\W_]{2,}")
ADDRESS = re.compile(r"https?://\S+")

names = st.sampled_from(["Anna Berg", "João da Silva", "Mara Okafor", "Li Wei", "ليلى حداد", "佐藤花子"])
words = st.sampled_from(
    [
        "ferry",
        "council",
        "harbour",
        "Lindau",
        "vote",
        "2026",
        "allies",
        "sanctions",
        "Müller",
        "été",
        "حصة",
        "漁業",
        "U.S.",
        "isn’t",
        "night-bus",
        "9.5%",
        "km²",
        "however",
        "Looking",
        "forward",
        "dependence",
        "on",
        "[sic]",
        "a|b",
        "[2024]",
        "*bold*",
        "_low_",
        "~x~",
        "&amp;",
        "<",
        ">",
        "{x}",
        "\\",
        "#",
        "-",
    ]
)
marks = st.sampled_from(
    ["[1]", "[1][2]", "[[1]](https://a.example/x)", "[[3]](https://a.example/x/?utm_source=z)",
     "[4](https://d.example)",
     "[^n]", "[[key]]", "[[2]](mailto:x@y.example)", "`code [1]`", "[words](https://l.example)",
     "[here](/about)", "¹"]
)  # fmt: skip


@st.composite
def phrases(draw: st.DrawFn, most: int = 12) -> str:
    return " ".join(draw(st.lists(words, min_size=1, max_size=most)))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    return "The " + draw(phrases()) + draw(st.sampled_from(["", " ", ""])) + draw(marks | st.just("")) + "."


paragraphs = st.lists(sentences(), min_size=1, max_size=4).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> str:
    heads = draw(
        st.sampled_from(["Stakeholder|Motive|Risk", "Year|Sum", "Akteur|Ziel", "利害関係者|動機", "A|B|C|D"])
    ).split("|")
    width = len(heads)
    cell = phrases(4) | marks | st.just("")
    rows = draw(st.lists(st.lists(cell, min_size=1, max_size=width + 2), max_size=4))
    opening, closing = draw(st.sampled_from([("| ", " |"), ("", ""), ("| ", "")]))
    lines = [opening + " | ".join(cells) + closing for cells in [heads, ["---"] * width, *rows]]
    return "\n".join(lines) + draw(st.just("") | paragraphs.map(lambda text: " " + text))


lists = st.lists(phrases(), min_size=1, max_size=4).flatmap(
    lambda items: st.sampled_from(["- ", "* ", "• ", "1. ", "  - "]).map(
        lambda b: "\n".join(b + item for item in items)
    )
)
chrome = st.sampled_from(
    ["Leave a Comment", "Welcome Back! |", "|", "Home | World | Sports", "Ad slot", "5 min read",
     "- [Home](/)\n- [World](/w)\n- [Sport](/s)",
     "Partager", "関連記事", "© 2026 The Post", "Related articles"]
)  # fmt: skip
bylines = names.flatmap(
    lambda name: st.sampled_from(
        [
            "By {}",
            "By {}12 May 2026",
            "Von {}",
            "بقلم: {}",
            "文＝{}",
            "{} | 3 June 2026",
            "By {} and Tim Lund, Correspondent",
        ]
    ).map(lambda form: form.format(name))
)
bios = names.map(
    lambda n: (
        f"{n} covers energy. Born in Bonn and educated at Dale College, she is fluent in Dutch and French."
    )
)
references = st.lists(
    st.sampled_from(
        [
            "[1] https://r.example/1",
            "[2] A title. https://r.example/2",
            "2. Other https://r.example/3",
            "[^n]: https://n.example",
            "A book, 1999",
        ]
    ),
    min_size=1,
    max_size=4,
).flatmap(
    lambda entries: st.sampled_from(["References", "## Quellen", "Sources:", "出典", ""]).map(
        lambda h: "\n".join([h, *entries])
    )
)
html = st.sampled_from(
    ["<p>One <b>bold</b> paragraph<br>of text</p>", "<script>var x = 1;</script>",
     "<!-- hidden words -->", "<ul><li>one<li>two</ul>",
     "<table><tr><th>Actor<th>Interest</tr><tr><td>Towns<td>peace</table>", "<nav>Home World</nav>",
     "<h2>Heading</h2>", "<blockquote>quoted",
     "<pre>x = a[1]</pre>", "<img alt='a boat' src=b.jpg>", "<td>cell", "</table>",
     "<title>Page title</title>", "<figcaption>Seen</figcaption>"]
)  # fmt: skip
headings = phrases().map(lambda text: "# " + text) | phrases().map(lambda text: "## " + text) | phrases()
quotes = paragraphs.map(lambda text: "> " + text)
code = phrases().map(lambda text: f"```\n{text} [1] | x\n```") | phrases().map(lambda text: f"```\n{text}")
noise = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) | st.text(
    "[]|()#*-_`>!\n <&1a", max_size=40
)
pieces = (
    paragraphs
    | tables()
    | lists
    | chrome
    | bylines
    | bios
    | references
    | html
    | headings
    | quotes
    | code
    | noise
)
fronts = st.just("") | st.sampled_from(
    [
        "---\ntitle: A title: with colon\nauthor: [Anna Berg]\nmood: blue\n---\n",
        "---\nlang: fr\nsummary: Short words\n---\n",
        "---\n",
        "\ufeff",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = draw(st.lists(pieces, min_size=1, max_size=9))
    breaks = draw(
        st.lists(st.sampled_from(["\n", "\n\n", "\r\n", " "]), min_size=len(parts), max_size=len(parts))
    )
    return draw(fronts) + "".join(part + end for part, end in zip(parts, breaks, strict=True))


def said(draft: ImportedDraft) -> str:
    """Everything that the JSON of a draft says, notes not counted."""
    data = draft.as_json("x")
    data.pop("notes")
    data.pop("file")
    return json.dumps(data, ensure_ascii=False)


def without_placed_marks(text: str) -> str:
    """A document without what counts as placed: labels of citations, tags, entities, 'By'."""
    text = re.sub(r"<[^<>]*>|&\w+;|[⁰¹²³⁴-⁹]", " ", text)
    return re.sub(r"\[\[?\^?\w{1,3}\]?\]", " ", text)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_no_word_is_lost(document: str) -> None:
    try:
        draft = parse(document)
    except Unreadable:
        assert not any(character.isalnum() for character in document)
        return
    kept = said(draft)
    for word in WORD.findall(ADDRESS.sub(" ", without_placed_marks(document))):
        assert word in kept, word


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_any_text_is_imported_or_refused(text: str) -> None:
    try:
        draft = parse(text)
    except Unreadable:
        return
    lines = text.count("\n") + text.count("\r") + 50
    assert all(1 <= note.line <= lines for note in draft.notes)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_the_same_text_gives_the_same_draft(document: str) -> None:
    read: Callable[[], ImportedDraft] = lambda: parse(document)  # noqa: E731
    try:
        assert read() == read()
    except Unreadable:
        return
