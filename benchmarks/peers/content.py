"""The article that every system shows, made up of the archive's words: in parts, as Markdown and as HTML."""

from typing import Any, Final, TypeAlias

from benchmarks.world import Words

SEED: Final = 22_448
SOURCE: Final = "https://harbour-register.example/2026/gates/"
COMMENTS: Final = 20
COLUMNS: Final = ("Stakeholder", "Primary motivation", "Challenges")

Content: TypeAlias = dict[str, Any]


def made() -> Content:
    """Headline, summary, some 700 words with a citation, a list and a table, the author's life, and 20 comments."""
    words = Words(SEED)

    def paragraph(count: int) -> str:
        return f"{words.sentence(count // 2)}. {words.sentence(count - count // 2)}."

    return {
        "title": words.sentence(8),
        "slug": "the-measured-article",
        "summary": paragraph(45),
        "author": words.sentence(2).title(),
        "bio": paragraph(40),
        "intro": paragraph(70),
        "source": {"title": words.sentence(5), "address": SOURCE},
        "paragraphs": [paragraph(95) for _ in range(5)],
        "points": [words.sentence(14) for _ in range(5)],
        "rows": [
            [words.sentence(2).title(), words.sentence(9), words.sentence(9)] for _stakeholder in range(3)
        ],
        "closing": paragraph(80),
        "comments": [{"name": f"Reader {n}", "text": paragraph(32)} for n in range(1, COMMENTS + 1)],
    }


def markdown(content: Content) -> str:
    """The body as our desk takes it; the table comes from its rows."""
    points = "\n".join(f"- {point}" for point in content["points"])
    before, after = content["paragraphs"][:3], content["paragraphs"][3:]
    return "\n\n".join([f"{content['intro']} [[1]]({SOURCE})", *before, points, *after, content["closing"]])


def html(content: Content) -> tuple[str, str, str]:
    """The body for the others: what stands before the table, the table, and what comes after it."""
    cite = f'<a href="{SOURCE}">[1]</a>'
    before = [f"{content['intro']} {cite}", *content["paragraphs"][:3]]
    points = "".join(f"<li>{point}</li>\n" for point in content["points"])
    first = _paragraphs(before) + f"<ul>\n{points}</ul>\n" + _paragraphs(content["paragraphs"][3:])
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in content["rows"]
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    return first, table, _paragraphs([content["closing"]])


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)
