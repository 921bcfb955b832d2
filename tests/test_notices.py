"""Readers suggest corrections and sources: without an account, at a place, and nothing that was typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Address, Article, Edition, Note
from authors.models import AuditEntry, User
from comments import noticing
from comments.models import Notice
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_article, make_move, make_published, make_scheduled
from tests.make_comments import make_reader
from tests.make_notices import make_with_a_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]

BODY = (
    "The gate on the Orle was **promised** for the spring of 1978.[[register]]\n\n"
    "Nobody on the island is surprised, because nobody there has seen a gate that was not late.\n\n{stakeholders}"
)
SAID = {"kind": "correction", "at": "article", "text": "It was promised for 1987."}


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A published article with a source and a table."""
    return make_with_a_table(writer, publisher, BODY)


def form_of(edition: Edition, /, **asked: str) -> str:
    """The address of the form."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{edition.address.path}notice/{f'?{query}' if query else ''}"


def made(page: Any) -> str:
    """What the form says of itself."""
    found = re.search(r'name="made" value="([^"]*)"', text_of(page))
    assert found
    return found[1]


def send(client: Client, edition: Edition, **changes: str) -> Any:
    """The form, opened and sent."""
    opened = client.get(form_of(edition))
    return client.post(form_of(edition), {**SAID, "made": made(opened), **changes})


def place(edition: Edition, words: str) -> str:
    """What the form calls the place that has these words."""
    return next(one.name for one in noticing.places(edition.payload) if words in one.text)


# Sending


def test_a_stranger_suggests_a_correction_and_is_told_what_happens_now(
    client: Client, edition: Edition
) -> None:
    answer = send(client, edition, email="rea@elsewhere.example", name="Rea", credit="on")
    assert answer.status_code == 303
    page = text_of(client.get(answer["Location"]))
    assert "Thank you: the newsroom has it" in page
    assert "What happens now" in page
    assert "It was promised for 1987." in page
    notice = Notice.objects.get()
    assert (notice.kind, notice.status, notice.name, notice.credit) == ("correction", "new", "Rea", True)
    assert (notice.article_id, notice.edition, notice.reader) == (edition.article_id, 1, None)


def test_what_stands_there_comes_from_the_edition(client: Client, edition: Edition) -> None:
    at = place(edition, "promised for the spring")
    send(client, edition, at=at, quoted="We are liars.")
    notice = Notice.objects.get()
    assert notice.quoted == "The gate on the Orle was promised for the spring of 1978."
    assert notice.place == Note.Place.PARAGRAPH


@pytest.mark.parametrize(
    ("at", "words", "kind"),
    [
        ("paragraph", "Nobody on the island is surprised, bec", "paragraph"),
        ("paragraph", "the island is surprised", "paragraph"),
        ("source", "Register of gates", "source"),
        ("row", "Port of Aldery", "row"),
        ("headline", "", "paragraph"),
        ("summary", "", "paragraph"),
    ],
)
def test_a_page_names_the_place_that_somebody_looks_at(
    at: str, words: str, kind: str, client: Client, edition: Edition
) -> None:
    page = text_of(client.get(form_of(edition, at=at, words=words)))
    chosen = re.search(r'<option value="([^"]+)" selected>', page)
    assert chosen
    [found] = [one for one in noticing.places(edition.payload) if one.name == chosen[1]]
    assert found.spot.place == kind
    assert words in found.text
    assert f">{found.text}</blockquote>" in page


def test_a_place_that_no_edition_has_is_the_whole_article(client: Client, edition: Edition) -> None:
    page = text_of(client.get(form_of(edition, at="paragraph", words="Zanzibar quilts for sale")))
    assert '<option value="article" selected>' in page


def test_places_can_be_chosen_without_a_script(client: Client, edition: Edition) -> None:
    page = text_of(client.get(form_of(edition)))
    for label in ("The text", "The tables", "The sources"):
        assert f'<optgroup label="{label}">' in page
    assert "Headline: Sea gate" in page
    assert "{stakeholders}" not in page
    assert "**" not in page


def test_a_source_needs_an_address_and_no_words(client: Client, edition: Edition) -> None:
    refused = send(client, edition, kind="source", text="")
    assert refused.status_code == 400
    assert "Please give the web address of the source." in text_of(refused)
    assert send(client, edition, kind="source", text="", address="registry.example/7").status_code == 303
    assert Notice.objects.get().address == "https://registry.example/7"


def test_who_wishes_to_be_named_gives_a_name(client: Client, edition: Edition) -> None:
    refused = send(client, edition, credit="on")
    assert "By which name may we thank you?" in text_of(refused)
    assert not Notice.objects.exists()


def test_who_is_signed_in_is_asked_for_neither_name_nor_address(sign_in: SignIn, edition: Edition) -> None:
    user = make_reader("gannet")
    client = sign_in(user)
    page = text_of(client.get(form_of(edition)))
    assert 'name="email"' not in page
    assert "You send this as <bdi>gannet</bdi>" in page
    send(client, edition, name="The Editor", email="else@elsewhere.example")
    notice = Notice.objects.get()
    assert (str(notice.reader), notice.name, notice.email) == ("gannet", "", "")


def test_a_form_sent_twice_is_one_notice_and_one_note(client: Client, edition: Edition) -> None:
    form = made(client.get(form_of(edition)))
    answers = [client.post(form_of(edition), {**SAID, "made": form}) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Notice.objects.count() == Note.objects.count() == 1


def test_a_former_address_leads_to_the_form(client: Client, edition: Edition) -> None:
    Address.objects.create(path="/2020/01/01/gate/", article_id=edition.article_id)
    answer = client.get("/2020/01/01/gate/notice/?kind=source")
    assert answer.status_code == 301
    assert answer["Location"] == f"{edition.address.path}notice/?kind=source"


# What strangers may try


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,hello",
        "vbscript:x",
        "ftp://registry.example/",
        "//evil.example",
        "https://registry.example/\r\nBcc: all@elsewhere.example",
        "https://registry.example/\u202egpj.exe",
        "https://",
        "https://ministry.example@evil.example/",
    ],
)
def test_an_address_that_is_none_is_refused_and_given_back(
    address: str, client: Client, edition: Edition
) -> None:
    answer = send(client, edition, address=address)
    if answer.status_code == 303:  # what was around it is dropped
        assert Notice.objects.get().address.startswith("https://evil.example")
        return
    assert answer.status_code == 400
    assert "It was promised for 1987." in text_of(answer)


def test_text_of_strangers_is_text(client: Client, edition: Edition) -> None:
    wicked = '<script>alert(1)</script> {{ settings.SECRET_KEY }} \u202eevil\u202c "><img src=x onerror=y>'
    answer = send(client, edition, text=wicked, name="Re\u202ea", email="rea@elsewhere.example")
    notice = Notice.objects.get()
    assert "\u202e" not in notice.text + notice.name
    page = text_of(client.get(answer["Location"]))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("name", ["Rea\r\nBcc: all@elsewhere.example", "Rea\nX: y"])
def test_a_name_is_one_line(name: str, client: Client, edition: Edition) -> None:
    send(client, edition, name=name, credit="on")
    assert "\n" not in Notice.objects.get().name


@pytest.mark.parametrize("email", ["rea@elsewhere.example\r\nBcc: all@elsewhere.example", "rea", "a@b@c"])
def test_an_address_for_mail_is_one(email: str, client: Client, edition: Edition) -> None:
    assert send(client, edition, email=email).status_code == 400


def test_nobody_sets_what_the_newsroom_sets(client: Client, edition: Edition, writer: User) -> None:
    other = make_article(writer)
    send(client, edition, status="published", article=str(other.pk), article_id=str(other.pk), reader="1",
         answer="Yes!", decided_by=str(writer.pk), published_in="7", sender="me", place="row", note="1")  # fmt: skip
    notice = Notice.objects.get()
    assert (notice.status, notice.article_id, notice.answer) == ("new", edition.article_id, "")
    assert (notice.decided_by, notice.published_in, notice.reader) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "\u200b\u200b",
        "\u2800",
        pytest.param("x" * 3001, id="too long"),
        pytest.param("x" * 1_000_000, id="a megabyte"),
    ],
)
def test_a_text_that_nobody_can_read_is_given_back(text: str, client: Client, edition: Edition) -> None:
    assert send(client, edition, text=text, email="rea@elsewhere.example").status_code == 400
    assert not Notice.objects.exists()


def test_a_place_that_is_none_is_refused(client: Client, edition: Edition) -> None:
    answer = send(client, edition, at="paragraph-0000000000000000")
    assert answer.status_code == 400
    assert "This edition has no such place." in text_of(answer)


def test_too_many_from_one_network_are_refused_kindly_and_lose_nothing(
    client: Client, edition: Edition
) -> None:
    for _time in range(5):
        assert send(client, edition).status_code == 303
    answer = send(client, edition, text="The sixth.")
    assert answer.status_code == 429
    assert "The sixth." in text_of(answer)
    assert Notice.objects.count() == 5


def test_too_many_for_one_article_are_refused_kindly_whoever_sends_them(
    client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "DAILY", 2)
    assert [send(client, edition).status_code for _time in range(3)] == [303, 303, 429]
    answer = send(client, edition, text="The fourth.")
    assert "The fourth." in text_of(answer)
    assert Notice.objects.count() == Note.objects.count() == 2


def test_programs_and_old_forms_lose_nothing_and_send_nothing(client: Client, edition: Edition) -> None:
    for changes in ({"website": "https://spam.example"}, {"made": "1:2:3"}):
        answer = send(client, edition, **changes)
        assert answer.status_code == 400
        assert "It was promised for 1987." in text_of(answer)
    guarded = Client(enforce_csrf_checks=True)
    answer = guarded.post(form_of(edition), {**SAID, "made": made(guarded.get(form_of(edition)))})
    assert answer.status_code == 403
    assert "It was promised for 1987." in text_of(answer)
    assert not Notice.objects.exists()


def test_a_form_of_one_article_is_of_no_use_for_another(
    client: Client, edition: Edition, writer: User, publisher: User
) -> None:
    other = make_published(make_article(writer), writer, publisher)
    form = made(client.get(form_of(other)))
    assert client.post(form_of(edition), {**SAID, "made": form}).status_code == 400


def test_a_retracted_article_says_why_nothing_can_be_suggested(
    client: Client, edition: Edition, publisher: User
) -> None:
    form = made(client.get(form_of(edition)))
    make_move(edition.article, "retract", publisher, note="The quotation was invented.")
    page = text_of(client.get(form_of(edition)))
    assert "has been retracted" in page
    assert "<button" not in page.split("<main", 1)[-1].split("</main")[0]
    answer = client.post(form_of(edition), {**SAID, "made": form})
    assert answer.status_code == 409
    assert "It was promised for 1987." in text_of(answer)


def test_what_is_not_public_has_no_form(client: Client, writer: User, publisher: User) -> None:
    scheduled = make_scheduled(make_article(writer), writer, publisher)
    assert client.get(form_of(scheduled)).status_code == 404
    assert client.post(form_of(scheduled), SAID).status_code == 404


def test_a_guessed_address_shows_no_notice(
    client: Client, edition: Edition, writer: User, publisher: User
) -> None:
    location = send(client, edition)["Location"]
    pk, path = Notice.objects.get().pk, edition.address.path
    for token in (str(pk), f"{pk}.x", f"{pk + 1}.{location.split('.')[-1].strip('/')}", "0", "x" * 3000):
        assert client.get(f"{path}notice/{token}/").status_code == 404, token
    other = make_published(make_article(writer), writer, publisher)
    assert client.get(location.replace(path, other.address.path)).status_code == 404
    answer = client.get(location)
    assert "noindex" in text_of(answer)
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]


# Beside the text


def test_a_notice_stands_beside_its_paragraph_as_a_note_of_nobody_here(
    client: Client, edition: Edition
) -> None:
    entries = AuditEntry.objects.count()
    send(client, edition, at=place(edition, "Nobody on the island"), address="https://registry.example/9")
    note = Note.objects.get()
    assert (note.by, note.place, note.gone) == (None, "paragraph", False)
    assert note.text == "It was promised for 1987.\n\nhttps://registry.example/9"
    assert note.anchor.endswith("that was not late.")
    assert Notice.objects.get().note == note
    assert AuditEntry.objects.count() == entries, "the record is of what people here did"


def test_a_name_after_an_at_sign_tells_nobody(client: Client, edition: Edition, editor: User) -> None:
    send(client, edition, text="@Edda Editor should read this.")
    assert not Note.objects.get().mentioned.exists()


def test_a_notice_finds_its_paragraph_in_a_working_copy_that_was_edited(
    client: Client, edition: Edition, writer: User
) -> None:
    make_move(edition.article, "reopen", writer)
    edited = BODY.replace(
        "Nobody on the island is surprised", "New first.\n\nNobody on the isle is surprised"
    )
    Article.objects.filter(pk=edition.article_id).update(body=edited)
    send(client, edition, at=place(edition, "Nobody on the island"))
    note = Note.objects.get()
    assert note.anchor.startswith("body\nNobody on the isle is surprised")
    assert not note.gone


def test_a_notice_says_that_its_place_is_gone(client: Client, edition: Edition, writer: User) -> None:
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(body="All of it is new.\n\nAll of it.\n\nQuite.")
    send(client, edition, at=place(edition, "Nobody on the island"))
    note = Note.objects.get()
    assert note.gone
    assert note.quoted.startswith("Nobody on the island")


def test_the_edition_that_was_read_is_the_one_that_is_quoted(
    client: Client, edition: Edition, writer: User, publisher: User
) -> None:
    form = text_of(client.get(form_of(edition)))
    assert "notice/?edition=1" in form
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(
        body=BODY.replace("1978", "1979"), change_kind="minor", change_note="The year."
    )
    make_published(edition.article, writer, publisher)
    at = place(edition, "1978")
    found = re.search(r'name="made" value="([^"]*)"', form)
    assert found
    answer = client.post(form_of(edition, edition="1"), {**SAID, "at": at, "made": found[1]})
    assert answer.status_code == 303
    notice, note = Notice.objects.get(), Note.objects.get()
    assert notice.edition == 1
    assert "1978" in notice.quoted
    assert "1979" in note.anchor


def test_the_form_costs_a_fixed_number_of_queries(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        client.get(form_of(edition))
