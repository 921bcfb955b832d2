"""What an article's Markdown becomes on a page."""

import re

import pytest

from articles.markdown import Citation, citations, words
from tests.bodies import MODEL, PORT, TIDES, make_reference, make_table, page

# Citations


def test_a_citation_is_a_numbered_link_to_its_source() -> None:
    assert page("It holds.[[tides]]", TIDES).html == (
        '<p>It holds.<sup class="cite">'
        '<a id="cite-1" href="#source-1" aria-label="Source 1">1</a></sup></p>\n'
    )


def test_numbers_follow_first_appearance_not_the_order_of_references() -> None:
    rendered = page("One[[model]] two[[tides]] three[[model]].", TIDES, MODEL)
    assert rendered.cited == ("model", "tides")
    assert re.findall(r'id="(cite-\w+)" href="#(source-\d)"', rendered.html) == [
        ("cite-1a", "source-1"),
        ("cite-2", "source-2"),
        ("cite-1b", "source-1"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://water.example/tides",
        "HTTPS://Water.Example:443/tides/",
        "https://water.example/tides?utm_source=mail#table-4",
        "<https://water.example/tides>",
        'https://water.example/tides "Tide table"',
    ],
)
def test_an_address_cites_the_reference_of_the_same_page(address: str) -> None:
    rendered = page(f"It holds [[1]]({address}).", TIDES)
    assert rendered.cited == ("tides",)
    assert "It holds<sup" in rendered.html
    assert "</sup>.</p>" in rendered.html


def test_an_address_may_hold_brackets() -> None:
    wiki = make_reference("gate", address="https://wiki.example/Gate_(sea)")
    assert page("See[[1]](https://wiki.example/Gate_(sea)).", wiki).cited == ("gate",)


def test_a_citation_works_inside_emphasis_lists_and_tables() -> None:
    rendered = page("- *one[[tides]]*\n\n| A |\n|---|\n| two[[model]] |", TIDES, MODEL)
    assert rendered.cited == ("tides", "model")


def test_adjacent_citations_stay_apart() -> None:
    assert "</sup> <sup" in page("Both[[tides]] [[model]].", TIDES, MODEL).html


@pytest.mark.parametrize("code", ["`[[tides]]`", "```\n[[tides]]\n```", "    [[tides]]", r"\[[tides]]"])
def test_code_and_escapes_cite_nothing(code: str) -> None:
    rendered = page(code, TIDES)
    assert rendered.cited == ()
    assert "[[tides]]" in rendered.html
    assert citations(code) == []


@pytest.mark.parametrize(
    "target", ["mailto:ilse@causeway.example", "/about/", "see the table", "javascript:alert(1)"]
)
def test_only_web_addresses_make_a_citation(target: str) -> None:
    rendered = page(f"As said [[tides]]({target}).", TIDES)
    assert rendered.cited == rendered.dangling == ()
    assert "[tides]" in rendered.html


def test_a_citation_without_reference_keeps_its_words_and_is_reported() -> None:
    rendered = page("One[[nobody]] two[[2]](https://lost.example/page) three[[nobody]].", TIDES)
    assert '<span class="dangling">[nobody]</span>' in rendered.html
    assert '<span class="dangling">[2]</span>' in rendered.html
    assert rendered.dangling == ("nobody", "https://lost.example/page")


def test_citations_lists_the_marks_of_a_body_in_order() -> None:
    assert citations("A[[Tide\ntable]](https://water.example/tides?a=1&b=2) b **c[[model]]** `[[no]]`") == [
        Citation(label="Tide table", address="https://water.example/tides?a=1&b=2", key=""),
        Citation(label="model", address="", key="model"),
    ]


# Sources


def test_a_source_shows_title_kind_publisher_day_quote_and_archived_copy() -> None:
    document = make_reference(
        "table",
        kind="document",
        title="Homes by line",
        publisher="Water Ministry",
        address="https://water.example/table-4.pdf",
        published="2026-11-03",
        archived="https://archive.example/table-4",
        quote="“Inner line: 41,012.”",
    )
    assert page("Dry.[[table]] Still dry.[[table]]", document).sources_html == (
        '<ol class="sources">\n'
        '<li id="source-1">\n'
        '<p class="what"><a href="https://water.example/table-4.pdf" rel="noopener">Homes by line</a></p>\n'
        '<p class="kind">Document, Water Ministry, 3 November 2026.'
        ' <a href="https://archive.example/table-4" rel="noopener">Archived copy</a></p>\n'
        "<blockquote>“Inner line: 41,012.”</blockquote>\n"
        '<p class="back">Cited at <a href="#cite-1a" aria-label="Back to first citation of source 1">a</a>'
        ' <a href="#cite-1b" aria-label="Back to second citation of source 1">b</a></p>\n'
        "</li>\n"
        "</ol>\n"
    )


def test_the_only_citation_of_a_source_is_not_called_the_first() -> None:
    back = '<a href="#cite-1" aria-label="Back to citation of source 1">a</a>'
    assert back in page("Dry.[[tides]]", TIDES).sources_html


def test_many_citations_of_one_source_run_past_the_alphabet() -> None:
    rendered = page("word[[tides]] " * 28, TIDES)
    assert 'id="cite-1z"' in rendered.html
    assert '<a href="#cite-1ab" aria-label="Back to citation 28 of source 1">ab</a>' in rendered.sources_html


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("web", "Web page"),
        ("document", "Document"),
        ("data", "Data"),
        ("interview", "Interview"),
        ("wire", "Wire report"),
        ("unnamed", "Unnamed source"),
    ],
)
def test_each_kind_of_source_has_a_name(kind: str, name: str) -> None:
    assert f'<p class="kind">{name}</p>' in page("", make_reference("it", kind=kind)).sources_html


def test_an_unnamed_source_says_why() -> None:
    why = "Not named because the study is under seal"
    official = make_reference("official", kind="unnamed", unnamed_reason=why, note="Seen <twice>.")
    sources = page("", official).sources_html
    assert f"Unnamed source. {why}. Seen &lt;twice&gt;.</p>" in sources


def test_uncited_references_come_last_and_lead_nowhere_back() -> None:
    sources = page("Dry.[[model]]", TIDES, MODEL).sources_html
    assert sources.index("Model") < sources.index("Tides")
    assert 'id="source-2"' in sources
    assert sources.count("Cited at") == 1


def test_without_references_there_is_no_list() -> None:
    assert page("Dry.").sources_html == ""


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "3 November 2026"),
        ("en-GB", "3 November 2026"),
        ("fr", "3 novembre 2026"),
        ("de-AT", "3. November 2026"),
        ("ja", "2026年11月3日"),
        ("zh", "2026年11月3日"),
        ("ar", "نوفمبر"),
        ("tlh", "3 November 2026"),
        ("", "3 November 2026"),
    ],
)
def test_days_are_spelled_out_in_the_language_of_the_article(language: str, day: str) -> None:
    assert day in page("", make_reference("it", published="2026-11-03"), language=language).sources_html


def test_a_day_known_only_by_its_year_stays_as_it_is() -> None:
    assert "Web page, 1998" in page("", make_reference("it", published="1998")).sources_html


def test_a_page_without_date_says_when_it_was_seen() -> None:
    assert "seen on 3 November 2026" in page("", make_reference("it", accessed="2026-11-03")).sources_html


def test_in_a_right_to_left_article_titles_are_isolated() -> None:
    assert "<bdi>Tides</bdi>" in page("", TIDES, language="ar").sources_html
    assert "<bdi>" not in page("", TIDES, language="fr").sources_html


def test_a_day_stays_whole_in_a_line_of_the_other_direction() -> None:
    html = page("", make_reference("it", published="2026-11-03"), language="ar").sources_html
    assert re.search(r"<bdi>3 نوفمبر[^<]*</bdi>", html)


# Stakeholder tables


def test_a_stakeholder_table_stands_where_its_marker_stands() -> None:
    assert page("Before.\n{stakeholders}\nAfter.", tables=(make_table(PORT),)).html == (
        "<p>Before.</p>\n"
        '<div class="board" id="stakeholders">\n'
        "<table>\n"
        "<caption>Who wants what</caption>\n"
        "<thead>\n<tr>\n"
        '<th scope="col">Stakeholder</th>\n'
        '<th scope="col">Primary motivation</th>\n'
        '<th scope="col">Challenges</th>\n'
        "</tr>\n</thead>\n"
        "<tbody>\n<tr>\n"
        '<th scope="row">Port of Aldery</th>\n'
        '<td data-label="Primary motivation">\n'
        "<ul>\n<li>A wider lock</li>\n<li>Fixed hours</li>\n</ul>\n</td>\n"
        '<td data-label="Challenges">\n<ul>\n<li>Rival ports</li>\n</ul>\n</td>\n'
        "</tr>\n</tbody>\n"
        "</table>\n"
        "</div>\n"
        "<p>After.</p>\n"
    )


def test_a_table_that_is_not_placed_comes_after_the_body() -> None:
    html = page("Last words.", tables=(make_table(PORT),)).html
    assert html.index("Last words") < html.index('id="stakeholders"')


def test_several_tables_are_placed_by_their_slugs() -> None:
    tables = (make_table(slug="ports", caption="Ports"), make_table(slug="towns", caption="Towns"))
    html = page("{stakeholders:towns}\n\n{stakeholders:ports}", tables=tables).html
    assert re.findall(r'id="([\w-]+)"|<caption>(\w+)', html) == [
        ("stakeholders", ""),
        ("", "Towns"),
        ("stakeholders-ports", ""),
        ("", "Ports"),
    ]


def test_the_plain_marker_also_places_an_only_table_with_a_slug() -> None:
    html = page("{stakeholders}\n\nAfter.", tables=(make_table(slug="ports"),)).html
    assert html.index('id="stakeholders"') < html.index("After")


def test_a_marker_without_table_shows_nothing_and_is_reported() -> None:
    rendered = page("Before.\n\n{stakeholders:ports}\n\nAfter.")
    assert rendered.html == "<p>Before.</p>\n<p>After.</p>\n"
    assert rendered.dangling == ("{stakeholders:ports}",)


def test_a_table_is_placed_once() -> None:
    rendered = page("{stakeholders}\n\n{stakeholders}", tables=(make_table(PORT),))
    assert rendered.html.count("<table>") == 1
    assert rendered.dangling == ("{stakeholders}",)


@pytest.mark.parametrize(
    "body", ["`{stakeholders}`", "```\n{stakeholders}\n```", "    {stakeholders}", "As {stakeholders} say"]
)
def test_a_marker_in_code_or_within_a_line_places_nothing(body: str) -> None:
    html = page(body, tables=(make_table(PORT),)).html
    assert html.index("{stakeholders}") < html.index('class="board"')


def test_citations_in_cells_are_numbered_where_the_table_stands() -> None:
    table = make_table(("Port", [["**Hours**[[model]]"], []]), caption="As of today[[tides]]")
    rendered = page("{stakeholders}\n\nAfter[[tides]].", TIDES, MODEL, tables=(table,))
    assert rendered.cited == ("tides", "model")
    assert "<strong>Hours</strong><sup" in rendered.html
    assert 'id="cite-1b"' in rendered.html


def test_names_and_columns_are_plain_text() -> None:
    table = make_table(("*Port* <b>", []))
    table["columns"][1] = '"Want" <i>'
    html = page("", tables=(table,)).html
    assert '<th scope="row">*Port* &lt;b&gt;</th>' in html
    assert 'data-label="&quot;Want&quot; &lt;i&gt;"' in html or 'data-label="&quot;Want&quot; <i>"' in html


# What else Markdown holds


def test_an_ordinary_table_names_its_columns_in_each_cell() -> None:
    html = page("| *Year* | Height |\n|---|--:|\n| 1998 | 4 m |").html
    assert html.startswith('<div class="board">\n<table>')
    assert '<th scope="col">\n' not in html
    assert '<th scope="col"><em>Year</em></th>' in html
    assert '<td data-label="Year">1998</td>' in html
    assert '<td data-label="Height" class="end">4 m</td>' in html


def test_the_page_keeps_its_only_first_heading() -> None:
    html = page("# One\n\nTwo\n===\n\n## Three\n\n### Four").html
    assert re.findall(r"<h\d>\w+</h\d>", html) == [
        "<h2>One</h2>",
        "<h2>Two</h2>",
        "<h2>Three</h2>",
        "<h3>Four</h3>",
    ]


def test_links_that_leave_the_site_say_so() -> None:
    assert page("[a](https://x.example)").html == '<p><a href="https://x.example" rel="noopener">a</a></p>\n'
    assert page("[a](/about/)").html == '<p><a href="/about/">a</a></p>\n'


def test_of_a_picture_the_words_stay() -> None:
    assert page("See ![the *gate*](https://x.example/gate.png) here.").html == "<p>See the gate here.</p>\n"


def test_the_text_has_no_markup_and_no_numbers_of_sources() -> None:
    rendered = page(
        "## Line\n\nIt **holds**[[tides]], [they](https://x.example) say.\n\n> Quote\n",
        TIDES,
        tables=(make_table(PORT),),
    )
    assert rendered.text.splitlines()[:3] == ["Line", "It holds, they say.", "Quote"]
    assert rendered.text.splitlines()[-2:] == ["Fixed hours", "Rival ports"]
    assert rendered.words == words(rendered.text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The gate — all 2.4 kilometres of it — isn’t shut.", 9),
        ("«Voilà!» dit-elle…", 2),
        ("हिन्दी में समाचार", 3),
        ("الحاجز كما خُطط له", 4),
        ("今日は良い天気です。", 5),
        ("東京 Tokyo 2026", 3),
        ("สวัสดีชาวโลก", 3),
    ],
)
def test_words_are_counted_in_any_script(text: str, count: int) -> None:
    assert words(text) == count
