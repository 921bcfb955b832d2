"""Deciding about comments: who may, what it changes, what the log keeps, and that two do not undo each other."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, PageVersion
from authors.models import User
from comments.deciding import Refused, decide
from comments.models import Comment, ModerationDecision, Reader, Thread
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader, make_verified, opened

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_comment_changelist")


@pytest.fixture
def held(edition: Edition) -> Comment:
    return make_comment(edition, text="Please let me in", status=Comment.Status.HELD)


def act(client: Client, name: str, *comments: Comment, seen: str = "") -> Any:
    chosen = {f"seen-{comment.pk}": seen or comment.status for comment in comments}
    fields = {"action": name, "_selected_action": [comment.pk for comment in comments], **chosen}
    return client.post(LIST, fields, follow=True)


def status_of(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def test_a_moderator_approves_and_the_comment_is_on_the_page(
    held: Comment, edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    answer = act(sign_in(moderator), "approve", held)
    assert "1 comment approved." in answer.text
    assert "Please let me in" in Client().get(edition.get_absolute_url()).text
    decision = held.decisions.get(kind="approve")
    assert (decision.from_status, decision.to_status, decision.by) == ("held", "public", moderator)


def test_after_one_approval_a_readers_comments_appear_at_once(
    held: Comment, edition: Edition, moderator: User
) -> None:
    decide(held.pk, "approve", moderator, seen="held")
    assert held.reader.user
    assert make_comment(edition, held.reader.user, "And another").status == Comment.Status.PUBLIC


def test_a_moderator_hides_and_the_comment_leaves_the_page(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    comment = make_comment(edition, text="Now you see me")
    act(sign_in(moderator), "hide", comment)
    assert "Now you see me" not in Client().get(edition.get_absolute_url()).text


def test_a_rejected_comment_never_was_on_the_page(
    held: Comment, edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    before = PageVersion.objects.get(article=edition.article_id).thread
    act(sign_in(moderator), "reject", held)
    assert status_of(held) == Comment.Status.REJECTED
    assert PageVersion.objects.get(article=edition.article_id).thread == before


def test_the_second_of_two_moderators_is_told(
    held: Comment, moderator: User, administrator: User, sign_in: SignIn
) -> None:
    act(sign_in(moderator), "reject", held)
    answer = act(sign_in(administrator), "approve", held, seen="held")
    assert "Mona Moderator got there first" in answer.text
    assert status_of(held) == Comment.Status.REJECTED
    assert ModerationDecision.objects.filter(by=administrator).count() == 0


@pytest.mark.parametrize("place", ["list", "page"])
def test_what_its_writer_changed_meanwhile_is_not_decided_unread(
    place: str, held: Comment, moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    page = reverse("admin:comments_comment_change", args=[held.pk])
    seen = re.findall(
        rf'name="seen-{held.pk}" value="([^"]+)"', client.get(LIST if place == "list" else page).text
    )
    Comment.objects.filter(pk=held.pk).update(text="Another text", edited_at=timezone.now())
    if place == "list":
        answer = act(client, "approve", held, seen=seen[0])
    else:
        address = reverse("admin:comments_comment_decide", args=[held.pk])
        answer = client.post(address, {"step": "approve", f"seen-{held.pk}": seen[0]}, follow=True)
    assert "has changed this comment meanwhile" in answer.text
    assert status_of(held) == Comment.Status.HELD


def test_a_list_action_tells_of_each_comment(
    held: Comment, edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    public = make_comment(edition, text="Public already")
    answer = act(sign_in(moderator), "reject", held, public)
    assert "1 comment rejected." in answer.text
    assert f"Comment {public.pk}: This comment is public" in answer.text


@pytest.mark.parametrize("role", ["contributor", "writer", "editor", "publisher"])
def test_who_is_no_moderator_sees_no_queue_and_decides_nothing(
    role: str, held: Comment, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    user = request.getfixturevalue(role)
    client = sign_in(user)
    assert client.get(LIST).status_code == 403
    assert act(client, "approve", held).status_code == 403
    client.post(reverse("admin:comments_comment_decide", args=[held.pk]), {"step": "approve"})
    with pytest.raises(Refused):
        decide(held.pk, "approve", user, seen="held")
    assert status_of(held) == Comment.Status.HELD


def test_a_reader_cannot_moderate(held: Comment, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    assert client.get(LIST).status_code == 302
    client.post(reverse("admin:comments_comment_decide", args=[held.pk]), {"step": "approve"})
    assert status_of(held) == Comment.Status.HELD


def test_nothing_is_decided_by_get(held: Comment, moderator: User, sign_in: SignIn) -> None:
    answer = sign_in(moderator).get(
        reverse("admin:comments_comment_decide", args=[held.pk]), {"step": "approve"}
    )
    assert answer.status_code == 405
    assert status_of(held) == Comment.Status.HELD


def test_a_moderator_decides_on_the_comments_own_page_with_a_reason(
    held: Comment, moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    page = client.get(reverse("admin:comments_comment_change", args=[held.pk]))
    assert "Please let me in" in page.text
    fields = {"step": "reject", "reason": "Names a private person", f"seen-{held.pk}": "held"}
    answer = client.post(reverse("admin:comments_comment_decide", args=[held.pk]), fields, follow=True)
    assert "Names a private person" in answer.text
    assert status_of(held) == Comment.Status.REJECTED


def test_nobody_edits_or_deletes_what_a_reader_wrote(
    held: Comment, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    assert (
        client.post(reverse("admin:comments_comment_change", args=[held.pk]), {"text": "x"}).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:comments_comment_delete", args=[held.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert "delete_selected" not in client.get(LIST).text


def test_the_newest_comes_first_in_the_list(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    make_comment(edition, text="The older one", status=Comment.Status.HELD)
    make_comment(edition, text="The newer one")
    client = sign_in(moderator)
    page = client.get(LIST).text
    assert page.index("The newer one") < page.index("The older one")
    assert "The older one" in client.get(LIST, {"status__exact": "held"}).text


@pytest.mark.parametrize("term", ["GÂnnet", "harbour wall", "number", "\x00", "#999999999999999999999", "%_"])
def test_a_search_finds_by_name_number_and_words(
    term: str, edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    comment = make_comment(edition, make_reader("Gannet of Orle"), "Below the Harbour Wall")
    make_comment(edition, make_reader("Tern"), "Above it")
    wanted = f"#{comment.pk}" if term == "number" else term
    page = sign_in(moderator).get(LIST, {"q": wanted}).text
    assert ("Below the Harbour Wall" in page) == (term not in ("#999999999999999999999", "%_"))
    assert ("among the latest 5,000 comments" in page) == (term != "\x00")
    assert ("Above it" in page) == (term == "\x00")


def test_text_and_names_are_escaped_on_the_desk(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    user = make_reader()
    Reader.objects.filter(user=user).update(display_name="<script>alert(2)</script>")
    comment = make_comment(
        edition, user, "<script>alert(1)</script><img src=x onerror=alert(1)>", status="held"
    )
    client = sign_in(moderator)
    for address in (LIST, reverse("admin:comments_comment_change", args=[comment.pk])):
        page = client.get(address).text
        assert "<script>alert(" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    client, counts = sign_in(moderator), []
    for several in (1, 20):
        for _ in range(several):
            make_comment(edition, status=Comment.Status.HELD)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_a_moderator_closes_a_thread(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    client = sign_in(moderator)
    client.post(reverse("admin:comments_thread_add"), {"article": edition.article_id, "policy": "closed"})
    assert Thread.objects.get().policy == Thread.Policy.CLOSED
    assert "Comments on this article are closed." in Client().get(edition.get_absolute_url()).text
    client.post(reverse("admin:comments_thread_change", args=[edition.article_id]), {"policy": "open"})
    assert "Comments on this article are closed." not in Client().get(edition.get_absolute_url()).text


def test_the_desk_tells_a_moderator_what_waits_and_nobody_else(
    held: Comment, moderator: User, writer: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(moderator).get("/admin/"))
    assert "1 comment waits for a moderator" in page
    assert "Nothing waits for you." not in page
    assert "for a moderator" not in text_of(sign_in(writer).get("/admin/"))
    decide(held.pk, "approve", moderator, seen=held.status)
    assert "Nothing waits for you." in text_of(sign_in(moderator).get("/admin/"))


def test_the_list_tells_times_as_the_paper_does(held: Comment, moderator: User, sign_in: SignIn) -> None:
    posted = datetime(2026, 11, 22, 22, 20, tzinfo=UTC)
    Comment.objects.filter(pk=held.pk).update(created_at=posted)
    assert "22 November 2026, 22:20" in text_of(sign_in(moderator).get(LIST))


def picked_by(client: Client, comment: Comment, why: str) -> str:
    """What a moderator is told who picks a comment."""
    answer = client.post(reverse("admin:comments_comment_pick", args=[comment.pk]), {"why": why}, follow=True)
    return answer.text


def test_a_picked_comment_says_why_it_was_picked(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    comment = make_comment(edition)
    picked_by(sign_in(moderator), comment, "She <kept> the tide book.")
    page = Client().get(edition.get_absolute_url()).text
    assert "Picked by the editors: She &lt;kept&gt; the tide book." in page


def test_without_a_line_a_comment_is_picked_no_more(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    comment = make_comment(edition)
    client = sign_in(moderator)
    picked_by(client, comment, "She kept the tide book.")
    assert "picked no more" in picked_by(client, comment, " ")
    assert "Picked by" not in Client().get(edition.get_absolute_url()).text


def test_only_a_public_comment_is_picked(held: Comment, moderator: User, sign_in: SignIn) -> None:
    assert "Only a public comment can be picked." in picked_by(sign_in(moderator), held, "Well said.")
    held.refresh_from_db()
    assert held.picked == ""


def test_nobody_picks_what_they_wrote(edition: Edition, moderator: User, sign_in: SignIn) -> None:
    own = make_comment(edition, make_verified(moderator))
    assert "your own comment" in picked_by(sign_in(moderator), own, "Well said by me.")
    own.refresh_from_db()
    assert own.picked == ""


def test_who_is_no_moderator_picks_nothing(edition: Edition, writer: User, sign_in: SignIn) -> None:
    comment = make_comment(edition)
    picked_by(sign_in(writer), comment, "Well said.")
    comment.refresh_from_db()
    assert comment.picked == ""


def test_an_article_of_last_month_takes_no_comments(edition: Edition, sign_in: SignIn, settings: Any) -> None:
    make_comment(edition, text="In time.")
    settings.COMMENTS_CLOSE_AFTER_DAYS = 0
    page = Client().get(edition.get_absolute_url()).text
    assert "Comments on this article are closed." in page
    assert "In time." in page
    answer = sign_in(make_reader()).post(
        f"{edition.get_absolute_url()}comment/", opened(edition, text="Too late.")
    )
    assert answer.status_code == 409
    assert "Too late." in answer.text


def test_what_a_moderator_opened_by_hand_stays_open(
    edition: Edition, moderator: User, sign_in: SignIn, settings: Any
) -> None:
    settings.COMMENTS_CLOSE_AFTER_DAYS = 0
    sign_in(moderator).post(
        reverse("admin:comments_thread_add"), {"article": edition.article_id, "policy": "open", "prompt": ""}
    )
    assert make_comment(edition).status == Comment.Status.PUBLIC


def test_a_hidden_thread_is_nowhere_and_takes_nothing(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    comment = make_comment(edition, text="Well said.")
    page = reverse("admin:comments_thread_change", args=[edition.article_id])
    sign_in(moderator).post(page, {"policy": "hidden", "prompt": ""})
    path = edition.get_absolute_url()
    for address in (path, f"{path}comments/", f"{path}comments/{comment.pk}/", f"{path}comment/"):
        assert "Well said." not in Client().get(address).text
    assert 'id="comments"' not in Client().get(path).text
    assert Client().get(f"{path}comments/").status_code == 404


def test_readers_are_asked_what_the_editor_wants_to_know(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    asked = {"article": edition.article_id, "policy": "by_age", "prompt": "Did <you> see the gate close?"}
    sign_in(moderator).post(reverse("admin:comments_thread_add"), asked)
    assert "Did &lt;you&gt; see the gate close?" in Client().get(edition.get_absolute_url()).text
