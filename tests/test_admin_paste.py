"""Paste an article: what went where is shown first, and nothing is stored before the editor says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Article
from authors.models import Author, User
from tests.conftest import SignIn
from tests.desk import LIST, page_of, text_of

PASTE = "/admin/articles/article/paste/"
TEXT = """Sea Gate Late Again

By Ilse Maarvik

The gate on the Orle was promised for spring, and nobody on the island believes in spring any more [1].

| Stakeholder | Primary Motivation | Challenges |
|---|---|---|
| Port of Aldery | A wide lock; known hours | Every closure costs |
| Islanders | A ferry that runs | The tide waits for nobody |

The council meets on Monday.

Ilse Maarvik covers the harbour for The Causeway. She speaks French and German.

[1] https://port.example/gate
"""


@pytest.fixture
def desk(writer: User, sign_in: SignIn) -> Client:
    """The writer's browser."""
    return sign_in(writer)


def test_what_went_where_is_shown_and_nothing_is_stored(desk: Client) -> None:
    page = desk.post(PASTE, {"text": TEXT})
    draft = page.context["draft"]
    assert draft.headline == "Sea Gate Late Again"
    assert draft.byline == ["Ilse Maarvik"]
    for shown in (
        "Port of Aldery",
        "https://port.example/gate",
        "Biography of Ilse Maarvik",
        "Save as a draft",
    ):
        assert shown in text_of(page)
    assert not Article.objects.exists()
    assert not Author.objects.exists()


def test_saving_makes_the_draft_of_whoever_pasted_it(desk: Client, writer: User) -> None:
    answer = desk.post(PASTE, {"text": TEXT, "save": "1"})
    article = Article.objects.get()
    assert answer["Location"] == page_of(article)
    assert article.owner == writer
    assert [row.stakeholder.name for row in article.stakeholder_rows.all()] == ["Port of Aldery", "Islanders"]
    assert article.references.get().source.address == "https://port.example/gate"
    assert "Saved as a draft." in text_of(desk.get(page_of(article)))


def test_a_file_is_read_like_a_pasted_text(desk: Client) -> None:
    file = SimpleUploadedFile("gate.txt", TEXT.encode(), "text/plain")
    page = desk.post(PASTE, {"text": "", "file": file})
    assert page.context["draft"].headline == "Sea Gate Late Again"
    assert "The council meets on Monday." in text_of(page)


def test_the_same_text_twice_is_one_article(desk: Client) -> None:
    desk.post(PASTE, {"text": TEXT, "save": "1"})
    answer = desk.post(PASTE, {"text": TEXT, "save": "1"}, follow=True)
    assert Article.objects.count() == 1
    assert "pasted or imported before" in text_of(answer)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"text": ""}, "Please paste a text or choose a file."),
        ({"text": " \n|\n"}, "There is no text in it."),
        ({"text": "", "file": SimpleUploadedFile("x.txt", b"\0\1\2\0")}, "This is not a text file."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    posted: dict[str, object], said: str, desk: Client
) -> None:
    assert said in text_of(desk.post(PASTE, posted))


def test_what_is_pasted_does_no_harm(desk: Client) -> None:
    page = text_of(
        desk.post(PASTE, {"text": f"{TEXT}\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>"})
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_only_who_may_begin_articles_pastes_them(moderator: User, sign_in: SignIn) -> None:
    assert sign_in(moderator).get(PASTE).status_code == 403
    assert Client().get(PASTE).status_code == 302


def test_a_contributor_is_not_led_to_a_colleagues_article(
    desk: Client, contributor: User, sign_in: SignIn
) -> None:
    desk.post(PASTE, {"text": TEXT, "save": "1"})
    page = sign_in(contributor).post(PASTE, {"text": TEXT, "save": "1"})
    assert "an article of a colleague" in text_of(page)


def test_the_list_and_the_desk_lead_there(desk: Client) -> None:
    assert PASTE in text_of(desk.get(LIST))
    assert PASTE in text_of(desk.get("/admin/"))
