"""Notes among colleagues: written at a place of the text, answered, resolved, and never public."""

import pytest
from django.test import Client

from articles.models import Article, Note
from authors.models import User
from tests.conftest import SignIn
from tests.desk import page_of, text_of
from tests.make import make_article, make_move, make_reference, make_row

pytestmark = pytest.mark.django_db

BODY = "The gate is late.\n\nNobody is surprised.\n\nThe island waits."


def notes_of(article: Article) -> str:
    """Where the article's notes stand."""
    return page_of(article).replace("change/", "notes/")


@pytest.fixture
def article(writer: User) -> Article:
    article = make_article(writer, body=BODY)
    make_reference(article)
    make_row(article)
    return article


@pytest.fixture
def desk(sign_in: SignIn, editor: User) -> Client:
    """The editor's browser."""
    return sign_in(editor)


def write(desk: Client, article: Article, text: str = "Who says so?", **said: object) -> Note:
    """A note, written on the page of the notes."""
    answer = desk.post(notes_of(article), {"at": "article", "text": text, **said})
    assert answer.status_code == 302, text_of(answer)
    return Note.objects.latest("pk")


def places(desk: Client, article: Article) -> dict[str, str]:
    """The places that the page offers: first words, and name."""
    offered = desk.get(notes_of(article)).context["form"].fields["at"].widget.choices
    flat = [one for _group, some in offered if isinstance(some, list) for one in some]
    return {words: name for name, words in flat}


def test_a_note_stands_at_the_whole_article(desk: Client, article: Article, editor: User) -> None:
    write(desk, article, "Too long by half.")
    page = text_of(desk.get(notes_of(article)))
    assert "Too long by half." in page
    assert "The whole article" in page
    assert editor.name in page


@pytest.mark.parametrize(
    ("words", "place", "anchor"),
    [
        ("Nobody is surprised.", "paragraph", "body\nNobody is surprised."),
        ("[[register]] Register of gates", "source", "register"),
        ("Port of Aldery", "row", "\nport of aldery"),
    ],
)
def test_a_note_stands_at_a_place_of_the_text(
    desk: Client, article: Article, words: str, place: str, anchor: str
) -> None:
    note = write(desk, article, at=places(desk, article)[words])
    assert (note.place, note.anchor) == (place, anchor)
    assert f'<q dir="auto">{words.split("]] ")[-1]}</q>' in text_of(desk.get(notes_of(article)))


def test_the_form_shows_open_notes_in_the_order_of_the_text(desk: Client, article: Article) -> None:
    offered = places(desk, article)
    write(desk, article, "Second.", at=offered["The island waits."])
    write(desk, article, "First.", at=offered["The gate is late."])
    page = text_of(desk.get(page_of(article)))
    assert page.index("First.") < page.index("Second.")
    assert 'data-open-notes>2</span>' in page
