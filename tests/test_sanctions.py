"""Sanctions: what moderators do about readers, who may do it to whom, and what the log keeps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from authors.models import AuditEntry, User
from comments import deciding, sanctions
from comments.deciding import Refused
from comments.models import Comment, ModerationDecision, Reader
from tests.conftest import SignIn, make_person
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Reader:
    return Reader.objects.of(make_reader("Tern"))


@pytest.fixture
def desk(moderator: User, sign_in: SignIn) -> Client:
    return sign_in(moderator)


def act(client: Client, reader: Reader, what: str, **fields: Any) -> Any:
    address = reverse("admin:comments_reader_sanction", args=[reader.pk])
    return client.post(address, {"what": what, **fields}, follow=True)


def kinds_of(reader: Reader) -> list[str]:
    rows = ModerationDecision.objects.filter(reader=reader, kind__in=[*sanctions.KINDS])
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_warning_is_logged_and_changes_nothing_else(reader: Reader, moderator: User, desk: Client) -> None:
    assert "Tern is warned." in text_of(act(desk, reader, "warn", reason="Leave her family out of it"))
    decision = ModerationDecision.objects.get(reader=reader, kind="warn")
    assert (decision.by, decision.reason) == (moderator, "Leave her family out of it")
    reader.refresh_from_db()
    assert not reader.suspended_until
    assert not reader.banned_at


def test_a_suspended_reader_posts_nothing_and_is_told(reader: Reader, edition: Edition, desk: Client) -> None:
    act(desk, reader, "suspend", days="3", reason="Shouts at everybody")
    reader.refresh_from_db()
    assert reader.suspended_until
    assert timedelta(days=2, hours=23) < reader.suspended_until - timezone.now() <= timedelta(days=3)
    assert reader.user
    with pytest.raises(Exception, match="cannot comment until"):
        make_comment(edition, reader.user)


def test_a_banned_reader_posts_nothing_until_the_ban_is_lifted(
    reader: Reader, edition: Edition, desk: Client
) -> None:
    assert reader.user
    act(desk, reader, "ban", reason="Threatens people")
    with pytest.raises(Exception, match="banned"):
        make_comment(edition, reader.user)
    act(desk, reader, "lift")
    assert make_comment(edition, reader.user, status="held")
    assert kinds_of(reader) == ["ban", "lift"]


def test_every_comment_of_a_watched_reader_waits(reader: Reader, edition: Edition, desk: Client) -> None:
    assert reader.user
    make_comment(edition, reader.user)
    act(desk, reader, "hold_always")
    assert make_comment(edition, reader.user, "Another", status="held")
    act(desk, reader, "hold_no_more")
    assert kinds_of(reader) == ["hold_always", "hold_no_more"]


@pytest.mark.parametrize("what", ["warn", "suspend", "ban"])
def test_no_sanction_without_a_reason(what: str, reader: Reader, desk: Client) -> None:
    assert "Please say why" in text_of(act(desk, reader, what, days="3", reason="  "))
    assert kinds_of(reader) == []
    reader.refresh_from_db()
    assert not reader.suspended_until
    assert not reader.banned_at


@pytest.mark.parametrize("days", ["", "0", "-1", "366", "x", "99999999999"])
def test_nobody_is_suspended_for_a_time_that_makes_no_sense(days: str, reader: Reader, desk: Client) -> None:
    assert "1 to 365 days" in text_of(act(desk, reader, "suspend", days=days, reason="So"))
    assert kinds_of(reader) == []


def test_an_unknown_sanction_or_reader_is_answered(reader: Reader, desk: Client) -> None:
    assert "no such step" in text_of(act(desk, reader, "flog", reason="So"))
    gone = Reader(pk=4711)
    assert "no such reader" in text_of(act(desk, gone, "warn", reason="So"))


def test_a_sanction_from_the_queue_leads_back_to_it(reader: Reader, edition: Edition, desk: Client) -> None:
    assert reader.user
    comment = make_comment(edition, reader.user, status="held")
    answer = act(desk, reader, "warn", reason="So", comment=comment.pk, back="queue?order=riskiest")
    assert answer.redirect_chain == [(f"{reverse('admin:comments_queue')}?order=riskiest", 303)]
    assert ModerationDecision.objects.get(kind="warn").comment == comment
    elsewhere = act(desk, reader, "warn", reason="So", back="https://evil.example/")
    assert elsewhere.redirect_chain[0][0].startswith("/admin/comments/reader/")


def test_a_note_stands_in_the_queue_and_on_the_readers_page(
    reader: Reader, edition: Edition, desk: Client
) -> None:
    assert reader.user
    make_comment(edition, reader.user, status="held")
    address = reverse("admin:comments_reader_note", args=[reader.pk])
    desk.post(address, {"text": "Asked <kindly>, writes kindly"})
    for page in (reverse("admin:comments_queue"), reverse("admin:comments_reader_change", args=[reader.pk])):
        assert "Asked &lt;kindly&gt;, writes kindly" in desk.get(page).text
    assert "nothing in the note" in text_of(desk.post(address, {"text": " "}, follow=True))


def test_the_record_knows_readers_by_number_alone(reader: Reader, desk: Client) -> None:
    act(desk, reader, "ban", reason="Tern threatens people")
    entry = AuditEntry.objects.get(kind="reader_ban")
    assert entry.name == f"reader {reader.pk}"
    assert "Tern" not in str(entry.detail)


Act = Callable[[User, Comment], object]
ACTS: dict[str, Act] = {
    "approve": lambda user, comment: deciding.decide(comment.pk, "approve", user, seen="held"),
    "reject": lambda user, comment: deciding.decide(comment.pk, "reject", user, seen="held"),
    "warn": lambda user, comment: sanctions.warn(comment.reader_id, user, "So"),
    "suspend": lambda user, comment: sanctions.suspend(comment.reader_id, user, 3, "So"),
    "ban": lambda user, comment: sanctions.ban(comment.reader_id, user, "So"),
    "hold_always": lambda user, comment: sanctions.hold_always(comment.reader_id, user, "So"),
    "note": lambda user, comment: sanctions.note(comment.reader_id, user, "So"),
}


def held_of(user: User, edition: Edition) -> Comment:
    """A comment of this person that waits, whatever the rules say."""
    Reader.objects.of(user, f"Name of {user.pk}")
    thread = make_comment(edition).thread
    made: Comment = Comment.objects.create(
        thread=thread, reader=user.reader, text="Said", html="", status="held"
    )
    thread.count("", "held")
    return made


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("whose", ["administrator", "colleague", "own"])
def test_a_moderator_decides_nothing_about_whom_they_are_not_above(
    name: str, whose: str, edition: Edition, moderator: User, administrator: User
) -> None:
    people = {"administrator": administrator, "own": moderator}
    target = people.get(whose) or make_person("moderator", "Otto Other")
    comment = held_of(target, edition)
    with pytest.raises(Refused):
        ACTS[name](moderator, comment)
    comment.refresh_from_db()
    comment.reader.refresh_from_db()
    assert comment.status == "held"
    assert not comment.reader.banned_at
    assert not comment.reader.suspended_until
    assert not comment.reader.always_held


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("role", ["reader", "writer", "moderator"])
def test_an_administrator_decides_about_everybody_below(
    name: str, role: str, edition: Edition, administrator: User
) -> None:
    target = make_person(None if role == "reader" else role, "Tara Target")
    ACTS[name](administrator, held_of(target, edition))


@pytest.mark.parametrize("name", ACTS)
def test_a_moderator_decides_about_a_writer_like_about_any_reader(
    name: str, edition: Edition, moderator: User, writer: User
) -> None:
    ACTS[name](moderator, held_of(writer, edition))


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("role", [None, "contributor", "writer", "editor", "publisher"])
def test_who_is_no_moderator_decides_nothing(name: str, role: str | None, edition: Edition) -> None:
    comment = make_comment(edition, status="held")
    with pytest.raises(Refused):
        ACTS[name](make_person(role, "Nora Nobody"), comment)


POSTS = {
    "decide": {"step": "approve"},
    "undo": {"decision": "1"},
    "leave": {},
    "stay": {},
}


def addresses(comment: Comment) -> dict[str, dict[str, Any]]:
    """All that changes something, with what one would send."""
    token = f"{comment.pk}|held|{comment.written}"
    found: dict[str, dict[str, Any]] = {
        reverse(f"admin:comments_queue_{name}"): {**fields, "comment": token, "here": comment.pk}
        for name, fields in POSTS.items()
    }
    about = [comment.reader_id]
    found[reverse("admin:comments_reader_sanction", args=about)] = {"what": "ban", "reason": "So"}
    found[reverse("admin:comments_reader_note", args=about)] = {"text": "So"}
    return found


def test_nothing_is_done_by_get(edition: Edition, desk: Client) -> None:
    comment = make_comment(edition, status="held")
    for address, fields in addresses(comment).items():
        assert desk.get(address, fields).status_code == 405, address
    comment.refresh_from_db()
    assert comment.status == "held"
    assert not comment.reader.notes.exists()


@pytest.mark.parametrize("role", ["contributor", "writer", "editor", "publisher"])
def test_who_is_no_moderator_is_refused_everywhere(
    role: str, edition: Edition, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    comment = make_comment(edition, status="held")
    client = sign_in(request.getfixturevalue(role))
    for name in ("queue", "queue_card", "statistics"):
        assert client.get(reverse(f"admin:comments_{name}")).status_code == 403, name
    for address, fields in addresses(comment).items():
        answer = client.post(address, fields)
        assert answer.status_code in (303, 403), address
    comment.refresh_from_db()
    assert comment.status == "held"
    assert not comment.reader.notes.exists()
    assert not ModerationDecision.objects.filter(kind="ban").exists()


def test_nothing_is_done_without_a_token_of_the_form(edition: Edition, moderator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    comment = make_comment(edition, status="held")
    for address, fields in addresses(comment).items():
        assert client.post(address, fields).status_code == 403, address
    comment.refresh_from_db()
    assert comment.status == "held"


def test_a_readers_page_takes_as_many_queries_for_twenty_comments_as_for_one(
    reader: Reader, edition: Edition, desk: Client
) -> None:
    assert reader.user
    page, counts = reverse("admin:comments_reader_change", args=[reader.pk]), []
    desk.get(page)  # what kinds of things there are is looked up once
    for several in (1, 4):
        for number in range(several):
            make_comment(edition, reader.user, f"{several} {number}", status="held")
            sanctions.note(reader.pk, User.objects.get(name="Mona Moderator"), "So")
        with CaptureQueriesContext(connection) as queries:
            desk.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
