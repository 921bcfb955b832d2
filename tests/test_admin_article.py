"""The article's form at the desk."""

import re

import pytest
from django.test import Client

from articles.models import Article, Source, Stakeholder, Topic, Version
from articles.workflow import State
from authors.models import User
from tests.conftest import SignIn
from tests.desk import ADD, PREVIEW, filled_in, opened, page_of, row, text_of
from tests.make import (
    make_approved,
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
)
from tests.pictures import make_image


@pytest.fixture
def desk(writer: User, sign_in: SignIn) -> Client:
    """The writer's browser."""
    return sign_in(writer)


def test_a_writer_begins_an_article_which_is_theirs(desk: Client, writer: User) -> None:
    author = make_author("Wanda Writer", user=writer)
    page = desk.get(ADD)
    data = filled_in(
        page, headline="The gate is late", summary="Again.", body="It is late.", topics="Tides; Locks"
    )
    answer = desk.post(ADD, data)
    article = Article.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == page_of(article)
    assert article.owner == writer
    assert [by.author for by in article.bylines.all()] == [author]
    assert {topic.name for topic in article.topics.all()} == {"Tides", "Locks"}
    assert Version.objects.get(article=article).saved_by == writer


def test_a_new_article_is_offered_under_its_writers_own_name(desk: Client, writer: User) -> None:
    make_author("Wanda Writer", user=writer)
    assert 'value="Wanda Writer"' in text_of(desk.get(ADD))


def test_saving_keeps_a_version_and_stays_on_the_page(desk: Client, writer: User) -> None:
    article = make_article(writer)
    answer = desk.post(page_of(article), opened(desk, article, headline="Another headline"))
    article.refresh_from_db()
    assert answer["Location"] == page_of(article)
    assert article.headline == "Another headline"
    assert article.version == 2
    assert article.versions.get(number=2).payload["headline"] == "Another headline"


def test_saving_nothing_new_makes_no_version(desk: Client, writer: User) -> None:
    article = make_article(writer)
    make_row(article)
    desk.post(page_of(article), opened(desk, article))
    article.refresh_from_db()
    assert article.version == 1


def test_saving_finds_the_sources_that_the_text_cites(desk: Client, writer: User) -> None:
    article = make_article(writer)
    body = "It is late [[the port]](https://port.example/gate/?utm_source=x)."
    desk.post(page_of(article), opened(desk, article, body=body))
    article.refresh_from_db()
    assert article.references.get().source.normalised == "https://port.example/gate"


def test_a_web_address_is_cited_by_a_row_that_makes_source_and_key(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = row(
        opened(desk, article),
        "references",
        cites="https://www.port.example/report",
        key="",
        wording="",
        quote="",
        note="",
    )
    desk.post(page_of(article), data)
    article.refresh_from_db()
    reference = article.references.get()
    assert reference.key == "port"
    assert reference.source.address == "https://www.port.example/report"


def test_a_reference_to_nothing_known_is_an_error_that_keeps_the_text(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = row(opened(desk, article, body="My words."), "references", cites="the mayor", key="mayor")
    answer = desk.post(page_of(article), data)
    assert "No source is called “the mayor”" in text_of(answer)
    assert "My words." in text_of(answer)
    assert not Source.objects.exists()


def test_two_references_may_exchange_their_keys(desk: Client, writer: User) -> None:
    article = make_article(writer)
    one, two = make_reference(article, "one", order=1), make_reference(article, "two", order=2)
    data = opened(desk, article, references__0__key="two", references__1__key="one")
    assert desk.post(page_of(article), data).status_code == 302
    article.refresh_from_db()
    assert {ref.key: ref.source for ref in article.references.all()} == {"two": one.source, "one": two.source}


def test_the_same_key_twice_is_refused(desk: Client, writer: User) -> None:
    article = make_article(writer)
    make_reference(article, "one")
    make_reference(article, "two")
    answer = desk.post(page_of(article), opened(desk, article, references__1__key="one"))
    assert "“one” stands here twice." in text_of(answer)


def test_the_same_author_twice_is_refused(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = row(opened(desk, article), "bylines", name="Ilse Maarvik", role="photographs")
    assert "“Ilse Maarvik” stands here twice." in text_of(desk.post(page_of(article), data))


def test_typing_a_new_name_makes_a_stakeholder_and_an_old_one_finds_it(desk: Client, writer: User) -> None:
    article = make_article(writer)
    known = Stakeholder.objects.get_or_make("Port of Aldery")
    data = row(
        opened(desk, article),
        "stakeholder_rows",
        name="port of  ALDERY",
        motivations="A lock",
        challenges="Cost",
        table="",
    )
    data = row(
        data, "stakeholder_rows", name="Islanders", motivations="Ferries", challenges="Tides", table=""
    )
    desk.post(page_of(article), data)
    article.refresh_from_db()
    rows = list(article.stakeholder_rows.all())
    assert rows[0].stakeholder == known
    assert rows[1].stakeholder.name == "Islanders"


def test_rows_keep_the_order_they_were_dragged_into(desk: Client, writer: User) -> None:
    article = make_article(writer)
    make_row(article, "First", order=1)
    make_row(article, "Second", order=2)
    desk.post(
        page_of(article), opened(desk, article, stakeholder_rows__0__order=2, stakeholder_rows__1__order=1)
    )
    article.refresh_from_db()
    assert [row.stakeholder.name for row in article.stakeholder_rows.all()] == ["Second", "First"]


def test_an_empty_new_row_is_no_row(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = row(opened(desk, article), "stakeholder_rows", name="", motivations="", challenges="", table="")
    assert desk.post(page_of(article), data).status_code == 302
    assert not article.stakeholder_rows.exists()


def test_a_language_that_is_none_is_refused(desk: Client, writer: User) -> None:
    article = make_article(writer)
    answer = desk.post(page_of(article), opened(desk, article, language="English!"))
    assert "This is not a language tag" in text_of(answer)


def test_a_known_topic_is_found_whatever_its_capitals(desk: Client, writer: User) -> None:
    article = make_article(writer)
    topic = Topic.objects.create(name="Tides", slug="tides")
    desk.post(page_of(article), opened(desk, article, topics="TIDES"))
    article.refresh_from_db()
    assert list(article.topics.all()) == [topic]


def test_a_text_that_is_approved_stays_editable_and_says_that_it_differs(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    browser = sign_in(editor)
    browser.post(page_of(article), opened(browser, article, body="Another body."))
    page = text_of(browser.get(page_of(article)))
    assert "This is not the text that was approved" in page
    assert "<ins>Another body." in page


# Who may open and change what


def test_a_writer_reads_a_colleagues_draft_but_cannot_change_it(
    writer: User, editor: User, desk: Client
) -> None:
    article = make_article(editor)
    page = desk.get(page_of(article))
    assert page.status_code == 200
    assert 'name="body"' not in text_of(page)
    answer = desk.post(page_of(article), {"version": 1, "headline": "Mine now", "body": "x"})
    article.refresh_from_db()
    assert answer.status_code == 409
    assert article.headline != "Mine now"


@pytest.mark.parametrize("role", ["contributor", "moderator", "publisher"])
def test_nobody_who_only_reads_is_led_to_a_page_that_is_not_theirs(
    role: str, contributor: User, publisher: User, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    article = make_article(contributor, lead_image=make_image())
    make_published(article, contributor, publisher)
    browser = sign_in(request.getfixturevalue(role))
    page = text_of(browser.get(page_of(article)))
    assert str(article.section) in page
    assert str(article.lead_image) in page
    links = set(re.findall(r'href="(/admin/(?:articles/section|images/image)/\d+/[^"]*)"', page))
    assert {browser.get(link).status_code for link in links} <= {200}
    assert bool(links) == (role == "publisher")


def test_a_contributor_does_not_even_see_a_colleagues_draft(
    contributor: User, writer: User, sign_in: SignIn
) -> None:
    article = make_article(writer, headline="Not for everybody")
    browser = sign_in(contributor)
    assert browser.get(page_of(article)).status_code == 302
    assert "Not for everybody" not in text_of(browser.get("/admin/articles/article/"))


def test_a_contributor_writes_their_own(contributor: User, sign_in: SignIn) -> None:
    article = make_article(contributor, authors=())
    browser = sign_in(contributor)
    browser.post(page_of(article), opened(browser, article, headline="My own"))
    article.refresh_from_db()
    assert article.headline == "My own"


@pytest.mark.parametrize("state", [State.RELEASED, State.RETRACTED, State.SPIKED])
def test_what_is_out_or_spiked_is_only_to_be_read(
    state: State, writer: User, publisher: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    if state == State.SPIKED:
        make_move(article, "spike", publisher, note="No news.")
    else:
        make_published(article, writer, publisher)
    if state == State.RETRACTED:
        make_move(article, "retract", publisher, note="It was wrong.")
    page = text_of(sign_in(publisher).get(page_of(article)))
    assert 'name="body"' not in page
    assert "only to be read" in page


def test_a_text_in_review_is_its_editors_and_no_longer_its_writers(
    writer: User, editor: User, sign_in: SignIn, desk: Client
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    assert 'name="body"' not in text_of(desk.get(page_of(article)))
    assert 'name="body"' in text_of(sign_in(editor).get(page_of(article)))


def test_nobody_deletes_an_article(administrator: User, writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    assert sign_in(administrator).post(f"{page_of(article)[:-7]}delete/", {"post": "yes"}).status_code == 403


def test_fields_that_the_form_does_not_show_cannot_be_posted(
    desk: Client, writer: User, editor: User
) -> None:
    article = make_article(writer)
    data = opened(
        desk, article, headline="New", state="released", owner=editor.pk, approved_fingerprint="x" * 64
    )
    desk.post(page_of(article), data)
    article.refresh_from_db()
    assert (article.headline, article.state, article.owner) == ("New", State.DRAFT, writer)
    assert article.approved_fingerprint == ""


# Size


def test_the_form_asks_the_database_no_more_for_more_rows(
    editor: User, writer: User, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    article = make_article(writer, authors=("A B", "C D", "E F"))
    for number in range(12):
        make_reference(article, f"key-{number}")
        make_row(article, f"Name {number}", order=number)
    browser = sign_in(editor)
    browser.get(page_of(article))
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        browser.get(page_of(article))


# What nobody's browser sends


@pytest.mark.parametrize("version", ["", "0", "-1", "seven", "9" * 40])
def test_a_version_that_nobody_opened_saves_nothing_and_loses_nothing(
    version: str, desk: Client, writer: User
) -> None:
    article = make_article(writer)
    answer = desk.post(page_of(article), opened(desk, article, body="My words.", version=version))
    article.refresh_from_db()
    assert answer.status_code == 200
    assert "My words." in text_of(answer)
    assert article.version == 1


@pytest.mark.parametrize("total", ["", "x", "-3", "99999999"])
def test_mangled_rows_are_no_server_error(total: str, desk: Client, writer: User) -> None:
    article = make_article(writer)
    for version in (1, 0):
        data = opened(desk, article, version=version, references__TOTAL_FORMS=total)
        assert desk.post(page_of(article), data).status_code in (200, 302, 400)
        assert desk.post(PREVIEW, data).status_code == 200


@pytest.mark.parametrize("odd", ["\x00", "\u202e", "[" * 50_000, "..", "\ud7ff"])
def test_odd_characters_are_no_server_error(odd: str, desk: Client, writer: User) -> None:
    article = make_article(writer)
    everywhere = dict.fromkeys(
        ("headline", "summary", "body", "topics", "lead_image", "language", "slug"), odd
    )
    data = row(opened(desk, article, **everywhere), "references", cites=odd, key=odd)
    data = row(data, "stakeholder_rows", name=odd, motivations=odd, challenges=odd)
    assert desk.post(PREVIEW, data).status_code == 200
    assert desk.post(page_of(article), data).status_code == 200
    assert desk.get("/admin/articles/article/suggest/source/", {"q": odd[:200]}).status_code == 200
