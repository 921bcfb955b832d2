"""Import: citations in all their forms, and the lists that explain them."""

import pytest

from articles.importers import ImportedDraft, parse

HEAD = """Harbour Wall to Rise by a Metre
The harbour wall will rise by a metre before the next winter, the council decided after two days of hearings.
Masons measured the old stones for a week, and found that each of them had been set by hand long ago.
"""


def cited(text: str) -> ImportedDraft:
    return parse(HEAD + text + "\n")


def addresses(draft: ImportedDraft) -> list[str]:
    found: list[str] = draft.as_json("x")["sources"]
    return found


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ("[[1]](https://wall.example/a)", "[[1]](https://wall.example/a)"),
        ("[1](https://wall.example/a)", "[[1]](https://wall.example/a)"),
        (r"[\[1\]](https://wall.example/a)", "[[1]](https://wall.example/a)"),
        ("[[1](https://wall.example/a)]", "[[1]](https://wall.example/a)"),
        ("[[Port log]](https://wall.example/a)", "[[Port log]](https://wall.example/a)"),
        ('[[1]](<https://wall.example/a> "Wall")', "[[1]](https://wall.example/a)"),
        ("[[1]](https://wall.example/a_(b))", "[[1]](https://wall.example/a_(b))"),
        ("<sup><a href='https://wall.example/a'>[1]</a></sup>", "[[1]](https://wall.example/a)"),
        ("&#91;&#91;1&#93;&#93;(https://wall.example/a)", "[[1]](https://wall.example/a)"),
    ],
)
def test_every_form_of_a_citation_becomes_one(mark: str, kept: str) -> None:
    draft = cited(f"Stones are cheap this year, as the masons say {mark}, and so is sand.")
    assert f"the masons say {kept}, and" in draft.body
    assert len(draft.sources) == 1


@pytest.mark.parametrize(
    "listed",
    [
        "References\n[1] https://wall.example/a\n[2] https://wall.example/b",
        "## Sources\n1. Wall plan. https://wall.example/a\n2. Sand, https://wall.example/b",
        "[1]: https://wall.example/a\n[2]: https://wall.example/b",
        "Quellen:\n[1] Wall plan https://wall.example/a\n\n[2] Sand https://wall.example/b",
        "Références\n- [Wall plan](https://wall.example/a)\n- [Sand](https://wall.example/b)",
        "1. Wall plan https://wall.example/a\n2. Sand https://wall.example/b",
        "Sources: [1] https://wall.example/a [2] https://wall.example/b",
        "المراجع\n[١] https://wall.example/a\n[٢] https://wall.example/b",
        "出典\n［1］https://wall.example/a\n［2］https://wall.example/b",
        "References\n[1] Wall plan\nhttps://wall.example/a\n[2] Sand\nhttps://wall.example/b",
        "Notes\n¹ https://wall.example/a\n² https://wall.example/b",
    ],
)
def test_bare_numbers_lead_where_the_list_at_the_end_says(listed: str) -> None:
    draft = cited(f"Stones are cheap, sand is not[1][2].\n\n{listed}")
    assert draft.body.endswith("sand is not[[1]](https://wall.example/a)[[2]](https://wall.example/b).")
    assert addresses(draft) == ["https://wall.example/a", "https://wall.example/b"]


def test_the_list_gives_sources_their_titles() -> None:
    draft = cited(
        "Stones are cheap, sand is not [1].\n\nReferences\n[1] The wall plan. https://wall.example/a"
    )
    assert draft.sources[0].title == "The wall plan"
    assert "[1] The wall plan. https://wall.example/a" in [left.text for left in draft.left_out]


@pytest.mark.parametrize(
    ("bare", "labels"), [("[1, 3]", "13"), ("[1-3]", "123"), ("[1–2][3]", "123"), ("[^2]", "2")]
)
def test_several_numbers_in_a_bracket_are_several_citations(bare: str, labels: str) -> None:
    listed = "\n".join(f"[{n}] https://wall.example/{n}" for n in (1, 2, 3))
    draft = cited(f"Stones are cheap, sand is not{bare}.\n\nReferences\n{listed}")
    marks = "".join(f"[[{n}]](https://wall.example/{n})" for n in labels)
    assert f"sand is not{marks}." in draft.body


def test_a_bare_number_finds_the_complete_citation_of_its_name() -> None:
    draft = cited("Stones are cheap [[1]](https://wall.example/a). Sand is not [1].")
    assert draft.body.endswith("Sand is not [[1]](https://wall.example/a).")


def test_a_number_without_an_address_stays_and_is_noted() -> None:
    draft = cited("Stones are cheap this year, as the masons say [7].")
    assert draft.body.endswith("say [7].")
    assert [(note.line, note.text) for note in draft.notes if "[7]" in note.text] == [
        (4, "No address is known for [7]; it was left as it stands.")
    ]


def test_sources_stand_in_order_of_their_first_appearance() -> None:
    draft = cited(
        "Sand [2], stones [1], sand [2].\n\nReferences\n[1] https://wall.example/a\n[2] https://wall.example/b"
    )
    assert addresses(draft) == ["https://wall.example/b", "https://wall.example/a"]


def test_one_address_under_two_numbers_is_one_source() -> None:
    draft = cited(
        "Sand [[1]](https://Wall.example/a/?utm_source=x) and stones [[2]](https://wall.example/a#top) last."
    )
    assert addresses(draft) == ["https://Wall.example/a/?utm_source=x"]


def test_a_reference_that_nothing_cites_is_kept_and_noted() -> None:
    draft = cited("Sand is cheap [1].\n\nReferences\n[1] https://wall.example/a\n[2] https://wall.example/b")
    assert addresses(draft) == ["https://wall.example/a", "https://wall.example/b"]
    assert any(note.line == 8 and "Nothing in the text cites" in note.text for note in draft.notes)


def test_a_reference_without_an_address_is_not_lost() -> None:
    draft = cited(
        "Sand is cheap [1].\n\nReferences\n[1] A. Mason, On Walls, 1931\n[2] https://wall.example/b"
    )
    assert [item.text for item in draft.unplaced] == ["[1] A. Mason, On Walls, 1931"]


def test_citations_count_in_quotes_lists_and_glued_to_words() -> None:
    draft = cited("> Sand is cheap[1]\n\n- stones[1]not sand\n\nReferences\n[1] https://wall.example/a")
    assert draft.body.endswith(
        "> Sand is cheap[[1]](https://wall.example/a)\n\n- stones[[1]](https://wall.example/a)not sand"
    )


@pytest.mark.parametrize(
    "code", ["`wall[1]`", "```\nwall[1] = [[2]](https://no.example)\n```", "``a ` [1]``"]
)
def test_code_is_left_alone(code: str) -> None:
    draft = cited(
        f"Masons count their stones by machine.\n\n{code}\n\nReferences\n[1] https://wall.example/a\n"
    )
    assert code in draft.body


def test_indented_code_is_left_alone() -> None:
    draft = cited(
        "Masons count their stones by machine.\n\n    wall[1] = stones(2)\n\n[1]: https://wall.example/a"
    )
    assert "wall[1] = stones(2)" in draft.body


@pytest.mark.parametrize("words", ["[sic]", "[…]", "[the mayor]", "[ ]", "[2024]", "a [b] c"])
def test_brackets_that_cite_nothing_stay_without_a_note(words: str) -> None:
    draft = cited(f"Sand is cheap, the oldest of the masons said {words} on the quay.")
    assert words in draft.body
    assert [note for note in draft.notes if note.line == 4] == []


@pytest.mark.parametrize("mark", ["[[1]](mailto:mason@wall.example)", "[[1]](not an address)", "[[wall]]"])
def test_a_citation_that_cannot_be_followed_stays_and_is_noted(mark: str) -> None:
    draft = cited(f"Sand is cheap, the masons said {mark} on the quay.")
    assert mark in draft.body
    assert any(note.line == 4 for note in draft.notes)
    assert draft.sources == []


def test_an_ordinary_link_stays_a_link() -> None:
    draft = cited("Sand is cheap, as [the price list](https://sand.example) says.")
    assert "[the price list](https://sand.example)" in draft.body
    assert draft.sources == []


def test_a_heading_of_sources_over_prose_stays_in_the_body() -> None:
    draft = cited(
        "## Sources\n\nThe sources of the river lie above the quarry, where the wall's stones come from."
    )
    assert "## Sources\n\nThe sources of the river" in draft.body


def test_powers_of_units_are_no_citations() -> None:
    draft = cited("The wall has 40 m² of stone².\n\nReferences\n[2] https://wall.example/b")
    assert "40 m² of stone[[2]](https://wall.example/b)." in draft.body
