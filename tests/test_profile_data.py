"""A copy of all that is kept about a person: whole, theirs alone, and thrown away after a week."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from authors.models import MailPreference, User
from comments import changing, exporting
from comments.models import (
    Appeal,
    Export,
    ModerationDecision,
    Mute,
    Notice,
    Reader,
    ReaderMail,
    ReaderNote,
    Report,
)
from newsroom.beat import tidy
from tests.conftest import PASSWORD, Committed, SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader

pytestmark = pytest.mark.django_db
DATA, READ, COPY = (
    "/accounts/profile/data/",
    "/accounts/profile/data/read/",
    "/accounts/profile/data/copy.json",
)


@pytest.fixture
def known(gannet: User, edition: Edition, moderator: User) -> Reader:
    """A reader of whom much is known, and somebody else of whom as much is."""
    for name, user in (("Mine", gannet), ("Theirs", make_reader("tern"))):
        reader: Reader = Reader.objects.get(user=user)
        comment = make_comment(edition, user, f"{name}: said first.")
        changing.edit(
            user, comment.pk, f"{name}: said <script>alert(1)</script> in the end.", seen=comment.written
        )
        hidden = make_comment(edition, user, f"{name}: taken away.", status="hidden")
        changing.recommend(user, make_comment(edition).pk, on=True)
        ReaderNote.objects.create(reader=reader, by=moderator, text=f"{name}: a note of moderators.")
        Report.objects.create(comment=make_comment(edition), ground="spam", text=f"{name}: a report.", reader=reader,
                              key=f"12345678-1234-5678-1234-{reader.pk:012}")  # fmt: skip
        decision = ModerationDecision.objects.filter(comment=hidden, kind="hide").first()
        Appeal.objects.create(decision=decision, text=f"{name}: an appeal.")
        Notice.objects.create(article_id=edition.article_id, edition=1, kind="source", text=f"{name}: a source.",
                              reader=reader, key=f"22345678-1234-5678-1234-{reader.pk:012}")  # fmt: skip
        MailPreference.objects.create(user=user, kind="reply", how="off")
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    Mute.objects.create(reader=Reader.objects.get(user=gannet), muted=reader)
    return Reader.objects.get(user=gannet)


def confirmed(user: User) -> Client:
    """A browser in which this person has signed in and just said once more who they are."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def made(user: User, committed: Committed) -> Client:
    """A browser of this person, for whom a copy was made."""
    client = confirmed(user)
    with committed():
        client.post(DATA)
    return client


def test_the_copy_holds_all_that_is_known_and_nothing_of_others(
    known: Reader, gannet: User, committed: Committed
) -> None:
    client = made(gannet, committed)
    answer = client.get(COPY)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    copy = json.loads(answer.content)
    text = answer.content.decode()
    for words in (
        "said first",
        "in the end",
        "taken away",
        "a note of moderators",
        "a report",
        "an appeal",
        "a source",
    ):
        assert f"Mine: {words}" in text or words == "in the end"
        assert f"Theirs: {words}" not in text
    assert {row["status"] for row in copy["comments"]} == {"public", "hidden"}
    assert copy["comments"][-1]["earlier_texts"][0]["text"] == "Mine: said first."
    assert copy["comments"][0]["address"].startswith("http")
    assert len(copy["recommendations"]) == 1
    assert copy["muted"][0]["name"] == "tern"
    assert copy["mail_choices"] == [{"kind": "reply", "how": "off"}]
    assert copy["second_factors"][0]["type"] == "totp"
    assert {row["what"] for row in copy["decisions"]} >= {"hidden", "judged by the rules"}
    assert copy["account"]["e_mail_address"] == gannet.email
    assert "JBSWY3DPEHPK3PXP" not in text
    assert "Mona Moderator" not in text


def test_what_they_removed_themselves_was_not_decided_by_the_rules(
    gannet: User, edition: Edition, committed: Committed
) -> None:
    changing.remove(gannet, make_comment(edition, gannet).pk)
    copy = json.loads(made(gannet, committed).get(COPY).content)
    assert [row["by"] for row in copy["decisions"] if row["what"] == "removed by its writer"] == ["you"]


def test_it_is_a_page_too_on_which_nothing_runs(known: Reader, gannet: User, committed: Committed) -> None:
    page = text_of(made(gannet, committed).get(READ))
    for words in ("Mine: said first.", "What moderators have noted about you", "Mine: a note of moderators."):
        assert words in page
    assert "<script>alert" not in page
    assert "e_mail_addresses" not in page


def test_a_long_part_is_read_by_pages(gannet: User, edition: Edition, committed: Committed) -> None:
    first = make_comment(edition, gannet, "The very first.")
    row = {"thread_id": edition.article_id, "reader_id": first.reader_id, "status": "public", "html": ""}
    type(first).objects.bulk_create(type(first)(text=f"Number {n}.", **row) for n in range(140))
    client = made(gannet, committed)
    page = text_of(client.get(READ))
    assert "The very first." not in page
    assert "?of=comments&amp;from=100" in page
    assert "The very first." in text_of(client.get(f"{READ}?of=comments&from=100"))
    for wrong in ("?of=nothing", "?from=-1", "?from=x", "?of=comments&from=99999999999"):
        assert client.get(READ + wrong).status_code == 404


def test_they_are_told_by_mail_when_it_is_ready(gannet: User, committed: Committed) -> None:
    made(gannet, committed)
    [letter] = mail.outbox
    assert letter.to == [gannet.email]
    assert "ready" in letter.subject
    assert DATA in letter.body


def test_asking_needs_saying_once_more_who_one_is(gannet: User, sign_in: SignIn) -> None:
    asked = sign_in(gannet).post(DATA)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Export.objects.exists()


def test_nobody_else_gets_it(known: Reader, gannet: User, sign_in: SignIn, committed: Committed) -> None:
    made(gannet, committed)
    for address in (READ, COPY):
        assert Client().get(address)["Location"].startswith("/accounts/login/")
        assert sign_in(make_reader()).get(address).status_code == 404
        assert sign_in(make_reader()).get(f"{address}?user={gannet.pk}").status_code == 404


def test_until_it_is_made_the_page_says_so(gannet: User) -> None:
    client = confirmed(gannet)
    client.post(DATA)  # nothing commits here, so no task runs
    assert "is being made" in text_of(client.get(DATA))
    assert client.get(COPY).status_code == 404


def test_asked_again_at_once_it_is_made_once(gannet: User, committed: Committed) -> None:
    client = made(gannet, committed)
    first = Export.objects.get().asked_at
    with committed():
        client.post(DATA)
    assert Export.objects.get().asked_at == first
    exporting.make.call(gannet.pk)
    assert ReaderMail.objects.count() == 1


def test_after_a_week_it_is_gone(gannet: User, committed: Committed) -> None:
    client = made(gannet, committed)
    Export.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert client.get(COPY).status_code == 404
    tidy.call()
    assert not Export.objects.exists()


def test_who_never_said_anything_gets_one_too(reader: User, committed: Committed) -> None:
    client = made(reader, committed)
    assert json.loads(client.get(COPY).content)["account"]["name"] == "Rea Reader"
    assert client.get(READ).status_code == 200
