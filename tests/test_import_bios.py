"""Import: biographies of authors, and the facts in them."""

import pytest

from articles.importers import Bio, ImportedDraft, parse

STORY = """Tide Mill Grinds Again After Sixty Years
The tide mill below the castle grinds flour again, sixty years after its wheel was taken out for firewood.
Children from two schools had carried sacks of wheat down the hill, and ate the first bread while it was warm.
"""


def with_end(text: str, before: str = "") -> ImportedDraft:
    return parse(before + STORY + text + "\n")


def bio(draft: ImportedDraft) -> Bio:
    assert len(draft.bios) == 1
    return draft.bios[0]


def test_a_biography_moves_from_the_text_to_its_author() -> None:
    text = "Mara Okafor covers rural life. She lives in Dale and was educated at the University of Oporto."
    draft = with_end(text)
    assert (bio(draft).name, bio(draft).text, draft.byline) == ("Mara Okafor", text, ["Mara Okafor"])
    assert "Okafor" not in draft.body


def test_a_biography_may_share_the_last_paragraph() -> None:
    draft = with_end(
        "The wheel turns twice a day. Mara Okafor is a reporter for rural life. She was born in Dale."
    )
    assert draft.body.endswith("The wheel turns twice a day.")
    assert bio(draft).text == "Mara Okafor is a reporter for rural life. She was born in Dale."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada Lund", "Ada Lund is an award-winning journalist who has walked every tow path in the country."),
        (
            "Bo Ek",
            "Bo Ek brings a decade of experience covering rivers. Raised in Ulm, he is bilingual in German and Czech.",
        ),
        (
            "Mia Do",
            "Mia Do specializes in canals and locks. She holds a PhD from Dale College and is fluent in Thai.",
        ),
        (
            "Eva Roth",
            "Dr. Eva Roth focuses on rivers. A former Oslo correspondent for Radio Tide, she is based in Graz.",
        ),
        ("Al Fox", "With twelve years in newsrooms, Al Fox covers mills. He was born in Bari."),
        ("Jo Ash", "Jo Ash is the Rural Editor at the Tide. He lives in Dale."),
    ],
)
def test_a_biography_is_told_from_news_however_it_introduces_its_author(name: str, text: str) -> None:
    draft = with_end(f"The wheel turns twice a day. {text}")
    assert (draft.byline, bio(draft).text) == ([name], text)
    assert draft.body.endswith("The wheel turns twice a day.")


def test_two_biographies_in_one_paragraph_are_two() -> None:
    first = "Mara Okafor is a reporter based in Dale."
    second = "Tom Reed, our Lisbon correspondent, writes about trade and speaks Dutch."
    draft = with_end(f"The wheel turns twice a day. {first} {second}")
    assert {bio.name: bio.text for bio in draft.bios} == {"Mara Okafor": first, "Tom Reed": second}


def test_a_biography_that_nothing_confirms_is_noted() -> None:
    draft = with_end("Mara Okafor is a professor of hydraulics at the college.")
    assert any("nothing else says that Mara Okafor is the author" in note.text for note in draft.notes)


def test_whoever_speaks_in_the_last_paragraph_is_not_its_author() -> None:
    text = "Mara Okafor is a professor of hydraulics. She said the wheel would last another century."
    assert with_end(f"The wheel turns twice a day. {text}").body.endswith(text)


def test_facts_are_drawn_and_the_text_stays_whole() -> None:
    found = bio(
        with_end(
            "Mara Okafor covers rural life with expertise in mills, old crafts, and land law. "
            "Born in Faro and educated "
            "at Dale College, she is fluent in Portuguese, Dutch, and English. She previously worked as Lisbon "
            "correspondent for Radio Tide and keeps bees."
        )
    )
    assert found.languages == ["pt", "nl", "en"]
    assert found.education == ["Dale College"]
    assert found.birthplace == "Faro"
    assert found.former_posts == ["Lisbon correspondent for Radio Tide"]
    assert found.expertise == ["mills", "old crafts", "land law"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Claire Dumont couvre les affaires maritimes avec une expertise en droit social. Née "
            "à Brest et diplômée de "
            "Sciences Po Rennes, elle parle français, anglais et espagnol.",
            ("Claire Dumont", ["fr", "en", "es"], ["Sciences Po Rennes"], "Brest"),
        ),
        (
            "Jana Vogt berichtet über Kommunalpolitik. Geboren in Ulm, studierte sie Geschichte an der Universität "
            "Konstanz und spricht Deutsch, Englisch und Polnisch.",
            ("Jana Vogt", ["de", "en", "pl"], ["Universität Konstanz"], "Ulm"),
        ),
        (
            "Lucía Marín es periodista y cubre la costa. Nacida en Cádiz, estudió en la "
            "Universidad de Granada y habla "
            "español, francés e inglés.",
            ("Lucía Marín", ["es", "fr", "en"], ["Universidad de Granada"], "Cádiz"),
        ),
        (
            "ليلى حداد صحفية تغطي شؤون البحر. ولدت في بيروت وتخرجت من جامعة دمشق، وتتحدث العربية والفرنسية.",
            ("ليلى حداد", ["ar", "fr"], ["جامعة دمشق"], "بيروت"),
        ),
        (
            "佐藤花子は水産業を担当する記者。仙台市生まれ、東北大学を卒業。英語と中国語に堪能。",
            ("佐藤花子", ["en", "zh"], ["東北大学"], "仙台市"),
        ),
    ],
)
def test_facts_are_drawn_in_other_languages(
    text: str, expected: tuple[str, list[str], list[str], str]
) -> None:
    found = bio(with_end(text))
    assert (found.name, found.languages, found.education, found.birthplace) == expected
    assert found.text == text


def test_a_biography_under_its_own_heading_is_found() -> None:
    draft = with_end("About the author\nInes Prado is a photographer. She was born in Faro.")
    assert (bio(draft).name, bio(draft).birthplace) == ("Ines Prado", "Faro")


def test_two_authors_have_two_biographies() -> None:
    draft = with_end(
        "Mara Okafor covers rural life. She lives in Dale. Tim Lund writes about rivers. He was born in Bergen.",
        before="By Mara Okafor and Tim Lund\n",
    )
    assert {each.name: each.text for each in draft.bios} == {
        "Mara Okafor": "Mara Okafor covers rural life. She lives in Dale.",
        "Tim Lund": "Tim Lund writes about rivers. He was born in Bergen.",
    }


def test_the_byline_stands_though_a_biography_names_another() -> None:
    draft = with_end(
        "Mara Okafor covers rural life. She lives in Dale and was born in Faro.", before="By Tim Lund\n"
    )
    assert draft.byline == ["Tim Lund"]
    assert bio(draft).name == "Mara Okafor"


@pytest.mark.parametrize(
    "text",
    [
        "Maria Novak is a miller who was born in the castle. She has ground wheat since she was four years old.",
        "Emil Brandt covers the wheel with tar every autumn. Children watch him. Emil Brandt was born beside it.",
        "The Lower Mill is the last of nine. It was educated guessing that saved it.",
    ],
)
def test_news_about_people_is_no_biography(text: str) -> None:
    told = (
        "Emil Brandt and Maria Novak run the mill together, and both of them slept there on the last night.\n"
    )
    draft = parse(STORY + told + text + "\n")
    assert draft.bios == []
    assert draft.body.endswith(text)


def test_a_biography_that_spreads_over_two_paragraphs_is_one() -> None:
    draft = with_end("Mara Okafor covers rural life. She lives in Dale.\n\nShe was educated at Dale College.")
    assert (
        bio(draft).text
        == "Mara Okafor covers rural life. She lives in Dale. She was educated at Dale College."
    )
