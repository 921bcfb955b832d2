"""The moderators' queue: what waits comes in order with what one needs to know, each decision leads to the next."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Section
from authors.models import User
from comments import queue
from comments.deciding import decide
from comments.models import Comment, ModerationDecision, Reader, Report, Thread, Word
from comments.reporting import report
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_live, make_reader
from tests.make_reports import make_notice_of_illegal, make_report

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:comments_queue")
DECIDE = reverse("admin:comments_queue_decide")
UNDO = reverse("admin:comments_queue_undo")


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher, headline="The gate on the Orle")


@pytest.fixture
def desk(moderator: User, sign_in: SignIn) -> Client:
    return sign_in(moderator)


def held(edition: Edition, text: str = "", **fields: Any) -> Comment:
    return make_comment(edition, text=text, status=Comment.Status.HELD, **fields)


def token(comment: Comment) -> str:
    return f"{comment.pk}|{comment.status}|{comment.written}"


def act(client: Client, step: str, *comments: Comment, **fields: str) -> Any:
    given = {"step": step, "comment": [token(comment) for comment in comments], **fields}
    return client.post(DECIDE, given, follow=True)


def status_of(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def test_the_queue_shows_what_waits_with_its_article_its_parent_and_its_reader(
    edition: Edition, desk: Client
) -> None:
    parent = make_comment(edition, text="Who has seen the gate move?")
    user = make_reader("Tern")
    make_comment(edition, user, "An old one", status="rejected")
    make_comment(edition, user, "I saw it move", status="held", parent_id=parent.pk)
    page = text_of(desk.get(QUEUE))
    for told in (
        "The gate on the Orle",
        "Who has seen the gate move?",
        "I saw it move",
        "Tern",
        "1 rejected",
    ):
        assert told in page


def test_the_oldest_comes_first_or_the_riskiest(edition: Edition, desk: Client) -> None:
    held(edition, "Said first")
    risky = held(edition, "Said later, and grave")
    Comment.objects.filter(pk=risky.pk).update(risk=40)
    page = text_of(desk.get(QUEUE))
    assert page.index("Said first") < page.index("Said later")
    page = text_of(desk.get(QUEUE, {"order": "riskiest"}))
    assert page.index("Said first") > page.index("Said later")


def test_what_is_reported_is_a_pile_of_its_own(edition: Edition, desk: Client) -> None:
    comment = make_comment(edition, text="Somebody minds this")
    Comment.objects.filter(pk=comment.pk).update(reported=3)
    assert "Somebody minds this" not in text_of(desk.get(QUEUE))
    page = text_of(desk.get(QUEUE, {"pile": "reported"}))
    assert "Somebody minds this" in page
    assert "reported 3 times" in page


def reported(edition: Edition) -> Comment:
    """A public comment that somebody has reported."""
    comment = make_comment(edition, text="Somebody minds this")
    report(comment.pk, "abuse", "It shouts.", key=uuid4(), sender="a stranger")
    return comment


def test_of_many_reports_a_card_shows_what_is_illegal_and_the_oldest(edition: Edition, desk: Client) -> None:
    comment = make_comment(edition)
    for number in range(8):
        make_report(comment, text=f"Report {number}.")
    notice = make_notice_of_illegal(comment)
    [card] = desk.get(QUEUE, {"pile": "reported"}).context["cards"]
    shown = [notice.text, "Report 0.", "Report 1.", "Report 2.", "Report 3."]
    assert [report.text for report in card.reports] == shown


def test_reports_are_closed_where_the_comment_is_left_as_it_is(edition: Edition, desk: Client) -> None:
    comment = reported(edition)
    page = desk.get(QUEUE, {"pile": "reported"})
    assert "It shouts." in text_of(page)
    answer = desk.post(f"{DECIDE}?pile=reported", {"step": "keep", "comment": token(comment)}, follow=True)
    assert answer.redirect_chain == [(f"{QUEUE}?pile=reported", 303)]
    assert "left as it is" in text_of(answer)
    assert Report.objects.get().status == "dismissed"
    comment.refresh_from_db()
    assert (comment.status, comment.reported) == ("public", 0)


def test_who_reported_is_right_where_the_comment_is_hidden_and_asked_anew_if_that_is_undone(
    edition: Edition, desk: Client
) -> None:
    comment = reported(edition)
    act(desk, "hide", comment, ground="abuse")
    assert Report.objects.get().status == "upheld"
    assert status_of(comment) == "hidden"
    desk.post(UNDO, {"decision": comment.decisions.get(kind="hide").pk})
    assert Report.objects.get().status == "open"
    comment.refresh_from_db()
    assert (comment.status, comment.reported) == ("public", 1)


def test_the_queue_can_be_narrowed_to_a_section(
    edition: Edition, writer: User, publisher: User, desk: Client
) -> None:
    sport = Section.objects.create(name="Sport", slug="sport")
    other = make_live(writer, publisher, headline="The regatta", section=sport)
    held(edition, "About the gate")
    held(other, "About the regatta")
    page = text_of(desk.get(QUEUE, {"section": sport.pk}))
    assert "About the regatta" in page
    assert "About the gate" not in page


def test_a_section_with_nothing_in_it_says_so_and_leads_back_to_all(
    edition: Edition, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(edition, "About the gate")
    sport = Section.objects.create(name="Sport", slug="sport")
    here = {"section": str(sport.pk)}
    page = desk.get(QUEUE, here).text
    assert "Nothing from Sport waits." in page
    assert '<a href="?pile=held&amp;order=oldest">Show all sections</a>' in page
    assert "Nothing from Sport is reported." in desk.get(QUEUE, {**here, "pile": "reported"}).text
    monkeypatch.setattr(queue, "WITHIN", 1)
    assert "None of the first 1 comments is from Sport." in desk.get(QUEUE, here).text


@pytest.mark.parametrize("query", [{"section": "x"}, {"section": "9" * 30}, {"pile": "?"}, {"order": "\x00"}])
def test_an_address_with_nonsense_shows_the_whole_queue(
    query: dict[str, str], edition: Edition, desk: Client
) -> None:
    held(edition, "Waits for you")
    assert "Waits for you" in text_of(desk.get(QUEUE, query))


def test_the_queue_says_in_words_why_a_comment_waits_and_marks_what_was_found(
    edition: Edition, desk: Client
) -> None:
    Word.objects.add("anchor", Word.Kind.SUSPECT)
    held(edition, "Buy my 4nchor <today>, an anchorage it is not")
    page = desk.get(QUEUE).text
    assert "words to look out for: “anchor”" in page
    assert "no comment of this reader was approved before" in page
    assert "Buy my <mark>4nchor</mark> &lt;today&gt;, an anchorage it is not" in page


def test_a_finding_that_is_not_known_is_told_as_it_is(edition: Edition, desk: Client) -> None:
    comment = held(edition)
    evidence = [{"phase": "tide", "outcome": "hold", "height": 4, "gates": ["north"]}, {"phase": "links"}]
    ModerationDecision.objects.create(
        kind="judge", comment=comment, reader=comment.reader, to_status="held", evidence=evidence
    )
    page = text_of(desk.get(QUEUE))
    for told in ("tide, ", "height 4", "gates “north”"):
        assert told in page


def test_one_press_decides_and_leads_to_the_next(edition: Edition, desk: Client) -> None:
    first, second = held(edition, "The first"), held(edition, "The second")
    answer = act(desk, "approve", first)
    assert answer.redirect_chain == [(QUEUE, 303)]
    assert status_of(first) == "public"
    assert status_of(second) == "held"
    assert "The second" in text_of(answer)


def test_a_rejection_keeps_its_ground_and_reason(edition: Edition, moderator: User, desk: Client) -> None:
    comment = held(edition)
    act(desk, "reject", comment, ground="privacy", reason="Names a neighbour")
    decision = comment.decisions.get(kind="reject")
    assert (decision.ground, decision.reason, decision.by) == ("privacy", "Names a neighbour", moderator)


def test_a_comment_is_approved_and_picked_at_once(edition: Edition, desk: Client) -> None:
    comment = held(edition)
    page = act(desk, "approve", comment, why="She kept the tide book.")
    assert "approved, picked." in text_of(page)
    comment.refresh_from_db()
    assert (comment.status, comment.picked) == ("public", "She kept the tide book.")


def test_each_of_several_is_told_what_became_of_it(edition: Edition, desk: Client) -> None:
    fine, gone = held(edition, "Fine"), held(edition, "Gone")
    read = token(gone)
    gone.refresh_from_db()
    Comment.objects.filter(pk=gone.pk).update(status="removed")
    answer = desk.post(DECIDE, {"step": "approve", "comment": [token(fine), read]}, follow=True)
    page = text_of(answer)
    assert "approved" in page
    assert f"Comment {gone.pk}:" in page
    assert (status_of(fine), status_of(gone)) == ("public", "removed")


@pytest.mark.parametrize("chosen", ["", "x|held|", "1", "99999999999999999999|held|", "4711|held|", "||"])
def test_nonsense_decides_nothing_and_is_answered(chosen: str, edition: Edition, desk: Client) -> None:
    comment = held(edition)
    answer = desk.post(DECIDE, {"step": "approve", "comment": chosen}, follow=True)
    assert answer.status_code == 200
    assert status_of(comment) == "held"


def test_an_unknown_step_decides_nothing(edition: Edition, desk: Client) -> None:
    comment = held(edition)
    assert "There is no such step." in text_of(act(desk, "delete", comment))
    assert status_of(comment) == "held"


def test_the_second_moderator_is_told_who_was_faster(
    edition: Edition, desk: Client, administrator: User
) -> None:
    comment = held(edition)
    decide(comment.pk, "reject", administrator, seen="held")
    assert "Ada Administrator got there first" in text_of(act(desk, "approve", comment))
    assert status_of(comment) == "rejected"


def test_what_its_writer_changed_meanwhile_is_not_decided_unread(edition: Edition, desk: Client) -> None:
    comment = held(edition, "Harmless")
    read = token(comment)
    Comment.objects.filter(pk=comment.pk).update(text="Harmful", edited_at=timezone.now())
    answer = desk.post(DECIDE, {"step": "approve", "comment": read}, follow=True)
    assert "has changed this comment meanwhile" in text_of(answer)
    assert "Harmful" in text_of(answer)
    assert status_of(comment) == "held"


def test_the_last_decision_is_undone_with_all_that_hung_on_it(
    edition: Edition, moderator: User, desk: Client
) -> None:
    comment = held(edition, "Too quick")
    act(desk, "approve", comment)
    assert Thread.objects.get().public_count == 1
    decision = comment.decisions.get(kind="approve")
    answer = desk.post(UNDO, {"decision": decision.pk}, follow=True)
    assert "undone" in text_of(answer)
    thread = Thread.objects.get()
    assert (status_of(comment), thread.public_count, thread.held_count) == ("held", 0, 1)
    undone = comment.decisions.get(kind="undo")
    assert (undone.from_status, undone.to_status, undone.by) == ("public", "held", moderator)
    assert "Too quick" not in Client().get(edition.get_absolute_url()).text


def test_nothing_is_undone_twice(edition: Edition, desk: Client) -> None:
    comment = held(edition)
    act(desk, "approve", comment)
    decision = comment.decisions.get(kind="approve")
    desk.post(UNDO, {"decision": decision.pk})
    assert "This is undone already." in text_of(desk.post(UNDO, {"decision": decision.pk}, follow=True))
    assert comment.decisions.filter(kind="undo").count() == 1


def test_what_somebody_did_since_is_not_undone(edition: Edition, desk: Client, administrator: User) -> None:
    comment = held(edition)
    act(desk, "approve", comment)
    decision = comment.decisions.get(kind="approve")
    decide(comment.pk, "hide", administrator, seen="public")
    answer = desk.post(UNDO, {"decision": decision.pk}, follow=True)
    assert "Ada Administrator got there first" in text_of(answer)
    assert status_of(comment) == "hidden"


def test_what_its_writer_changed_since_is_not_undone(edition: Edition, desk: Client) -> None:
    comment = held(edition)
    act(desk, "approve", comment)
    Comment.objects.filter(pk=comment.pk).update(edited_at=timezone.now())
    answer = desk.post(UNDO, {"decision": comment.decisions.get(kind="approve").pk}, follow=True)
    assert "has changed this comment since" in text_of(answer)
    assert status_of(comment) == "public"


def test_after_some_minutes_nothing_is_undone(edition: Edition, moderator: User, desk: Client) -> None:
    comment = held(edition)
    long_ago = ModerationDecision.objects.create(
        kind="approve", comment=comment, reader=comment.reader, from_status="held", to_status="public",
        by=moderator, at=timezone.now() - timedelta(minutes=11),
    )  # fmt: skip
    Comment.objects.filter(pk=comment.pk).update(status="public")
    assert "too long ago" in text_of(desk.post(UNDO, {"decision": long_ago.pk}, follow=True))


def test_nobody_undoes_what_another_decided(edition: Edition, desk: Client, administrator: User) -> None:
    comment = held(edition)
    decide(comment.pk, "approve", administrator, seen="held")
    decision = comment.decisions.get(kind="approve")
    for number in (decision.pk, 0, "x", "9" * 40):
        assert "no decision of yours" in text_of(desk.post(UNDO, {"decision": number}, follow=True))
    assert status_of(comment) == "public"


def test_the_queue_takes_as_many_queries_for_ten_as_for_one(edition: Edition, desk: Client) -> None:
    counts = []
    for several in (1, 12):
        for _ in range(several):
            held(edition)
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


def test_text_of_strangers_is_escaped_in_the_queue(edition: Edition, desk: Client) -> None:
    user = make_reader()
    Reader.objects.filter(user=user).update(display_name="<script>alert(2)</script>")
    comment = held(edition, "<script>alert(1)</script><img src=x onerror=alert(1)>", user=user)
    comment.revisions.create(text="<script>alert(3)</script>")
    page = desk.get(QUEUE).text
    assert "<script>alert(" not in page
    assert "<img src=x" not in page


def test_the_start_page_and_the_menu_lead_to_the_queue(edition: Edition, desk: Client) -> None:
    held(edition)
    page = desk.get("/admin/").text
    assert page.count(f'href="{QUEUE}"') >= 2


def test_who_has_no_part_in_moderation_sees_no_link_to_it(writer: User, sign_in: SignIn) -> None:
    assert QUEUE not in sign_in(writer).get("/admin/").text
