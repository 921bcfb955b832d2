"""Posting: what becomes a comment, what does not, and that nothing a reader wrote is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Edition, PageVersion
from authors.models import User
from comments.markdown import MAX_LENGTH
from comments.models import Comment, ModerationDecision, Thread
from comments.moderation import FLOOD_COMMENTS
from comments.posting import post
from tests.conftest import SignIn
from tests.make import make_article, make_move, make_scheduled, make_update
from tests.make_comments import make_comment, make_live, make_reader, make_verified, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(edition: Edition) -> User:
    """A reader with one approved comment, whose next ones appear at once."""
    user = make_reader()
    make_comment(edition, user, "The first one.")
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
    return user


def form_of(edition: Edition) -> str:
    return edition.get_absolute_url() + "comment/"


def send(client: Client, edition: Edition, text: str = "The gate is late again.", **fields: Any) -> Any:
    return client.post(form_of(edition), opened(edition, text=text, **fields))


def test_a_known_readers_comment_is_public_and_shown_to_them(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    answer = sign_in(known).post(
        form_of(edition), opened(edition, text="The gate is late again."), follow=True
    )
    comment = Comment.objects.latest("pk")
    assert comment.status == Comment.Status.PUBLIC
    assert answer.redirect_chain == [(f"{form_of(edition)}{comment.pk}/", 303)]
    assert f"{edition.get_absolute_url()}comments/{comment.pk}/#comment-{comment.pk}" in answer.text
    assert "The gate is late again." in Client().get(edition.get_absolute_url()).text


def test_a_new_readers_comment_waits_and_is_counted_nowhere(edition: Edition, sign_in: SignIn) -> None:
    answer = sign_in(make_reader()).post(
        form_of(edition), opened(edition, text="My grandfather kept the tide book."), follow=True
    )
    assert "waits for a moderator" in answer.text
    page = Client().get(edition.get_absolute_url()).text
    assert "tide book" not in page
    assert "so far" not in page
    thread = Thread.objects.get()
    assert (thread.public_count, thread.held_count) == (0, 1)


def test_the_verdicts_are_kept_with_the_comment(edition: Edition) -> None:
    post(make_reader(), edition.article_id, "See https://a.example https://b.example https://c.example")
    decision = ModerationDecision.objects.get()
    assert decision.by is None
    assert [verdict["phase"] for verdict in decision.evidence] == ["new reader", "links"]
    assert decision.evidence[1]["links"] == 3


def test_staff_are_not_asked_to_wait(edition: Edition, editor: User) -> None:
    comment = make_comment(edition, make_verified(editor), "I have asked for the wider count.")
    assert comment.decisions.get().evidence == []


def test_a_premoderated_thread_holds_even_known_readers(edition: Edition, known: User) -> None:
    Thread.objects.update(policy=Thread.Policy.PREMODERATED)
    assert post(known, edition.article_id, "Again.").status == Comment.Status.HELD


def test_pressing_post_twice_makes_one_comment(edition: Edition, known: User, sign_in: SignIn) -> None:
    client, fields = sign_in(known), opened(edition)
    first, second = send(client, edition, **fields), send(client, edition, **fields)
    assert first["Location"] == second["Location"]
    assert Comment.objects.filter(text="The gate is late again.").count() == 1


def test_the_same_text_twice_is_refused_kindly(edition: Edition, known: User, sign_in: SignIn) -> None:
    client = sign_in(known)
    send(client, edition)
    answer = send(client, edition)
    assert answer.status_code == 409
    assert "once is enough" in answer.text


def test_a_flood_is_stopped_and_the_text_is_given_back(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    client = sign_in(known)
    for number in range(FLOOD_COMMENTS):
        assert send(client, edition, f"Number {number}").status_code == 303
    answer = send(client, edition, "One too many")
    assert answer.status_code == 409
    assert "Please wait a moment" in answer.text
    assert "One too many</textarea>" in answer.text


def test_a_text_that_is_too_long_is_given_back_whole(edition: Edition, known: User, sign_in: SignIn) -> None:
    text = "long " * MAX_LENGTH
    answer = send(sign_in(known), edition, text)
    assert answer.status_code == 409
    assert text.strip() in answer.text
    assert not Comment.objects.filter(text__startswith="long").exists()


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u200b", "\u2800"])
def test_a_comment_that_cannot_be_seen_is_refused(
    edition: Edition, known: User, sign_in: SignIn, text: str
) -> None:
    answer = send(sign_in(known), edition, text)
    assert answer.status_code == 409
    assert "nothing in your comment" in answer.text


def test_a_nul_is_no_error_of_ours(edition: Edition, known: User, sign_in: SignIn) -> None:
    assert send(sign_in(known), edition, "a\x00b").status_code == 400


def test_an_answer_stands_below_what_it_answers(edition: Edition, known: User, sign_in: SignIn) -> None:
    parent = make_comment(edition)
    page = sign_in(known).get(f"{form_of(edition)}?parent={parent.pk}")
    assert parent.text in page.text
    send(sign_in(known), edition, "You are right.", parent=parent.pk)
    answer = Comment.objects.latest("pk")
    assert (answer.parent_id, answer.root_id) == (parent.pk, parent.pk)


def test_a_comment_of_another_article_cannot_be_answered_here(
    edition: Edition, known: User, sign_in: SignIn, writer: User, publisher: User
) -> None:
    elsewhere = make_comment(make_live(writer, publisher))
    answer = send(sign_in(known), edition, "Wrong place", parent=elsewhere.pk)
    assert answer.status_code == 409
    assert "no longer here" in answer.text
    assert "Wrong place</textarea>" in answer.text
    assert elsewhere.text not in answer.text


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.HIDDEN, Comment.Status.REJECTED])
def test_what_is_not_public_cannot_be_answered(
    edition: Edition, known: User, sign_in: SignIn, status: str
) -> None:
    unseen = make_comment(edition, text="Not to be seen", status=status)
    answer = send(sign_in(known), edition, "But I do", parent=unseen.pk)
    assert answer.status_code == 409
    assert "Not to be seen" not in answer.text
    assert "Not to be seen" not in sign_in(known).get(f"{form_of(edition)}?parent={unseen.pk}").text


@pytest.mark.parametrize("parent", ["x", "-1", "0", "9" * 40, "1 OR 1", "٣"])
def test_a_garbled_parent_is_a_clear_answer(
    edition: Edition, known: User, sign_in: SignIn, parent: str
) -> None:
    client = sign_in(known)
    assert client.get(form_of(edition), {"parent": parent}).status_code == 200
    answer = send(client, edition, "Kept text", parent=parent)
    assert answer.status_code in (400, 409)
    assert "Kept text</textarea>" in answer.text


def test_a_draft_has_no_place_for_comments(writer: User, sign_in: SignIn) -> None:
    make_article(writer, slug="late")
    assert sign_in(make_reader()).post("/2026/11/23/late/comment/", {"text": "First!"}).status_code == 404


def test_a_scheduled_article_has_no_place_for_comments_yet(
    writer: User, publisher: User, sign_in: SignIn
) -> None:
    pending = make_scheduled(make_article(writer), writer, publisher)
    client = sign_in(make_reader())
    assert client.get(form_of(pending)).status_code == 404
    assert send(client, pending).status_code == 404


def test_a_cancelled_article_has_no_place_for_comments(
    writer: User, publisher: User, sign_in: SignIn
) -> None:
    pending = make_scheduled(make_article(writer), writer, publisher)
    make_move(pending.article, "cancel", publisher)
    assert send(sign_in(make_reader()), pending).status_code == 404


def test_a_retracted_article_takes_no_comments_and_gives_the_text_back(
    edition: Edition, known: User, publisher: User, sign_in: SignIn
) -> None:
    make_move(edition.article, "retract", publisher, note="The table was forged.")
    answer = send(sign_in(known), edition, "Typed before")
    assert answer.status_code == 409
    assert "has been retracted" in answer.text
    assert "Typed before</textarea>" in answer.text
    assert "Leave a comment" not in Client().get(edition.get_absolute_url()).text


def test_a_thread_closed_while_writing_gives_the_text_back(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    client = sign_in(known)
    client.get(form_of(edition))
    Thread.objects.update(policy=Thread.Policy.CLOSED)
    answer = send(client, edition, "Typed before")
    assert answer.status_code == 409
    assert "have been closed" in answer.text
    assert "Typed before</textarea>" in answer.text
    page = Client().get(edition.get_absolute_url()).text
    assert "Comments on this article are closed." in page
    assert "comment/?parent" not in page


def test_comments_stay_with_the_article_from_edition_to_edition(
    edition: Edition, known: User, writer: User, publisher: User
) -> None:
    make_update(edition.article, writer, publisher, headline="Sea gate later still")
    page = Client().get(edition.get_absolute_url(), follow=True).text
    assert "Sea gate later still" in page
    assert "The first one." in page


def test_who_is_not_signed_in_writes_first_and_the_text_is_kept(
    edition: Edition, client: Client, sign_in: SignIn
) -> None:
    assert client.get(form_of(edition)).status_code == 200
    answer = send(client, edition, "Written before signing in")
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={form_of(edition)}"
    user = make_reader()
    client.post(answer["Location"], {"login": user.email, "password": "tide-tables-1998"})
    assert "Written before signing in</textarea>" in client.get(form_of(edition)).text
    send(client, edition, "Written before signing in")
    assert "Written before" not in client.get(form_of(edition)).text


def test_an_unconfirmed_address_may_not_comment(edition: Edition, reader: User, sign_in: SignIn) -> None:
    answer = send(sign_in(reader), edition, "Not yet")
    assert answer.status_code == 409
    assert "confirm your e-mail address" in answer.text
    assert "Not yet</textarea>" in answer.text


def test_somebody_whose_account_is_closed_is_signed_out(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    client = sign_in(known)
    User.objects.filter(pk=known.pk).update(is_active=False)
    assert "/accounts/login/" in send(client, edition)["Location"]
    assert Comment.objects.count() == 1


def test_only_text_and_parent_are_taken_from_a_form(edition: Edition, sign_in: SignIn, known: User) -> None:
    stranger = make_reader()
    fields = {"status": "public", "user": known.pk, "reader": known.reader.pk, "is_staff": 1, "thread": 99}
    send(sign_in(stranger), edition, "I approve of myself", created_at="2001-01-01", featured=1, **fields)
    comment = Comment.objects.latest("pk")
    assert comment.status == Comment.Status.HELD
    assert comment.reader == stranger.reader
    assert comment.thread_id == edition.article_id
    assert comment.created_at > timezone.now() - timedelta(minutes=1)


def test_a_public_comment_raises_the_pages_version_and_a_held_one_does_not(
    edition: Edition, known: User
) -> None:
    def version() -> int:
        return PageVersion.objects.get(article=edition.article_id).thread

    before = version()
    post(make_reader(), edition.article_id, "Held")
    assert version() == before
    post(known, edition.article_id, "Public")
    assert version() == before + 1


def test_a_former_address_leads_to_the_form_and_takes_what_was_written_there(
    edition: Edition, known: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    later = make_update(edition.article, writer, publisher, headline="Sea gate later still")
    client = sign_in(known)
    assert later.get_absolute_url() != edition.get_absolute_url()
    assert client.get(form_of(edition))["Location"] == form_of(later)
    assert send(client, edition)["Location"].startswith(form_of(later))


def test_a_hidden_comments_own_page_is_there_for_its_writer_only(edition: Edition, sign_in: SignIn) -> None:
    user = make_reader()
    comment = make_comment(edition, user, "Only mine", status=Comment.Status.HIDDEN)
    address = f"{form_of(edition)}{comment.pk}/"
    assert "Only mine" in sign_in(user).get(address).text
    assert sign_in(make_reader()).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_a_script_is_answered_with_data(edition: Edition, known: User, sign_in: SignIn) -> None:
    client = sign_in(known)
    asks: Any = {"headers": {"accept": "application/json"}}
    answer = client.post(form_of(edition), opened(edition, text="By script"), **asks)
    assert answer.status_code == 201
    assert answer.json()["status"] == "public"
    assert "By script" in answer.json()["html"]
    again = client.post(form_of(edition), opened(edition, text="By script"), **asks)
    assert again.status_code == 409
    assert again.json()["phase"] == "duplicate"
    nobody = Client().post(form_of(edition), opened(edition, text="x"), **asks)
    assert nobody.status_code == 401


def test_a_megabyte_is_answered_without_being_rendered(
    edition: Edition, known: User, sign_in: SignIn
) -> None:
    answer = send(sign_in(known), edition, "[" * 1_000_000)
    assert answer.status_code == 409
