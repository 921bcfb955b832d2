"""What changed between two payloads, word by word, in bounded time."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.differences import Change, blocks, difference, words
from articles.payload import Payload


def payload(body: str = "", **fields: Any) -> Payload:
    given: dict[str, Any] = {
        "schema": 1,
        "headline": "The gate",
        "short_headline": "",
        "label": "news",
        "language": "en",
        "summary": "",
        "body": body,
        "byline": [],
        "section": None,
        "topics": [],
        "lead_image": None,
        "references": [],
        "tables": [],
        "change": {"kind": "first", "note": "", "was_wrong": "", "is_right": ""},
    }
    return {**given, **fields}  # type: ignore[typeddict-item]


def told(change: Change) -> str:
    """A change as it reads on paper."""
    marks = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return "\n".join(
        "".join(marks[kind].format(text) for kind, text in line).strip() for line in change.lines
    )


def changes(old: Payload, new: Payload) -> dict[str, str]:
    return {change.place: told(change) for change in difference(old, new).changes}


def test_equal_texts_have_no_difference() -> None:
    found = difference(payload("One.\n\nTwo."), payload("One.\n\nTwo."))
    assert found.changes == ()
    assert found.unchanged == 2


def test_a_changed_word_is_shown_in_its_sentence() -> None:
    found = changes(payload("It would spare 14,000 homes."), payload("It would spare 41,000 homes."))
    assert found == {"Body, paragraph 1": "It would spare [-14,000-] [+41,000+] homes."}


def test_a_lone_word_between_two_changes_joins_them() -> None:
    found = changes(payload("Holds three of eleven votes here."), payload("Holds four of twelve votes here."))
    assert found["Body, paragraph 1"] == "Holds [-three of eleven-] [+four of twelve+] votes here."


def test_a_new_paragraph_is_one_change_and_moves_nothing_else() -> None:
    old = "\n\n".join(f"Paragraph {n} as it was." for n in range(9))
    new = old.replace("Paragraph 4", "Something new.\n\nParagraph 4")
    found = difference(payload(old), payload(new))
    assert [told(change) for change in found.changes] == ["[+Something new.+]"]
    assert found.changes[0].place == "Body, paragraph 5"
    assert found.unchanged == 9


def test_a_paragraph_taken_out_says_after_which_one_it_stood() -> None:
    found = changes(payload("One stays.\n\nTwo goes.\n\nThree stays."), payload("One stays.\n\nThree stays."))
    assert found == {"Body, after paragraph 1": "[-Two goes.-]"}


def test_changed_paragraphs_find_their_counterparts() -> None:
    old = "The port wants a wide lock.\n\nThe town wants the inner line."
    new = "Nobody asked the island.\n\nThe port wants a wider lock.\n\nThe town wants the outer line."
    assert changes(payload(old), payload(new))["Body, paragraphs 1 to 3"] == (
        "[+Nobody asked the island.+]\n"
        "The port wants a [-wide-] [+wider+] lock.\n"
        "The town wants the [-inner-] [+outer+] line."
    )


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    old, new = "See [the table](https://a.example/1).", "See [the table](https://a.example/2)."
    assert changes(payload(old), payload(new)) == {
        "Body, paragraph 1": "See the table [-(https://a.example/1).-] [+(https://a.example/2).+]"
    }


def test_citations_and_markers_stay_visible() -> None:
    assert blocks("Late.[[register]]\n\n{stakeholders}\n\n## Why\n\n- one\n- *two*") == [
        "Late. [register]",
        "{stakeholders}",
        "Why",
        "one",
        "two",
    ]


def test_a_written_table_is_compared_row_by_row() -> None:
    table = "| Year | Cost |\n|---|---|\n| 2024 | 11 |\n| 2025 | {} |"
    found = changes(payload(table.format(14)), payload(table.format(15)))
    assert list(found.values()) == ["2025 | [-14-] [+15+]"]


def test_every_field_a_reader_sees_is_compared() -> None:
    term = {"id": 1, "name": "Harbour", "slug": "harbour"}
    image = {"name": "a" * 64, "alt": "Piers", "caption": "", "credit": "Pia Lens"}
    found = changes(
        payload(),
        payload(
            headline="The sea gate",
            short_headline="Gate",
            summary="Late.",
            label="opinion",
            language="fr",
            byline=[{"author": 1, "name": "Ilse Maarvik", "role": "photographs"}],
            section=term,
            topics=[term],
            lead_image=image,
        ),
    )
    assert found == {
        "Headline": "The [+sea+] gate",
        "Headline in lists": "[+Gate+]",
        "Summary": "[+Late.+]",
        "Label": "[-News-] [+Opinion+]",
        "Language": "[-English-] [+French+]",
        "Byline": "[+Ilse Maarvik (photographs)+]",
        "Section": "[+Harbour+]",
        "Topics": "[+Harbour+]",
        "Picture": "[+Piers / Pia Lens+]",
    }


def table(*rows: tuple[str, str]) -> list[dict[str, Any]]:
    cells = [{"stakeholder": 1, "name": name, "cells": [["A lock", "Hours"], [says]]} for name, says in rows]
    columns = ["Stakeholder", "Motivation", "Challenges"]
    return [{"slug": "", "caption": "Who wants what", "columns": columns, "rows": cells}]


def test_a_changed_cell_of_a_stakeholder_table_is_named_by_row_and_column() -> None:
    old = payload(tables=table(("Port", "Every closure costs"), ("Town", "Three votes")))
    new = payload(tables=table(("Port", "Every closure costs"), ("Town", "Four votes")))
    assert changes(old, new) == {"Stakeholders, row “Town”, Challenges": "[-Three-] [+Four+] votes"}


def test_rows_that_come_and_go_are_shown_whole() -> None:
    found = changes(payload(tables=table(("Port", "x"))), payload(tables=table(("Town", "y"))))
    assert found["Stakeholders, row “Port”"] == "[-Port | A lock; Hours | x-]"
    assert found["Stakeholders, row “Town”"] == "[+Town | A lock; Hours | y+]"


def test_sources_that_come_are_shown_with_publisher_and_address() -> None:
    names = ("published", "accessed", "archived", "quote", "note", "unnamed_reason")
    source = dict.fromkeys(names, "") | {
        "key": "minutes",
        "source": 1,
        "kind": "document",
        "title": "Minutes",
        "publisher": "River Board",
        "address": "https://board.example/10",
    }
    found = changes(payload(), payload(references=[source]))
    assert found == {"Sources": "[+Minutes · River Board · https://board.example/10+]"}


WORDS = st.text(alphabet="ab\u6c34 .", max_size=40)


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    line = words(old, new)
    for text, gone in ((old, "in"), (new, "out")):
        kept = "".join(piece.text for piece in line if piece.kind != gone)
        assert "".join(kept.split()) == "".join(text.split())


@given(st.lists(st.sampled_from("abcdefg"), max_size=12), st.lists(st.sampled_from("abcdefg"), max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_paragraph_is_lost_between_two_bodies(old: list[str], new: list[str]) -> None:
    found = difference(payload("\n\n".join(old)), payload("\n\n".join(new)))
    lines = [line for change in found.changes for line in change.lines]
    come = sum(any(piece.kind != "out" and piece.text.strip() for piece in line) for line in lines)
    gone = sum(any(piece.kind != "in" and piece.text.strip() for piece in line) for line in lines)
    assert come + found.unchanged == len(new)
    assert gone + found.unchanged == len(old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n\n".join(f"Line {n} of the ledger." for n in range(4000)),) * 2,
        (
            "\n\n".join(f"Line {n} of the ledger." for n in range(4000)),
            "\n\n".join(f"Line {n * 2} of the book." for n in range(4000)),
        ),
        ("same words " * 20_000, "other words " * 20_000),
        ("\n\n".join(["same"] * 4000), "\n\n".join(["same"] * 2000 + ["other"] * 2000)),
        ("\n\n".join(["word " * 450] * 20), "\n\n".join(["word " * 449 + "end"] * 20)),
    ],
)
def test_the_longest_texts_are_compared_in_seconds(old: str, new: str) -> None:
    began = time.process_time()
    difference(payload(old), payload(new))
    assert time.process_time() - began < 4
