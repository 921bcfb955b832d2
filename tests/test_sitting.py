"""What is typed is kept without a save, offered again to who typed it, and nobody else ever sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Sitting
from authors.models import User
from tests.conftest import SignIn
from tests.desk import ADD, LIST, filled_in, opened, page_of, row, text_of
from tests.make import make_article, make_move

pytestmark = pytest.mark.django_db
SITTINGS = f"{LIST}sittings/"


class Tab:
    """One window of a browser with the article's form, or with a new one's, as its script uses it."""

    def __init__(self, browser: Client, article: Article | None = None) -> None:
        self.browser, self.address = browser, page_of(article) if article else ADD
        page = browser.get(self.address)
        self.number = str(page.context["tab"])
        self.form = {**filled_in(page), "tab": self.number, "sitter": str(page.context["user"].pk)}
        self.beat()

    def send(self, what: str, **posted: Any) -> Any:
        """What the desk answers to the script."""
        address = f"{SITTINGS}{self.number}/{what}/"
        return self.browser.post(address, posted, headers={"accept": "application/json"})

    def beat(self) -> Any:
        """A sign of life."""
        given = {name: self.form[name] for name in ("article", "version", "sitter")}
        return self.send("beat", **given)

    def told(self) -> str:
        """What is told about others."""
        return " ".join(self.beat().json()["told"])

    def types(self, **changes: Any) -> "Tab":
        """Something is typed and kept."""
        self.form |= changes
        assert self.send("keep", **self.form).status_code == 200
        return self

    def dies(self) -> "Tab":
        """The window is gone without a word, a minute ago."""
        Sitting.objects.filter(tab=self.number).update(seen_at=timezone.now() - timedelta(minutes=1))
        return self

    def saves(self, **changes: Any) -> Any:
        """What the desk answers to a press of 'Save'."""
        return self.browser.post(self.address, {**self.form, "_continue": "1", **changes})

    @property
    def take(self) -> str:
        """Where the text is taken into the form."""
        return f"{self.address}?take={self.number}"

    @property
    def page(self) -> str:
        """Where the text stands beside what is saved."""
        return f"{SITTINGS}{self.number}/"


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer, headline="The gate is late")


@pytest.fixture
def desk(writer: User, sign_in: SignIn) -> Client:
    """The writer's browser."""
    return sign_in(writer)


def value_of(page: Any, name: str) -> Any:
    """What stands in a field of the form on this page."""
    return page.context["adminform"].form[name].value()


# Kept


def test_what_is_typed_is_kept_and_nothing_of_the_article_changes(desk: Client, article: Article) -> None:
    Tab(desk, article).types(headline="The gate is early")
    article.refresh_from_db()
    assert (article.headline, article.version, article.versions.count()) == ("The gate is late", 1, 1)
    assert "early" in Sitting.objects.get().unsaved


def test_rows_that_were_added_are_kept_too(desk: Client, article: Article) -> None:
    tab = Tab(desk, article)
    tab.form = row(
        tab.form, "stakeholder_rows", name="Ferrymen", motivations="Pay", challenges="Fog", table=""
    )
    page = desk.get(tab.types().dies().take)
    rows = next(
        i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "stakeholder_rows"
    )
    assert [form["name"].value() for form in rows.forms] == ["Ferrymen"]


def test_a_text_above_the_limit_is_refused_with_a_kind_word(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(body="Short.")
    answer = tab.send("keep", **{**tab.form, "body": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "too long to be kept" in answer.json()["error"]
    assert "Short." in Sitting.objects.get().unsaved


def test_tokens_of_the_session_are_not_kept(desk: Client, article: Article) -> None:
    Tab(desk, article).types(csrfmiddlewaretoken="secret-token")
    assert "secret-token" not in Sitting.objects.get().unsaved


def test_a_save_puts_the_kept_text_away(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early")
    assert tab.saves().status_code == 302
    assert not Sitting.objects.exists()


def test_a_save_that_is_refused_keeps_it(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="")
    assert tab.saves().status_code == 200
    assert Sitting.objects.get().typed_at


def test_a_late_request_does_not_bring_back_what_a_save_put_away(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early")
    tab.saves()
    assert tab.send("keep", **tab.form).status_code == 410
    assert not Sitting.objects.exists()


def test_opening_a_form_writes_nothing(desk: Client, article: Article) -> None:
    desk.get(page_of(article))
    assert not Sitting.objects.exists()


# Offered


def test_an_unsaved_text_is_offered_when_the_article_is_opened_again(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    page = text_of(desk.get(page_of(article)))
    assert "you typed something here and did not save it" in page
    assert f"?take={tab.number}" in page
    assert tab.page in page


def test_it_is_taken_into_the_form_and_nothing_is_saved_by_that(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    page = desk.get(tab.take)
    assert value_of(page, "headline") == "The gate is early"
    assert "Please correct" not in text_of(page)
    assert "It is not saved yet" in text_of(page)
    article.refresh_from_db()
    assert (article.headline, article.version) == ("The gate is late", 1)


def test_taken_and_saved_it_is_in_the_article_and_offered_no_more(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    page = desk.get(tab.take)
    data = {**filled_in(page), "tab": str(page.context["tab"]), "taken": tab.number}
    assert desk.post(page_of(article), data).status_code == 302
    article.refresh_from_db()
    assert article.headline == "The gate is early"
    assert not Sitting.objects.exists()


def test_a_text_that_was_taken_up_is_kept_once(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    again = Tab(desk, article)
    again.types(headline="The gate is here", taken=tab.number)
    assert [str(one.tab) for one in Sitting.objects.all()] == [again.number]


def test_taken_after_somebody_else_saved_it_is_merged(
    desk: Client, article: Article, editor: User, sign_in: SignIn
) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    other = sign_in(editor)
    other.post(page_of(article), opened(other, article, summary="Theirs."))
    page = desk.get(tab.take)
    assert (value_of(page, "headline"), value_of(page, "summary")) == ("The gate is early", "Theirs.")
    assert "Edda Editor saved this article while you were writing" in text_of(page)
    assert page.context["version"] == 2


def test_what_differs_is_shown_word_by_word(desk: Client, article: Article) -> None:
    page = text_of(desk.get(Tab(desk, article).types(headline="The gate is early").page))
    assert "Removed: </span>late</del>" in page
    assert "Inserted: </span>early</ins>" in page


def test_what_differs_leaves_out_what_others_changed(
    desk: Client, article: Article, editor: User, sign_in: SignIn
) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    other = sign_in(editor)
    other.post(page_of(article), opened(other, article, summary="Theirs."))
    changed = [change.place for change in desk.get(tab.page).context["difference"].changes]
    assert changed == ["Headline"]


def test_thrown_away_it_is_gone(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    assert desk.post(tab.page).status_code == 302
    assert "did not save it" not in text_of(desk.get(page_of(article)))


def test_looking_at_it_does_not_throw_it_away(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early")
    desk.get(tab.page)
    assert Sitting.objects.get().typed_at


def test_a_text_that_is_no_longer_kept_is_said_to_be_gone(desk: Client, article: Article) -> None:
    answer = desk.get(f"{page_of(article)}?take={uuid4()}", follow=True)
    assert "not kept any more" in text_of(answer)
    assert value_of(answer, "headline") == "The gate is late"


def test_of_a_text_that_was_moved_on_the_typed_words_are_there_to_copy(
    desk: Client, article: Article, writer: User
) -> None:
    tab = Tab(desk, article).types(body="Words of an hour.").dies()
    make_move(article, "submit", writer)
    assert "did not save it" in text_of(desk.get(page_of(article)))
    assert "Words of an hour.</textarea>" in text_of(desk.get(tab.page))
    assert "Words of an hour.</textarea>" in text_of(desk.get(tab.take))


def test_a_new_article_that_was_never_saved_is_offered_and_taken(desk: Client) -> None:
    tab = Tab(desk).types(headline="Begun in the ferry", body="It rains.").dies()
    assert "you began a new article and did not save it" in text_of(desk.get(ADD))
    assert "It rains." in text_of(desk.get(tab.page))
    page = desk.get(tab.take)
    assert value_of(page, "headline") == "Begun in the ferry"
    assert not Article.objects.exists()
    data = {**filled_in(page), "tab": str(page.context["tab"]), "taken": tab.number}
    assert desk.post(ADD, data).status_code == 302
    assert Article.objects.get().headline == "Begun in the ferry"
    assert not Sitting.objects.exists()


def test_the_start_page_names_unsaved_texts_that_are_open_nowhere(desk: Client, article: Article) -> None:
    tab = Tab(desk, article).types(headline="The gate is early")
    assert "You have unsaved text" not in text_of(desk.get("/admin/"))
    tab.dies()
    page = text_of(desk.get("/admin/"))
    assert "You have unsaved text" in page
    assert tab.page in page


def test_a_text_for_an_article_that_may_not_be_opened_any_more_is_there_to_copy(
    contributor: User, writer: User, sign_in: SignIn
) -> None:
    article, browser = make_article(contributor, headline="Once mine"), sign_in(contributor)
    tab = Tab(browser, article).types(body="Words of an hour.").dies()
    Article.objects.filter(pk=article.pk).update(owner=writer, headline="Theirs now")
    page = text_of(browser.get(tab.page))
    assert "Words of an hour.</textarea>" in page
    assert "Theirs now" not in page + text_of(browser.get("/admin/"))


def test_the_text_of_one_article_is_not_taken_into_another(
    desk: Client, writer: User, article: Article
) -> None:
    tab = Tab(desk, article).types(headline="The gate is early").dies()
    other = make_article(writer)
    page = desk.get(f"{page_of(other)}?take={tab.number}", follow=True)
    assert value_of(page, "headline") == other.headline


# Nobody else's


def test_nobody_else_sees_takes_or_throws_away_what_was_typed(
    desk: Client, article: Article, editor: User, sign_in: SignIn
) -> None:
    tab = Tab(desk, article).types(body="Not for the editor yet.").dies()
    other = sign_in(editor)
    pages = [page_of(article), tab.take, tab.page]
    assert all("Not for the editor yet." not in text_of(other.get(page, follow=True)) for page in pages)
    other.post(tab.page)
    other.post(f"{tab.page}keep/", {**tab.form, "body": "Overwritten", "sitter": editor.pk})
    other.post(f"{tab.page}leave/", {})
    assert "Not+for+the+editor" in Sitting.objects.get(tab=tab.number).unsaved


def test_an_article_that_may_not_be_read_has_no_sign_of_life(
    contributor: User, sign_in: SignIn, article: Article
) -> None:
    address = f"{SITTINGS}{uuid4()}/beat/"
    given = {"article": article.pk, "version": 1}
    assert sign_in(contributor).post(address, given).status_code == 404
    assert not Sitting.objects.exists()


@pytest.mark.parametrize("what", ["beat", "keep", "leave"])
def test_the_script_speaks_by_post(what: str, desk: Client) -> None:
    assert desk.get(f"{SITTINGS}{uuid4()}/{what}/").status_code == 405


@pytest.mark.parametrize("tab", ["", "x", "0" * 32, "ffffffff-ffff-ffff-ffff-fffffffffffg", "\x00"])
def test_a_strange_tab_is_no_server_error(tab: str, desk: Client, article: Article) -> None:
    data = {**opened(desk, article, headline="Saved all the same"), "tab": tab, "taken": tab}
    assert desk.post(page_of(article), data).status_code == 302
    assert desk.get(page_of(article), {"take": tab}, follow=True).status_code == 200
