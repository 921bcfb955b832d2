"""Several people at once, with a connection each: a notice is taken in once, answered once, and takes no save away."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from articles.models import Article, Edition, Note, Version
from articles.saving import Clash, claim, finish
from authors.models import User
from comments import accepting, noticing
from comments.accepting import Change
from comments.models import Notice, ReaderMail
from comments.telling import tell_what_is_out
from tests import racing
from tests.make import make_article, make_move, make_published
from tests.make_notices import make_notice

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = {"change_kind": "minor", "change_note": "", "was_wrong": "", "is_right": ""}


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_published(make_article(writer), writer, publisher)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together, each on a connection of its own; tells what became of each, sorted."""
    return sorted(racing.at_once(*acts, refusals=(accepting.Refused, Clash)))


def version_of(edition: Edition) -> int:
    """The version that is current."""
    return Article.objects.get(pk=edition.article_id).version


def test_one_form_sent_six_times_at_once_is_one_notice_and_one_note(edition: Edition) -> None:
    key = uuid.uuid4()
    said: dict[str, Any] = {"kind": "correction", "text": "Once.", "reader": None, "sender": ""}
    place = noticing.places(edition.payload)[0]
    ends = at_once(*[lambda: noticing.take(edition, place, key, **said)] * 6)
    assert ends == ["done"] * 6
    assert Notice.objects.count() == Note.objects.count() == 1


def test_eight_readers_at_once_lose_nothing(edition: Edition) -> None:
    ends = at_once(*[lambda: make_notice(edition, at="The gate on the Orle")] * 8)
    assert ends == ["done"] * 8
    assert Notice.objects.exclude(note=None).count() == Note.objects.count() == 8


def test_of_two_editors_one_answers(edition: Edition, editor: User, publisher: User) -> None:
    notice = make_notice(edition, at="The gate on the Orle", email="rea@elsewhere.example")
    seen = version_of(edition)
    change = Change("The gate is early.", told=TOLD)
    ends = at_once(
        lambda: accepting.accept(notice.pk, editor, change, version=seen),
        lambda: accepting.accept(notice.pk, publisher, change, version=seen),
        lambda: accepting.decline(notice.pk, publisher, "No."),
    )
    assert ends == ["Refused", "Refused", "done"]
    assert ReaderMail.objects.count() == 1


def test_two_notices_accepted_at_once_lose_none_of_the_two(
    edition: Edition, editor: User, publisher: User
) -> None:
    first = make_notice(edition, at="The gate on the Orle")
    second = make_notice(edition, at="Nobody on the island")
    seen = version_of(edition)
    ends = at_once(
        lambda: accepting.accept(first.pk, editor, Change("One.", told=TOLD), version=seen),
        lambda: accepting.accept(second.pk, publisher, Change("Two.", told=TOLD), version=seen),
    )
    assert ends == ["Clash", "done"], "who comes second looks again"
    assert Notice.objects.filter(status="new").count() == 1


def test_an_acceptance_and_a_save_at_once_take_nothing_from_each_other(
    edition: Edition, editor: User, writer: User
) -> None:
    notice = make_notice(edition, at="The gate on the Orle")
    make_move(edition.article, "reopen", writer)
    seen = version_of(edition)

    def save() -> None:
        article = Article.objects.get(pk=edition.article_id)
        article.version, article.summary = seen, "Saved."
        claim(article)
        article.save(update_fields=["summary"])
        finish(article.pk, writer)

    ends = at_once(
        transaction.atomic(save),
        lambda: accepting.accept(notice.pk, editor, Change("Accepted.", told=TOLD), version=seen),
    )
    assert ends == ["Clash", "done"]
    article = Article.objects.get(pk=edition.article_id)
    assert (article.summary == "Saved.") != article.body.startswith("Accepted.")
    assert Version.objects.filter(article=article, number=seen + 1).count() == 1


def test_two_beats_at_once_tell_it_once(
    edition: Edition, editor: User, writer: User, publisher: User
) -> None:
    notice = make_notice(edition, at="The gate on the Orle", email="rea@elsewhere.example")
    change = Change("The gate is early.", told={**TOLD, "change_note": "Early."})
    accepting.accept(notice.pk, editor, change, version=version_of(edition))
    second = make_published(edition.article, writer, publisher)
    assert at_once(*[lambda: tell_what_is_out(second.goes_live_at)] * 3) == ["done"] * 3
    assert Notice.objects.get().published_in == 2
    assert ReaderMail.objects.filter(key__endswith="-published").count() == 1
