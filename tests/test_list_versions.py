"""Actions on several articles respect the version that the list showed, each of them."""

import pytest
from django.contrib import admin

from articles.admin.article_list import SEVERAL
from articles.models import Article, Decision
from authors.models import User
from tests.conftest import SignIn
from tests.desk import LIST, opened, page_of, text_of
from tests.make import make_approved, make_article, make_move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", SEVERAL)
def test_a_list_action_does_nothing_to_an_article_saved_since(
    action: str, writer: User, editor: User, administrator: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    if action in ("approve", "send_back"):
        make_move(article, "submit", writer)
    if action == "publish":
        make_approved(article, writer, editor)
    seen = Article.objects.get().version
    other, browser = sign_in(administrator), sign_in(administrator)
    assert other.post(page_of(article), opened(other, article, summary="Newer.")).status_code == 302
    moves = Decision.objects.count()
    chosen = {"action": action, "_selected_action": [article.pk], f"seen-{article.pk}": seen, "note": "Why."}
    answer = text_of(browser.post(LIST, chosen))
    assert "Not done" in answer
    assert "since you opened this page" in answer
    assert Decision.objects.count() == moves


def test_every_action_that_the_list_offers_is_a_move_that_respects_versions(
    administrator: User, writer: User, sign_in: SignIn
) -> None:
    make_article(writer)
    form = sign_in(administrator).get(LIST).context["action_form"]
    assert {value for value, _label in form.fields["action"].choices if value} <= set(SEVERAL)


def test_no_list_at_the_desk_is_edited_in_place() -> None:
    assert not [model for model, page in admin.site._registry.items() if page.list_editable]
