"""The thread on the page: the same bytes for everybody, one query, harmless, three levels deep."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Edition
from authors.models import Author, User
from comments.models import Comment, Reader, Thread
from comments.threads import LEVELS, PAGE, shown
from tests.conftest import SignIn
from tests.make_comments import make_comment, make_decider, make_reader, make_verified

pytestmark = pytest.mark.django_db

VECTORS = [
    "<script>alert(1)</script>",
    '<svg/onload=alert(1)><img src=x onerror="alert(1)">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](java\tscript:alert(1))",
    "[x](javascript&colon;alert(1)) [x](data:text/html;base64,PHNjcmlwdD4=) [x](//evil.example)",
    '"><img src=x onerror=alert(1)><a style="position:fixed" class="button">',
]


def page_of(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).text


def live_markup(html: str) -> list[str]:
    """What in this HTML could run or dress up: there must be none below an article."""
    said = "".join(re.findall(r'<div class="says".*?</div>|<bdi.*?</bdi>', html, re.DOTALL))
    tags = re.findall(r"<[a-z][^>]*>", said)
    return [
        tag
        for tag in tags
        if re.search(r"<(script|svg|img|math|style|noscript)|\son\w+=|javascript:|data:", tag)
    ]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_in_a_comment_comes_alive(edition: Edition, vector: str) -> None:
    make_comment(edition, text=vector)
    page = page_of(edition)
    assert not live_markup(page)
    assert "<script>alert" not in page
    assert 'href="//evil' not in page


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_in_a_display_name_comes_alive(edition: Edition, vector: str) -> None:
    user = make_reader()
    Reader.objects.filter(user=user).update(display_name=vector[:40])
    make_comment(edition, make_reader("first"), "A first one")
    answered = make_comment(edition, user, "Whatever")
    make_comment(edition, text="an answer", parent_id=answered.pk)
    page = page_of(edition)
    assert not live_markup(page)
    assert "<script>alert" not in page


def test_the_page_is_the_same_for_everybody(edition: Edition, sign_in: SignIn) -> None:
    user = make_reader("gannet")
    make_comment(edition, user, "One")
    nobody = Client().get(edition.get_absolute_url())
    somebody = sign_in(user).get(edition.get_absolute_url())
    assert nobody.content == somebody.content
    for answer in (nobody, somebody):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert "csrf" not in answer.text.lower()


def test_a_hidden_comment_leaves_the_page_and_the_counts(edition: Edition) -> None:
    make_comment(edition, text="Stays")
    make_comment(edition, text="Goes", status=Comment.Status.HIDDEN)
    page = page_of(edition)
    assert "1 so far" in page
    assert "Goes" not in page


def test_a_line_stands_for_what_is_gone_if_somebody_answered(edition: Edition) -> None:
    from comments.deciding import decide

    gone = make_comment(edition, make_reader("Rude Rud"), "Something rude")
    make_comment(edition, text="How rude.", parent_id=gone.pk)
    decide(gone.pk, "hide", make_decider(), seen="public")
    page = page_of(edition)
    assert "Something rude" not in page
    assert "Rude Rud" not in page
    assert "removed by a moderator" in page
    assert "How rude." in page


def test_the_author_and_the_staff_are_marked(edition: Edition, writer: User, editor: User) -> None:
    Author.objects.filter(name="Ilse Maarvik").update(user=make_verified(writer))
    make_comment(edition, writer, "I have asked.")
    make_comment(edition, make_verified(editor), "So have I.")
    make_comment(edition, text="Thank you.")
    page = page_of(edition)
    assert page.count('<span class="tag staff">Author</span>') == 1
    assert page.count('<span class="tag staff">Staff</span>') == 1


def test_answers_are_indented_three_levels_at_most_and_then_say_whom_they_answer(edition: Edition) -> None:
    before = None
    for number in range(6):
        before = make_comment(
            edition, make_reader(f"Gannet {'abcdef'[number]}"), parent_id=before and before.pk
        )
    lines = shown(edition.article_id, set()).lines
    assert [line.level for line in lines] == [0, 1, 2, 2, 2, 2]
    assert [line.answers for line in lines][3:] == ["Gannet c", "Gannet d", "Gannet e"]
    page = page_of(edition)
    thread = page[page.index('<ol class="thread">') :]
    assert thread.count("<ol") == thread.count("</ol>") - page[: page.index('<ol class="thread">')].count(
        "<ol"
    ) + page[: page.index('<ol class="thread">')].count("</ol>")
    assert page.count('<ol class="thread">') == LEVELS


def test_newest_roots_come_first_and_answers_in_order(edition: Edition) -> None:
    old, new = make_comment(edition, text="old"), make_comment(edition, text="new")
    make_comment(edition, text="first answer", parent_id=old.pk)
    make_comment(edition, text="second answer", parent_id=old.pk)
    texts = [re.sub("<.*?>", "", line.html).strip() for line in shown(edition.article_id, set()).lines]
    assert texts == ["new", "old", "first answer", "second answer"]
    assert new.root_id == new.pk or Comment.objects.get(pk=new.pk).root_id == new.pk


def many(edition: Edition, roots: int, answers: int) -> None:
    """Many public comments, past the rules of posting."""
    reader = make_reader().reader
    Thread.objects.get_or_create(article_id=edition.article_id)
    made = Comment.objects.bulk_create(
        Comment(thread_id=edition.article_id, reader=reader, text="x", html="<p>x</p>", status="public")
        for _ in range(roots)
    )
    for root in made:
        root.root = root
    Comment.objects.bulk_update(made, ["root"])
    Comment.objects.bulk_create(
        Comment(
            thread_id=edition.article_id,
            reader=reader,
            parent=root,
            root=root,
            text="y",
            html="<p>y</p>",
            status="public",
        )
        for root in made
        for _ in range(answers)
    )
    Thread.objects.update(public_count=roots * (answers + 1))


@pytest.mark.parametrize(("roots", "answers"), [(3, 1), (300, 3)])
def test_a_page_of_a_thread_takes_one_query_whatever_its_size(
    edition: Edition, roots: int, answers: int
) -> None:
    many(edition, roots, answers)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        thread = shown(edition.article_id, {1})
    assert len(queries) == 1
    assert len(thread.lines) == min(PAGE, roots * (answers + 1))
    assert bool(thread.after) == (roots * (answers + 1) > PAGE)


def test_an_article_page_with_comments_takes_five_queries_when_it_is_made(edition: Edition) -> None:
    many(edition, 100, 2)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page_of(edition)
    assert len(queries) <= 5, "\n".join(query["sql"] for query in queries)


def test_a_closed_thread_of_hidden_comments_still_says_that_it_is_closed(edition: Edition) -> None:
    make_comment(edition, status=Comment.Status.HIDDEN)
    Thread.objects.update(policy=Thread.Policy.CLOSED)
    assert shown(edition.article_id, set()).thread.policy == Thread.Policy.CLOSED


def test_counts_equal_the_rows(edition: Edition) -> None:
    for status in (
        Comment.Status.PUBLIC,
        Comment.Status.HELD,
        Comment.Status.HIDDEN,
        Comment.Status.REJECTED,
    ):
        make_comment(edition, status=status)
        make_comment(edition, status=status)
    thread = Thread.objects.get()
    assert thread.public_count == Comment.objects.public().count() == 2
    assert thread.held_count == Comment.objects.waiting().count() == 2
