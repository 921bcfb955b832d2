"""Import: tables, what ran into them, and which of them are about stakeholders."""

import pytest

from articles.importers import ImportedDraft, parse

INTRO = """Night Bus Approved After a Long Debate
The council approved a night bus on Monday, after a debate that went on until the last day bus had left its depot.
Supporters filled the gallery with paper lanterns, and opponents with earplugs, which both said were for safety.
"""
CLOSING = "Looking ahead, the council will count passengers for a year. Nobody expects the lines to grow before that."
BIO = "Tom Weller covers transport with expertise in buses and trams. Born in Dale, he is fluent in Dutch and English."
RULE = "|---|---|---|"


def with_table(*rows: str, after: str = "") -> ImportedDraft:
    return parse(INTRO + "\n".join(rows) + "\n" + after)


def cells(draft: ImportedDraft, table: int = 0) -> list[list[str]]:
    rows: list[list[str]] = draft.as_json("x")["tables"][table]["rows"]
    return rows


def test_a_table_of_stakeholders_leaves_its_marker_in_the_body() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |", RULE, "| Drivers | pay; rest | sleep |", after=CLOSING
    )
    assert draft.tables[0].kind == "stakeholders"
    assert draft.body.endswith("{stakeholders}\n\n" + CLOSING)


@pytest.mark.parametrize(
    "heads",
    [
        "Actor|Interest|Risk", "Key Players|Goals|Obstacles", "Akteur|Ziel|Hürde", "Partie prenante|Motivation|Défis",
        "**Stakeholder**|Wants|Fears", "Acteurs|Intérêts|Risques", "Parte interesada|Interés|Reto",
        "أصحاب المصلحة|الدافع|التحديات",
        "利害関係者|動機|課題", "利益相关方|动机|挑战", "Заинтересованные стороны|Мотивация|Риски",
        "Stakeholder group|Aim|Fear", "Country|Interest|Concern",
    ],
)  # fmt: skip
def test_the_first_column_tells_stakeholders_in_many_languages(heads: str) -> None:
    draft = with_table(f"| {heads.replace('|', ' | ')} |", RULE, "| Drivers | pay | sleep |")
    assert draft.tables[0].kind == "stakeholders"


@pytest.mark.parametrize(
    "heads",
    [
        "Year|Sum|Change",
        "Actor|Film|Year",
        "Party|Seats|Votes",
        "Country|Capital|Population",
        "Name|Age|Town",
    ],
)
def test_any_other_table_stays_a_table(heads: str) -> None:
    draft = with_table(f"| {heads.replace('|', ' | ')} |", RULE, "| a | b | c |")
    assert draft.tables[0].kind == "plain"
    assert draft.body.endswith("| " + heads.replace("|", " | ") + " |\n" + RULE + "\n| a | b | c |")


def test_text_that_ran_into_the_last_cell_follows_the_table() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |", RULE,
        "| Drivers | pay; rest | short nights |",
        f"| Council | votes; calm | thin budget; dependence on volunteers {CLOSING} {BIO}",
        after="Leave a Comment\nWelcome Back! |\n",
    )  # fmt: skip
    assert cells(draft)[-1] == ["Council", "votes; calm", "thin budget; dependence on volunteers"]
    assert draft.body.endswith("{stakeholders}\n\n" + CLOSING)
    assert {bio.name: bio.text for bio in draft.bios} == {"Tom Weller": BIO}


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("trust in Brussels", "Despite the cold, nobody left before midnight. The vote was close."),
        ("pressure from NATO", "The council meets again in May, when the numbers are known."),
        ("noise; lost sleep", "However things turn out, the first bus leaves in June."),
        ("fuel prices", "All eyes are on the depot now, where the drivers will vote next week."),
    ],
)
@pytest.mark.parametrize("end", ["", " |"])
def test_the_cell_ends_where_the_sentence_begins(cell: str, rest: str, end: str) -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
        f"| Council | votes | {cell} {rest}{end}",
    )
    assert cells(draft)[-1][-1] == cell
    assert draft.body.endswith(rest)


def test_a_biography_alone_may_have_run_into_the_cell() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
        f"| Council | votes | money {BIO}",
    )
    assert cells(draft)[-1][-1] == "money"
    assert [bio.name for bio in draft.bios] == ["Tom Weller"]
    assert draft.body.endswith("{stakeholders}")


def test_words_run_together_with_the_cell_are_parted() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
        f"| Council | votes | moneyLooking ahead, {CLOSING[15:]}",
    )
    assert cells(draft)[-1][-1] == "money"


def test_a_long_cell_that_is_like_the_others_is_left_alone() -> None:
    long = "They want a line that runs until four. They also want lights at every stop on the way."
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        f"| Drivers | {long} | {long} |",
        f"| Council | {long} | {long} |",
    )
    assert cells(draft)[-1][-1] == long


def test_where_text_ran_in_is_a_note_with_its_line() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
        f"| Council | votes | money {CLOSING}",
    )
    assert any(note.line == 7 and "last cell" in note.text for note in draft.notes)


def test_text_behind_the_last_pipe_follows_the_table() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |", RULE, f"| Council | votes | money | {CLOSING}"
    )
    assert cells(draft) == [["Council", "votes", "money"]]
    assert draft.body.endswith(CLOSING)


def test_a_list_may_run_straight_into_a_table() -> None:
    draft = with_table(
        "- one line",
        "- two buses",
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
    )
    assert draft.body.endswith("- one line\n- two buses\n\n{stakeholders}")


def test_a_list_may_even_share_its_last_line_with_a_table() -> None:
    draft = with_table(
        "- one line",
        "- two buses | Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep |",
    )
    assert draft.body.endswith("- one line\n- two buses\n\n{stakeholders}")


def test_missing_cells_are_empty_and_noted() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |", RULE, "| Drivers | pay |", "| Council | votes | money |"
    )
    assert cells(draft)[0] == ["Drivers", "pay", ""]
    assert any(note.line == 6 and "lacks 1 of 3" in note.text for note in draft.notes)


def test_cells_too_many_are_joined_and_noted() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay | sleep | noise |",
        "| Council | votes | money |",
    )
    assert cells(draft)[0] == ["Drivers", "pay", "sleep | noise"]
    assert any(note.line == 6 and "4 cells under 3" in note.text for note in draft.notes)


def test_escaped_pipes_and_bold_are_text_in_cells() -> None:
    draft = with_table(r"| Year | Sum |", "|:---|---:|", r"| **2026** | a \| b |")
    assert cells(draft) == [["2026", "a | b"]]
    assert draft.body.endswith("| Year | Sum |\n|:---|---:|\n| **2026** | a \\| b |")


def test_a_table_needs_no_pipes_at_its_edges() -> None:
    draft = with_table("Year | Sum", "--- | ---", "2025 | ten", "2026 | twelve", "", after=CLOSING)
    assert cells(draft) == [["2025", "ten"], ["2026", "twelve"]]
    assert draft.body.endswith(CLOSING)


def test_a_table_needs_no_line_of_dashes_where_its_shape_is_plain() -> None:
    draft = with_table("| Year | Sum |", "| 2025 | ten |", "| 2026 | twelve |")
    assert cells(draft) == [["2025", "ten"], ["2026", "twelve"]]
    assert any("No line of dashes" in note.text for note in draft.notes)


def test_empty_lines_between_rows_do_not_end_a_table() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        "",
        RULE,
        "",
        "| Drivers | pay | sleep |",
        "",
        "| Council | votes | money |",
    )
    assert len(cells(draft)) == 2


def test_a_row_that_a_line_end_had_broken_is_joined() -> None:
    draft = with_table(
        "| Stakeholder | Motivation | Challenges |",
        RULE,
        "| Drivers | pay;",
        "rest | sleep |",
        "| Council | votes | money |",
    )
    assert cells(draft)[0] == ["Drivers", "pay; rest", "sleep"]


def test_the_second_stakeholder_table_has_a_name() -> None:
    draft = with_table(
        "| Stakeholder | Aim |", "|---|---|", "| Drivers | pay |", "", "Then there are others.", "",
        "| Stakeholder | Fear |", "|---|---|", "| Owls | light |",
    )  # fmt: skip
    assert "{stakeholders}\n\nThen there are others.\n\n{stakeholders:table-2}" in draft.body
    assert [table.slug for table in draft.tables] == ["", "table-2"]


def test_the_json_lists_all_tables_in_order() -> None:
    draft = with_table(
        "| Stakeholder | Aim |",
        "|---|---|",
        "| Drivers | pay |",
        "",
        "| Year | Sum |",
        "|---|---|",
        "| 2026 | 1 |",
    )
    assert [table["kind"] for table in draft.as_json("x")["tables"]] == ["stakeholders", "plain"]


def test_a_citation_in_a_cell_is_a_source_and_no_text() -> None:
    draft = with_table("| Stakeholder | Aim |", "|---|---|", "| Drivers | pay [[1]](https://pay.example) |")
    assert cells(draft) == [["Drivers", "pay"]]
    assert draft.tables[0].rows == [["Drivers", "pay [[1]](https://pay.example)"]]
    assert [source.address for source in draft.sources] == ["https://pay.example"]


def test_an_arabic_cell_ends_before_the_closing_paragraph() -> None:
    draft = parse(
        "أعلنت حكومة الجزيرة ونقابة الصيادين اتفاقا أوليا لإنهاء الإضراب الذي استمر ثلاثة أسابيع في موانئ الشمال.\n"
        "جلس الطرفان وجها لوجه للمرة الأولى منذ بداية الأزمة، وسط ترقب آلاف العائلات التي تعيش من البحر.\n"
        "اتفاق هش ينهي إضراب الصيادين في الشمال\n"
        "يمنح الاتفاق الصيادين حصة أكبر من السوق المحلية، لكنه يترك مسألة الأسعار مفتوحة حتى الربيع المقبل.\n"
        "| أصحاب المصلحة | الدافع | التحديات |\n|---|---|---|\n| الصيادون | دخل ثابت | ديون |\n"
        "| المصدرون | توسيع التجارة | المنافسة؛ الاعتماد على الحلفاء وبالنظر إلى المستقبل، فإن "
        "أي تقدم يعتمد على التزام الطرفين. "
        "ويبقى الصيادون في انتظار موعد واضح.\n"
    )
    assert draft.headline == "اتفاق هش ينهي إضراب الصيادين في الشمال"
    assert cells(draft)[-1][-1] == "المنافسة؛ الاعتماد على الحلفاء"
    assert draft.language == "ar"


def test_a_japanese_cell_ends_before_the_closing_paragraph() -> None:
    draft = parse(
        "北浜市と漁業組合は、三週間続いた休漁を終わらせることで基本合意した。市議会は来月にも承認する見通しだ。\n"
        "夜明け前の北浜港には、久しぶりに出漁の準備をする船の明かりが並んだ。家族は岸壁に集まり、静かに手を振った。\n"
        "北浜の漁師、三週間ぶりに海へ戻る\n"
        "合意では、漁獲枠を段階的に増やし、燃料費の一部を市が負担する。ただし価格をめぐる対立は残っている。\n"
        "| 利害関係者 | 動機 | 課題 |\n|---|---|---|\n| 漁業組合 | 収入の安定 | 燃料価格 |\n"
        "| 加工業者 | 安定供給 | 人手不足；輸入への依存 "
        "今後、持続的な回復は、双方が約束を守れるかどうかにかかっている。市民は見守っている。\n"
    )
    assert draft.headline == "北浜の漁師、三週間ぶりに海へ戻る"
    assert cells(draft)[-1][-1] == "人手不足；輸入への依存"
    assert draft.language == "ja"
