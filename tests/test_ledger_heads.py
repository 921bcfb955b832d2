"""Whoever kept a head of the ledger can show what was rewritten since, even by the owner of the database."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles import heads, triggers
from articles.models import Edition, LedgerHead, LedgerLink
from articles.payload import fingerprint
from authors.models import User
from tests.make import make_article, make_published, make_update

pytestmark = pytest.mark.django_db

HEAD = "/.well-known/newsroom-ledger.json"


@pytest.fixture
def editions(writer: User, publisher: User) -> list[Edition]:
    """Three articles, each with an edition; the first has two."""
    made = [
        make_published(make_article(writer, headline=f"Gate {number}"), writer, publisher)
        for number in (1, 2, 3)
    ]
    return [*made, make_update(made[0].article, writer, publisher)]


def rewrite(edition: Edition, headline: str) -> None:
    """What only the owner of the database can do: change an edition, and reckon the whole chain anew."""
    triggers.remove()
    forged = {**edition.payload, "headline": headline}
    Edition.objects.filter(pk=edition.pk).update(payload=forged, fingerprint=fingerprint(forged))
    reckon_anew()
    triggers.install()


def reckon_anew() -> None:
    before = ""
    for link in LedgerLink.objects.select_related("edition").order_by("number"):
        link.previous, link.fingerprint = before, link.edition.fingerprint
        before = link.reckoned()
        LedgerLink.objects.filter(pk=link.pk).update(
            previous=link.previous, fingerprint=link.fingerprint, hash=before
        )
    LedgerHead.objects.update(hash=before)


Save = Callable[[str], Path]


@pytest.fixture
def save(client: Client, tmp_path: Path) -> Save:
    """What a reader does: save what stands at an address."""

    def saved(address: str) -> Path:
        response = client.get(address)
        assert response.status_code == 200
        file = tmp_path / "head.json"
        file.write_bytes(response.content)
        return file

    return saved


def faults(head: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says against the record; '' for nothing."""
    try:
        call_command("verify_editions", head=head)
    except CommandError:
        return capsys.readouterr().err
    return ""


def test_a_head_that_was_kept_goes_on_to_verify_while_the_paper_publishes(
    editions: list[Edition], save: Save, writer: User, publisher: User, capsys: pytest.CaptureFixture[str]
) -> None:
    head = save(HEAD)
    make_published(make_article(writer), writer, publisher)
    assert faults(head, capsys) == ""


def test_an_edition_that_its_owner_rewrote_with_the_whole_chain_is_named(
    editions: list[Edition], save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    head = save(HEAD)
    rewrite(editions[1], "It never was late")
    call_command("verify_editions")  # the chain alone shows nothing
    said = faults(head, capsys)
    assert "Link 2 is not the one of the head that was kept: the record was rewritten since." in said
    assert "It was rewritten here, and in nothing before." in said
    assert f"edition 1 of article {editions[1].article_id}, “It never was late”" in said
    assert said.count("rewritten since") == 1, "one rewriting is told once"


def test_a_head_of_two_words_shows_that_something_was_rewritten(
    editions: list[Edition], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"{LedgerHead.objects.get()}\n")
    rewrite(editions[1], "It never was late")
    said = faults(note, capsys)
    assert "Link 4 is not the one" in said
    assert "It was rewritten here or before" in said


def test_an_end_that_was_cut_off_is_found(
    editions: list[Edition], save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    head = save(HEAD)
    triggers.remove()
    LedgerLink.objects.filter(number__gt=2).delete()
    LedgerHead.objects.update(number=2, hash=LedgerLink.objects.get(number=2).hash)
    triggers.install()
    said = faults(head, capsys)
    assert "names link 3, which is missing" in said


def test_each_day_has_its_file_that_nobody_changes_any_more(
    editions: list[Edition], save: Save, writer: User, publisher: User
) -> None:
    call_command("publish_head", verbosity=0)
    today = timezone.localdate().isoformat()
    kept = save(f"/record/{today}.json").read_text()
    make_published(make_article(writer), writer, publisher)
    call_command("publish_head", verbosity=0)
    assert save(f"/record/{today}.json").read_text() == kept
    assert json.loads(kept)["day"] == today
    assert list(json.loads(kept)["links"]) == ["1", "2", "3", "4"]


def test_a_day_s_file_names_what_was_rewritten(
    editions: list[Edition], save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    heads.keep()
    head = save(f"/record/{timezone.localdate().isoformat()}.json")
    rewrite(editions[2], "It never was late")
    assert "Link 3 is not the one" in faults(head, capsys)


def test_a_day_s_file_lists_the_links_since_the_file_before(
    editions: list[Edition], writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads.keep()
    make_published(make_article(writer), writer, publisher)
    tomorrow = date.fromordinal(timezone.localdate().toordinal() + 1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    heads.keep()
    assert list(json.loads(heads.kept(tomorrow))["links"]) == ["5"]
    after = date.fromordinal(tomorrow.toordinal() + 1)
    monkeypatch.setattr(timezone, "localdate", lambda: after)
    heads.keep()
    assert list(json.loads(heads.kept(after))["links"]) == ["5"], (
        "a day on which nothing happened names the head"
    )
    assert heads.days() == [after, tomorrow, date.fromordinal(tomorrow.toordinal() - 1)]


def test_a_file_that_a_killed_process_left_half_written_is_written_anew(
    client: Client, editions: list[Edition]
) -> None:
    today = timezone.localdate()
    default_storage.save(heads.name_of(today), ContentFile(heads.text_of(heads.head()).encode()[:200]))
    assert client.get(f"/record/{today.isoformat()}.json").status_code == 404
    heads.keep()
    assert json.loads(heads.kept(today))["number"] == 4
    assert default_storage.listdir(heads.FOLDER) == ([], [f"{today.isoformat()}.json"])


def test_two_workers_keep_one_file(editions: list[Edition], monkeypatch: pytest.MonkeyPatch) -> None:
    name = heads.keep()
    before = heads.kept(timezone.localdate())
    delete = default_storage.delete

    def delete_what_is_not_the_file(gone: str) -> None:
        if gone != name:
            delete(gone)

    monkeypatch.setattr(heads, "kept", lambda *_args: "")  # the other had not finished when this one looked
    monkeypatch.setattr(default_storage, "delete", delete_what_is_not_the_file)
    heads.keep()
    monkeypatch.undo()
    assert default_storage.listdir(heads.FOLDER)[1] == [name.rpartition("/")[2]]
    assert heads.kept(timezone.localdate()) == before


def test_the_worker_keeps_the_day_s_head(editions: list[Edition]) -> None:
    from newsroom.beat import tidy

    tidy.func()
    assert heads.days() == [timezone.localdate()]


def test_the_head_is_short_lived_in_caches_and_readable_from_anywhere(
    client: Client, editions: list[Edition], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        response = client.get(HEAD)
    assert "s-maxage=" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(HEAD, headers={"If-None-Match": response["ETag"]}).status_code == 304
    told = json.loads(response.content)
    assert f"{told['number']} {told['hash']}" == str(LedgerHead.objects.get())


def test_an_empty_ledger_has_a_head_too(
    save: Save, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    assert faults(save(HEAD), capsys) == ""
    assert "Nothing has been published yet" in client.get("/record/").content.decode()


def test_a_page_explains_it_and_every_page_leads_there(client: Client, editions: list[Edition]) -> None:
    heads.keep()
    page = client.get("/record/").content.decode()
    digest = LedgerHead.objects.get().hash
    assert " ".join(digest[place : place + 4] for place in range(0, 64, 4)) in page
    assert f'href="/record/{timezone.localdate().isoformat()}.json"' in page
    for path in ("/", editions[3].address.path, f"{editions[3].address.path}history/"):
        assert 'href="/record/"' in client.get(path).content.decode()


@pytest.mark.parametrize("asked", ["5", "0", "x", "1e3", "٣", "9" * 18, "9" * 30, "%00", "-1"])
def test_a_line_that_is_not_there_is_answered_with_a_sentence(
    client: Client, editions: list[Edition], asked: str
) -> None:
    response = client.get(f"/record/?line={asked}")
    assert response.status_code == 200
    assert "The ledger has no such line." in response.content.decode()


def test_anybody_can_look_up_a_line(client: Client, editions: list[Edition]) -> None:
    page = client.get("/record/?line=2").content.decode()
    assert f"SHA-256 {LedgerLink.objects.get(number=2).hash[:4]} " in page


def test_the_days_are_listed_as_data(client: Client, editions: list[Edition]) -> None:
    heads.keep()
    today = timezone.localdate().isoformat()
    assert json.loads(client.get("/record/heads.json").content) == {
        "heads": [{"day": today, "address": f"http://localhost:8000/record/{today}.json"}]
    }


@pytest.mark.parametrize("day", ["2001-01-01", "2026-02-31", "2026-13-01"])
def test_a_day_without_a_head_is_not_found(client: Client, day: str) -> None:
    assert client.get(f"/record/{day}.json").status_code == 404


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"number": "x", "hash": 1}', '{"number": 1, "hash": "short"}', "7"]
)
def test_a_file_that_is_no_head_is_answered_with_a_sentence(tmp_path: Path, text: str) -> None:
    kept = tmp_path / "head.json"
    kept.write_text(text)
    with pytest.raises(CommandError, match="not a ledger's head"):
        call_command("verify_editions", head=kept)
