"""Import: what scraping a page leaves around an article, and what it glues together."""

import pytest

from articles.importers import parse

HEADLINE = "Lock Keepers Return to the Old Canal"
SUMMARY = "Lock keepers are back on the old canal after forty years, paid by the towns that it runs through."
LEDE = "At six in the morning the first gate opens, and a barge with bricks for the new school glides in."
STORY = "Nobody had counted on the herons, which stand on the gates now and wait for what the water brings."
PAGE = f"{SUMMARY}\n{LEDE}\n{HEADLINE}\n{STORY}\n"
BODY = f"{LEDE}\n\n{STORY}"


@pytest.mark.parametrize(
    "tail",
    [
        "Related articles\n- Why eels vanish\n- The last ferry\nLeave a Comment",
        "You may also like\nWhy eels vanish from the weir\nThe last ferry of the year\nNext Post\nWelcome Back! |",
        "Artículos relacionados\n- La anguila desaparece\n- El último barco",
    ],
)
def test_other_articles_named_behind_the_text_are_left_out(tail: str) -> None:
    draft = parse(PAGE + tail)
    assert (draft.body, draft.unplaced) == (BODY, [])
    assert sorted(left.text for left in draft.left_out if left.text != "|") == sorted(
        tail.replace(" |", "").split("\n")
    )


def test_text_that_follows_the_names_of_other_articles_stays() -> None:
    draft = parse(
        f"{SUMMARY}\n{LEDE}\n{HEADLINE}\nRead next\n- Why eels vanish\n{STORY}\nOpening hours\n{LEDE[::-1]}."
    )
    assert "Opening hours" in draft.body


def test_forms_for_signing_in_are_left_out() -> None:
    form = (
        "Leave a Comment Cancel reply\nName *\nWelcome Back!\nLogin to your account below\n"
        "Forgotten Password? Sign Up\nFill the forms below to register\nAll fields are required. Log In\n"
        "Please enter your username or email address to reset your password."
    )
    draft = parse(f"{PAGE}{form}")
    assert (draft.body, draft.unplaced) == (BODY, [])
    assert [left.text for left in draft.left_out] == form.split("\n")


def test_a_summary_that_stands_twice_is_taken_once() -> None:
    draft = parse(f"{HEADLINE}\n{SUMMARY}\nBy Ada Lund | 3 May 2026\n{SUMMARY}\n{LEDE}\n{STORY}")
    assert (draft.summary, draft.body) == (SUMMARY, BODY)


def test_a_summary_in_italics_is_plain_text() -> None:
    assert parse(f"# {HEADLINE}\n\n*{SUMMARY}*\n\n{LEDE}\n\n{STORY}").summary == SUMMARY


def test_the_first_of_two_short_lines_above_the_text_is_the_headline() -> None:
    draft = parse(f"{HEADLINE}\nAfter forty years the gates open by hand\n{SUMMARY}\n{LEDE}\n{STORY}")
    assert draft.headline == HEADLINE
    assert [item.text for item in draft.unplaced] == ["After forty years the gates open by hand"]


@pytest.mark.parametrize("glue", [" By ", "By "])
def test_a_byline_and_date_may_stick_to_the_headline(glue: str) -> None:
    draft = parse(f"{SUMMARY}\n{LEDE}\n{HEADLINE}{glue}Ada Lund3 May 2026\n{STORY}")
    assert (draft.headline, draft.byline, draft.published) == (HEADLINE, ["Ada Lund"], "2026-05-03")


def test_a_name_over_the_date_is_the_author() -> None:
    draft = parse(f"{SUMMARY}\n{LEDE}\n{HEADLINE}\nAda Lund\n3 May 2026\n{STORY}")
    assert (draft.byline, draft.body) == (["Ada Lund"], BODY)
    assert any(note.line == 4 and "Ada Lund" in note.text for note in draft.notes)


def test_bullets_may_touch_their_items() -> None:
    draft = parse(f"{PAGE}・門を手で開ける\n・鷺が待つ\n\n•Gates by hand\n•Herons that wait\n")
    assert draft.body.endswith("- 門を手で開ける\n- 鷺が待つ\n- Gates by hand\n- Herons that wait")


def test_an_arabic_cell_ends_before_a_verb_of_what_will_be() -> None:
    draft = parse(
        "| أصحاب المصلحة | الدافع | التحديات |\n|---|---|---|\n| الوزارة | حفظ الموانئ | انتخابات الربيع |\n"
        "| الأسطول | تأمين التراخيص | أسعار الوقود سيجتمع الوزراء مجددا في سبتمبر عندما ينشر العلماء أرقاما جديدة. "
        "وحتى ذلك الحين تبحر السفن وفق قواعد مؤقتة يمكن لأي طرف تعليقها.\n"
    )
    assert draft.tables[0].rows[-1][-1] == "أسعار الوقود"
    assert "سيجتمع الوزراء" in draft.body


@pytest.mark.parametrize("sign", ["`", "_"])
def test_long_runs_of_one_sign_are_read_in_time(sign: str) -> None:
    """200 kB; whatever is not linear in it takes minutes."""
    parse(f"{PAGE}\n{sign * 100_000}a{sign * 99_999}\n")
