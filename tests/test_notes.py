"""Notes among colleagues: written at a place of the text, answered, resolved, and never public."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Note
from authors.models import AuditEntry, User
from tests.conftest import SignIn
from tests.desk import page_of, text_of
from tests.make import make_article, make_move, make_published, make_reference, make_row, make_section

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


def write(desk: Client, article: Article, text: str = "Who says so?", **said: object) -> Note:
    """A note, written on the page of the notes."""
    answer = desk.post(notes_of(article), {"at": "article", "text": text, **said})
    assert answer.status_code == 302, text_of(answer)
    return Note.objects.latest("pk")


def settle(desk: Client, article: Article, note: Note, do: str = "resolve") -> str:
    """What the desk says to resolving a note, or to opening it again."""
    return text_of(desk.post(f"{notes_of(article)}{note.pk}/", {"do": do}, follow=True))


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
    assert "data-open-notes>2</span>" in page


def test_an_answer_stands_below_its_note(
    desk: Client, article: Article, sign_in: SignIn, writer: User
) -> None:
    note = write(desk, article)
    write(sign_in(writer), article, "The ministry.", answers=note.pk)
    page = text_of(desk.get(notes_of(article)))
    assert page.index("Who says so?") < page.index("The ministry.")
    assert "data-open-notes>1</span>" in text_of(desk.get(page_of(article)))


def test_an_answer_to_an_answer_joins_the_same_thread(desk: Client, article: Article) -> None:
    note = write(desk, article)
    reply = write(desk, article, "The ministry.", answers=note.pk)
    assert write(desk, article, "Which?", answers=reply.pk).answers == note


def test_a_resolved_note_folds_and_can_be_opened_again(desk: Client, article: Article) -> None:
    note = write(desk, article)
    assert "The note is resolved." in settle(desk, article, note)
    assert "Who says so?" not in text_of(desk.get(page_of(article)))
    page = text_of(desk.get(notes_of(article)))
    assert page.index("Resolved</h2>") < page.index("Who says so?")
    assert "The note is open again." in settle(desk, article, note, "reopen")
    assert "Who says so?" in text_of(desk.get(page_of(article)))


def test_resolving_what_a_colleague_has_resolved_says_who(
    desk: Client, article: Article, sign_in: SignIn, publisher: User
) -> None:
    note = write(desk, article)
    settle(sign_in(publisher), article, note)
    assert "Pavel Publisher had resolved this note already." in settle(desk, article, note)


def test_an_answer_that_meets_a_resolved_note_is_kept_and_says_so(
    desk: Client, article: Article, sign_in: SignIn, writer: User
) -> None:
    note = write(desk, article)
    settle(desk, article, note)
    said = {"answers": note.pk, "text": "The ministry."}
    answer = text_of(sign_in(writer).post(notes_of(article), said, follow=True))
    assert "Edda Editor has resolved this note." in answer
    assert note.replies.get().text == "The ministry."


@pytest.mark.parametrize(("who", "may"), [("writer", False), ("author", True), ("publisher", True)])
def test_who_wrote_a_note_and_editors_may_resolve_it(
    who: str, may: bool, article: Article, sign_in: SignIn, writer: User, contributor: User, publisher: User
) -> None:
    article.assignments.create(writer=contributor, by=publisher)
    note = write(sign_in(contributor), article)
    client = sign_in({"writer": writer, "author": contributor, "publisher": publisher}[who])
    assert ("Resolve</button>" in text_of(client.get(notes_of(article)))) == may
    answer = client.post(f"{notes_of(article)}{note.pk}/", {"do": "resolve"})
    assert answer.status_code == (302 if may else 403)


def test_who_may_not_change_the_text_now_may_write_a_note(
    article: Article, sign_in: SignIn, writer: User
) -> None:
    make_move(article, "submit", writer)
    desk = sign_in(writer)
    assert "New note" in text_of(desk.get(page_of(article)))
    write(desk, article, "I found a second source.")


def test_an_editor_of_other_sections_reads_notes_and_does_not_settle_or_answer_them(
    desk: Client, article: Article, editor: User, publisher: User, sign_in: SignIn
) -> None:
    note = write(sign_in(publisher), article)
    make_section("Elsewhere").only_here.add(editor)
    page = text_of(desk.get(notes_of(article)))
    assert "Who says so?" in page
    assert "Your work at the desk does not reach this text" in page
    assert "Resolve</button>" not in page + text_of(desk.get(page_of(article)))
    assert "New note" not in page + text_of(desk.get(page_of(article)))
    assert desk.post(f"{notes_of(article)}{note.pk}/", {"do": "resolve"}).status_code == 403
    assert desk.post(notes_of(article), {"answers": note.pk, "text": "I do."}).status_code == 403
    assert desk.post(notes_of(article), {"at": "article", "text": "Hm."}).status_code == 403
    scripted = desk.post(notes_of(article), {"at": "article", "text": "Hm."}, HTTP_ACCEPT="application/json")
    assert "Nothing was stored." in scripted.json()["error"]
    assert not note.replies.exists()


def test_an_editor_of_other_sections_who_is_asked_in_a_note_answers(
    desk: Client, article: Article, editor: User, publisher: User, sign_in: SignIn
) -> None:
    make_section("Elsewhere").only_here.add(editor)
    note = write(sign_in(publisher), article, "@Edda Editor, is that so?")
    write(desk, article, "It is.", answers=note.pk)
    assert note.replies.get().text == "It is."
    assert desk.post(f"{notes_of(article)}{note.pk}/", {"do": "resolve"}).status_code == 403


def test_a_note_of_ones_own_is_settled_from_any_section(desk: Client, article: Article, editor: User) -> None:
    note = write(desk, article)
    make_section("Elsewhere").only_here.add(editor)
    assert "The note is resolved." in settle(desk, article, note)


def test_a_stranger_to_the_text_sees_no_note_and_writes_none(
    desk: Client, article: Article, sign_in: SignIn, contributor: User
) -> None:
    note = write(desk, article)
    stranger = sign_in(contributor)
    assert stranger.get(notes_of(article)).status_code == 404
    assert stranger.post(notes_of(article), {"at": "article", "text": "Hello"}).status_code == 404
    assert stranger.post(f"{notes_of(article)}{note.pk}/", {"do": "resolve"}).status_code == 404
    assert stranger.get(f"{notes_of(article)}people/").status_code == 404


def test_a_note_of_another_article_is_not_found_here(desk: Client, article: Article, writer: User) -> None:
    other = write(desk, make_article(writer))
    assert desk.post(f"{notes_of(article)}{other.pk}/", {"do": "resolve"}).status_code == 404
    assert desk.post(notes_of(article), {"answers": other.pk, "text": "Hello"}).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1", "٣"])
def test_an_answer_to_nothing_is_not_found(desk: Client, article: Article, number: str) -> None:
    assert desk.post(notes_of(article), {"answers": number, "text": "Hello"}).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_note_without_text_or_too_long_comes_back_as_it_was(
    desk: Client, article: Article, text: str
) -> None:
    answer = desk.post(notes_of(article), {"at": "article", "text": text})
    assert answer.status_code == 400
    assert answer.context["form"]["text"].value() == text
    assert not Note.objects.exists()


def test_a_place_that_changed_meanwhile_is_chosen_again_and_the_note_is_kept(
    desk: Client, article: Article
) -> None:
    gone = places(desk, article)["Nobody is surprised."]
    Article.objects.filter(pk=article.pk).update(body="All new.")
    answer = desk.post(notes_of(article), {"at": gone, "text": "Who says so?"})
    assert answer.status_code == 400
    assert "This place is not in the saved text." in text_of(answer)
    assert "Who says so?</textarea>" in text_of(answer)


def test_hostile_text_is_shown_as_it_was_typed(desk: Client, article: Article) -> None:
    write(desk, article, "<script>alert(1)</script>\n\nمن قال ذلك؟")
    for page in (page_of(article), notes_of(article)):
        shown = text_of(desk.get(page))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert '<div class="note-text" dir="auto">' in shown


def test_what_was_done_with_notes_is_on_record(desk: Client, article: Article, editor: User) -> None:
    note = write(desk, article)
    write(desk, article, "The ministry.", answers=note.pk)
    settle(desk, article, note)
    settle(desk, article, note, "reopen")
    kinds = AuditEntry.objects.filter(who=editor, kind__startswith="note").order_by("pk")
    assert [one.kind for one in kinds] == ["note", "note_answer", "note_resolve", "note_reopen"]


def test_settling_takes_a_post(desk: Client, article: Article) -> None:
    assert desk.get(f"{notes_of(article)}{write(desk, article).pk}/").status_code == 405


def test_the_form_asks_once_for_all_notes_however_many(desk: Client, article: Article) -> None:
    write(desk, article)
    with CaptureQueriesContext(connection) as few:
        desk.get(page_of(article))
    for number in range(5):
        note = write(desk, article, f"Note {number}")
        write(desk, article, "Yes.", answers=note.pk)
    with CaptureQueriesContext(connection) as many:
        desk.get(page_of(article))
    assert len(many) == len(few)


def test_notes_are_on_no_public_page(desk: Client, article: Article, writer: User, publisher: User) -> None:
    offered = places(desk, article)
    for at in ("article", offered["Nobody is surprised."], offered["Port of Aldery"]):
        write(desk, article, "Zanzibarquilt", at=at)
    path = make_published(article, writer, publisher).address.path
    pages = ["/", path, f"{path}history/", f"{path}history/1/"]
    assert not [page for page in pages if "Zanzibarquilt" in text_of(Client().get(page))]
    assert "Zanzibarquilt" not in str(article.versions.values_list("payload", flat=True))
