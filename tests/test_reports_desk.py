"""Moderators decide about reports: with the comment, in one step, the second of two is told, everything on record."""

import pytest
from django.core.cache import cache

from articles.models import Edition
from authors.models import AuditEntry, User
from comments import deciding, reporting
from comments.deciding import Refused
from comments.models import Comment, ModerationDecision, ReaderMail, Report
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_reader, make_verified
from tests.make_reports import make_notice_of_illegal, make_report

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/report/"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def comment(edition: Edition) -> Comment:
    return make_comment(edition, text="The harbour master is a crook.")


def page_of(report: Report) -> str:
    """Where a report is decided about."""
    return f"{LIST}{report.pk}/change/"


def test_what_is_illegal_comes_first_and_then_the_oldest(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    for text in ("The first one.", "The second one."):
        make_report(make_comment(edition, text=text))
    make_notice_of_illegal(make_comment(edition, text="The gravest one."))
    page = text_of(sign_in(moderator).get(LIST))
    assert page.index("The gravest one.") < page.index("The first one.") < page.index("The second one.")


def test_the_page_shows_the_comment_the_other_reports_and_how_the_reporter_fared(
    comment: Comment, edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    keen = make_reader("gannet")
    reporting.decide(make_report(make_comment(edition), keen).pk, moderator, uphold=False)
    report = make_report(comment, keen, text="He is honest.")
    make_report(comment, ground="false", text="No court has said so.")
    page = text_of(sign_in(moderator).get(page_of(report)))
    for words in ("The harbour master is a crook.", "He is honest.", "No court has said so.", "gannet"):
        assert words in page
    assert "0 right and 1 dismissed lately" in page


def test_upholding_takes_the_comment_away_and_answers_all_who_reported_it(
    comment: Comment, moderator: User, sign_in: SignIn
) -> None:
    keen = make_reader()
    report, other = make_report(comment, keen), make_report(comment, ground="false")
    given = {
        "do": "uphold",
        "ground": "abuse",
        "reason": "It calls a person a crook.",
        "answer": "Thank you.",
    }
    answer = sign_in(moderator).post(page_of(report), given)
    assert answer.status_code == 302
    comment.refresh_from_db()
    assert (comment.status, comment.reported) == (Comment.Status.HIDDEN, 0)
    assert set(Report.objects.values_list("status", "decided_by")) == {("upheld", moderator.pk)}
    assert "Thank you." in ReaderMail.objects.get(recipient=keen).text
    kinds = list(comment.decisions.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["uphold", "hide"]
    hidden = comment.decisions.get(kind="hide")
    assert (hidden.ground, hidden.reason, hidden.by) == ("abuse", "It calls a person a crook.", moderator)
    assert AuditEntry.objects.filter(kind="report_uphold", who=moderator, object_pk=str(report.pk)).exists()
    assert other.status == "open", "as it was before"


def test_dismissing_leaves_the_comment_and_keeps_notices_of_illegal_content_open(
    comment: Comment, moderator: User, sign_in: SignIn
) -> None:
    report, notice = make_report(comment), make_notice_of_illegal(comment)
    sign_in(moderator).post(page_of(report), {"do": "dismiss", "answer": "It is an opinion."})
    comment.refresh_from_db()
    assert (comment.status, comment.reported) == (Comment.Status.PUBLIC, 1)
    report.refresh_from_db()
    notice.refresh_from_db()
    assert (report.status, notice.status) == ("dismissed", "open")
    reporting.decide(notice.pk, moderator, uphold=False, answer="It is not illegal.")
    comment.refresh_from_db()
    assert comment.reported == 0


def test_a_notice_of_illegal_content_is_not_left_without_an_answer(comment: Comment, moderator: User) -> None:
    notice = make_notice_of_illegal(comment)
    with pytest.raises(Refused, match="on its own page"):
        reporting.dismiss_all(comment.pk, moderator)
    make_report(comment)
    reporting.dismiss_all(comment.pk, moderator)
    notice.refresh_from_db()
    assert notice.status == "open"
    with pytest.raises(Refused, match="on its own page"):
        reporting.dismiss_all(comment.pk, moderator)


def test_the_second_of_two_moderators_is_told(
    comment: Comment, moderator: User, administrator: User, sign_in: SignIn
) -> None:
    report = make_report(comment)
    sign_in(administrator).post(page_of(report), {"do": "dismiss"})
    answer = sign_in(moderator).post(page_of(report), {"do": "uphold", "ground": "abuse", "answer": "Typed."})
    assert answer.status_code == 409
    assert "Ada Administrator got there first" in text_of(answer)
    comment.refresh_from_db()
    assert comment.status == Comment.Status.PUBLIC
    assert ModerationDecision.objects.filter(kind__in=("dismiss", "uphold")).count() == 1


def test_hiding_a_comment_in_the_queue_answers_its_reports_and_undoing_opens_them(
    comment: Comment, moderator: User
) -> None:
    keen = make_reader()
    report = make_report(comment, keen)
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse")
    report.refresh_from_db()
    assert report.status == "upheld"
    deciding.undo(comment.decisions.get(kind="hide").pk, moderator)
    report.refresh_from_db()
    comment.refresh_from_db()
    assert (report.status, report.decided_by, comment.reported) == ("open", None, 1)
    assert not ReaderMail.objects.filter(recipient=keen).exists(), (
        "nobody is told of what was taken back at once"
    )
    assert not ReaderMail.objects.filter(recipient=comment.reader.user).exists()


def test_upholding_a_report_can_be_undone_too(comment: Comment, moderator: User) -> None:
    report = make_report(comment)
    reporting.decide(report.pk, moderator, uphold=True, ground="abuse")
    deciding.undo(comment.decisions.get(kind="hide").pk, moderator)
    report.refresh_from_db()
    assert report.status == "open"


@pytest.mark.parametrize("role", ["contributor", "writer", "editor"])
def test_nobody_else_sees_or_decides_about_reports(
    role: str, comment: Comment, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    report = make_report(comment)
    user = request.getfixturevalue(role)
    desk = sign_in(user)
    assert desk.get(LIST).status_code == 403
    assert desk.get(page_of(report)).status_code == 403
    assert desk.post(page_of(report), {"do": "uphold", "ground": "abuse"}).status_code == 403
    with pytest.raises(Refused):
        reporting.decide(report.pk, user, uphold=False)


def test_a_publisher_does_not_see_who_reported_a_comment(
    comment: Comment, publisher: User, sign_in: SignIn
) -> None:
    assert sign_in(publisher).get(page_of(make_report(comment))).status_code == 404


def test_nothing_is_decided_by_get_nor_by_an_unknown_step(
    comment: Comment, moderator: User, sign_in: SignIn
) -> None:
    report = make_report(comment)
    desk = sign_in(moderator)
    desk.get(page_of(report), {"do": "uphold", "ground": "abuse"})
    assert desk.post(page_of(report), {"do": "delete"}).status_code == 409
    report.refresh_from_db()
    assert report.status == "open"


def test_nobody_edits_or_deletes_a_report(comment: Comment, administrator: User, sign_in: SignIn) -> None:
    report = make_report(comment)
    desk = sign_in(administrator)
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{report.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Report.objects.exists()


def test_a_moderator_does_not_decide_about_their_own_comment(edition: Edition, moderator: User) -> None:
    report = make_report(make_comment(edition, make_verified(moderator)))
    for uphold in (True, False):
        with pytest.raises(Refused):
            reporting.decide(report.pk, moderator, uphold=uphold)


def test_a_publisher_is_not_led_to_the_page_of_a_reader_who_reported(
    edition: Edition, publisher: User, sign_in: SignIn
) -> None:
    row = make_notice_of_illegal(user=make_reader("gannet"), name="", email="", ground="child")
    page = text_of(sign_in(publisher).get(page_of(row)))
    assert "Somebody reports illegal content" in page
    assert "gannet" in page
    assert "/admin/comments/reader/" not in page
