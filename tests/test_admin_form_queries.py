"""The article's form asks the database a fixed number of times, whatever the article holds."""

from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Assignment, Note
from authors.models import User
from tests.conftest import SignIn
from tests.desk import page_of
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_topic,
    make_update,
)

MOST = 25


def make_full(writer: User, publisher: User, rows: int) -> Article:
    """A commission with so many of each part, live in two editions, and open again."""
    names = tuple(f"Author {number}" for number in range(rows))
    article = make_article(writer, authors=names, brief="Ask them all.", deadline=timezone.now())
    for number in range(rows):
        article.topics.add(make_topic(f"Topic {number}"))
        make_reference(article, key=f"key-{number}")
        make_row(article, f"Stakeholder {number}", order=number)
        Assignment.objects.create(article=article, writer=writer, by=publisher)
        note = Note.objects.create(article=article, by=publisher, text=f"Really {number}?")
        Note.objects.create(article=article, by=writer, answers=note, text="Yes.")
    keys = " ".join(f"[[key-{number}]]" for number in range(rows))
    Article.objects.filter(pk=article.pk).update(body=f"As they say {keys}.", commissioned_by=publisher)
    make_published(article, writer, publisher)
    make_update(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(summary="Changed since.")
    return article


@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize("who", ["writer", "editor", "publisher"])
def test_the_form_of_a_full_article_asks_no_more(
    who: str, rows: int, writer: User, publisher: User, request: pytest.FixtureRequest, sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    article = make_full(writer, publisher, rows)
    browser = sign_in(request.getfixturevalue(who))
    browser.get(page_of(article))
    with django_assert_max_num_queries(MOST):
        assert browser.get(page_of(article)).status_code == 200
