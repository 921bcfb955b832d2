"""What a reader says anew is put into the Markdown of a paragraph: their words, with the marks that stood there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.correcting import applied, instead, says_anew, sentences_that_differ
from tests.test_notices_desk import RIGHT

PLAIN = "The gate on the Orle was promised for the spring of 1978. It is late."


@pytest.mark.parametrize(
    ("markdown", "old", "new", "expected"),
    [
        ("It opened in **1978**.[[a]]", "It opened in 1978.", "It opened in 1987.", "It opened in **1987**.[[a]]"),
        ("It opened in 1978.[[a]]", "It opened in 1978.", "It opened in 1987.", "It opened in 1987.[[a]]"),
        ("A *late* gate.", "A late gate.", "A very late gate.", "A very *late* gate."),
        ("[The plan](https://the.example/of) of May.", "The plan of May.", "The plan of June.",
         "[The plan](https://the.example/of) of June."),
        ("One two three.[[x]](https://one.example)", "One two three.", "One three.",
         "One three.[[x]](https://one.example)"),
        ("One two.", "One two.", "Now one two.", "Now one two."),
        ("The brass plate says *Gates*. It is late.", "The brass plate says Gates. It is late.",
         "The brass plate says Gate. It is late.", "The brass plate says *Gate*. It is late."),
        ("Now one two.", "Now one two.", "one two.", "one two."),
        ("It is (almost) late.", "It is (almost) late.", "It is late.", "It is late."),
        ("Not found here.", "Something else.", "Something new.", "Not found here."),
        ("The gate is late.", "The gate is late.", "The gate is late and dear.", "The gate is late and dear."),
    ],
)  # fmt: skip
def test_changed_words_are_put_into_the_markdown(markdown: str, old: str, new: str, expected: str) -> None:
    assert applied(markdown, old, new) == expected


WORDS = st.lists(
    st.sampled_from(["the", "gate", "is", "late,", "1978.", "(again)", "“so”"]), min_size=1, max_size=12
)


@given(old=WORDS, new=WORDS, marked=st.sets(st.integers(0, 11)))
def test_the_words_are_those_of_the_reader_whatever_changes(
    old: list[str], new: list[str], marked: set[int]
) -> None:
    markdown = " ".join(f"*{word}*[[key]]" if at in marked else word for at, word in enumerate(old))
    changed = applied(markdown, " ".join(old), " ".join(new))
    bare = changed.replace("*", "").replace("[[key]]", "")
    assert "".join(bare.split()) == "".join(new)


def test_a_remark_is_no_new_paragraph() -> None:
    assert says_anew(PLAIN, RIGHT)
    assert not says_anew(PLAIN, "You have mixed up the years.")
    assert not says_anew("", "Anything.")
    assert not says_anew("late " * 3000, "late " * 3000), "nobody compares so much"


def test_what_was_wrong_is_the_sentence_that_differs() -> None:
    assert sentences_that_differ(PLAIN, RIGHT) == (
        "The gate on the Orle was promised for the spring of 1978.",
        "The gate on the Orle was promised for the spring of 1987.",
    )


def test_a_paragraph_is_replaced_and_all_else_stays_to_the_letter() -> None:
    body = "One.\n\n\n  \nTwo.\n\nTwo.\n"
    assert instead(body, ["One.", "Two.", "Two."], 2, "Three.") == "One.\n\n\n  \nTwo.\n\nThree.\n"
