"""What strangers try on a thread: on every page that shows a comment nothing comes alive, and nothing leaks."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Edition
from comments.changing import recommend
from comments.models import Comment, Reader, Recommendation
from comments.threads import arranged, shown
from tests.conftest import SignIn
from tests.make_comments import make_comment, make_decider, make_reader, make_verified
from tests.test_boundaries import public_pages
from tests.test_comments_pages import a_chain, on
from tests.test_comments_thread import VECTORS, many

pytestmark = pytest.mark.django_db

ALIVE = re.compile(
    r"<(?:script|svg|img|math|style|noscript|iframe|object|form)\b|\son\w+\s*=|(?:javascript|vbscript|data):",
    re.IGNORECASE,
)
SAYS = re.compile(r'<div class="says".*?</div>|<bdi.*?</bdi>', re.DOTALL)
OWN = ("", "edit/", "remove/")
OTHERS = ("recommend/", "report/", "mute/")


def alive(html: str) -> list[str]:
    """The tags in what readers say and are called that could run."""
    tags = [tag for said in SAYS.findall(html) for tag in re.findall(r"<[a-zA-Z][^>]*>", said)]
    return [tag for tag in tags if ALIVE.search(tag)]


@pytest.mark.parametrize("vector", VECTORS)
def test_on_no_page_of_a_comment_it_comes_alive(edition: Edition, sign_in: SignIn, vector: str) -> None:
    user = make_reader()
    comment = make_comment(edition, user, vector)
    Reader.objects.filter(user=user).update(display_name=vector[:40])
    address = edition.get_absolute_url()
    writer, other, nobody = sign_in(user), sign_in(make_reader()), Client()
    pages = [
        *((writer, f"comment/{comment.pk}/{act}") for act in OWN),
        *((other, f"comment/{comment.pk}/{act}") for act in OTHERS),
        *(
            (nobody, f"comments/{asked}")
            for asked in ("", "?order=recommended", f"{comment.pk}/", "new/?since=0")
        ),
        (nobody, f"comment/?parent={comment.pk}&quote=1"),
    ]
    for client, place in pages:
        page = client.get(address + place)
        assert page.status_code == 200, place
        assert not alive(page.text), place
        assert "<script>alert" not in page.text, place
        assert "<img src=x" not in page.text, place


@pytest.mark.parametrize("vector", VECTORS)
def test_what_a_script_is_given_of_a_waiting_comment_does_not_come_alive(
    edition: Edition, sign_in: SignIn, vector: str
) -> None:
    user = make_reader()
    make_comment(edition, user, vector, status=Comment.Status.HELD)
    told = sign_in(user).get(f"/me?page={edition.get_absolute_url()}")
    assert told["Content-Type"] == "application/json"
    (html,) = told.json()["waiting"]
    assert not alive(html)
    assert "<img src=x" not in html


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.REJECTED, Comment.Status.HIDDEN])
def test_what_is_not_public_is_on_no_public_page_and_in_no_count(edition: Edition, status: str) -> None:
    make_comment(edition, text="Stands.")
    comment = make_comment(edition, make_reader("Secret Sefa"), "zugzwang zeppelin", status=status)
    article = Article.objects.get(pk=edition.article_id)
    for address in public_pages(article):
        page = Client().get(address, follow=True).content
        assert b"zugzwang" not in page, address
        assert b"Secret Sefa" not in page, address
    assert "1 so far" in Client().get(edition.get_absolute_url()).text
    assert comment.status == status


def test_a_circle_of_answers_hangs_nothing(edition: Edition) -> None:
    many(edition, 1, 3)
    first, second, third, _fourth = Comment.objects.order_by("pk")
    Comment.objects.filter(pk=second.pk).update(parent=third)
    Comment.objects.filter(pk=third.pk).update(parent=second)
    Comment.objects.filter(pk=first.pk).update(parent=first)
    for order in ("newest", "oldest", "recommended"):
        assert len(arranged(shown(edition.article_id, set(), order).lines)) <= 4
        page = Client().get(f"{edition.get_absolute_url()}comments/?order={order}")
        assert page.status_code == 200
    assert Client().get(f"{edition.get_absolute_url()}comments/{second.pk}/").status_code == 200


def test_a_page_deep_in_a_thread_takes_as_many_queries_for_three_hundred_comments_as_for_ten(
    edition: Edition,
) -> None:
    address, asked = f"{edition.get_absolute_url()}comments/", []
    for more in (9, 290):
        many(edition, more + 1, 0)
        first, last = Comment.objects.earliest("pk").pk, Comment.objects.latest("pk").pk
        places = ["", "?order=oldest", "?order=recommended", f"{first}/", f"{last}/", "new/?since=0"]
        counted = []
        for place in places:
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(address + place).status_code == 200
            counted.append(len(queries))
        asked.append(counted)
    assert asked[0] == asked[1]


def test_every_comment_of_a_chain_can_be_answered_however_deep_it_stands(edition: Edition) -> None:
    deepest = a_chain(edition, 300)[-1]
    answer = make_comment(edition, parent_id=deepest.pk)
    assert answer.root_id == deepest.root_id
    assert answer.pk in on(Client().get(f"{edition.get_absolute_url()}comments/{answer.pk}/").text)


@pytest.mark.parametrize("act", ["recommend", "remove", "report", "mute", "edit"])
def test_looking_at_a_page_does_nothing(edition: Edition, sign_in: SignIn, act: str) -> None:
    writer, other = make_reader(), make_reader()
    comment = make_comment(edition, writer, "As it was.")
    client = sign_in(writer if act in ("remove", "edit") else other)
    asked = "on=1&text=Another&ground=spam&made=x"
    assert client.get(f"{edition.get_absolute_url()}comment/{comment.pk}/{act}/?{asked}").status_code == 200
    comment.refresh_from_db()
    assert (comment.text, comment.status, comment.recommended, comment.reported) == (
        "As it was.",
        "public",
        0,
        0,
    )
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        "comments/0/", "comments/9999999999/", "comments/1e3/", "comments/-1/", "comments/%D9%A3/",
        "comment/9999999999/edit/", "comments/?order=%ff", "comments/?after=%00", f"comments/?after={'9' * 5000}",
        "comments/new/?since=%ff", f"comments/{'1' * 5000}/",
    ],
)  # fmt: skip
def test_an_address_that_nobody_was_given_is_not_found(edition: Edition, place: str) -> None:
    assert Client().get(edition.get_absolute_url() + place).status_code == 404


def test_a_recommendation_counts_for_the_reader_whatever_else_the_form_says(
    edition: Edition, sign_in: SignIn
) -> None:
    comment, other, user = make_comment(edition), make_reader(), make_reader()
    fields = {"on": "1", "reader": other.reader.pk, "user": other.pk, "recommended": "99", "status": "hidden"}
    sign_in(user).post(f"{edition.get_absolute_url()}comment/{comment.pk}/recommend/", fields)
    comment.refresh_from_db()
    assert (comment.recommended, comment.status) == (1, "public")
    assert Recommendation.objects.get().reader.user == user


def test_one_connection_recommends_a_comment_a_few_times_however_many_accounts_it_has(
    edition: Edition, sign_in: SignIn, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "recommend": "3/d/key"}
    comment, other = make_comment(edition), make_comment(edition)
    address = f"{edition.get_absolute_url()}comment/"
    told = [
        sign_in(make_reader()).post(
            f"{address}{comment.pk}/recommend/", {"on": "1"}, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        )
        for number in range(5)
    ]
    assert [answer.status_code for answer in told] == [303, 303, 303, 409, 409]
    assert "Try tomorrow." in told[-1].text
    comment.refresh_from_db()
    assert comment.recommended == 3
    assert sign_in(make_reader()).post(f"{address}{other.pk}/recommend/", {"on": "1"}).status_code == 303


def test_names_that_are_marked_up_are_words_in_every_answer(edition: Edition) -> None:
    user = make_reader()
    comment = make_comment(edition, user)
    Reader.objects.filter(user=user).update(display_name='"><b onclick=x>')
    make_comment(edition, parent_id=comment.pk)
    page = Client().get(edition.get_absolute_url()).text
    assert "<b onclick" not in page
    assert unescape("&quot;&gt;&lt;b onclick=x&gt;") in unescape(page)


def test_a_decider_who_recommends_is_a_reader_like_any_other(edition: Edition) -> None:
    comment = make_comment(edition)
    decider = make_decider()
    recommend(make_verified(decider), comment.pk, on=True)
    recommend(decider, comment.pk, on=True)
    assert Recommendation.objects.count() == 1
