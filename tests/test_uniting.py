"""Two stakeholders that are one become one: lists and working copies follow, published words stay."""

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from articles.models import Edition, Stakeholder, StakeholderRow
from articles.publishing import Refused
from authors.models import AuditEntry, User
from tests.conftest import SignIn
from tests.make import make_approved, make_article, make_move, make_published, make_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone() -> Stakeholder:
    return Stakeholder.objects.get_or_make("Aldery Port Authority")


@pytest.fixture
def stays() -> Stakeholder:
    return Stakeholder.objects.get_or_make("Port of Aldery")


def merge_page(gone: Stakeholder) -> str:
    return reverse("admin:articles_stakeholder_merge", args=[gone.pk])


def merge(desk: Client, gone: Stakeholder, stays: Stakeholder) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert desk.post(merge_page(gone), {"into": stays.name}).status_code == 302


def test_the_old_address_leads_to_the_one_that_stays_which_tells_of_both(
    client: Client, desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User, publisher: User
) -> None:
    for name, wants in ((gone.name, "A crane"), (stays.name, "A lock")):
        article = make_article(writer)
        make_row(article, name, motivations=wants)
        edition = make_published(article, writer, publisher)
    merge(desk, gone, stays)
    response = client.get("/stakeholders/aldery-port-authority/", follow=True)
    assert response.redirect_chain == [("/stakeholders/port-of-aldery/", 301)]
    html = response.content.decode()
    assert "A crane" in html
    assert "A lock" in html
    assert "Also called: Aldery Port Authority" in html
    assert edition.fingerprint == Edition.objects.get(pk=edition.pk).fingerprint


def test_a_published_text_keeps_the_name_and_leads_to_the_one_that_stays(
    client: Client, desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_row(article, gone.name)
    path = make_published(article, writer, publisher).address.path
    before = client.get(path)
    merge(desk, gone, stays)
    after = client.get(path, headers={"if-none-match": before["ETag"]})
    link = '<th scope="row"><a href="/stakeholders/port-of-aldery/">Aldery Port Authority</a></th>'
    assert link in after.content.decode()


def test_its_names_are_found_as_the_other_one_from_then_on(
    desk: Client, gone: Stakeholder, stays: Stakeholder
) -> None:
    merge(desk, gone, stays)
    assert Stakeholder.objects.get_or_make("ALDERY  port authority") == stays


def test_working_copies_follow_and_an_approval_does_not_cover_the_other_name(
    desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_row(article, gone.name)
    make_approved(article, writer, publisher)
    merge(desk, gone, stays)
    assert StakeholderRow.objects.get().stakeholder == stays
    with pytest.raises(Refused):
        make_move(article, "publish", publisher)


def test_an_edition_frozen_before_is_listed_under_the_one_that_stays(
    client: Client, desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_row(article, gone.name)
    make_row(article, stays.name)
    make_published(article, writer, publisher)
    merge(desk, gone, stays)
    assert client.get("/stakeholders/port-of-aldery/").content.decode().count("A wide lock") == 2


def test_whoever_was_merged_before_follows(
    client: Client, desk: Client, writer: User, publisher: User
) -> None:
    first, second, third = (Stakeholder.objects.get_or_make(f"Party {name}") for name in "ABC")
    article = make_article(writer)
    make_row(article, first.name)
    make_published(article, writer, publisher)
    merge(desk, first, second)
    merge(desk, second, third)
    for slug in ("party-a", "party-b"):
        assert client.get(f"/stakeholders/{slug}/").headers["Location"] == "/stakeholders/party-c/"


def test_the_record_keeps_what_moved(
    desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User
) -> None:
    row = make_row(make_article(writer), gone.name)
    merge(desk, gone, stays)
    line = AuditEntry.objects.get(kind="merge")
    assert line.detail["former"] == gone.name
    assert line.detail["moved"]["rows"] == [row.pk]


def test_the_page_shows_what_would_move_before_anything_does(
    desk: Client, gone: Stakeholder, stays: Stakeholder, writer: User
) -> None:
    make_row(make_article(writer), gone.name)
    html = desk.get(merge_page(gone), {"into": "port of aldery"}).content.decode()
    assert "1 working copy names Port of Aldery" in html
    assert Stakeholder.objects.get(pk=gone.pk).merged_into is None


@pytest.mark.parametrize("into", ["Aldery Port Authority", "Nobody we know", ""])
def test_what_cannot_be_meant_is_refused_kindly(desk: Client, gone: Stakeholder, into: str) -> None:
    response = desk.post(merge_page(gone), {"into": into})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_two_who_merge_at_once_do_not_make_a_circle(
    desk: Client, gone: Stakeholder, stays: Stakeholder
) -> None:
    merge(desk, gone, stays)
    assert desk.post(merge_page(stays), {"into": gone.name}).status_code == 200
    assert desk.post(merge_page(gone), {"into": stays.name}).status_code == 404
    assert Stakeholder.objects.get(pk=stays.pk).merged_into is None


def test_writers_may_not_merge(writer: User, sign_in: SignIn, gone: Stakeholder) -> None:
    assert sign_in(writer).get(merge_page(gone)).status_code == 403
