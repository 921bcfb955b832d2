"""Import: the same article, copied from pages that disfigure it in every way they can, comes out the same."""

import re
from collections.abc import Callable

import pytest

from articles.importers import parse

SUMMARY = (
    "Norwick and Sarrland have signed a fishing treaty that ends ten years of quarrels over quotas and patrols. The "
    "pact divides the northern banks by season, though doubts remain about who will pay for it."
)
LEDE = (
    "On a grey morning in Port Ellis, ministers from both coasts signed a treaty that few had expected to see this "
    "year, and then shared a breakfast of herring [[1]](https://treaty.example/live/port-ellis)."
)
HEADLINE = "Fishing Treaty Ends a Decade of Quarrels at Sea"
STORY = (
    "The treaty divides the banks by season – winter for one fleet, summer for the other. Critics in Sarrland say the "
    "patrols are too few, and that the ministry’s ships are too old to follow anybody."
)
LEAD_IN = "Main points of the pact:"
ITEMS = "- Quotas by season and by port\n- Joint patrols, paid for by both sides\n- A council of fishers with a vote"
TABLE = """| Stakeholder | Primary Motivation | Challenges |
|---|---|---|
| Norwick Government | Secure food supply; calm borders | Domestic opposition; ageing fleet |
| Sarrland Fishers | Higher income; fair quotas | Fuel costs; foreign competition |
| Small Ports | Jobs; local markets | Low budgets; reliance on ferries"""
CLOSING = (
    "Looking ahead, the two governments must show that patrols work in winter. Few expect miracles, but many in the "
    "small ports hope for calmer seas, and for a council that is heard."
)
BIO = (
    "Elena Petrova covers northern affairs with expertise in maritime law, fisheries, and trade. Born in Sofia and "
    "educated at Leiden University, she is fluent in Bulgarian, Dutch, and English. She previously worked as Oslo "
    "correspondent for Radio Nord and keeps a boat."
)
CHROME = "Leave a Comment\nWelcome Back! |"
PAGE = f"{SUMMARY}\n{LEDE}\n{HEADLINE}\n{STORY}\n{LEAD_IN}\n{ITEMS}\n{TABLE} {CLOSING} {BIO}\n{CHROME}\n"
BODY = f"{LEDE}\n\n{STORY}\n\n{LEAD_IN}\n\n{ITEMS}\n\n{{stakeholders}}\n\n{CLOSING}"
ADDRESS = "https://treaty.example/live/port-ellis"


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda page: page.replace(old, new)


def bare(listed: str) -> Callable[[str], str]:
    return lambda page: re.sub(r"\[\[1\]\]\([^)]*\)", "[1]", page) + listed


VARIANTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda page: page,
    "carriage returns": swap("\n", "\r\n"),
    "a byte order mark": lambda page: "\ufeff" + page,
    "empty lines everywhere": swap("\n", "\n\n"),
    "spaces at the ends": swap("\n", "   \n"),
    "indented by its layout": lambda page: re.sub("^", "    ", page, flags=re.M),
    "indented by tabs": lambda page: re.sub("^", "\t", page, flags=re.M),
    "menus around it": lambda page: f"Home | World | Business\nSkip to content\n{page}About | Contact | Home\n©\n",
    "advertising within it": lambda page: page.replace("\n- A", "\nAd slot\n- A").replace(LEAD_IN, f"Ad\n{LEAD_IN}"),
    "entities": lambda page: page.replace("’", "&rsquo;").replace("–", "&#8211;").replace(" and ", "&#32;and "),
    "paragraphs of HTML": lambda page: re.sub(r"^([^-|\n].*)$", r"<p>\1</p>", page, flags=re.M),
    "a heading": swap(HEADLINE, f"# {HEADLINE}"),
    "a lesser heading": swap(HEADLINE, f"## {HEADLINE}"),
    "a bold headline": swap(HEADLINE, f"**{HEADLINE}**"),
    "the headline at the top": lambda page: f"{HEADLINE}\n" + page.replace(f"{HEADLINE}\n", ""),
    "the headline twice": lambda page: f"{HEADLINE}\n{page}",
    "the headline after the summary": swap(f"{LEDE}\n{HEADLINE}", f"{HEADLINE}\n{LEDE}"),
    "a byline with a date": swap(HEADLINE, f"{HEADLINE}\nBy Elena Petrova15 August 2025"),
    "stars for bullets": swap("\n- ", "\n* "),
    "dots for bullets": swap("\n- ", "\n• "),
    "an empty line before the table": swap("\n| Stakeholder", "\n\n| Stakeholder"),
    "no space in cells": lambda page: page.replace("| ", "|").replace(" |", "|"),
    "alignments": swap("|---|---|---|", "| :--- | :---: | ---: |"),
    "no line of dashes": swap("|---|---|---|\n", ""),
    "no pipes before rows": swap("\n| ", "\n"),
    "bold in cells": swap("| Small Ports |", "| **Small Ports** |"),
    "a broken row": swap("| Fuel costs; foreign", "| Fuel costs;\nforeign"),
    "no pipe at all after the last cell": swap("Back! |", "Back!"),
    "a pipe after everything": lambda page: page.replace("a boat.", "a boat. |").replace("Back! |", "Back!"),
    "the closing behind the pipe": swap(f" {CLOSING}", f" | {CLOSING}"),
    "the closing on its own line": swap(f" {CLOSING}", f"\n{CLOSING}"),
    "the closing run together with the cell": swap(f"ferries {CLOSING}", f"ferries{CLOSING}"),
    "two spaces after the cell": swap(f"ferries {CLOSING}", f"ferries  {CLOSING}"),
    "the biography on its own line": swap(f" {BIO}", f"\n{BIO}"),
    "the biography under a heading": swap(f" {BIO}", f"\nAbout the author\n{BIO}"),
    "chrome on the last line": swap("boat.\nLeave a Comment\nWelcome Back! |", "boat. Leave a Comment Welcome Back! |"),
    "front matter": lambda page: f"---\nlang: en\n---\n{page}",
    "a list of references": bare(f"\nReferences\n[1] {ADDRESS}\n"),
    "a numbered list of references": bare(f"\n1. Live from Port Ellis. {ADDRESS}\n"),
    "a footnote": lambda page: bare(f"\n[^1]: {ADDRESS}\n")(page).replace("herring [1]", "herring [^1]"),
    "a link for a citation": swap("[[1]](", "[1]("),
    "an escaped citation": swap("[[1]](", r"[\[1\]]("),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_article_comes_out_whole(name: str) -> None:
    found = parse(VARIANTS[name](PAGE)).as_json("x")
    assert found["headline"] == HEADLINE
    assert found["summary"] == SUMMARY
    assert found["body"] == BODY
    assert found["tables"] == [
        {
            "kind": "stakeholders",
            "columns": ["Stakeholder", "Primary Motivation", "Challenges"],
            "rows": [
                [
                    "Norwick Government",
                    "Secure food supply; calm borders",
                    "Domestic opposition; ageing fleet",
                ],
                ["Sarrland Fishers", "Higher income; fair quotas", "Fuel costs; foreign competition"],
                ["Small Ports", "Jobs; local markets", "Low budgets; reliance on ferries"],
            ],
        }
    ]
    assert found["sources"] == [ADDRESS]
    assert (found["byline"], found["bios"]) == (["Elena Petrova"], {"Elena Petrova": BIO})
    assert found["language"] == "en"
    assert (
        {"Leave a Comment", "Welcome Back!"} <= set(found["left_out"])
        or "one line" in name
        or "last line" in name
    )


ENDS = [
    "reliance on EU subsidies",
    "lack of ships",
    "pressure from the United Nations",
    "slow courts in Sarrland",
    "reliance on GPS",
]
BEGINNINGS = [
    "As winter nears, the two governments must show that patrols work.",
    "The treaty will be judged by the catch of the coming spring.",
    "Brussels now faces a choice that it has put off for years.",
    "Both governments insist that the treaty is only a first step.",
    "Norwick’s parliament votes next week, and nobody dares to guess the result.",
    "What happens next depends on the weather as much as on the ministers.",
    "Observers say that the treaty could become a model for other seas.",
    "In the end, fish do not read treaties.",
    "Sarrland remains the place where the next round begins.",
    "President Adams is expected to sign the treaty.",
    "Trawlers will not wait for those who want to stop it.",
    "The Blue House has not commented on the treaty.",
    "“We will see,” said one minister as she left the hall.",
]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("bio", ["", f" {BIO}"], ids=["no biography", "biography"])
def test_any_closing_paragraph_is_told_from_any_cell(end: str, beginning: str, bio: str) -> None:
    page = PAGE.replace(f"reliance on ferries {CLOSING} {BIO}", f"{end} {beginning}{bio}")
    draft = parse(page)
    assert draft.tables[0].rows[-1][-1] == f"Low budgets; {end}"
    assert draft.body.endswith("{stakeholders}\n\n" + beginning)
    assert [found.text for found in draft.bios] == ([BIO] if bio else [])
