"""Notes survive the edits of the text around them: they follow what they stand at, and come back with it."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import restoring
from articles.anchoring import Spot, follow, paragraph, spots
from articles.models import Article, Note
from articles.noting import keep_places, reopen, resolve, write
from articles.payload import Payload
from articles.saving import claim, finish
from articles.snapshot import snapshot
from authors.models import User
from tests.make import make_article, make_move, make_published, make_reference, make_row, make_source

FIRST = "The gate on the Orle was promised for the spring tides, and it is late."
SECOND = "Nobody on the island is surprised, because nobody there has seen a gate that was not."
THIRD = "The ministry says that the bolts have come from a yard that has closed since."
FOURTH = "Whoever wants to cross in the evening asks the ferryman, who asks the tide."


def text(*paragraphs: str) -> str:
    """A body of these paragraphs."""
    return "\n\n".join(paragraphs)


BODY = text(FIRST, SECOND, THIRD, FOURTH)


def places(body: str) -> list[Spot]:
    """The places of the paragraphs of a text."""
    empty: Any = {"headline": "", "summary": "", "body": body, "references": [], "tables": []}
    payload: Payload = empty
    return [spot for spot in spots(payload) if spot.key not in ("headline", "summary")]


def after(edited: str, *, of: str = SECOND, body: str = BODY, nth: int = 0) -> str | None:
    """The paragraph at which a note on one of the body stands in the edited text; None if it is gone."""
    anchor = [spot for spot in places(body) if spot.shown == of][nth].anchor
    found = follow(places(body), places(edited), [anchor]).get(anchor)
    return found.shown if found else None


def test_a_note_stays_at_a_paragraph_that_nobody_touched() -> None:
    assert after(text("All new.", FIRST, SECOND, "And more.")) == SECOND


def test_a_note_follows_a_paragraph_that_was_edited() -> None:
    edited = SECOND.replace("surprised", "astonished") + " They have time."
    assert after(text(FIRST, edited, FOURTH)) == edited


def test_a_note_follows_a_paragraph_that_was_moved_and_edited() -> None:
    edited = SECOND.replace("island", "isle")
    assert after(text(edited, THIRD, FOURTH, FIRST)) == edited


def test_a_note_follows_the_better_half_of_a_split_paragraph() -> None:
    small, large = SECOND.split(", because ")
    assert after(text(FIRST, small + ".", "Because " + large, THIRD)) == "Because " + large


def test_a_note_follows_into_the_paragraph_that_took_its_own_in() -> None:
    assert after(text(FIRST, f"{SECOND} {THIRD}", FOURTH)) == f"{SECOND} {THIRD}"


def test_a_note_stays_where_one_paragraph_was_rewritten_between_two_that_stayed() -> None:
    assert after(text(FIRST, "On Sandholm they shrug.", THIRD, FOURTH)) == "On Sandholm they shrug."


def test_a_note_is_gone_with_its_paragraph() -> None:
    assert after(text(FIRST, THIRD, FOURTH)) is None


def test_of_two_paragraphs_that_read_the_same_a_note_keeps_its_own() -> None:
    stars = text(FIRST, "* * *", SECOND, "* * *", THIRD)
    anchors = [spot.anchor for spot in places(stars) if spot.shown == "* * *"]
    fewer = places(text(FIRST, SECOND, "* * *", THIRD))
    more = places(text("* * *", FIRST, "* * *", SECOND, "* * *", THIRD))
    assert follow(places(stars), fewer, anchors)[anchors[1]].nth == 0
    assert [follow(places(stars), more, anchors)[anchor].nth for anchor in anchors] == [1, 2]


def test_texts_that_put_no_space_between_words_are_followed_too() -> None:
    old = "水门原定于春季完工，但至今仍未完成，岛上没有人感到意外。"
    new = old.replace("春季", "夏季").replace("没有人", "无人")
    assert after(text(FIRST, THIRD, new), of=old, body=text(old, FIRST, THIRD)) == new


bodies = st.lists(st.text(st.sampled_from("ab \n*水?"), max_size=12), max_size=8).map("\n\n".join)


@settings(deadline=None)
@given(old=bodies, new=bodies, strange=st.lists(st.text(max_size=20), max_size=3))
def test_following_never_fails_and_always_finds_what_did_not_change(
    old: str, new: str, strange: list[str]
) -> None:
    before, now = places(old), places(new)
    found = follow(before, now, [*(spot.anchor for spot in before), *strange])
    assert set(found.values()) <= set(now)
    keys = {spot.key for spot in now}
    for spot in before:
        if spot.key in keys:
            assert found[spot.anchor].key == spot.key


@settings(deadline=None)
@given(body=bodies)
def test_in_a_text_that_did_not_change_every_note_keeps_its_very_place(body: str) -> None:
    here = places(body)
    found = follow(here, here, [spot.anchor for spot in here])
    assert found == {spot.anchor: spot for spot in here}


@settings(deadline=None)
@given(body=bodies)
def test_every_place_of_a_text_has_an_anchor_of_its_own(body: str) -> None:
    anchors = [spot.anchor for spot in places(body)]
    assert len(anchors) == len(set(anchors))


def test_a_hundred_notes_in_a_text_rewritten_from_end_to_end_are_quick() -> None:
    old = [paragraph(" ".join(f"w{n * 7 % 400}x{k * n % 90}" for k in range(50))) for n in range(100)]
    new = [paragraph(" ".join(f"w{n * 7 % 400}x{k * n % 91}" for k in range(50))) for n in range(100)]
    begin = process_time()
    follow(old, new, [spot.anchor for spot in old])
    assert process_time() - begin < 1


@pytest.mark.parametrize("times", [50, 3000])
def test_a_text_of_the_same_lines_over_and_over_is_quick(times: int) -> None:
    begin = process_time()
    old, new = text("x", *["a", "b"] * times, "y"), text("z", *["b", "b", "a"] * times, "w")
    follow(places(old), places(new), ["body\ny", "body\na"])
    assert process_time() - begin < 2


# Through a save


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer, body=BODY)


def note_at(article: Article, writer: User, typed: str = SECOND, at: str = "paragraph") -> Note:
    return write(article.pk, writer, "Who says so?", at=at, typed=typed).note


def save(article: Article, user: User, **fields: str) -> None:
    """A save of the working copy with these fields."""
    article.refresh_from_db()
    claim(article)
    Article.objects.filter(pk=article.pk).update(**fields)
    finish(article.pk, user)


def stands(note: Note) -> str | None:
    """Where the note stands; None if its place is gone."""
    note.refresh_from_db()
    return None if note.gone else note.anchor.removeprefix("body\n")


def test_a_save_lets_notes_follow(article: Article, writer: User) -> None:
    note = note_at(article, writer)
    edited = SECOND.replace("nobody there", "no one there")
    save(article, writer, body=text(THIRD, edited))
    assert stands(note) == edited
    assert note.quoted == SECOND


def test_a_note_comes_back_with_its_paragraph(article: Article, writer: User) -> None:
    note = note_at(article, writer)
    save(article, writer, body=text(FIRST, THIRD))
    assert stands(note) is None
    save(article, writer, body=text(FIRST, THIRD, "Something else."))
    assert stands(note) is None
    article.refresh_from_db()
    restoring.bring_back(article.pk, 1, writer, version=article.version, part="body")
    assert stands(note) == SECOND


def test_a_note_on_headline_or_summary_stays_there(article: Article, writer: User) -> None:
    note = note_at(article, writer, at="summary")
    save(article, writer, summary="", headline="Another")
    assert stands(note) == "summary"


def test_a_note_on_what_is_typed_and_not_saved_finds_its_place_with_the_save(
    article: Article, writer: User
) -> None:
    typed = "Whoever asks the harbour master is sent to the mayor."
    note = note_at(article, writer, typed)
    assert not note.gone
    save(article, writer, body=text(FIRST, typed))
    assert stands(note) == typed


def test_a_note_on_a_paragraph_that_was_edited_and_not_saved_stands_at_the_saved_one(
    article: Article, writer: User
) -> None:
    assert stands(note_at(article, writer, SECOND.replace("island", "isle"))) == SECOND


def test_a_note_on_a_row_knows_the_stakeholder_in_another_table_and_under_another_name(
    article: Article, writer: User
) -> None:
    row = make_row(article)
    save(article, writer)
    note = note_at(article, writer, "Port of  ALDERY", "row")
    row.table = "second"
    row.save()
    save(article, writer)
    assert stands(note) == "second\nport of aldery"
    type(row.stakeholder).objects.filter(pk=row.stakeholder_id).update(name="Harbour of Aldery")
    save(article, writer)
    assert stands(note) == "second\nharbour of aldery"
    row.delete()
    save(article, writer)
    assert stands(note) is None


def test_a_note_on_a_source_follows_it_under_another_key_and_no_other_source(
    article: Article, writer: User
) -> None:
    reference = make_reference(article)
    note = note_at(article, writer, "register", "source")
    save(article, writer)
    article.references.update(key="gates")
    save(article, writer)
    assert stands(note) == "gates"
    reference.refresh_from_db()
    reference.delete()
    make_reference(article, key="other", source=make_source())
    save(article, writer)
    assert stands(note) is None


def test_discarding_a_working_copy_brings_notes_to_the_live_text(
    article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    edited = SECOND.replace("island", "isle")
    save(article, writer, body=text(FIRST, edited))
    note = note_at(article, writer, edited)
    make_move(article, "discard", publisher)
    assert stands(note) == SECOND


def test_fixing_the_live_text_leaves_notes_on_the_unfinished_one(
    article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    save(article, writer, body=text(FIRST, SECOND, THIRD, FOURTH, "And then this."))
    note = note_at(article, writer, "And then this.")
    fixed = {"headline": article.headline, "summary": article.summary, "body": BODY.replace("Orle", "Orla")}
    make_move(article, "fix_live", publisher, text=fixed, kind="minor")
    assert stands(note) == "And then this."


def test_a_note_opened_again_finds_its_place_in_what_the_text_is_now(article: Article, writer: User) -> None:
    note = note_at(article, writer)
    resolve(note, writer)
    edited = SECOND.replace("island", "isle")
    save(article, writer, body=text(FIRST, edited))
    assert stands(note) == SECOND
    reopen(note, writer)
    assert stands(note) == edited


def test_a_save_without_open_notes_asks_one_question_more(
    article: Article, writer: User, django_assert_num_queries: Any
) -> None:
    payload = snapshot(Article.objects.whole().get(pk=article.pk))
    with django_assert_num_queries(1):
        keep_places(article, payload)
