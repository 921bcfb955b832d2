"""Import: what becomes headline, summary, byline and body, and what is left out."""

import pytest

from articles.importers import parse

SUMMARY = (
    "The ferry to Skarn Island runs again after a winter of repairs, and its first day was sold out by noon."
)
LEDE = "When the gangway came down at six, a brass band that nobody had ordered began to play for the passengers."
MORE = "The ship carries ninety cars now, twice as many as before. Islanders fear that the beach will not bear them."
HEADLINE = "Skarn Island Ferry Returns to a Crowded Quay"


def lines(*texts: str) -> str:
    return "\n".join(texts) + "\n"


def test_a_headline_that_nothing_marks_is_found_between_the_paragraphs() -> None:
    draft = parse(lines(SUMMARY, LEDE, HEADLINE, MORE))
    assert (draft.headline, draft.summary, draft.body) == (HEADLINE, SUMMARY, f"{LEDE}\n\n{MORE}")


def test_two_paragraphs_above_the_headline_leave_no_doubt_about_the_summary() -> None:
    assert parse(lines(SUMMARY, LEDE, HEADLINE, MORE, MORE)).notes == []


def test_a_headline_at_the_top_is_found_too() -> None:
    draft = parse(lines(HEADLINE, SUMMARY, LEDE, MORE))
    assert (draft.headline, draft.summary) == (HEADLINE, SUMMARY)
    assert draft.body.startswith(LEDE)


def test_a_headline_that_stands_twice_is_one() -> None:
    draft = parse(lines(HEADLINE, HEADLINE, SUMMARY, LEDE, HEADLINE.upper(), MORE))
    assert draft.headline == HEADLINE
    assert HEADLINE.casefold() not in draft.body.casefold()


@pytest.mark.parametrize("form", ["# {}", "{}\n=======", "**{}**", "<h1>{}</h1>"])
def test_a_marked_headline_loses_its_mark(form: str) -> None:
    draft = parse(lines(form.format(HEADLINE), "", SUMMARY, "", LEDE, "", MORE))
    assert (draft.headline, draft.summary) == (HEADLINE, SUMMARY)


def test_without_a_headline_none_is_invented() -> None:
    draft = parse(lines(SUMMARY, LEDE, MORE))
    assert draft.headline == ""
    assert "No headline was found." in [note.text for note in draft.notes]


def test_later_headings_stay_in_the_body() -> None:
    draft = parse(lines(f"# {HEADLINE}", SUMMARY, LEDE, "## What it costs", MORE))
    assert "## What it costs" in draft.body


def test_a_second_line_that_could_be_the_headline_is_a_note() -> None:
    rival = "Skarn Island Beach Braces for Crowded Ferry Days"
    draft = parse(lines(SUMMARY, LEDE, HEADLINE, MORE, rival, MORE + " Nobody knows."))
    assert draft.headline == HEADLINE
    assert rival in draft.body


def test_a_lede_that_cites_sources_is_no_summary() -> None:
    cited = f"{LEDE} [[1]](https://quay.example/log)"
    draft = parse(lines(HEADLINE, cited, MORE))
    assert draft.summary == ""
    assert draft.body.startswith(LEDE)


def test_a_labelled_summary_is_taken_at_its_word() -> None:
    draft = parse(lines(HEADLINE, LEDE, f"Summary: {SUMMARY}", MORE))
    assert (draft.summary, draft.body) == (SUMMARY, f"{LEDE}\n\n{MORE}")


@pytest.mark.parametrize(
    ("line", "names", "day"),
    [
        ("By Anna Berg", ["Anna Berg"], ""),
        ("By Anna Berg and João da Silva", ["Anna Berg", "João da Silva"], ""),
        ("By Anna Berg12 May 2026", ["Anna Berg"], "2026-05-12"),
        ("By Anna Berg, Political Correspondent | May 12, 2026 at 14:30 GMT", ["Anna Berg"], "2026-05-12"),
        ("BY ANNA BERG", ["Anna Berg"], ""),
        ("Par Claire Dumont et Luc Petit, le 3 mars 2026", ["Claire Dumont", "Luc Petit"], "2026-03-03"),
        ("Von Jana Vogt, Kim Rau und Ole Dahl", ["Jana Vogt", "Kim Rau", "Ole Dahl"], ""),
        ("Por Lucía Marín", ["Lucía Marín"], ""),
        ("Anna Berg | 3 June 2026", ["Anna Berg"], "2026-06-03"),
        ("بقلم: ليلى حداد", ["ليلى حداد"], ""),
        ("文＝佐藤花子 2026年5月12日", ["佐藤花子"], "2026-05-12"),
        ("Published: 2026-05-12T08:00:00Z", [], "2026-05-12"),
        ("Veröffentlicht am 12. Mai 2026, 08:00 Uhr", [], "2026-05-12"),
    ],
)
def test_a_line_of_names_and_dates_becomes_the_byline(line: str, names: list[str], day: str) -> None:
    draft = parse(lines(HEADLINE, line, SUMMARY, LEDE, MORE))
    assert (draft.byline, draft.published) == (names, day)
    assert (draft.headline, draft.summary) == (HEADLINE, SUMMARY)
    assert line in [left.text for left in draft.left_out]


@pytest.mark.parametrize(
    "sentence",
    [
        "By Friday, the queue had gone.",
        "By design and by accident the quay is too short for cars.",
        "Von hier an geht es bergab.",
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_none(sentence: str) -> None:
    draft = parse(lines(HEADLINE, SUMMARY, LEDE, sentence, MORE))
    assert draft.byline == []
    assert sentence in draft.body


def test_a_date_with_two_readings_is_a_note() -> None:
    draft = parse(lines(HEADLINE, "Published 03/04/2026", SUMMARY, LEDE, MORE))
    assert draft.published == "2026-04-03"
    assert any(note.line == 2 and "other way round" in note.text for note in draft.notes)


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Comment", "Welcome Back! |", "|", "Ad slot", "Advertisement",
        "Home | World | Business | Sport", "5 min read",
        "Share this article", "3 Comments", "© 2026 The Quay Post", "Related articles", "Home > World > Europe",
        "Laisser un commentaire", "Kommentar schreiben", "Anzeige", "Lascia un commento", "اترك تعليقاً",
        "コメントを残す", "分享 | 评论 | 登录",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 2, 4])
def test_page_chrome_is_left_out_and_reported(line: str, place: int) -> None:
    texts = [HEADLINE, SUMMARY, LEDE, MORE]
    texts.insert(place, line)
    draft = parse(lines(*texts))
    assert (draft.headline, draft.summary, draft.body) == (HEADLINE, SUMMARY, f"{LEDE}\n\n{MORE}")
    assert line.strip(" |") in [left.text.strip(" |") for left in draft.left_out]


def test_chrome_that_sticks_to_the_last_sentence_is_cut_off() -> None:
    draft = parse(lines(HEADLINE, SUMMARY, LEDE, f"{MORE} Leave a Comment Welcome Back! |"))
    assert draft.body.endswith(MORE)
    assert "Leave a Comment Welcome Back! |" in [left.text for left in draft.left_out]


def test_a_menu_of_links_is_left_out() -> None:
    menu = "- [Home](/)\n- [World](/world)\n- [Sports](/sports)"
    draft = parse(lines(menu, HEADLINE, SUMMARY, LEDE, MORE))
    assert draft.headline == HEADLINE
    assert len([left for left in draft.left_out if left.reason == "menu"]) == 3


def test_a_list_of_the_article_stays_though_its_items_are_short() -> None:
    draft = parse(
        lines(HEADLINE, SUMMARY, LEDE, "Three ways to book:", "- E-mail", "- Telephone", "- Search")
    )
    assert draft.body.endswith("- E-mail\n- Telephone\n- Search")


@pytest.mark.parametrize(
    "text", ["either | or", "He said [sic] that […] it was [the captain] who knew.", "a || b"]
)
def test_brackets_and_pipes_that_mean_nothing_stay(text: str) -> None:
    sentence = f"The sign on the quay, which islanders painted last week, says {text}."
    draft = parse(lines(HEADLINE, SUMMARY, LEDE, sentence))
    assert sentence in draft.body
    assert [note for note in draft.notes if note.line == 4] == []


def test_a_lone_word_above_the_headline_is_reported_as_unplaced() -> None:
    draft = parse(lines("Islands", HEADLINE, SUMMARY, LEDE, MORE))
    assert [item.text for item in draft.unplaced] == ["Islands"]


def test_a_label_of_its_own_line_is_the_label() -> None:
    assert parse(lines("Analysis", HEADLINE, SUMMARY, LEDE, MORE)).label == "analysis"


def test_lines_broken_for_their_width_are_joined() -> None:
    wrapped = (
        "For forty-one years Emil Brandt has lit the gas lamps of Old Town by hand. On\n"
        "Friday he will do it for the last time, and nobody has been hired to follow\n"
        "him. The city says that sensors will do."
    )
    draft = parse(lines(HEADLINE, "", wrapped, "", LEDE, "", MORE))
    assert draft.summary == " ".join(wrapped.split())


def test_bullets_of_any_kind_become_lists() -> None:
    draft = parse(lines(HEADLINE, SUMMARY, LEDE, "• one thing", "• another", "", "1) first", "2) second"))
    assert "- one thing\n- another\n\n1. first\n2. second" in draft.body


def test_a_picture_is_reported_and_kept_out_of_the_body() -> None:
    draft = parse(lines(HEADLINE, SUMMARY, "![The quay](https://img.example/quay.jpg)", LEDE, MORE))
    assert "img.example" not in draft.body
    assert draft.unplaced[0].text == "![The quay](https://img.example/quay.jpg)"


def test_french_text_comes_out_whole() -> None:
    draft = parse(
        lines(
            "Le bac de l’île de Skarn reprend du service après un hiver de travaux, et tout était complet dès midi.",
            "Quand la passerelle est descendue à six heures, une fanfare que personne n’avait "
            "commandée s’est mise à jouer.",
            "Le bac de Skarn retrouve un quai bondé",
            "Le navire transporte désormais quatre-vingt-dix voitures. Les habitants craignent pour leur plage.",
            "Laisser un commentaire",
        )
    )
    assert (draft.headline, draft.language) == ("Le bac de Skarn retrouve un quai bondé", "fr")


def test_a_short_text_leaves_its_language_in_doubt() -> None:
    draft = parse("Ja, nee.\n")
    assert any("not certain" in note.text for note in draft.notes)
