"""The record at the desk: searched, turned over page by page, taken out as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from authors.models import AuditEntry, User
from newsroom import audit
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_article, make_move

PAGE = "/admin/audit/"
FILE = "/admin/audit/record.csv"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def browser(publisher: User, sign_in: SignIn) -> Client:
    """The publisher's browser."""
    return sign_in(publisher)


def make_lines(who: User, count: int, **fields: Any) -> None:
    """So many lines, a minute apart, the last at noon."""
    given = {"kind": "change", "model": "articles.topic", "object_pk": "1", "name": "Sea gate", **fields}
    rows = [AuditEntry(who=who, at=NOON - timedelta(minutes=number), **given) for number in range(count)]
    AuditEntry.objects.bulk_create(rows)


def shown(browser: Client, **asked: Any) -> list[str]:
    """The names of the lines on the page."""
    return [line.entry.name for line in browser.get(PAGE, asked).context["lines"]]


def cells(browser: Client, **asked: Any) -> list[list[str]]:
    """The rows of the file, without its head."""
    answer: Any = browser.get(FILE, asked)
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(StringIO(text)))[1:]


def test_a_move_is_shown_with_who_what_and_why(writer: User, editor: User, browser: Client) -> None:
    article = make_article(writer, headline="The gate is <late>")
    make_move(article, "submit", writer)
    make_move(article, "send_back", editor, note="Who says so?")
    page = text_of(browser.get(PAGE))
    for words in (
        "Edda Editor",
        "Send back",
        "The gate is &lt;late&gt;",
        "In review → Draft",
        "Who says so?",
    ):
        assert words in page
    assert f'href="/admin/articles/article/{article.pk}/change/"' in page


@pytest.mark.parametrize("who", ["Edda", "edda.editor@", "EDITOR"])
def test_it_is_searched_by_person(who: str, writer: User, editor: User, browser: Client) -> None:
    make_lines(writer, 1, name="Hers")
    make_lines(editor, 1, name="His")
    assert shown(browser, who=who) == ["His"]


def test_a_person_nobody_knows_has_done_nothing(writer: User, browser: Client) -> None:
    make_lines(writer, 1)
    assert shown(browser, who="Nemo") == []


def test_it_is_searched_by_words_of_the_name(writer: User, browser: Client) -> None:
    make_lines(writer, 1, name="The gate is late")
    make_lines(writer, 1, name="The ferry is not")
    assert shown(browser, about="GATE") == ["The gate is late"]


def test_it_is_searched_by_kind(writer: User, browser: Client) -> None:
    make_lines(writer, 1, name="Published", kind="publish")
    make_lines(writer, 1)
    assert shown(browser, kind="publish") == ["Published"]


def test_it_is_searched_by_day_in_the_paper_s_time_zone(writer: User, browser: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    make_lines(writer, 1, name="At noon in Greenwich")
    assert shown(browser, since="2026-11-24", until="2026-11-24") == ["At noon in Greenwich"]
    assert shown(browser, until="2026-11-23") == []
    assert shown(browser, since="2026-11-25") == []


def test_all_about_one_thing_is_one_link_away(writer: User, browser: Client) -> None:
    article = make_article(writer, headline="The gate is late")
    make_lines(writer, 3)
    make_move(article, "submit", writer)
    assert f"?of=articles.article%3A{article.pk}" in text_of(browser.get(PAGE))
    assert shown(browser, of=f"articles.article:{article.pk}") == ["The gate is late"]


def test_the_pages_hold_every_line_once(writer: User, browser: Client) -> None:
    make_lines(writer, 120)
    AuditEntry.objects.bulk_create(
        [AuditEntry(who=writer, at=NOON, kind="add", name=f"At once {number}") for number in range(60)]
    )
    seen, address = [], PAGE
    while address:
        context = browser.get(address).context
        seen += [line.entry.pk for line in context["lines"]]
        address = context["older"] and PAGE + context["older"]
    assert sorted(seen) == sorted(AuditEntry.objects.values_list("pk", flat=True))
    assert len(seen) == 180


def test_the_number_of_queries_does_not_grow_with_the_record(
    writer: User, editor: User, browser: Client, django_assert_max_num_queries: Any
) -> None:
    for who in (writer, editor):
        make_lines(who, 60)
    with django_assert_max_num_queries(8):
        browser.get(PAGE)


def test_a_search_for_words_reads_a_bounded_number_of_lines_and_goes_on(
    writer: User, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LOOKED_AT", 10)
    make_lines(writer, 25)
    AuditEntry.objects.create(who=writer, at=NOON - timedelta(days=1), kind="add", name="The needle")
    first = browser.get(PAGE, {"about": "needle"})
    assert first.context["lines"] == []
    assert "Look further back" in text_of(first)
    second = browser.get(PAGE + first.context["older"])
    third = browser.get(PAGE + second.context["older"])
    assert [line.entry.name for line in third.context["lines"]] == ["The needle"]
    assert not third.context["older"]


@pytest.mark.parametrize(
    "asked",
    [{"before": "x"}, {"before": "1-99999999999999999999"}, {"since": "yesterday"}, {"kind": "nothing"},
     {"of": "x"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"before": "99999999999999999-1"},
     {"about": "\x00"}, {"who": "\x00"}],
)  # fmt: skip
def test_a_search_that_makes_no_sense_breaks_nothing(
    asked: dict[str, str], writer: User, browser: Client
) -> None:
    make_lines(writer, 1)
    assert browser.get(PAGE, asked).status_code == 200
    assert browser.get(FILE, asked).status_code == 200


def test_a_search_with_a_mistake_keeps_what_was_typed_and_says_so(browser: Client) -> None:
    page = text_of(browser.get(PAGE, {"since": "yesterday", "who": "Edda"}))
    assert "Enter a valid date." in page
    assert 'value="Edda"' in page


def test_the_file_holds_what_was_searched_for(writer: User, editor: User, browser: Client) -> None:
    make_lines(writer, 3, name="Hers")
    make_lines(editor, 1, name="His")
    (row,) = cells(browser, who="Edda")
    assert row == [NOON.isoformat(), "Edda Editor", editor.email, "Changed", "topic", "1", "His", ""]


def test_the_file_is_as_long_as_the_record(
    writer: User, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "AT_A_TIME", 7)
    make_lines(writer, 100)
    assert len(cells(browser, kind="change")) == 100


def test_the_file_ends_at_its_most(writer: User, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "EXPORTED", 20)
    make_lines(writer, 30)
    assert len(cells(browser)) == 20


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(start: str, writer: User, browser: Client) -> None:
    formula = f"{start}cmd|' /C calc'!A0"
    make_lines(writer, 1, name=formula, detail={"note": formula})
    (row,) = cells(browser, kind="change")
    assert row[6] == f"'{formula}"
    assert row[7].startswith("'")


def test_taking_the_record_out_is_recorded(publisher: User, browser: Client) -> None:
    cells(browser, who="Edda")
    line = AuditEntry.objects.get(kind="export")
    assert (line.who, line.detail) == (publisher, {"asked": {"who": "Edda"}})
    assert "Took out this record" in text_of(browser.get(PAGE))


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_only_publishers_and_administrators_read_it(
    address: str, editor: User, publisher: User, administrator: User, reader: User, sign_in: SignIn
) -> None:
    assert sign_in(publisher).get(address).status_code == 200
    assert sign_in(administrator).get(address).status_code == 200
    assert sign_in(editor).get(address).status_code == 403
    assert sign_in(reader).get(address).status_code == 302


def test_only_those_who_may_read_it_are_shown_the_way(editor: User, browser: Client, sign_in: SignIn) -> None:
    assert f'href="{PAGE}"' in text_of(browser.get("/admin/"))
    assert f'href="{PAGE}"' not in text_of(sign_in(editor).get("/admin/"))


def test_a_line_about_something_deleted_has_no_address(writer: User, browser: Client) -> None:
    make_lines(writer, 1, kind="delete", model="articles.topic")
    make_lines(writer, 1, model="gone.model", name="From an app that left")
    page = text_of(browser.get(PAGE))
    assert "/admin/articles/topic/1/change/" not in page
    assert "From an app that left" in page
