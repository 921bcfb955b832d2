"""What a paper says about itself is written at the desk, read by everybody, and known to search engines."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import StandingPage
from authors.models import AuditEntry, User
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def make_page(kind: str = "ethics", **fields: Any) -> StandingPage:
    return StandingPage.objects.create(
        kind=kind, **{"title": "What we hold to", "body": "Ask *twice*.", **fields}
    )


def test_a_publisher_writes_a_page_and_readers_read_it(
    client: Client, publisher: User, sign_in: SignIn
) -> None:
    written = {
        "kind": "ethics",
        "title": "Our rules",
        "summary": "Six of them.",
        "body": "Ask *twice*.",
        "order": 1,
    }
    answer = sign_in(publisher).post(reverse("admin:articles_standingpage_add"), written)
    assert answer.status_code == 302
    page = client.get("/about/ethics/").content.decode()
    assert "Our rules" in page
    assert "<em>twice</em>" in page


def test_every_change_of_a_page_is_on_record(publisher: User, sign_in: SignIn) -> None:
    page = make_page()
    written = {"kind": "ethics", "title": "Other rules", "summary": "", "body": "Ask.", "order": 1}
    sign_in(publisher).post(reverse("admin:articles_standingpage_change", args=[page.pk]), written)
    assert AuditEntry.objects.filter(who=publisher, kind="change").exists()


@pytest.mark.parametrize("role", ["writer", "editor", "moderator"])
def test_only_who_answers_for_the_paper_changes_its_pages(
    role: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    page = make_page()
    address = reverse("admin:articles_standingpage_change", args=[page.pk])
    assert sign_in(request.getfixturevalue(role)).get(address).status_code == 403


def test_the_first_page_leads_to_all_others(client: Client) -> None:
    make_page("about", title="About us")
    make_page("funding", title="Who pays")
    page = client.get("/about/").content.decode()
    assert 'href="/about/funding/"' in page
    assert 'aria-current="page">About us' in page


def test_a_paper_that_has_written_nothing_says_so(client: Client) -> None:
    assert "has not written about itself yet" in client.get("/about/").content.decode()


def test_a_page_that_is_not_written_is_not_found(client: Client) -> None:
    make_page("about")
    for address in ("/about/ethics/", "/about/nothing/", "/about/about/"):
        assert client.get(address).status_code == 404, address


def test_search_engines_learn_where_each_policy_stands(client: Client) -> None:
    make_page("ethics")
    make_page("corrections")
    text = re.findall(r'ld\+json">(.*?)</script>', client.get("/about/ethics/").content.decode())[0]
    paper = json.loads(text)["@graph"][0]
    assert paper["ethicsPolicy"] == "http://localhost:8000/about/ethics/"
    assert paper["correctionsPolicy"] == "http://localhost:8000/about/corrections/"


def test_a_page_takes_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_page("ethics")
    with django_assert_num_queries(2):
        client.get("/about/ethics/")
