"""Two who want the same commission at the same moment."""

import pytest

from articles import planning
from articles.models import Article, Assignment
from authors.models import User
from tests.conftest import make_person
from tests.make import make_commission
from tests.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_takers_one_gets_it(editor: User, writer: User) -> None:
    article, late = make_commission(editor), make_person("writer", "Willa Late")
    ends = at_once(
        lambda: planning.take(article.pk, writer),
        lambda: planning.take(article.pk, late),
    )
    assert ends == ["Refused", "done"]
    assert Assignment.objects.get().writer == Article.objects.get().owner


def test_of_two_editors_who_give_it_away_one_does(editor: User, publisher: User, writer: User) -> None:
    article, late = make_commission(editor), make_person("writer", "Willa Late")
    ends = at_once(
        lambda: planning.assign(article.pk, writer, editor, version=article.version),
        lambda: planning.assign(article.pk, late, publisher, version=article.version),
    )
    assert ends == ["Clash", "done"]
    assert Assignment.objects.get().writer == Article.objects.get().owner


def test_of_taking_and_giving_away_one_happens(editor: User, writer: User) -> None:
    article, late = make_commission(editor), make_person("writer", "Willa Late")
    ends = at_once(
        lambda: planning.assign(article.pk, writer, editor, version=article.version),
        lambda: planning.take(article.pk, late),
    )
    assert ends in (["Clash", "done"], ["Refused", "done"])
    assert Assignment.objects.get().writer == Article.objects.get().owner
