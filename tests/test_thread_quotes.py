"""Quoting what is answered, without any script."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from articles.models import Edition
from authors.models import User
from comments.markdown import MAX_QUOTED, quotation
from comments.models import Comment
from tests.make_comments import make_comment, make_live, make_reader

pytestmark = pytest.mark.django_db


def form_of(edition: Edition, asked: str) -> str:
    page = Client().get(f"{edition.get_absolute_url()}comment/?{asked}").text
    found = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_form_for_an_answer_offers_a_quotation(edition: Edition) -> None:
    comment = make_comment(edition, text="One line.\n\nAnother line.")
    page = Client().get(f"{edition.get_absolute_url()}comment/?parent={comment.pk}").text
    assert f'href="?parent={comment.pk}&amp;quote=1#comment-text"' in page
    assert form_of(edition, f"parent={comment.pk}") == ""
    assert form_of(edition, f"parent={comment.pk}&quote=1").strip() == escape(
        "> One line.\n>\n> Another line."
    )


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.HIDDEN, Comment.Status.REJECTED])
def test_what_is_not_public_cannot_be_quoted(edition: Edition, status: str) -> None:
    comment = make_comment(edition, make_reader("Hidden Hilda"), "Not for everybody.", status=status)
    page = Client().get(f"{edition.get_absolute_url()}comment/?parent={comment.pk}&quote=1").text
    assert "Not for everybody." not in page
    assert "Hidden Hilda" not in page


def test_a_comment_on_another_article_cannot_be_quoted(
    edition: Edition, writer: User, publisher: User
) -> None:
    other = make_comment(make_live(writer, publisher), text="Elsewhere.")
    assert form_of(edition, f"parent={other.pk}&quote=1") == ""


@pytest.mark.parametrize("parent", ["", "x", "0", "-1", "9" * 30, "%00", "٣"])
def test_an_answer_to_nothing_is_a_comment_of_its_own(edition: Edition, parent: str) -> None:
    assert form_of(edition, f"parent={parent}&quote=1") == ""


def test_a_quotation_leaves_out_what_is_quoted_in_it() -> None:
    assert quotation("> What they said.\n\nI disagree.") == "> I disagree."


def test_a_comment_that_only_quotes_is_quoted_whole() -> None:
    assert quotation("> What they said.") == "> > What they said."


def test_a_long_comment_is_quoted_in_part() -> None:
    quoted = quotation("word " * 900)
    assert len(quoted) <= MAX_QUOTED + 5
    assert quoted.endswith("word …")
    assert quotation("w" * 5000) == f"> {'w' * MAX_QUOTED} …"
