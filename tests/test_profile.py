"""The private page about oneself: one's name, one's comments with what became of them, whom one has muted."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Edition
from articles.models.publication import PageVersion
from authors.models import User
from comments.models import Mute, Reader
from comments.noticing import path_of
from comments.signed import report_page
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_author
from tests.make_comments import make_comment, make_reader
from tests.make_notices import make_notice
from tests.make_reports import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]
PROFILE, MUTED, OWN = "/accounts/profile/", "/accounts/profile/muted/", "/accounts/profile/comments/"


def rename(client: Client, name: str, **fields: str) -> Any:
    """The form, opened and sent with another name."""
    made = re.search(r'name="made" value="([^"]*)"', text_of(client.get(PROFILE)))
    assert made
    return client.post(PROFILE, {"display_name": name, "made": made[1], **fields})


def name_of(user: User) -> str:
    return str(Reader.objects.get(user=user).display_name)


# The name


def test_a_reader_takes_another_name_and_their_comments_stand_under_it(
    edition: Edition, gannet: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    make_comment(edition, gannet, "Said before.")
    before = PageVersion.objects.get(article=edition.article_id).thread
    with django_capture_on_commit_callbacks(execute=True):
        answer = rename(sign_in(gannet), "Tern of Sandholm")
    assert answer["Location"] == PROFILE
    assert PageVersion.objects.get(article=edition.article_id).thread > before
    page = text_of(Client().get(edition.get_absolute_url()))
    assert "Tern of Sandholm" in page
    assert "gannet" not in page


@pytest.mark.parametrize(
    "name",
    ["Wanda Writer", "W\u0430nda Writer", "llse Maarvik", "p\u0430ssenger", "Moderator", "The Causeway"],
)
def test_a_name_of_somebody_else_is_refused_and_nothing_is_lost(
    name: str, gannet: User, writer: User, sign_in: SignIn
) -> None:
    make_author("Ilse Maarvik")
    make_reader("passenger")
    answer = rename(sign_in(gannet), name)
    assert answer.status_code == 400
    assert "looks very much like it" in text_of(answer)
    assert name_of(gannet) == "gannet"


def test_another_spelling_of_ones_own_name_is_free(gannet: User, sign_in: SignIn) -> None:
    rename(sign_in(gannet), "Gannet")
    assert name_of(gannet) == "Gannet"


def test_who_works_here_may_carry_their_own_name(writer: User, sign_in: SignIn) -> None:
    client = sign_in(writer)
    client.get(PROFILE)
    Reader.objects.filter(user=writer).update(display_name="Somebody", folded="somebody")
    rename(client, "Wanda Writer")
    assert name_of(writer) == "Wanda Writer"


def test_nobody_changes_names_all_the_time(gannet: User, sign_in: SignIn) -> None:
    client = sign_in(gannet)
    for name in ("Tern", "Petrel", "Puffin"):
        assert rename(client, name).status_code == 302
    answer = rename(client, "Curlew")
    assert answer.status_code == 409
    assert "several times lately" in text_of(answer)
    assert 'value="Curlew"' in text_of(answer), "What was typed is still there."
    assert name_of(gannet) == "Puffin"


def test_a_stale_token_loses_no_name(gannet: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.post(PROFILE, {"display_name": "Tern", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert 'value="Tern"' in text_of(answer)
    assert name_of(gannet) == "gannet"


@pytest.mark.parametrize("field", ["user", "trust", "folded", "banned_at", "is_staff", "always_held"])
def test_nothing_but_the_name_is_taken_from_the_form(field: str, gannet: User, sign_in: SignIn) -> None:
    before = Reader.objects.filter(user=gannet).values().get()
    rename(sign_in(gannet), "gannet", **{field: "3"})
    assert Reader.objects.filter(user=gannet).values().get() == before


# Who may see it


@pytest.mark.parametrize(
    "address", [PROFILE, MUTED, OWN, "/accounts/profile/data/", "/accounts/profile/erase/"]
)
def test_a_stranger_is_asked_to_sign_in(address: str, client: Client) -> None:
    answer = client.get(address)
    assert answer["Location"] == f"/accounts/login/?next={address}"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address", [PROFILE, MUTED, OWN, "/accounts/profile/data/", "/accounts/profile/erase/"]
)
def test_it_is_never_stored_nor_framed_and_obeys_the_policy(
    address: str, gannet: User, sign_in: SignIn
) -> None:
    answer = sign_in(gannet).get(address)
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["X-Frame-Options"]) == ("private, no-store", "DENY")
    assert " style=" not in text_of(answer)


# What one has said


def test_a_reader_sees_all_they_said_and_what_became_of_it(
    edition: Edition, gannet: User, sign_in: SignIn
) -> None:
    make_comment(edition, gannet, "This one waits.", status="held")
    make_comment(edition, gannet, "Everybody reads this.")
    make_comment(edition, gannet, "This one is gone.", status="hidden")
    make_comment(edition, None, "Somebody else's.")
    page = text_of(sign_in(gannet).get(OWN))
    for words in ("Everybody reads this.", "This one waits.", "Waiting for a moderator", "Not shown"):
        assert words in page
    assert "Somebody else" not in page
    assert f"{edition.get_absolute_url()}comment/" in page


def test_many_comments_come_by_pages_with_as_many_queries(
    edition: Edition, gannet: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    first = make_comment(edition, gannet, "The very first one.")
    row = {"thread_id": edition.article_id, "reader_id": first.reader_id, "status": "public"}
    type(first).objects.bulk_create(type(first)(text=f"Number {n}.", html="", **row) for n in range(45))
    client = sign_in(gannet)
    client.get(OWN)
    with django_assert_max_num_queries(6):
        page = text_of(client.get(OWN))
    for _ in range(2):
        older = re.search(r'href="(\?before=[^"]+)"', page)
        assert older
        page = text_of(client.get(OWN + older[1]))
    assert "The very first one." in page
    assert 'rel="next"' not in page
    assert client.get(f"{OWN}?before=nonsense").status_code == 404


# Whom one mutes


def test_a_reader_mutes_somebody_and_hears_them_again(
    edition: Edition, gannet: User, sign_in: SignIn
) -> None:
    tern = make_reader("tern")
    comment = make_comment(edition, tern, "Loud again.")
    client = sign_in(gannet)
    address = f"{edition.get_absolute_url()}comment/{comment.pk}/mute/"
    assert "tern" in text_of(client.get(address))
    assert client.post(address)["Location"].endswith(f"comments/{comment.pk}/#comment-{comment.pk}")
    client.post(address)
    assert Mute.objects.count() == 1
    assert client.get("/me", {"page": edition.get_absolute_url()}).json()["muted"] == [comment.pk]
    assert "tern" in text_of(client.get(MUTED))
    client.post(MUTED, {"muted": comment.reader_id})
    assert not Mute.objects.exists()
    assert client.get("/me", {"page": edition.get_absolute_url()}).json()["muted"] == []


def test_others_see_no_difference_and_get_no_names(edition: Edition, gannet: User, sign_in: SignIn) -> None:
    comment = make_comment(edition, make_reader("tern"), "Loud again.")
    before = Client().get(edition.get_absolute_url()).content
    sign_in(gannet).post(f"{edition.get_absolute_url()}comment/{comment.pk}/mute/")
    assert Client().get(edition.get_absolute_url()).content == before
    assert Client().get("/me").json() == {"signed_in": False}
    assert "tern" not in str(sign_in(gannet).get("/me", {"page": edition.get_absolute_url()}).json())


def test_nobody_mutes_themselves_or_by_opening_a_page(
    edition: Edition, gannet: User, sign_in: SignIn
) -> None:
    own = make_comment(edition, gannet, "Mine.")
    other = make_comment(edition, make_reader("tern"), "Theirs.")
    client = sign_in(gannet)
    assert client.post(f"{edition.get_absolute_url()}comment/{own.pk}/mute/").status_code == 409
    client.get(f"{edition.get_absolute_url()}comment/{other.pk}/mute/")
    assert not Mute.objects.exists()


def test_what_nobody_may_read_is_not_found_by_muting(edition: Edition, gannet: User, sign_in: SignIn) -> None:
    held = make_comment(edition, make_reader("tern"), "Waits.", status="held")
    answer = sign_in(gannet).get(f"{edition.get_absolute_url()}comment/{held.pk}/mute/")
    assert answer.status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "\x00", "²"])
def test_a_number_that_is_none_ends_no_muting(number: str, gannet: User, sign_in: SignIn) -> None:
    assert sign_in(gannet).post(MUTED, {"muted": number}).status_code == 303


def test_nobody_ends_the_mutings_of_others(edition: Edition, gannet: User, sign_in: SignIn) -> None:
    comment = make_comment(edition, make_reader("tern"), "Loud.")
    sign_in(gannet).post(f"{edition.get_absolute_url()}comment/{comment.pk}/mute/")
    sign_in(make_reader()).post(MUTED, {"muted": comment.reader_id})
    assert Mute.objects.exists()


# What one has sent


def test_what_one_has_suggested_and_reported_is_listed_with_how_it_stands(
    sign_in: SignIn, edition: Edition, gannet: User
) -> None:
    notice = make_notice(edition, "It was promised for 1986.", reader=Reader.objects.of(gannet))
    comment = make_comment(edition, text="Somebody else's.")
    report = make_report(comment, gannet, ground="spam")
    page = text_of(sign_in(gannet).get("/accounts/profile/sent/"))
    assert "It was promised for 1986." in page
    assert path_of(notice, edition.get_absolute_url()) in page
    assert report_page(report).partition(":")[0] in page  # what follows is signed with the second


def test_what_others_have_sent_is_not_listed(sign_in: SignIn, edition: Edition, gannet: User) -> None:
    make_notice(edition, "It was promised for 1986.")
    page = text_of(sign_in(gannet).get("/accounts/profile/sent/"))
    assert "1986" not in page
    assert page.count("Nothing.") == 2
