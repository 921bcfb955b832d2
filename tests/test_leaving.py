"""Leaving: asked for, taken back within a day, and then done whole, however often a worker is killed on the way."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from articles.models.publication import PageVersion
from authors.models import AuditEntry, MailPreference, User
from comments import changing, exporting, leaving
from comments.models import (
    Appeal,
    Comment,
    ModerationDecision,
    Mute,
    Notice,
    Reader,
    ReaderMail,
    ReaderNote,
    Recommendation,
    Report,
    Revision,
    Thread,
)
from newsroom.beat import beat
from tests.conftest import PASSWORD, SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader, make_verified

pytestmark = pytest.mark.django_db
ERASE, STAY = "/accounts/profile/erase/", "/accounts/profile/stay/"


def confirmed(client: Client, user: User) -> Client:
    """A browser in which this person has signed in and just said once more who they are."""
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def reader_of(user: User) -> Reader:
    found: Reader = Reader.objects.get(user=user)
    return found


def due(user: User) -> Reader:
    """Their reader, whose day of grace is over."""
    reader = reader_of(user)
    reader.leaves_at = timezone.now() - timedelta(seconds=1)
    reader.save(update_fields=["leaves_at"])
    return reader


# Asking, and thinking again


def test_it_is_asked_for_by_who_has_said_once_more_who_they_are(client: Client, gannet: User) -> None:
    client.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    asked = client.post(ERASE)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert reader_of(gannet).leaves_at is None
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    wait = (reader_of(gannet).leaves_at or timezone.now()) - timezone.now()
    assert timedelta(hours=23, minutes=59) < wait <= timedelta(hours=24)


def test_a_mail_says_so_and_leads_to_the_way_back(client: Client, gannet: User) -> None:
    confirmed(client, gannet).post(ERASE)
    client.post(ERASE)
    mail = ReaderMail.objects.get(recipient=gannet)
    assert "erased" in mail.subject
    assert mail.path == ERASE
    assert mail.kind == ""


def test_that_mail_does_not_wait_because_others_were_sent_just_now(client: Client, gannet: User) -> None:
    browser = confirmed(client, gannet)
    browser.post("/accounts/profile/data/")
    exporting.make.call(gannet.pk)
    browser.post(ERASE)
    assert ReaderMail.objects.count() == 2
    mail = ReaderMail.objects.get(path=ERASE)
    assert mail.due_at == mail.made_at
    assert not mail.gathered


def test_within_the_day_it_is_taken_back_and_nothing_is_lost(
    client: Client, gannet: User, edition: Edition
) -> None:
    comment = make_comment(edition, gannet, "Still here.")
    confirmed(client, gannet).post(ERASE)
    assert "Keep my account" in text_of(client.get("/accounts/profile/"))
    client.post(STAY)
    beat.call()
    leaving.erase.call(reader_of(gannet).pk)
    comment.refresh_from_db()
    assert (comment.text, reader_of(gannet).leaves_at) == ("Still here.", None)


def test_before_its_time_nothing_happens(client: Client, gannet: User, edition: Edition) -> None:
    make_comment(edition, gannet, "Still here.")
    confirmed(client, gannet).post(ERASE)
    beat.call()
    leaving.erase.call(reader_of(gannet).pk)
    assert User.objects.filter(pk=gannet.pk).exists()
    assert Comment.objects.filter(text="Still here.").exists()


def test_opening_the_page_erases_nothing(client: Client, gannet: User) -> None:
    confirmed(client, gannet).get(ERASE)
    assert client.get(STAY).status_code == 405
    assert reader_of(gannet).leaves_at is None


def test_who_works_here_is_told_whom_to_ask(client: Client, moderator: User, administrator: User) -> None:
    confirmed(client, make_verified(moderator))
    page = text_of(client.get(ERASE))
    assert administrator.email in page
    assert "Erase my account" not in page
    assert client.post(ERASE).status_code == 403
    assert reader_of(moderator).leaves_at is None


# What goes, and what stays without a name


@pytest.fixture
def lived(gannet: User, edition: Edition, client: Client, moderator: User) -> Reader:
    """A reader who has done everything a reader can do, and whose day of grace is over."""
    reader = reader_of(gannet)
    other = make_comment(edition, make_reader("tern"), "What tern says.")
    make_comment(edition, gannet, "Waits and says Zanzibarquilt.", status="held")
    public = make_comment(edition, gannet, "Public, with Zanzibarquilt.")
    make_comment(edition, make_reader("puffin"), "An answer.", parent_id=public.pk)
    changing.edit(gannet, public.pk, "Changed, still with Zanzibarquilt.", seen=public.written)
    hidden = make_comment(edition, gannet, "Hidden Zanzibarquilt.", status="hidden")
    changing.recommend(gannet, other.pk, on=True)
    Mute.objects.create(reader=reader, muted=other.reader)
    Mute.objects.create(reader=other.reader, muted=reader)
    ReaderNote.objects.create(reader=reader, by=moderator, text="Gannet was rude on the telephone.")
    given: dict[str, Any] = {"name": "Zanzibarquilt", "email": gannet.email, "reader": reader}
    key = iter([uuid4() for _ in range(9)])
    Report.objects.create(comment=other, ground="abuse", text="Still open.", key=next(key), **given)
    Report.objects.create(
        comment=hidden,
        ground="abuse",
        text="Zanzibarquilt, decided.",
        key=next(key),
        status="upheld",
        **given,
    )
    decision = ModerationDecision.objects.filter(comment=hidden, kind="hide").first()
    Appeal.objects.create(decision=decision, text="Zanzibarquilt, unfair.")
    Notice.objects.create(
        article_id=edition.article_id, edition=1, kind="source", text="See the register.", key=next(key),
        credit=True, **given,
    )  # fmt: skip
    MailPreference.objects.create(user=gannet, kind="reply", how="off")
    TOTP.activate(gannet, "JBSWY3DPEHPK3PXP")
    client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    return due(gannet)


def everything_about(reader: Reader) -> str:
    """Every word that the tables of the conversation and of people hold."""
    tables = (
        Comment, Revision, Recommendation, Reader, ReaderNote, ReaderMail, Report, Appeal, Notice, ModerationDecision,
        User, EmailAddress, AuditEntry,
    )  # fmt: skip
    return "\n".join(str(row) for table in tables for row in table._default_manager.values())


def test_nothing_is_left_of_the_person(lived: Reader, gannet: User, client: Client) -> None:
    leaving.erase.call(lived.pk)
    words = everything_about(lived)
    for word in ("Zanzibarquilt", gannet.email, "'gannet'", "rude on the telephone"):
        assert word not in words
    assert not User.objects.filter(pk=gannet.pk).exists()
    tables: tuple[Any, ...] = (EmailAddress, Authenticator, UserSession, MailPreference)
    for table in tables:
        assert not table.objects.filter(user=gannet.pk).exists()
    assert not Mute.objects.exists()
    lived.refresh_from_db()
    assert (lived.user, lived.display_name, lived.leaves_at) == (None, "", None)
    assert client.get("/me").json() == {"signed_in": False}


def test_comments_become_lines_without_words_and_counts_stay_right(lived: Reader, edition: Edition) -> None:
    version = PageVersion.objects.get(article=edition.article_id).thread
    leaving.erase.call(lived.pk)
    own = Comment.objects.filter(reader=lived)
    assert set(own.values_list("status", "text", "html")) == {("removed", "", "")}
    assert not Revision.objects.filter(comment__reader=lived).exists()
    thread = Thread.objects.get(pk=edition.article_id)
    rows = Comment.objects.filter(thread=thread)
    assert thread.public_count == rows.filter(status="public").count()
    assert thread.held_count == rows.filter(status="held").count()
    for comment in rows:
        assert comment.recommended == comment.recommendations.count()
    assert PageVersion.objects.get(article=edition.article_id).thread > version
    page = text_of(Client().get(edition.get_absolute_url()))
    assert "removed by its writer" in page
    assert "An answer." in page
    assert "gannet" not in page


def test_what_somebody_still_has_to_decide_stays_without_a_name(lived: Reader) -> None:
    leaving.erase.call(lived.pk)
    report = Report.objects.get(status="open")
    assert (report.text, report.reader, report.name, report.email) == ("Still open.", None, "", "")
    assert Report.objects.get(status="upheld").text == ""
    notice = Notice.objects.get()
    assert (notice.text, notice.reader, notice.name, notice.email, notice.credit) == (
        "See the register.", None, "", "", False,
    )  # fmt: skip


def test_the_log_keeps_that_something_was_decided_and_no_word(lived: Reader) -> None:
    before = ModerationDecision.objects.filter(reader=lived).count()
    leaving.erase.call(lived.pk)
    assert ModerationDecision.objects.filter(reader=lived).count() >= before
    assert "Zanzibarquilt" not in str(list(ModerationDecision.objects.values()))


def test_the_beat_begins_it_and_it_can_be_done_twice(lived: Reader) -> None:
    beat.call()
    leaving.erase.call(lived.pk)
    lived.refresh_from_db()
    assert lived.user is None


@pytest.mark.parametrize(
    "step", ["_end_sessions", "_empty_comments", "_take_back_recommendations", "_loosen", "_forget"]
)
def test_killed_half_way_it_is_finished_the_next_time(
    step: str, lived: Reader, monkeypatch: pytest.MonkeyPatch, gannet: User, edition: Edition
) -> None:
    class Killed(Exception): ...

    def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(leaving, step, die)
        with pytest.raises(Killed):
            leaving.erase.call(lived.pk)
    leaving.erase.call(lived.pk)
    assert "Zanzibarquilt" not in everything_about(lived)
    assert not User.objects.filter(pk=gannet.pk).exists()
    thread = Thread.objects.get(pk=edition.article_id)
    assert thread.public_count == Comment.objects.filter(thread=thread, status="public").count()


def test_who_is_being_erased_cannot_come_back_or_say_anything(lived: Reader, gannet: User) -> None:
    assert not leaving.stay(lived)
    User.objects.filter(pk=gannet.pk).update(is_active=False)
    answer = Client().post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    assert Client().get("/me").json() == {"signed_in": False}
    assert answer.status_code in (200, 302)


def test_a_comment_that_was_being_posted_meanwhile_goes_with_the_next_beat(
    lived: Reader, gannet: User, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    loosen = leaving._loosen

    def post_meanwhile(reader: Reader) -> None:
        loosen(reader)
        Comment.objects.create(
            thread_id=edition.article_id, reader=reader, text="Zanzibarquilt!", status="public"
        )
        Thread.objects.get(pk=edition.article_id).count("", "public")

    with monkeypatch.context() as racing:
        racing.setattr(leaving, "_loosen", post_meanwhile)
        leaving.erase.call(lived.pk)
    assert User.objects.filter(pk=gannet.pk).exists()
    leaving.erase.call(lived.pk)
    assert "Zanzibarquilt" not in everything_about(lived)
    assert not User.objects.filter(pk=gannet.pk).exists()


def test_who_works_here_since_is_not_erased(lived: Reader, gannet: User) -> None:
    User.objects.filter(pk=gannet.pk).update(is_staff=True)
    leaving.erase.call(lived.pk)
    lived.refresh_from_db()
    assert (lived.user, lived.leaves_at) == (gannet, None)
    assert lived.comments.public().exists()


def test_who_worked_here_once_leaves_a_row_that_names_nobody(gannet: User) -> None:
    AuditEntry.objects.record(gannet, "take")
    reader = due(gannet)
    leaving.erase.call(reader.pk)
    gannet.refresh_from_db()
    assert (gannet.name, gannet.is_active, gannet.has_usable_password()) == ("", False, False)
    assert gannet.email == f"gone-{gannet.pk}@invalid"
    assert not EmailAddress.objects.exists()


def test_the_name_and_the_address_are_free_again(lived: Reader, gannet: User) -> None:
    leaving.erase.call(lived.pk)
    assert Reader.objects.name_is_free("gannet")
    assert User.objects.create_user(gannet.email, PASSWORD)


def test_two_who_have_left_share_no_name(gannet: User) -> None:
    for user in (gannet, make_reader("tern")):
        leaving.erase.call(due(user).pk)
    assert Reader.objects.filter(display_name="").count() == 2


def test_somebody_elses_account_is_erased_by_nobody(client: Client, gannet: User, sign_in: SignIn) -> None:
    confirmed(client, make_reader("tern")).post(ERASE, {"user": gannet.pk, "reader": reader_of(gannet).pk})
    assert reader_of(gannet).leaves_at is None
