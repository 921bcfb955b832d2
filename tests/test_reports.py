"""Anybody reports a comment: it counts once a person, hides nothing by numbers, and tells nobody what is not public."""

import pytest
from django.test import Client

from articles.models import Edition
from authors.models import User
from comments import reporting
from comments.changing import remove
from comments.models import Comment, Report, Thread
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_decider, make_live, make_reader
from tests.make_reports import fill_in, made, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]


@pytest.fixture
def comment(edition: Edition) -> Comment:
    """What somebody may find wrong."""
    return make_comment(edition, text="The harbour master is a crook.")


def path_of(comment: Comment) -> str:
    """The form."""
    edition = Edition.objects.live().get(article_id=comment.thread_id)
    return f"{edition.get_absolute_url()}comment/{comment.pk}/report/"


def counted(comment: Comment) -> int:
    """How many reports the comment counts; always as many as there are rows that count."""
    comment.refresh_from_db()
    assert comment.reported == Report.objects.open().filter(comment=comment, counted=True).count()
    return comment.reported


def test_a_stranger_reports_a_comment_and_can_look_what_became_of_it(
    client: Client, comment: Comment
) -> None:
    answer = fill_in(client, path_of(comment), ground="abuse", text="He is not.")
    assert answer.status_code == 303
    page = text_of(client.get(answer["Location"]))
    assert "Thank you: your report is here" in page
    assert "He is not." in page
    report = Report.objects.get()
    assert (report.comment, report.ground, report.reader) == (comment, "abuse", None)
    assert counted(comment) == 1


def test_a_reader_reports_a_comment_under_their_account(comment: Comment, sign_in: SignIn) -> None:
    reader = make_reader("gannet")
    fill_in(sign_in(reader), path_of(comment), ground="spam")
    assert str(Report.objects.get().reader) == "gannet"


def test_the_end_of_a_line_counts_as_one_character_as_in_a_browser(client: Client, comment: Comment) -> None:
    lines = "\r\n".join(["x" * 99] * 20)  # 1,999 characters to whoever types them
    assert fill_in(client, path_of(comment), ground="abuse", text=lines).status_code == 303
    assert Report.objects.get().text == lines.replace("\r\n", "\n")


def test_the_form_shows_the_comment_and_needs_no_script(client: Client, comment: Comment) -> None:
    page = text_of(client.get(path_of(comment)))
    assert "The harbour master is a crook." in page
    assert "<script" not in page.split("<main")[1].split("</main")[0]


def test_one_person_counts_once(client: Client, comment: Comment, sign_in: SignIn) -> None:
    reader = sign_in(make_reader())
    for _time in range(2):
        answer = fill_in(reader, path_of(comment), ground="abuse", text="Twice.")
    assert answer.status_code == 409
    assert "You have reported this comment already" in text_of(answer)
    assert "Twice." in text_of(answer), "what was typed is given back"
    assert counted(comment) == 1


def test_somebody_not_signed_in_counts_once_from_one_connection(comment: Comment) -> None:
    for _time in range(3):
        answer = fill_in(Client(), path_of(comment), ground="abuse")
    assert answer.status_code == 409
    assert counted(comment) == 1


def test_an_address_that_the_sender_claims_does_not_help(comment: Comment) -> None:
    for number in range(3):
        claimed = Client(
            headers={"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
        )
        fill_in(claimed, path_of(comment), ground="abuse")
    assert Report.objects.count() == 1


def test_behind_our_proxy_only_what_the_proxy_says_counts(comment: Comment, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    for number in range(3):
        claimed = Client(headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"})
        fill_in(claimed, path_of(comment), ground="abuse")
    assert Report.objects.count() == 1
    fill_in(Client(headers={"X-Forwarded-For": "203.0.113.8"}), path_of(comment), ground="abuse")
    assert Report.objects.count() == 2


def test_many_accounts_on_one_connection_count_once_and_all_are_kept(
    comment: Comment, sign_in: SignIn
) -> None:
    for _number in range(4):
        fill_in(sign_in(make_reader()), path_of(comment), ground="hate")
    assert Report.objects.count() == 4
    assert counted(comment) == 1


def test_no_address_is_stored(client: Client, comment: Comment) -> None:
    fill_in(client, path_of(comment), ground="abuse")
    report = Report.objects.get()
    assert len(report.sender) == 64
    assert "127" not in report.sender[:3] or "." not in report.sender


def test_fifty_reports_hide_nothing_and_put_the_comment_before_the_moderators(
    client: Client, comment: Comment
) -> None:
    for _number in range(50):
        make_report(comment)
    assert counted(comment) == 50
    assert comment.status == Comment.Status.PUBLIC
    assert "The harbour master" in text_of(client.get(path_of(comment).split("comment/")[0]))


def test_reports_of_somebody_who_was_wrong_again_and_again_count_no_more(edition: Edition) -> None:
    troll = make_reader()
    for _number in range(reporting.WRONG):
        wrong = make_comment(edition)
        reporting.decide(make_report(wrong, troll).pk, make_decider(), uphold=False)
    comment = make_comment(edition)
    assert not make_report(comment, troll).counted
    assert counted(comment) == 0
    make_report(comment, make_reader())
    assert counted(comment) == 1


def test_who_is_often_right_may_be_wrong_sometimes(edition: Edition) -> None:
    keen = make_reader()
    for number in range(9):
        reporting.decide(make_report(make_comment(edition), keen).pk, make_decider(), uphold=number < 4)
    assert make_report(make_comment(edition), keen).counted


@pytest.mark.parametrize("status", ["held", "rejected", "hidden"])
def test_a_comment_that_is_not_public_cannot_be_reported_and_is_not_told_of(
    client: Client, edition: Edition, status: str, sign_in: SignIn
) -> None:
    secret = make_comment(edition, text="Zanzibarquilt", status=status)
    nothing = path_of(secret).replace(f"/{secret.pk}/", "/999999/")
    for browser in (client, sign_in(make_reader())):
        for path in (path_of(secret), nothing):
            assert browser.get(path).status_code == 404
            assert browser.post(path, {"ground": "abuse"}).status_code == 404
        assert "Zanzibarquilt" not in text_of(browser.get(path_of(secret)))
    assert not Report.objects.exists()


def test_a_comment_of_another_article_or_of_a_hidden_thread_is_not_found(
    client: Client, comment: Comment, writer: User, publisher: User
) -> None:
    other = make_live(writer, publisher, headline="Another")
    assert client.get(f"{other.get_absolute_url()}comment/{comment.pk}/report/").status_code == 404
    Thread.objects.update(policy=Thread.Policy.HIDDEN)
    assert client.get(path_of(comment)).status_code == 404


def test_nobody_reports_their_own_comment(comment: Comment, sign_in: SignIn) -> None:
    assert comment.reader.user
    answer = fill_in(sign_in(comment.reader.user), path_of(comment), ground="abuse")
    assert answer.status_code == 409
    assert "your own comment" in text_of(answer)


def test_sending_the_same_form_twice_makes_one_report(client: Client, comment: Comment) -> None:
    form = {"made": made(client.get(path_of(comment))), "ground": "abuse"}
    first, second = (client.post(path_of(comment), form) for _time in range(2))
    assert first["Location"].split("/")[:3] == second["Location"].split("/")[:3]
    assert Report.objects.count() == 1


def test_too_many_reports_at_once_are_given_back(comment: Comment, edition: Edition) -> None:
    for _number in range(10):
        fill_in(Client(), path_of(make_comment(edition)), ground="abuse")
    answer = fill_in(Client(), path_of(comment), ground="abuse", text="The eleventh.")
    assert answer.status_code == 429
    assert "The eleventh." in text_of(answer)
    assert Report.objects.count() == 10


def test_a_stale_token_gives_the_words_back(comment: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path_of(comment), {"ground": "abuse", "text": "I typed this."})
    assert answer.status_code == 403
    assert "I typed this." in text_of(answer)
    assert not Report.objects.exists()


def test_a_form_without_a_ground_or_with_an_invented_one_is_given_back(
    client: Client, comment: Comment
) -> None:
    for ground in ("", "treason"):
        answer = fill_in(client, path_of(comment), ground=ground, text="Kept.")
        assert answer.status_code == 400
        assert "Kept." in text_of(answer)
    assert not Report.objects.exists()


def test_nothing_but_the_form_s_fields_is_taken(client: Client, comment: Comment) -> None:
    fill_in(
        client,
        path_of(comment),
        ground="abuse",
        status="upheld",
        illegal="1",
        counted="0",
        reader="1",
        name="Eve",
    )
    report = Report.objects.get()
    assert (report.status, report.illegal, report.counted, report.reader, report.name) == (
        "open",
        False,
        True,
        None,
        "",
    )


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<math><mtext><table><mglyph><style>"],
)
def test_what_strangers_write_stays_text_on_every_page(
    client: Client, comment: Comment, administrator: User, sign_in: SignIn, text: str
) -> None:
    answer = fill_in(client, path_of(comment), ground="abuse", text=text)
    desk = sign_in(administrator)
    report = Report.objects.get()
    pages = [
        client.get(answer["Location"]),
        desk.get(f"/admin/comments/report/{report.pk}/change/"),
        desk.get("/admin/comments/report/"),
        desk.get("/admin/comments/comment/queue/?pile=reported"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert text not in text_of(page)
    assert "&lt;" in text_of(pages[1])


def test_what_disturbs_its_neighbours_is_left_out(client: Client, comment: Comment) -> None:
    fill_in(client, path_of(comment), ground="abuse", text="a\u202eb" + "o" + "\u0301" * 40)
    assert "\u202e" not in Report.objects.get().text
    assert Report.objects.get().text.count("\u0301") < 10


def test_a_megabyte_is_refused_and_nothing_is_stored(client: Client, comment: Comment) -> None:
    assert fill_in(client, path_of(comment), ground="abuse", text="x" * 2**20).status_code == 400
    assert not Report.objects.exists()


def test_a_page_of_a_report_needs_its_signed_address(client: Client, comment: Comment) -> None:
    answer = fill_in(client, path_of(comment), ground="abuse")
    token = answer["Location"].rstrip("/").rpartition("/")[2]
    for wrong in ("1", token[:-2] + "xx", token + "x"):
        assert client.get(f"/moderation/report/{wrong}/").status_code == 404
    page = client.get(answer["Location"])
    assert page["Cache-Control"] == "private, no-store"
    assert 'content="noindex"' in text_of(page)


def test_a_comment_that_its_writer_removes_closes_its_reports(client: Client, comment: Comment) -> None:
    where = fill_in(client, path_of(comment), ground="abuse")["Location"]
    assert comment.reader.user
    remove(comment.reader.user, comment.pk)
    assert counted(comment) == 0
    assert "Its writer has removed it." in text_of(client.get(where))
