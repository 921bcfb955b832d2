"""Two people at once, with a connection each: one wins, the other is told, nothing is doubled or lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Decision, Edition, LedgerLink
from articles.publishing import Asked, Refused, move, publish_now
from articles.saving import Clash
from articles.verifying import verify_editions, verify_ledger
from authors.models import User
from tests import racing
from tests.conftest import make_person
from tests.make import make_approved, make_article, make_move, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, sorted."""
    return sorted(racing.at_once(*acts, refusals=(Clash, Refused)))


def acting(article: Article, name: str, user: User, **asked: Any) -> Callable[[], Any]:
    """This move, on the version that the article has now."""
    version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    return lambda: move(article.pk, name, user, version=version, asked=Asked(**asked))


def test_two_publishers_publish_one_edition(writer: User, publisher: User, administrator: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    ends = at_once(acting(article, "publish", publisher), acting(article, "publish", administrator))
    assert ends == ["Clash", "done"]
    assert Edition.objects.count() == 1


def test_of_publish_and_send_back_one_happens(writer: User, publisher: User, editor: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    ends = at_once(acting(article, "publish", publisher), acting(article, "send_back", editor, note="Wait."))
    assert ends == ["Clash", "done"]
    article.refresh_from_db()
    assert (article.state == "released") == Edition.objects.exists()


def test_of_retract_and_reopen_one_happens(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    ends = at_once(acting(article, "retract", publisher, note="Invented."), acting(article, "reopen", writer))
    assert ends == ["Clash", "done"]


def test_articles_published_at_once_stand_in_one_unbroken_ledger(writer: User, publisher: User) -> None:
    articles = [make_article(writer) for _ in range(6)]
    for article in articles:
        make_approved(article, writer, publisher)
    assert at_once(*(acting(article, "publish", publisher) for article in articles)) == ["done"] * 6
    assert [link.number for link in LedgerLink.objects.all()] == [1, 2, 3, 4, 5, 6]
    assert not any([*verify_ledger(), *verify_editions()])


def test_every_move_that_won_is_logged_once(writer: User, publisher: User, administrator: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    at_once(acting(article, "publish", publisher), acting(article, "publish", administrator))
    assert Decision.objects.filter(move="publish").count() == 1


def test_of_two_publishers_one_schedules_or_the_other_publishes_now(
    writer: User, publisher: User, administrator: User
) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    ends = at_once(
        acting(article, "schedule", publisher, at=timezone.now() + timedelta(hours=8)),
        lambda: publish_now(article.pk, administrator, version=version),
    )
    assert ends in (["Clash", "done"], ["NotNow", "done"])
    assert Edition.objects.count() == 1
    assert Decision.objects.filter(move__in=["schedule", "publish"]).count() == 1


def test_of_two_reviews_afterwards_one_is_logged(writer: User, publisher: User, editor: User) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note="The dyke has broken.")
    second = make_person("editor", "Second")
    assert at_once(acting(article, "review", editor), acting(article, "review", second)) == ["Clash", "done"]
    assert Decision.objects.filter(move="review").count() == 1
    assert Article.objects.get().unreviewed is None
