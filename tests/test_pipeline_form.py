"""The form for a comment: its writer is told why it would wait, programs are held off, and no text is ever lost."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Edition
from authors import guarding
from authors.models import User
from comments import sanctions
from comments.models import Comment, Thread, Word
from tests.conftest import PASSWORD, SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_decider, make_live, make_reader, opened, opened_to_change

pytestmark = pytest.mark.django_db
TEXT = "My grandfather kept the tide book."
SCRIPT: Any = {"headers": {"accept": "application/json"}}


@pytest.fixture
def known(edition: Edition) -> User:
    """A reader whose comments appear at once."""
    user = make_reader()
    make_comment(edition, user, "The first one.")
    return user


def form_of(edition: Edition) -> str:
    return edition.get_absolute_url() + "comment/"


def fields_of(page: Any) -> dict[str, str]:
    """What the hidden fields and the text of a page's form hold."""
    form = page.text[page.text.index('<form class="write"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" (?:value="([^"]*)")?', form))
    text = re.search(r"<textarea[^>]*>\n?([^<]*)</textarea>", form)
    assert text
    return {**fields, "text": text[1]}


def test_a_new_reader_is_told_first_and_posts_so_that_it_waits(edition: Edition, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    page = client.post(form_of(edition), opened(edition, text=TEXT, known=""))
    assert page.status_code == 200
    assert "A moderator reads first comments before they appear." in text_of(page)
    assert not Comment.objects.exists()
    answer = client.post(form_of(edition), fields_of(page))
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert (comment.text, comment.status) == (TEXT, Comment.Status.HELD)


def test_what_is_changed_at_the_second_step_is_judged_anew(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    client = sign_in(known)
    page = client.post(form_of(edition), opened(edition, text="You 1d10t.", known=""))
    assert "A moderator reads comments in which this stands: “1d10t”." in text_of(page)
    client.post(form_of(edition), {**fields_of(page), "text": "You are mistaken."})
    assert Comment.objects.get(text="You are mistaken.").status == Comment.Status.PUBLIC


def test_the_second_step_sent_twice_makes_one_comment(edition: Edition, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    fields = fields_of(client.post(form_of(edition), opened(edition, text=TEXT, known="")))
    first, second = client.post(form_of(edition), fields), client.post(form_of(edition), fields)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def test_a_script_is_told_in_words_why_it_would_wait(edition: Edition, sign_in: SignIn) -> None:
    client, form = sign_in(make_reader()), opened(edition, text=TEXT, known="")
    told = client.post(form_of(edition), form, **SCRIPT)
    assert told.status_code == 200
    assert (told.json()["phase"], told.json()["known"]) == ("waits", "new reader")
    assert "A moderator reads first comments" in told.json()["html"]
    assert not Comment.objects.exists()
    posted = client.post(form_of(edition), {**form, "known": told.json()["known"]}, **SCRIPT)
    assert posted.status_code == 201


def test_an_edit_is_asked_about_before_it_waits(edition: Edition, known: User, sign_in: SignIn) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    comment, client = make_comment(edition, known, "You are mistaken."), sign_in(known)
    place = f"{form_of(edition)}{comment.pk}/edit/"
    page = client.post(place, opened_to_change(comment, text="You idiot.", known=""))
    assert "A moderator reads comments in which this stands: “idiot”." in text_of(page)
    comment.refresh_from_db()
    assert (comment.text, comment.status) == ("You are mistaken.", Comment.Status.PUBLIC)
    assert client.post(place, fields_of(page)).status_code == 303
    comment.refresh_from_db()
    assert (comment.text, comment.status) == ("You idiot.", Comment.Status.HELD)


def test_a_program_that_fills_the_trap_is_refused_and_the_text_given_back(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    client = sign_in(known)
    page = client.post(form_of(edition), opened(edition, text=TEXT, website="https://spam.example"))
    assert page.status_code == 400
    assert "A field that people do not see was filled in. Nothing was lost" in text_of(page)
    assert client.post(form_of(edition), fields_of(page)).status_code == 303, (
        "a browser's autofill hurts nobody"
    )


def test_a_program_that_posts_at_once_is_refused_and_a_person_sends_it_once_more(
    edition: Edition, known: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(known)
    page = client.post(form_of(edition), {**fields_of(client.get(form_of(edition))), "text": TEXT})
    assert page.status_code == 400
    assert "That was very quick. Nothing was lost" in text_of(page)
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    assert client.post(form_of(edition), fields_of(page)).status_code == 303


@pytest.mark.parametrize("made", ["", "x", "a:b:c"])
def test_what_no_form_of_ours_sends_is_refused_with_a_form_that_can_be_sent(
    edition: Edition, known: User, sign_in: SignIn, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(known)
    page = client.post(form_of(edition), {"text": TEXT, "made": made})
    assert page.status_code == 400
    assert Comment.objects.count() == 1
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    assert client.post(form_of(edition), fields_of(page)).status_code == 303


def test_a_form_for_one_article_posts_to_no_other(
    edition: Edition, known: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    other = make_live(writer, publisher)
    assert sign_in(known).post(form_of(other), opened(edition, text=TEXT)).status_code == 400


def test_a_script_is_given_what_a_form_needs_by_me_signed_in_or_not(
    edition: Edition, known: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    page = {"page": edition.get_absolute_url()}
    stranger = Client().get("/me", page).json()
    assert set(stranger) == {"signed_in", "made"}
    client = sign_in(known)
    answer = client.post(form_of(edition), {"text": TEXT, "made": stranger["made"], "known": ""}, **SCRIPT)
    assert answer.status_code == 201
    again = client.post(form_of(edition), {"text": "Another.", "made": answer.json()["made"]}, **SCRIPT)
    assert again.status_code == 201
    assert "made" not in Client().get("/me").json()
    assert "made" not in Client().get("/me", {"page": "/no/such/page/"}).json()


def test_a_script_that_is_refused_is_given_a_form_that_can_be_sent(
    edition: Edition, known: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(known)
    refused = client.post(form_of(edition), {"text": TEXT, "made": "x"}, **SCRIPT).json()
    assert "Nothing was lost" in refused["error"]
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    assert client.post(form_of(edition), {"text": TEXT, "made": refused["made"]}, **SCRIPT).status_code == 201


def test_one_form_that_answers_somebody_else_makes_another_comment(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    client, form = sign_in(known), opened(edition)
    parent = Comment.objects.get()
    client.post(form_of(edition), {**form, "text": "To all."})
    client.post(form_of(edition), {**form, "text": "To you.", "parent": parent.pk})
    assert Comment.objects.filter(text__in=["To all.", "To you."]).count() == 2


def test_what_was_written_before_signing_in_is_sent_at_once_after_it(edition: Edition, known: User) -> None:
    client = Client()
    answer = client.post(form_of(edition), opened(edition, text=TEXT))
    client.post(answer["Location"], {"login": known.email, "password": PASSWORD})
    fields = fields_of(client.get(form_of(edition)))
    assert fields["text"] == TEXT
    assert client.post(form_of(edition), fields).status_code == 303, "nobody has to wait for the form's time"


@pytest.mark.parametrize("sanction", ["ban", "suspend"])
def test_who_is_banned_or_suspended_in_mid_session_keeps_the_text(
    edition: Edition, known: User, sign_in: SignIn, sanction: str
) -> None:
    client = sign_in(known)
    page = client.get(form_of(edition))
    days = (3,) if sanction == "suspend" else ()
    getattr(sanctions, sanction)(known.reader.pk, make_decider(), *days, "Advertised <everywhere>.")
    answer = client.post(
        form_of(edition),
        opened(edition, **{**fields_of(page), "text": TEXT, "made": opened(edition)["made"]}),
    )
    assert answer.status_code == 409
    assert "The reason: Advertised &lt;everywhere&gt;." in answer.text
    appeal = re.search(r'<a href="(/moderation/appeal/[^"]+)">Appeal against this</a>', answer.text)
    assert appeal
    assert client.get(appeal[1]).status_code == 200
    assert f"{TEXT}</textarea>" in answer.text
    assert Comment.objects.filter(text=TEXT).count() == 0


def test_closed_between_the_two_steps_the_text_is_given_back(edition: Edition, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    fields = fields_of(client.post(form_of(edition), opened(edition, text=TEXT, known="")))
    Thread.objects.update_or_create(article_id=edition.article_id, defaults={"policy": Thread.Policy.CLOSED})
    answer = client.post(form_of(edition), fields)
    assert answer.status_code == 409
    assert f"{TEXT}</textarea>" in answer.text


def test_whatever_else_a_form_claims_to_know_changes_nothing(edition: Edition, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    client.post(
        form_of(edition), opened(edition, text=TEXT, known="new reader,closed,<b>", status="public", risk=0)
    )
    comment = Comment.objects.get()
    assert (comment.status, comment.risk) == (Comment.Status.HELD, 10)
    assert client.post(form_of(edition), opened(edition, text="x", known="a" * 999)).status_code == 400


def test_the_words_of_a_reader_are_escaped_where_they_are_shown_to_them(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    Word.objects.add("script alert", Word.Kind.BANNED)
    page = sign_in(known).post(form_of(edition), opened(edition, text="<script>alert</script>"))
    assert "“script&gt;alert”" in page.text
    assert "<script>alert" not in page.text
