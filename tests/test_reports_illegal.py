"""Anybody reports illegal content (Digital Services Act, article 16): a receipt, a decision, an answer to both."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import reporting
from comments.deciding import Refused
from comments.models import Comment, ReaderMail, Report
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_comment, make_decider
from tests.make_reports import fill_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]

FORM = "/moderation/report/"
FILLED = {
    "ground": "privacy",
    "text": "It gives the address of a witness.",
    "name": "Nan Notifier",
    "email": "nan@elsewhere.example",
    "good_faith": "on",
}


@pytest.fixture
def comment(edition: Edition) -> Comment:
    return make_comment(edition, text="She lives at 4 Quay Lane.")


def send(client: Client, address: str, **changes: str) -> Any:
    """The form, filled in, about this address."""
    return fill_in(client, FORM, address=address, **{**FILLED, **changes})


def permalink(comment: Comment) -> str:
    """Where the comment stands."""
    edition = Edition.objects.live().get(article_id=comment.thread_id)
    return f"http://localhost:8000{edition.get_absolute_url()}comments/{comment.pk}/"


def test_a_notice_is_confirmed_by_page_and_by_mail(
    client: Client, comment: Comment, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, permalink(comment))
    assert answer.status_code == 303
    page = text_of(client.get(answer["Location"]))
    assert "Thank you: your report is here" in page
    assert "It gives the address of a witness." in page
    [receipt] = mail.outbox
    assert receipt.to == ["nan@elsewhere.example"]
    assert "your report has arrived" in receipt.subject
    assert answer["Location"].split("/")[3].split(":")[0] in receipt.body
    assert permalink(comment) in receipt.body
    assert "It gives the address of a witness." in receipt.body
    report = Report.objects.get()
    assert (report.illegal, report.comment, report.name) == (True, comment, "Nan Notifier")


@pytest.mark.parametrize("missing", ["text", "ground", "name", "email", "good_faith"])
def test_all_that_the_law_asks_for_is_asked_for(client: Client, comment: Comment, missing: str) -> None:
    answer = send(client, permalink(comment), **{missing: ""})
    assert answer.status_code == 400
    assert 'class="error"' in text_of(answer)
    assert f'value="{permalink(comment)}"' in text_of(answer), "what was typed is given back"
    assert not Report.objects.exists()


def test_who_reports_the_abuse_of_a_child_need_not_say_who_they_are(client: Client, comment: Comment) -> None:
    assert send(client, permalink(comment), ground="child", name="", email="").status_code == 303


def test_it_can_be_about_any_page_of_the_site(client: Client, edition: Edition) -> None:
    for number, address in enumerate(
        (
            "/",
            "http://localhost:8000/about/",
            edition.get_absolute_url(),
            f"localhost:8000{edition.get_absolute_url()}",
        )
    ):
        assert send(client, address).status_code == 303, address
        assert Report.objects.count() == number + 1
    assert not Report.objects.exclude(comment=None).exists()


def test_the_place_of_a_comment_is_known_however_it_is_told(client: Client, comment: Comment) -> None:
    page = permalink(comment).split("comments/")[0]
    for address in (
        permalink(comment),
        f"{permalink(comment)}#comment-{comment.pk}",
        f"{page}#comment-{comment.pk}",
    ):
        send(client, address)
    assert list(Report.objects.values_list("comment", flat=True)) == [comment.pk] * 3


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/2026/11/23/sea-gate/",
        "//elsewhere.example/",
        "https://localhost@elsewhere.example/",
        "javascript:alert(1)",
        "ftp://localhost/",
        "http://[",
        "/nothing/here/",
        "/2026/11/23/no-such-article/",
        "/admin/",
        "/accounts/login/",
        "not an address",
        "/\x00",
        "/\r\nBcc: all@elsewhere.example",
    ],
)
def test_an_address_where_we_have_nothing_is_given_back(
    client: Client, edition: Edition, address: str
) -> None:
    answer = send(client, address)
    assert answer.status_code == 400
    assert "It gives the address of a witness." in text_of(answer)
    assert not Report.objects.exists()


def test_a_comment_that_is_not_public_is_not_told_of(
    client: Client, edition: Edition, comment: Comment
) -> None:
    held = make_comment(edition, text="Zanzibarquilt", status="held")
    there = permalink(comment).removesuffix(f"{comment.pk}/")
    secret, nothing = (text_of(send(client, f"{there}{number}/")) for number in (held.pk, 999_999))
    words = "We find nothing at this address."
    assert words in secret
    assert words in nothing
    assert "Zanzibarquilt" not in secret


@pytest.mark.parametrize("field", ["name", "email"])
def test_line_breaks_in_what_goes_into_a_mail_are_refused(
    client: Client, comment: Comment, field: str
) -> None:
    answer = send(
        client, permalink(comment), **{field: "nan@elsewhere.example\r\nBcc: all@elsewhere.example"}
    )
    assert answer.status_code == 400
    assert not mail.outbox


def test_the_link_below_a_comment_brings_its_address_along(client: Client, comment: Comment) -> None:
    path = permalink(comment).removeprefix("http://localhost:8000")
    page = text_of(client.get(path.replace("comments", "comment") + "report/"))
    assert f"{FORM}?address={path}" in page
    assert f'value="{path}"' in text_of(client.get(FORM, {"address": path}))
    assert "<script>" not in text_of(client.get(FORM, {"address": '"><script>alert(1)</script>'}))


def test_the_decision_is_told_by_mail_and_on_the_page_with_its_answer(
    client: Client, comment: Comment
) -> None:
    where = send(client, permalink(comment))["Location"]
    reporting.decide(Report.objects.get().pk, make_decider(), uphold=True, answer="It was a private address.")
    told = ReaderMail.objects.get(key__contains="upheld")
    assert told.address == "nan@elsewhere.example"
    assert "It was a private address." in told.text
    page = text_of(client.get(where))
    assert "Your report was right" in page
    assert "It was a private address." in page
    assert "A person decided this; nothing was done automatically." in page
    comment.refresh_from_db()
    assert comment.status == Comment.Status.HIDDEN


def test_a_notice_is_never_decided_without_an_answer(client: Client, comment: Comment) -> None:
    send(client, permalink(comment))
    for uphold in (True, False):
        with pytest.raises(Refused, match="answer in a sentence"):
            reporting.decide(Report.objects.get().pk, make_decider(), uphold=uphold)


def test_what_concerns_the_paper_s_own_pages_is_for_who_publishes(
    client: Client, edition: Edition, moderator: User, publisher: User, sign_in: SignIn
) -> None:
    send(client, edition.get_absolute_url())
    report = Report.objects.get()
    page = f"/admin/comments/report/{report.pk}/change/"
    assert sign_in(moderator).get(page).status_code == 404
    with pytest.raises(Refused):
        reporting.decide(report.pk, moderator, uphold=False, answer="No.")
    desk = sign_in(publisher)
    assert desk.get(page).status_code == 200
    desk.post(page, {"do": "dismiss", "answer": "The court has allowed it."})
    report.refresh_from_db()
    assert (report.status, report.decided_by) == ("dismissed", publisher)
    assert report.decided_at
    assert report.decided_at <= timezone.now()


def test_the_page_is_private_and_kept_by_nobody(client: Client) -> None:
    page = client.get(FORM)
    assert page["Cache-Control"] == "private, no-store"
    assert 'content="noindex"' in text_of(page)


def test_the_desk_says_at_its_head_what_waits_for_whom(
    client: Client, comment: Comment, moderator: User, publisher: User, writer: User, sign_in: SignIn
) -> None:
    words = "Somebody reports illegal content"
    send(client, permalink(comment))
    assert words in text_of(sign_in(moderator).get("/admin/"))
    assert words not in text_of(sign_in(publisher).get("/admin/")), "it is about a comment"
    send(client, "/about/")
    assert words in text_of(sign_in(publisher).get("/admin/"))
    assert words not in text_of(sign_in(writer).get("/admin/"))
