"""Two people's changes to one text come together paragraph by paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from articles.merging import merge, paragraphs

BASE = "The gate is late.\n\nThe island waits.\n\nThe port counts its days."


def test_changes_of_different_paragraphs_both_stand() -> None:
    mine = BASE.replace("late", "very late")
    theirs = BASE.replace("counts its days", "sends a bill")
    merged = merge(BASE, mine, theirs)
    assert merged.text == "The gate is very late.\n\nThe island waits.\n\nThe port sends a bill."
    assert not merged.clashes


def test_a_paragraph_added_by_one_stands_beside_one_mended_by_the_other() -> None:
    mine = BASE + "\n\nNobody has asked the oysters."
    theirs = BASE.replace("late", "not late")
    assert merge(BASE, mine, theirs).text == mine.replace("late", "not late")


def test_a_paragraph_changed_by_both_stays_mine_and_tells_theirs() -> None:
    merged = merge(BASE, BASE.replace("waits", "waits on"), BASE.replace("waits", "sleeps"))
    assert "The island waits on." in merged.text
    assert merged.clashes == (("The island waits on.", "The island sleeps."),)


def test_the_same_change_made_twice_is_no_clash() -> None:
    changed = BASE.replace("waits", "sleeps")
    assert merge(BASE, changed, changed) == merge(BASE, changed, BASE)


def test_a_paragraph_removed_by_one_and_changed_by_the_other_is_told() -> None:
    without = "The gate is late.\n\nThe port counts its days."
    merged = merge(BASE, without, BASE.replace("waits", "sleeps"))
    assert merged.clashes == (("", "The island sleeps."),)


texts = st.lists(st.text("ab ", min_size=1).filter(str.strip), max_size=8).map("\n\n".join)


@given(texts, texts)
def test_who_changed_nothing_takes_over_what_the_other_wrote(base: str, other: str) -> None:
    assert merge(base, base, other).text == "\n\n".join(paragraphs(other))
    assert merge(base, other, base).text == "\n\n".join(paragraphs(other))


@given(texts, texts, texts)
def test_no_paragraph_that_one_side_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    kept = paragraphs(merged.text) + [
        part for clash in merged.clashes for side in clash for part in paragraphs(side)
    ]
    for written in (mine, theirs):
        assert set(paragraphs(written)) - set(paragraphs(base)) <= set(kept)
