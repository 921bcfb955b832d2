"""What appeared since a page was made: a public address that is the same for everybody, and bounded."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Edition
from comments.changing import edit
from comments.deciding import decide
from comments.models import Comment, Thread
from comments.threads import NEW
from tests.conftest import SignIn
from tests.make_comments import make_comment, make_decider, make_reader
from tests.test_comments_pages import on
from tests.test_comments_thread import many

pytestmark = pytest.mark.django_db


def address_of(edition: Edition, since: object) -> str:
    return f"{edition.get_absolute_url()}comments/new/?since={since}"


def known_by(edition: Edition) -> int:
    """How many comments a page that is made now knows of."""
    found = re.search(r'data-since="(\d+)"', Client().get(edition.get_absolute_url()).text)
    assert found
    return int(found[1])


def new_to(edition: Edition, since: int) -> list[int]:
    answer = Client().get(address_of(edition, since))
    assert answer.status_code == 200
    return on(answer.text)


def test_only_what_appeared_since_the_page_was_made_is_new(edition: Edition) -> None:
    make_comment(edition)
    since = known_by(edition)
    assert new_to(edition, since) == []
    later = [make_comment(edition).pk for _ in range(3)]
    assert new_to(edition, since) == later


def test_what_waited_is_new_once_it_is_approved_though_others_came_before(edition: Edition) -> None:
    waits = make_comment(edition, status=Comment.Status.HELD)
    make_comment(edition)
    since = known_by(edition)
    decide(waits.pk, "approve", make_decider(), seen="held")
    assert new_to(edition, since) == [waits.pk]


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.REJECTED, Comment.Status.HIDDEN])
def test_what_is_not_public_is_not_new(edition: Edition, status: str) -> None:
    comment = make_comment(edition, status=status)
    assert comment.text not in Client().get(address_of(edition, 0)).text


def test_what_was_only_changed_is_not_new(edition: Edition) -> None:
    user = make_reader()
    comment = make_comment(edition, user)
    since = known_by(edition)
    edit(user, comment.pk, "Said better.", seen=comment.written)
    assert new_to(edition, since) == []


def test_the_comments_of_a_hidden_thread_are_not_new(edition: Edition) -> None:
    make_comment(edition)
    Thread.objects.update(policy=Thread.Policy.HIDDEN)
    assert Client().get(address_of(edition, 0)).content == b""


def test_there_is_an_end_to_what_one_page_is_told(edition: Edition) -> None:
    many(edition, NEW + 20, 0)
    for number, comment in enumerate(Comment.objects.order_by("pk"), 1):
        Comment.objects.filter(pk=comment.pk).update(appeared=number)
    page = Client().get(address_of(edition, 0)).text
    assert len(on(page)) == NEW
    assert f'data-since="{NEW}"' in page
    assert len(new_to(edition, NEW)) == 20


def test_it_says_how_many_there_are_in_words(edition: Edition) -> None:
    make_comment(edition)
    make_comment(edition)
    assert 'data-said="Show 1 new comment|Show 2 new comments"' in Client().get(address_of(edition, 0)).text


def test_an_answer_says_what_it_belongs_to(edition: Edition) -> None:
    root = make_comment(edition)
    make_comment(edition, parent_id=root.pk)
    assert f'data-to="{root.pk}"' in Client().get(address_of(edition, 0)).text
    assert "data-to=" not in Client().get(edition.get_absolute_url()).text


@pytest.mark.parametrize("since", ["", "-1", "x", "1.5", "9999999999", "1%00", "%D9%A3"])
def test_a_number_that_nobody_was_given_is_not_found(edition: Edition, since: str) -> None:
    assert Client().get(address_of(edition, since)).status_code == 404


def test_it_is_the_same_for_everybody_and_every_cache(edition: Edition, sign_in: SignIn) -> None:
    user = make_reader()
    make_comment(edition, user)
    nobody, somebody = Client().get(address_of(edition, 0)), sign_in(user).get(address_of(edition, 0))
    assert nobody.content == somebody.content
    assert not somebody.cookies
    assert "s-maxage" in nobody["Cache-Control"]
    assert "Cookie" not in nobody.get("Vary", "")
    again = Client().get(address_of(edition, 0), headers={"If-None-Match": nobody["ETag"]})
    assert again.status_code == 304


def test_it_takes_two_queries_whether_one_is_new_or_a_thousand_are(edition: Edition) -> None:
    for count in (1, 1000):
        many(edition, count, 0)
        Comment.objects.update(appeared=7)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address_of(edition, 0))
        assert len(queries) == 2


def test_pages_that_do_not_show_the_newest_do_not_ask(edition: Edition) -> None:
    many(edition, 250, 0)
    address = f"{edition.get_absolute_url()}comments/"
    assert "<new-comments" in Client().get(address).text
    for elsewhere in ("?order=oldest", "?order=recommended", f"{Comment.objects.earliest('pk').pk}/"):
        assert "<new-comments" not in Client().get(address + elsewhere).text


def test_each_comment_that_appears_has_a_number_of_its_own(edition: Edition) -> None:
    for _ in range(3):
        make_comment(edition)
    assert list(Comment.objects.order_by("pk").values_list("appeared", flat=True)) == [1, 2, 3]
    assert Thread.objects.get().appeared == 3


def test_a_clock_that_steps_back_hides_nothing_and_changes_no_order(edition: Edition) -> None:
    now = timezone.now()
    first = make_comment(edition, at=now)
    since = known_by(edition)
    later = make_comment(edition, at=now - timedelta(hours=3))
    assert new_to(edition, since) == [later.pk]
    assert on(Client().get(f"{edition.get_absolute_url()}comments/").text) == [later.pk, first.pk]
