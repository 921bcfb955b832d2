"""Two people, one article: nothing that anybody wrote is lost."""

import pytest
from django.test import Client

from authors.models import User
from tests.conftest import SignIn
from tests.desk import opened, page_of, row, text_of
from tests.make import make_article, make_move, make_reference, make_row

BODY = "The first paragraph.\n\nThe second paragraph.\n\nThe third paragraph."


@pytest.fixture
def one(editor: User, sign_in: SignIn) -> Client:
    """The browser of the editor, who saves first."""
    return sign_in(editor)


@pytest.fixture
def other(publisher: User, sign_in: SignIn) -> Client:
    """The browser of the publisher, who saves second on the version both have opened."""
    return sign_in(publisher)


def test_the_second_to_save_is_told_who_was_first_and_keeps_their_text(
    writer: User, one: Client, other: Client
) -> None:
    article = make_article(writer)
    mine = opened(other, article, headline="Headline of the second")
    one.post(page_of(article), opened(one, article, headline="Headline of the first"))
    answer = other.post(page_of(article), mine)
    page = text_of(answer)
    article.refresh_from_db()
    assert article.headline == "Headline of the first"
    assert "Edda Editor saved this article while you were writing" in page
    assert "Headline of the second</textarea>" in page
    assert "Headline of the first" in page


def test_paragraphs_that_only_one_of_them_touched_merge(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, body=BODY)
    mine = opened(other, article, body=BODY.replace("third", "last"))
    one.post(page_of(article), opened(one, article, body=BODY.replace("first", "opening")))
    page = other.post(page_of(article), mine)
    assert "Your changes and theirs are merged below." in text_of(page)
    merged = page.context["adminform"].form["body"].value()
    assert merged == "The opening paragraph.\n\nThe second paragraph.\n\nThe last paragraph."


def test_saving_again_on_the_new_version_works(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, body=BODY)
    mine = opened(other, article, body=BODY.replace("third", "last"))
    one.post(
        page_of(article),
        opened(one, article, summary="Their summary.", body=BODY.replace("first", "opening")),
    )
    page = other.post(page_of(article), mine)
    again = {**mine, "version": page.context["version"], "body": page.context["adminform"].form["body"].value(),
             "summary": page.context["adminform"].form["summary"].value()}  # fmt: skip
    assert other.post(page_of(article), again).status_code == 302
    article.refresh_from_db()
    assert article.body.startswith("The opening paragraph.")
    assert article.body.endswith("The last paragraph.")
    assert article.summary == "Their summary."


def test_a_field_that_only_the_first_touched_is_theirs(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer)
    mine = opened(other, article, headline="Mine")
    one.post(page_of(article), opened(one, article, summary="Theirs."))
    form = other.post(page_of(article), mine).context["adminform"].form
    assert form["headline"].value() == "Mine"
    assert form["summary"].value() == "Theirs."


def test_a_paragraph_that_both_changed_stands_side_by_side(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer, body=BODY)
    mine = opened(other, article, body=BODY.replace("second", "middle"))
    one.post(page_of(article), opened(one, article, body=BODY.replace("second", "next")))
    page = other.post(page_of(article), mine)
    assert "You both changed 1 place" in text_of(page)
    assert "The next paragraph." in text_of(page)
    assert "The middle paragraph." in page.context["adminform"].form["body"].value()


def test_rows_that_both_added_all_stay(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer)
    make_row(article, "Port of Aldery", order=1)
    mine = row(
        opened(other, article), "stakeholder_rows", name="Mine", motivations="a", challenges="b", table=""
    )
    theirs = row(
        opened(one, article), "stakeholder_rows", name="Theirs", motivations="c", challenges="d", table=""
    )
    one.post(page_of(article), theirs)
    page = other.post(page_of(article), mine)
    rows = next(
        i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "stakeholder_rows"
    )
    assert {form["name"].value() for form in rows.forms} == {"Port of Aldery", "Theirs", "Mine"}


def test_a_row_that_the_first_took_away_goes_and_one_that_the_second_changed_stays(
    writer: User, one: Client, other: Client
) -> None:
    article = make_article(writer)
    make_row(article, "Untouched", order=1)
    make_row(article, "Touched", order=2)
    one.post(page_of(article), opened(one, article, summary="With two rows."))
    mine = opened(other, article, stakeholder_rows__1__motivations="My words")
    theirs = opened(one, article, stakeholder_rows__0__DELETE="on", stakeholder_rows__1__DELETE="on")
    one.post(page_of(article), theirs)
    page = other.post(page_of(article), mine)
    rows = next(
        i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "stakeholder_rows"
    )
    assert [(form["name"].value(), form["motivations"].value()) for form in rows.forms] == [
        ("Touched", "My words")
    ]


def test_a_reference_that_only_the_first_changed_is_theirs(writer: User, one: Client, other: Client) -> None:
    article = make_article(writer)
    make_reference(article, "register", quote="Old words")
    one.post(page_of(article), opened(one, article, summary="With a reference."))
    mine = opened(other, article, headline="Mine")
    one.post(page_of(article), opened(one, article, references__0__quote="Their words"))
    page = other.post(page_of(article), mine)
    rows = next(i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "references")
    assert [form["quote"].value() for form in rows.forms] == ["Their words"]


def test_a_text_that_was_moved_on_meanwhile_is_handed_back(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    mine = opened(browser, article, body="Words of an hour.")
    make_move(article, "submit", writer)
    answer = browser.post(page_of(article), mine)
    assert answer.status_code == 409
    assert "Words of an hour." in text_of(answer)
    assert "In review" in text_of(answer)
