"""The record: editions, decisions and the ledger stay as they are, whoever asks."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from articles import triggers
from articles.models import Decision, Edition, LedgerHead, LedgerLink
from articles.payload import fingerprint
from authors.models import User
from tests.make import make_article, make_move, make_published, make_scheduled, make_update

pytestmark = pytest.mark.django_db


def refuses(sql: str) -> bool:
    """Whether the database itself refuses this statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_published(make_article(writer), writer, publisher)


@pytest.mark.parametrize(
    "change",
    [
        "fingerprint = 'f'",
        "payload = '{}'",
        "note = 'something else'",
        "number = 7",
        "kind = 'minor'",
        "frozen_at = '2001-01-01 00:00:00'",
        "goes_live_at = '2001-01-01 00:00:00'",
        "cancelled_at = '2001-01-01 00:00:00'",
        "first_published_at = '2001-01-01 00:00:00'",
    ],
)
def test_the_database_refuses_to_change_a_live_edition(edition: Edition, change: str) -> None:
    assert refuses(f"UPDATE articles_edition SET {change} WHERE id = {edition.pk}")  # noqa: S608


@pytest.mark.parametrize("table", ["articles_edition", "articles_decision", "articles_ledgerlink"])
def test_the_database_refuses_to_delete_from_the_record(edition: Edition, table: str) -> None:
    assert edition
    assert refuses(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("change", ["articles_decision SET note = 'x'", "articles_ledgerlink SET hash = 'x'"])
def test_the_database_refuses_to_change_a_decision_or_a_link(edition: Edition, change: str) -> None:
    assert edition
    assert refuses(f"UPDATE {change}")


def test_the_end_of_an_edition_that_is_over_stays(edition: Edition, writer: User, publisher: User) -> None:
    make_update(edition.article, writer, publisher)
    assert refuses(f"UPDATE articles_edition SET superseded_at = NULL WHERE id = {edition.pk}")  # noqa: S608


def test_a_cancelled_edition_stays_cancelled(writer: User, publisher: User) -> None:
    article = make_article(writer)
    edition = make_scheduled(article, writer, publisher)
    make_move(article, "cancel", publisher)
    assert refuses(f"UPDATE articles_edition SET cancelled_at = NULL WHERE id = {edition.pk}")  # noqa: S608


def test_an_edition_s_html_may_be_made_again(edition: Edition) -> None:
    assert Edition.objects.filter(pk=edition.pk).update(html="<p>Rendered better.</p>") == 1


def test_every_trigger_is_in_place_after_migrating() -> None:
    assert triggers.missing() == []


def test_the_ledger_of_a_busy_day_verifies(writer: User, publisher: User, administrator: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_update(article, writer, publisher)
    make_move(article, "retract", publisher, note="Invented.")
    for person in (publisher, administrator):
        make_move(article, "redact", person, edition=1, note="Order of the court.")
    other = make_article(writer)
    make_scheduled(other, writer, publisher)
    make_move(other, "cancel", publisher)
    call_command("verify_editions", verbosity=0)
    assert [link.event for link in LedgerLink.objects.all()] == [
        "freeze", "freeze", "freeze", "redact", "freeze", "cancel",
    ]  # fmt: skip


def test_a_forged_edition_is_found(edition: Edition) -> None:
    triggers.remove()
    Edition.objects.filter(pk=edition.pk).update(payload={**edition.payload, "headline": "It never was late"})
    triggers.install()
    with pytest.raises(CommandError, match="1 fault"):
        call_command("verify_editions")


def test_a_rewritten_chain_is_found_by_a_head_kept_elsewhere(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = LedgerHead.objects.get()
    kept = tmp_path / "head.txt"
    kept.write_text(f"{head}\n")
    forged = {**edition.payload, "headline": "It never was late"}
    triggers.remove()
    Edition.objects.filter(pk=edition.pk).update(payload=forged, fingerprint=fingerprint(forged))
    link = LedgerLink.objects.select_related("edition").get()
    link.fingerprint = fingerprint(forged)
    LedgerLink.objects.filter(pk=link.pk).update(fingerprint=link.fingerprint, hash=link.reckoned())
    LedgerHead.objects.update(hash=link.reckoned())
    triggers.install()
    call_command("verify_editions")  # whoever owns the database can recompute a whole chain
    with pytest.raises(CommandError):
        call_command("verify_editions", head=kept)
    assert "rewritten since" in capsys.readouterr().err


def test_a_file_that_is_no_head_is_answered_with_a_sentence(tmp_path: Path) -> None:
    kept = tmp_path / "head.txt"
    kept.write_text("good morning")
    with pytest.raises(CommandError, match="not a ledger's head"):
        call_command("verify_editions", head=kept)


def test_every_move_leaves_a_decision(edition: Edition, writer: User, publisher: User) -> None:
    assert list(
        Decision.objects.filter(article=edition.article).order_by("pk").values_list("move", "user__name")
    ) == [("submit", writer.name), ("approve", publisher.name), ("publish", publisher.name)]
