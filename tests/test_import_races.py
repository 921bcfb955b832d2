"""Two people import at once, with a connection each: one article comes of it."""

from collections.abc import Callable

import pytest

from articles.importers import Bio, ImportedDraft, Source, Table
from articles.importers.saving import Outcome, save_draft
from articles.models import Article, Reference, Stakeholder
from authors.models import Author, User
from tests import racing

pytestmark = pytest.mark.django_db(transaction=True)


def draft(headline: str) -> ImportedDraft:
    return ImportedDraft(
        headline=headline,
        body="Sold [[1]](https://crane.example/sale).\n\n{stakeholders}",
        tables=[Table("stakeholders", ["Stakeholder", "Aim"], [["Museum", "a landmark"]], 1)],
        sources=[Source("https://crane.example/sale")],
        byline=["Mara Okafor"],
        bios=[Bio("Mara Okafor", "Mara Okafor covers cranes.")],
    )


def at_once(*acts: Callable[[], Outcome]) -> list[Outcome]:
    """What comes of acts that begin together, sorted."""
    return sorted(racing.together(*acts))


def test_the_same_text_imported_twice_at_once_is_one_article(writer: User, editor: User) -> None:
    ends = at_once(
        lambda: save_draft(draft("Crane"), user=writer, import_ref="crane").outcome,
        lambda: save_draft(draft("Crane"), user=editor, import_ref="crane").outcome,
    )
    assert ends == [Outcome.STORED, Outcome.UNCHANGED]
    assert Article.objects.count() == 1


def test_two_texts_at_once_share_what_they_have_in_common(writer: User, editor: User) -> None:
    ends = at_once(
        lambda: save_draft(draft("Crane"), user=writer, import_ref="crane").outcome,
        lambda: save_draft(draft("Last crane"), user=editor, import_ref="last-crane").outcome,
    )
    assert ends == [Outcome.STORED, Outcome.STORED]
    assert (Author.objects.count(), Stakeholder.objects.count()) == (1, 1)
    assert Reference.objects.values("source").distinct().count() == 1
