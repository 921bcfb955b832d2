"""What readers do with comments that stand: change and remove their own, recommend those of others."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments.models import Comment, Recommendation, Thread
from tests.conftest import PASSWORD, SignIn
from tests.make_comments import make_comment, make_reader, opened_to_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer_of_it(edition: Edition) -> User:
    """A reader whom the moderators know."""
    reader = make_reader("Greta Gull")
    make_comment(edition, reader, "Known by now.")
    return reader


@pytest.fixture
def comment(edition: Edition, writer_of_it: User) -> Comment:
    return make_comment(edition, writer_of_it, "The gate is *early*.")


def place(comment: Comment, edition: Edition, act: str = "") -> str:
    return f"{edition.get_absolute_url()}comment/{comment.pk}/{act}"


def page_of(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).text


def changed(client: Client, comment: Comment, edition: Edition, text: str, **more: Any) -> int:
    """The status with which a change was answered."""
    data = opened_to_change(comment, text=text, **more)
    return client.post(place(comment, edition, "edit/"), data).status_code


def test_a_writer_changes_a_comment_and_readers_see_that(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    assert changed(sign_in(writer_of_it), comment, edition, "The gate is *late*.") == 303
    page = page_of(edition)
    assert "<em>late</em>" in page
    assert "<em>early</em>" not in page
    assert '<span class="hint">edited</span>' in page


def test_what_a_comment_said_before_is_kept(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    changed(sign_in(writer_of_it), comment, edition, "Late.")
    assert [revision.text for revision in comment.revisions.all()] == ["The gate is *early*."]


def test_a_changed_comment_is_judged_anew(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    links = " ".join(f"https://{name}.example" for name in "abc")
    changed(sign_in(writer_of_it), comment, edition, f"Buy here: {links}")
    comment.refresh_from_db()
    assert comment.status == Comment.Status.HELD
    assert "Buy here" not in page_of(edition)
    thread = Thread.objects.get(pk=edition.article_id)
    assert (thread.public_count, thread.held_count) == (1, 1)


def test_a_change_that_may_not_stand_changes_nothing_and_gives_the_text_back(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    client = sign_in(writer_of_it)
    long = "la " * 5000
    answer = client.post(place(comment, edition, "edit/"), opened_to_change(comment, text=long))
    assert answer.status_code == 409
    assert long.strip() in answer.text
    assert "<em>early</em>" in page_of(edition)


def test_after_a_quarter_of_an_hour_a_comment_stands_as_it_is(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=16))
    comment.refresh_from_db()
    client = sign_in(writer_of_it)
    assert "quarter of an hour" in client.get(place(comment, edition, "edit/")).text
    answer = client.post(place(comment, edition, "edit/"), opened_to_change(comment, text="Late."))
    assert answer.status_code == 409
    assert ">\nLate.</textarea>" in answer.text
    assert "<em>early</em>" in page_of(edition)


def test_what_was_changed_in_another_window_is_not_overwritten(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    client = sign_in(writer_of_it)
    changed(client, comment, edition, "From the first window.")
    answer = client.post(place(comment, edition, "edit/"), opened_to_change(comment, text="From the second."))
    assert answer.status_code == 409
    assert "From the first window." in answer.text
    assert ">\nFrom the second.</textarea>" in answer.text


def test_a_comment_cannot_be_changed_below_a_closed_thread(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    Thread.objects.update(policy=Thread.Policy.CLOSED)
    assert changed(sign_in(writer_of_it), comment, edition, "Late.") == 409


def test_what_a_moderator_hid_is_not_brought_back_by_changing_it(
    edition: Edition, writer_of_it: User, sign_in: SignIn
) -> None:
    hidden = make_comment(edition, writer_of_it, "Rude.", status=Comment.Status.HIDDEN)
    assert changed(sign_in(writer_of_it), hidden, edition, "Kind.") == 409


@pytest.mark.parametrize("act", ["edit/", "remove/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_changes_or_removes_what_another_said(
    edition: Edition, comment: Comment, sign_in: SignIn, act: str, method: str
) -> None:
    client = sign_in(make_reader())
    answer = getattr(client, method)(place(comment, edition, act), {"text": "Mine now."})
    assert answer.status_code == 404
    assert "<em>early</em>" in page_of(edition)


@pytest.mark.parametrize("act", ["edit/", "remove/", "recommend/"])
def test_who_is_not_signed_in_is_asked_to_sign_in_and_led_back(
    edition: Edition, comment: Comment, act: str
) -> None:
    answer = Client().post(place(comment, edition, act))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/")
    assert answer["Location"].endswith(f"comment/{comment.pk}/{act}")


def test_a_removed_comment_is_gone_with_its_text(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    client = sign_in(writer_of_it)
    changed(client, comment, edition, "Late.")
    assert "Remove your comment?" in client.get(place(comment, edition, "remove/")).text
    assert client.post(place(comment, edition, "remove/")).status_code == 303
    comment.refresh_from_db()
    assert (comment.text, comment.html, comment.revisions.count()) == ("", "", 0)
    assert f'id="comment-{comment.pk}"' not in page_of(edition)
    assert Thread.objects.get(pk=edition.article_id).public_count == 1


def test_a_line_stands_for_a_removed_comment_that_was_answered(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    make_comment(edition, parent_id=comment.pk, text="Is it?")
    sign_in(writer_of_it).post(place(comment, edition, "remove/"))
    page = page_of(edition)
    assert "This comment was removed by its writer." in page
    assert "Is it?" in page


def test_removing_twice_counts_once(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    client = sign_in(writer_of_it)
    for _time in range(2):
        assert client.post(place(comment, edition, "remove/")).status_code == 303
    assert Thread.objects.get(pk=edition.article_id).public_count == 1


def test_a_reader_recommends_a_comment_without_a_script(
    edition: Edition, comment: Comment, sign_in: SignIn
) -> None:
    client = sign_in(make_reader())
    assert "0 readers recommend it." in client.get(place(comment, edition, "recommend/")).text
    answer = client.post(place(comment, edition, "recommend/"), {"on": "1"})
    assert answer["Location"] == f"{edition.get_absolute_url()}comments/{comment.pk}/#comment-{comment.pk}"
    assert "<b>1</b>" in page_of(edition)


def test_however_often_one_recommends_it_counts_once(
    edition: Edition, comment: Comment, sign_in: SignIn
) -> None:
    client = sign_in(make_reader())
    for _time in range(3):
        client.post(place(comment, edition, "recommend/"), {"on": "1"})
    comment.refresh_from_db()
    assert comment.recommended == Recommendation.objects.count() == 1


def test_a_recommendation_is_taken_back(edition: Edition, comment: Comment, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    for on in "100":
        client.post(place(comment, edition, "recommend/"), {"on": on})
    comment.refresh_from_db()
    assert comment.recommended == Recommendation.objects.count() == 0


def test_nobody_recommends_their_own_comment(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    answer = sign_in(writer_of_it).post(place(comment, edition, "recommend/"), {"on": "1"})
    assert answer.status_code == 409
    assert "This is your own comment." in answer.text
    assert not Recommendation.objects.exists()


def test_who_has_not_confirmed_an_address_recommends_nothing(
    edition: Edition, comment: Comment, reader: User, sign_in: SignIn
) -> None:
    answer = sign_in(reader).post(place(comment, edition, "recommend/"), {"on": "1"})
    assert answer.status_code == 409
    assert "confirm your e-mail address" in answer.text
    assert not Recommendation.objects.exists()


def test_what_is_not_public_cannot_be_recommended(edition: Edition, sign_in: SignIn) -> None:
    held = make_comment(edition, status=Comment.Status.HELD)
    client = sign_in(make_reader())
    assert client.get(place(held, edition, "recommend/")).status_code == 404
    assert client.post(place(held, edition, "recommend/"), {"on": "1"}).status_code == 404


def test_a_script_is_told_the_count(edition: Edition, comment: Comment, sign_in: SignIn) -> None:
    client = sign_in(make_reader())
    answer = client.post(
        place(comment, edition, "recommend/"), {"on": "1"}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"on": True, "count": 1}


def test_a_script_that_is_not_signed_in_is_told_so(edition: Edition, comment: Comment) -> None:
    answer = Client().post(place(comment, edition, "recommend/"), headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_whoever_is_signed_in_is_told_what_is_theirs_on_a_page(
    edition: Edition, comment: Comment, writer_of_it: User, sign_in: SignIn
) -> None:
    other = make_comment(edition)
    client = sign_in(writer_of_it)
    client.post(place(other, edition, "recommend/"), {"on": "1"})
    told = client.get("/me", {"page": edition.get_absolute_url()}).json()
    assert (comment.pk in told["own"], other.pk in told["own"]) == (True, False)
    assert told["recommended"] == [other.pk]


def test_a_change_with_an_old_token_is_given_back(
    edition: Edition, comment: Comment, writer_of_it: User
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer_of_it, backend="django.contrib.auth.backends.ModelBackend")
    data = opened_to_change(comment, text="The gate is late.", csrfmiddlewaretoken="a" * 64)
    answer = browser.post(place(comment, edition, "edit/"), data)
    assert answer.status_code == 403
    assert "The gate is late.</textarea>" in answer.text
    assert "open for too long. Nothing was lost" in answer.text
    comment.refresh_from_db()
    assert comment.text == "The gate is *early*."


def test_a_change_sent_after_the_session_has_ended_is_there_again_after_signing_in(
    edition: Edition, comment: Comment, writer_of_it: User
) -> None:
    browser = Client()
    answer = browser.post(
        place(comment, edition, "edit/"), opened_to_change(comment, text="The gate is late.")
    )
    assert "/accounts/login/?next=" in answer["Location"]
    signs_in = {"login": writer_of_it.email, "password": PASSWORD}
    browser.post(answer["Location"], signs_in)
    assert "The gate is late.</textarea>" in browser.get(place(comment, edition, "edit/")).text
    assert "The gate is late." not in browser.get(place(comment, edition)).text
