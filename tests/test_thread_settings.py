"""Who may comment below an article: set by hand, which wins over age, and within reach of the article."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Section
from authors.models import User
from comments.judging import Refused
from comments.models import Thread
from tests.conftest import SignIn
from tests.desk import page_of, text_of
from tests.make import make_article
from tests.make_comments import make_comment, make_live

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_thread_changelist")


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher, headline="The gate on the Orle")


def of(edition: Edition) -> str:
    return reverse("admin:comments_thread_of", args=[edition.article_id])


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator"])
def test_the_article_leads_to_who_may_comment_on_it(
    role: str, edition: Edition, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    client = sign_in(request.getfixturevalue(role))
    assert of(edition) in client.get(page_of(edition.article)).text
    answer = client.get(of(edition), follow=True)
    assert answer.status_code == 200
    assert "The gate on the Orle" in text_of(answer)


def test_a_writer_is_not_offered_what_they_may_not(edition: Edition, writer: User, sign_in: SignIn) -> None:
    client = sign_in(writer)
    assert of(edition) not in client.get(page_of(edition.article)).text
    assert client.get(of(edition), follow=True).status_code in (403, 404)


def test_the_way_to_a_thread_makes_nothing_by_itself(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    client.get(of(edition))
    assert not Thread.objects.exists()
    make_comment(edition)
    page = client.get(of(edition), follow=True)
    assert page.redirect_chain[0][0] == reverse("admin:comments_thread_change", args=[edition.article_id])
    assert client.get(reverse("admin:comments_thread_of", args=[4711])).status_code == 404


@pytest.mark.parametrize(("days", "words"), [(30, "30 days after"), (1, "1 day after")])
def test_the_choice_says_after_how_many_days_comments_close(
    days: int, words: str, edition: Edition, moderator: User, sign_in: SignIn, settings: Any
) -> None:
    settings.COMMENTS_CLOSE_AFTER_DAYS = days
    make_comment(edition)
    client = sign_in(moderator)
    for address in (LIST, reverse("admin:comments_thread_change", args=[edition.article_id])):
        assert f"open, and closed by themselves {words} publication" in text_of(client.get(address))


@pytest.mark.parametrize(
    ("policy", "old", "may"),
    [
        ("by_age", False, "held"), ("by_age", True, ""),
        ("open", False, "held"), ("open", True, "held"),
        ("premoderated", False, "held"), ("premoderated", True, "held"),
        ("closed", False, ""), ("closed", True, ""),
        ("hidden", False, ""), ("hidden", True, ""),
    ],
)  # fmt: skip
def test_a_choice_by_hand_wins_over_age(
    policy: str, old: bool, may: str, edition: Edition, editor: User, sign_in: SignIn, settings: Any
) -> None:
    settings.COMMENTS_CLOSE_AFTER_DAYS = 0 if old else 30
    given = {"article": edition.article_id, "policy": policy, "prompt": ""}
    sign_in(editor).post(reverse("admin:comments_thread_add"), given)
    assert Thread.objects.get().policy == policy
    try:
        status = make_comment(edition, status="held").status
    except Refused:
        status = ""
    assert status == may


def test_where_each_comment_waits_a_known_readers_waits_too(
    edition: Edition, moderator: User, sign_in: SignIn
) -> None:
    known = make_comment(edition).reader.user
    page = reverse("admin:comments_thread_change", args=[edition.article_id])
    sign_in(moderator).post(page, {"policy": "premoderated", "prompt": ""})
    assert make_comment(edition, known, "Another", status="held").status == "held"


def test_the_list_of_threads_is_found_by_headline_in_fixed_queries(
    edition: Edition, writer: User, publisher: User, moderator: User, sign_in: SignIn
) -> None:
    client, counts = sign_in(moderator), []
    make_comment(edition)
    for several in (1, 5):
        for _ in range(several):
            make_comment(make_live(writer, publisher, headline="A regatta"))
        with CaptureQueriesContext(connection) as queries:
            page = text_of(client.get(LIST, {"q": "GATE on"}))
        counts.append(len(queries))
        assert "The gate on the Orle" in page
        assert "A regatta" not in page
    assert counts[0] == counts[1] <= 10


def test_an_editor_of_one_section_leaves_the_threads_of_others_alone(
    edition: Edition, editor: User, sign_in: SignIn
) -> None:
    Section.objects.create(name="Sport", slug="sport").only_here.add(editor)
    client = sign_in(editor)
    given = {"article": edition.article_id, "policy": "closed", "prompt": ""}
    assert client.post(reverse("admin:comments_thread_add"), given).status_code == 403
    assert not Thread.objects.exists()
    make_comment(edition)
    page = reverse("admin:comments_thread_change", args=[edition.article_id])
    assert client.post(page, given).status_code == 403
    assert Thread.objects.get().policy == "by_age"
    section = edition.article.section
    assert section
    section.only_here.add(editor)
    client.post(page, given)
    assert Thread.objects.get().policy == "closed"


def test_a_draft_nobody_may_read_is_not_told(contributor: User, moderator: User, sign_in: SignIn) -> None:
    article = make_article(contributor, headline="Not yet", deadline=timezone.now() + timedelta(days=1))
    assert sign_in(contributor).get(
        reverse("admin:comments_thread_of", args=[article.pk]), follow=True
    ).status_code in (403, 404)
