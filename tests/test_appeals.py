"""Whoever a decision is against can appeal once; another person decides, and what was wrong is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Edition
from articles.models.publication import PageVersion
from authors.models import AuditEntry, User
from comments import appealing, deciding, reporting, sanctions
from comments.deciding import Refused
from comments.models import Appeal, Comment, ModerationDecision, ReaderMail, Report
from comments.signed import appeal_page, report_page
from comments.statements import APPEAL_FOR
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader, make_verified
from tests.make_reports import fill_in, last_decision, make_notice_of_illegal, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]

WHY = "I quoted the court’s own words."


@pytest.fixture
def hidden(edition: Edition, moderator: User) -> ModerationDecision:
    """A comment that Mona has hidden."""
    comment = make_comment(edition, text="The harbour master is a crook.")
    deciding.decide(
        comment.pk, "hide", moderator, seen="public", ground="abuse", reason="It calls him a crook."
    )
    return last_decision(comment, "hide")


def make_appeal(against: ModerationDecision | Report) -> Appeal:
    return appealing.appeal(against, WHY)


def test_the_link_in_the_mail_leads_to_the_reasons_and_a_form(
    client: Client, hidden: ModerationDecision
) -> None:
    page = text_of(client.get(ReaderMail.objects.get(key__contains="statement").path))
    for words in (
        "Your comment was hidden",
        "It calls him a crook.",
        "insults or threatens somebody",
        "appeal",
    ):
        assert words in page
    answer = fill_in(client, appeal_page(hidden), text=WHY)
    assert answer.status_code == 303
    assert "Your appeal of" in text_of(client.get(answer["Location"]))
    assert Appeal.objects.get().decision == hidden


def test_the_writer_s_page_of_the_comment_leads_there_too(
    hidden: ModerationDecision, sign_in: SignIn
) -> None:
    comment = hidden.comment
    assert comment
    assert comment.reader.user
    edition = Edition.objects.live().get(article_id=comment.thread_id)
    address = f"{edition.get_absolute_url()}comment/{comment.pk}/"
    page = text_of(sign_in(comment.reader.user).get(address))
    assert "It calls him a crook." in page
    assert appeal_page(hidden).rpartition(":")[0].rpartition(":")[0] in page
    assert sign_in(make_reader()).get(address).status_code == 404


def test_there_is_one_appeal_against_each_decision(client: Client, hidden: ModerationDecision) -> None:
    page = client.get(appeal_page(hidden))
    made = text_of(page).split('name="made" value="')[1].split('"')[0]
    client.post(appeal_page(hidden), {"made": made, "text": WHY})
    answer = client.post(appeal_page(hidden), {"made": made, "text": "And another thing."})
    assert answer.status_code == 409
    assert "there can be one only" in text_of(answer)
    assert Appeal.objects.count() == 1
    assert "Send the appeal" not in text_of(client.get(appeal_page(hidden)))


def test_a_double_click_makes_one_appeal(client: Client, hidden: ModerationDecision) -> None:
    made = text_of(client.get(appeal_page(hidden))).split('name="made" value="')[1].split('"')[0]
    for _time in range(2):
        assert client.post(appeal_page(hidden), {"made": made, "text": WHY}).status_code == 303
    assert Appeal.objects.count() == 1


def test_after_six_months_there_is_none(client: Client, hidden: ModerationDecision, monkeypatch: Any) -> None:
    later = timezone.now() + APPEAL_FOR + timedelta(hours=1)
    monkeypatch.setattr("comments.appealing.timezone.now", lambda: later)
    assert "Send the appeal" not in text_of(client.get(appeal_page(hidden)))
    with pytest.raises(Refused, match="six months"):
        make_appeal(hidden)


def test_there_is_none_against_what_was_taken_back_already(
    hidden: ModerationDecision, moderator: User
) -> None:
    assert hidden.comment_id
    deciding.decide(hidden.comment_id, "approve", moderator, seen="hidden")
    hidden.refresh_from_db()
    with pytest.raises(Refused, match="does not hold any more"):
        make_appeal(ModerationDecision.objects.select_related("comment").get(pk=hidden.pk))


def test_a_guessed_or_borrowed_address_leads_nowhere(client: Client, hidden: ModerationDecision) -> None:
    other = make_report(make_comment(Edition.objects.get()))
    for token in (str(hidden.pk), appeal_page(hidden).split("/")[3] + "x", report_page(other).split("/")[3]):
        assert client.get(f"/moderation/appeal/{token}/").status_code == 404
        assert client.post(f"/moderation/appeal/{token}/", {"text": WHY}).status_code == 404


def test_overturning_shows_the_comment_again_and_tells_its_writer(
    hidden: ModerationDecision, publisher: User, administrator: User, sign_in: SignIn
) -> None:
    comment = hidden.comment
    assert comment
    before = PageVersion.objects.get(article=comment.thread_id).thread
    appeal = make_appeal(hidden)
    given = {"do": "overturn", "answer": "It was a quotation."}
    answer = sign_in(administrator).post(f"/admin/comments/appeal/{appeal.pk}/change/", given)
    assert answer.status_code == 302
    comment = Comment.objects.select_related("thread").get(pk=comment.pk)
    assert (comment.status, comment.thread.public_count) == (Comment.Status.PUBLIC, 1)
    assert PageVersion.objects.get(article=comment.thread_id).thread > before
    appeal.refresh_from_db()
    assert (appeal.status, appeal.decided_by) == ("overturned", administrator)
    told = ReaderMail.objects.get(key=f"appeal {appeal.pk} decided")
    assert told.recipient == comment.reader.user
    assert "It was a quotation." in told.text
    assert "Somebody decided who had nothing to do with the first decision." in told.text
    assert last_decision(comment, "overturn").by == administrator
    assert AuditEntry.objects.filter(kind="appeal_overturn", who=administrator).exists()


def test_what_was_wrong_does_not_count_against_its_writer(
    edition: Edition, moderator: User, administrator: User
) -> None:
    user = make_reader()
    for _number in range(2):
        comment = make_comment(edition, user)
    reader = comment.reader
    trusted = type(reader).objects.get(pk=reader.pk).trust
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse")
    reader.refresh_from_db()
    assert reader.trust < trusted
    appealing.decide(
        make_appeal(last_decision(comment, "hide")).pk, administrator, overturn=True, answer="It was fine."
    )
    reader.refresh_from_db()
    assert reader.trust == trusted


def test_a_report_that_was_right_after_all_counts_for_nobody_s_trust_twice(
    edition: Edition, moderator: User, administrator: User
) -> None:
    comment, reporter = make_comment(edition), make_reader()
    report = make_report(comment, reporter)
    reporting.decide(report.pk, moderator, uphold=False)
    appealing.decide(
        make_appeal(report_again(report)).pk, administrator, overturn=True, answer="It is more than that."
    )
    line = ModerationDecision.objects.get(kind="overturn")
    assert (line.comment, line.reader) == (comment, None)


def report_again(report: Report) -> Report:
    """The report as it is now."""
    return Report.objects.select_related("comment", "reader").get(pk=report.pk)


def test_keeping_changes_nothing_and_says_why(
    client: Client, hidden: ModerationDecision, administrator: User
) -> None:
    appealing.decide(
        make_appeal(hidden).pk, administrator, overturn=False, answer="The court said no such thing."
    )
    assert hidden.comment
    hidden.comment.refresh_from_db()
    assert hidden.comment.status == Comment.Status.HIDDEN
    page = text_of(client.get(appeal_page(hidden)))
    assert "The decision stands." in page
    assert "The court said no such thing." in page
    assert last_decision(hidden.comment, "keep").by == administrator


def test_who_decided_first_does_not_decide_about_the_appeal(
    hidden: ModerationDecision, moderator: User, sign_in: SignIn
) -> None:
    appeal = make_appeal(hidden)
    page = f"/admin/comments/appeal/{appeal.pk}/change/"
    desk = sign_in(moderator)
    assert "somebody else has to decide" in text_of(desk.get(page))
    answer = desk.post(page, {"do": "overturn", "answer": "After all."})
    assert answer.status_code == 409
    appeal.refresh_from_db()
    assert appeal.status == "open"


def test_the_desk_says_at_its_head_that_somebody_appeals_to_who_may_decide(
    hidden: ModerationDecision, moderator: User, administrator: User, writer: User, sign_in: SignIn
) -> None:
    make_appeal(hidden)
    words = "Somebody appeals against a decision"
    assert words in text_of(sign_in(administrator).get("/admin/"))
    for user in (moderator, writer):
        assert words not in text_of(sign_in(user).get("/admin/"))


def test_in_a_newsroom_of_one_person_that_is_allowed_and_said(
    client: Client, hidden: ModerationDecision, moderator: User, settings: Any
) -> None:
    settings.ONE_PERSON_NEWSROOM = True
    appealing.decide(make_appeal(hidden).pk, moderator, overturn=False, answer="I have read it again.")
    assert "This newsroom is one person" in text_of(client.get(appeal_page(hidden)))


def test_the_second_of_two_who_decide_is_told(
    hidden: ModerationDecision, administrator: User, sign_in: SignIn
) -> None:
    appeal = make_appeal(hidden)
    other = User.objects.create_superuser("otto@causeway.example", "tide-tables-1998", name="Otto Other")
    appealing.decide(appeal.pk, other, overturn=False, answer="No.")
    page = f"/admin/comments/appeal/{appeal.pk}/change/"
    answer = sign_in(administrator).post(page, {"do": "overturn", "answer": "Yes."})
    assert answer.status_code == 409
    assert "Otto Other got there first" in text_of(answer)
    assert ModerationDecision.objects.filter(kind__in=("keep", "overturn")).count() == 1


def test_an_appeal_is_never_decided_without_an_answer(
    hidden: ModerationDecision, administrator: User
) -> None:
    appeal = make_appeal(hidden)
    for overturn in (True, False):
        with pytest.raises(Refused, match="answer in a sentence"):
            appealing.decide(appeal.pk, administrator, overturn=overturn, answer=" ")
    assert hidden.comment
    hidden.comment.refresh_from_db()
    assert hidden.comment.status == Comment.Status.HIDDEN


@pytest.mark.parametrize("role", ["contributor", "writer", "editor"])
def test_nobody_else_sees_or_decides_about_appeals(
    role: str, hidden: ModerationDecision, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    appeal, user = make_appeal(hidden), request.getfixturevalue(role)
    assert sign_in(user).get(f"/admin/comments/appeal/{appeal.pk}/change/").status_code == 403
    with pytest.raises(Refused):
        appealing.decide(appeal.pk, user, overturn=True, answer="Yes.")


@pytest.mark.parametrize("what", ["suspend", "ban"])
def test_a_sanction_that_was_wrong_is_lifted(
    client: Client, edition: Edition, moderator: User, administrator: User, what: str
) -> None:
    reader = make_comment(edition).reader
    if what == "suspend":
        sanctions.suspend(reader.pk, moderator, 7, "Three warnings.")
    else:
        sanctions.ban(reader.pk, moderator, "Three suspensions.")
    decision = ModerationDecision.objects.get(reader=reader, kind=what)
    assert fill_in(client, appeal_page(decision), text=WHY).status_code == 303
    appealing.decide(
        Appeal.objects.get().pk, administrator, overturn=True, answer="These were somebody else’s."
    )
    reader.refresh_from_db()
    assert (reader.suspended_until, reader.banned_at) == (None, None)
    assert "you can comment again" in text_of(client.get(appeal_page(decision)))


def test_whose_report_was_dismissed_appeals_and_is_right_after_all(
    client: Client, edition: Edition, moderator: User, administrator: User
) -> None:
    comment = make_comment(edition)
    report = make_report(comment, make_reader())
    reporting.decide(report.pk, moderator, uphold=False, answer="It is an opinion.")
    report.refresh_from_db()
    assert "It is an opinion." in text_of(client.get(appeal_page(report)))
    assert fill_in(client, appeal_page(report), text=WHY).status_code == 303
    appealing.decide(Appeal.objects.get().pk, administrator, overturn=True, answer="It is more than that.")
    comment.refresh_from_db()
    report.refresh_from_db()
    assert (comment.status, report.status) == (Comment.Status.HIDDEN, "upheld")
    assert comment.decisions.filter(kind="hide", by=administrator).exists()


def test_who_reported_illegal_content_appeals_by_the_link_in_the_mail(
    client: Client, edition: Edition, publisher: User, administrator: User
) -> None:
    report = make_notice_of_illegal()
    reporting.decide(report.pk, publisher, uphold=False, answer="The juror has agreed.")
    told = ReaderMail.objects.get(key__contains="dismissed")
    page = text_of(client.get(told.path))
    assert appeal_page(report).rpartition(":")[0].rpartition(":")[0] in page
    report.refresh_from_db()
    appeal = make_appeal(report)
    with pytest.raises(Refused):
        appealing.decide(appeal.pk, publisher, overturn=True, answer="By the same person.")
    appealing.decide(appeal.pk, administrator, overturn=True, answer="He has not.")
    report.refresh_from_db()
    assert report.status == "upheld"
    assert ReaderMail.objects.get(key=f"appeal {appeal.pk} decided").address == "nan@elsewhere.example"


def test_a_moderator_does_not_decide_about_their_own_appeal(
    edition: Edition, moderator: User, administrator: User
) -> None:
    comment = make_comment(edition, make_verified(moderator))
    deciding.decide(comment.pk, "hide", administrator, seen="public", ground="other")
    appeal = make_appeal(last_decision(comment, "hide"))
    with pytest.raises(Refused):
        appealing.decide(appeal.pk, moderator, overturn=True, answer="I was right.")


def test_a_stale_token_gives_the_words_back(hidden: ModerationDecision) -> None:
    answer = Client(enforce_csrf_checks=True).post(appeal_page(hidden), {"text": "I typed this."})
    assert answer.status_code == 403
    assert "I typed this." in text_of(answer)
