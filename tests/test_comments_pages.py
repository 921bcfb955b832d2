"""All comments of a thread: page by page in three orders, and each at an address of its own."""

import re
from itertools import chain, pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Edition
from authors.models import User
from comments.changing import recommend
from comments.deciding import decide
from comments.models import Comment
from comments.threads import PAGE
from tests.make import make_move
from tests.make_comments import make_comment, make_decider, make_live, make_reader
from tests.test_comments_thread import many

pytestmark = pytest.mark.django_db

SHOWN = re.compile(r'<article class="comment" id="comment-(\d+)"')


def address_of(edition: Edition) -> str:
    return f"{edition.get_absolute_url()}comments/"


def on(page: str) -> list[int]:
    """The comments that can be read on a page, in their order."""
    return [int(number) for number in SHOWN.findall(page)]


def walked(edition: Edition, order: str, way: str = "next", begin: str = "") -> list[list[int]]:
    """The comments on each page that one comes through by its links."""
    address, pages = begin or f"{address_of(edition)}?order={order}", []
    while address:
        answer = Client().get(address)
        assert answer.status_code == 200
        pages.append(on(answer.text))
        found = re.search(rf'rel="{way}" href="([^"]+)"', answer.text)
        address = found[1].replace("&amp;", "&") if found else ""
    return pages


@pytest.mark.parametrize("order", ["newest", "oldest", "recommended"])
def test_every_comment_is_on_exactly_one_page(edition: Edition, order: str) -> None:
    many(edition, 90, 2)
    pages = walked(edition, order)
    assert [len(page) for page in pages] == [PAGE, PAGE, 70]
    assert sorted(chain.from_iterable(pages)) == sorted(Comment.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["newest", "oldest", "recommended"])
def test_the_way_back_leads_through_the_same_comments(edition: Edition, order: str) -> None:
    many(edition, 90, 2)
    forth = walked(edition, order)
    last = Client().get(f"{address_of(edition)}?order={order}").text
    for _page in forth[1:]:
        found = re.search(r'rel="next" href="([^"]+)"', last)
        assert found
        begin = found[1].replace("&amp;", "&")
        last = Client().get(begin).text
    back = walked(edition, order, "prev", begin)
    assert sorted(chain.from_iterable(back)) == sorted(chain.from_iterable(forth))


def test_the_most_recommended_come_first(edition: Edition) -> None:
    comments = [make_comment(edition) for _number in range(3)]
    for comment, readers in zip(comments, (1, 3, 2), strict=True):
        for _reader in range(readers):
            recommend(make_reader(), comment.pk, on=True)
    page = Client().get(f"{address_of(edition)}?order=recommended").text
    assert on(page) == [comments[number].pk for number in (1, 2, 0)]


def test_the_oldest_come_first_with_their_answers(edition: Edition) -> None:
    first, second = make_comment(edition), make_comment(edition)
    answer = make_comment(edition, parent_id=first.pk)
    assert on(Client().get(f"{address_of(edition)}?order=oldest").text) == [first.pk, answer.pk, second.pk]


def a_chain(edition: Edition, length: int) -> list[Comment]:
    """Comments each of which answers the one before."""
    many(edition, 1, 0)
    found = [Comment.objects.get()]
    reader = found[0].reader
    for _number in range(length - 1):
        last = found[-1]
        found.append(
            Comment.objects.create(
                thread_id=edition.article_id, reader=reader, parent=last, root=found[0],
                text="x", html="<p>x</p>", status="public",
            )
        )  # fmt: skip
    return found


def test_a_chain_of_a_thousand_can_be_read_to_its_end(edition: Edition) -> None:
    comments = a_chain(edition, 1000)
    pages = walked(edition, "newest")
    assert list(chain.from_iterable(pages)) == [comment.pk for comment in comments]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 999])
def test_a_comments_own_address_shows_it_however_deep_it_stands(edition: Edition, number: int) -> None:
    comment = a_chain(edition, 1000)[number]
    make_comment(edition, text="Something newer.")
    assert comment.pk in on(Client().get(f"{address_of(edition)}{comment.pk}/").text)


def test_the_address_of_the_newest_comment_leads_to_nothing_before_it(edition: Edition) -> None:
    older, newest = make_comment(edition), make_comment(edition)
    assert 'rel="prev"' not in Client().get(f"{address_of(edition)}{newest.pk}/").text
    assert 'rel="prev"' in Client().get(f"{address_of(edition)}{older.pk}/").text


def test_an_answer_to_what_is_on_another_page_says_whom_it_answers(edition: Edition) -> None:
    comments = a_chain(edition, PAGE + 1)
    page = Client().get(f"{address_of(edition)}{comments[-1].pk}/").text
    assert f'href="{address_of(edition)}{comments[-2].pk}/#comment-{comments[-2].pk}">in reply to' in page


def test_nobody_is_named_whose_comment_was_hidden(edition: Edition) -> None:
    first = make_comment(edition, make_reader("Rude Rudolf"))
    answer = make_comment(edition, parent_id=first.pk)
    decide(first.pk, "hide", make_decider(), seen="public")
    recommend(make_reader(), answer.pk, on=True)
    for address in ("", f"{answer.pk}/", "?order=recommended", "?order=oldest"):
        assert "Rude Rudolf" not in Client().get(address_of(edition) + address).text


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.HIDDEN, Comment.Status.REJECTED])
def test_what_is_not_public_has_no_address_of_its_own(edition: Edition, status: str) -> None:
    comment = make_comment(edition, status=status)
    answer = Client().get(f"{address_of(edition)}{comment.pk}/")
    assert answer.status_code == 404
    assert comment.text not in answer.text


def test_a_comment_on_another_article_is_not_here(edition: Edition, writer: User, publisher: User) -> None:
    other = make_comment(make_live(writer, publisher))
    assert Client().get(f"{address_of(edition)}{other.pk}/").status_code == 404


@pytest.mark.parametrize(
    "asked", ["order=best", "after=0", "after=x-1", "before=9-", "after=9999999999-1", "after=1-1%00"]
)
def test_a_place_or_order_that_nobody_was_given_is_not_found(edition: Edition, asked: str) -> None:
    assert Client().get(f"{address_of(edition)}?{asked}").status_code == 404


def test_an_article_that_is_not_live_has_no_pages_of_comments(
    edition: Edition, writer: User, publisher: User
) -> None:
    comment = make_comment(edition)
    make_move(edition.article, "retract", publisher, note="Invented.")
    page = Client().get(f"{address_of(edition)}{comment.pk}/").text
    assert "This article has been retracted, so comments on it are closed." in page


def test_the_pages_are_for_every_cache(edition: Edition) -> None:
    make_comment(edition)
    answer = Client().get(address_of(edition))
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "s-maxage" in answer["Cache-Control"]
    assert Client().get(address_of(edition), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_page_takes_as_many_queries_for_a_thousand_comments_as_for_three(edition: Edition) -> None:
    asked = []
    for roots in (3, 1000):
        many(edition, roots, 0)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address_of(edition))
        asked.append(len(queries))
    assert all(one == other for one, other in pairwise(asked))
    assert asked[0] <= 3
