"""The demonstration newsroom: what it holds, that its pages answer, that a second run keeps it."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from articles.importers import parse
from articles.models import (
    Article,
    Edition,
    Entry,
    Label,
    LedgerLink,
    Reference,
    Section,
    Source,
    StakeholderRow,
)
from articles.workflow import State
from authors.models import Author
from comments.models import (
    Appeal,
    Comment,
    ModerationDecision,
    ModerationMonth,
    Notice,
    Reader,
    Report,
    Thread,
    Word,
)
from newsroom.demo.cast import PASSWORD
from newsroom.demo.load import load
from tests.test_round_trip import same, told

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}


def hear_nothing(_done: int, _total: int, _what: str) -> None:
    """For loading in silence."""


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The newsroom, loaded once for all tests here and rolled back after them."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, **QUICK), transaction.atomic():
        load(hear_nothing)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def newsroom(loaded: None, db: None) -> None:
    """The loaded newsroom, as it was for each test."""


def depth(comment: Comment) -> int:
    """How many comments stand above this one, and itself."""
    return 1 if comment.parent is None else 1 + depth(comment.parent)


def test_it_has_articles_of_every_label_in_several_sections_and_languages(newsroom: None) -> None:
    listed = Entry.objects.listed()
    assert listed.count() >= 12
    assert set(listed.values_list("label", flat=True)) == set(Label.values)
    assert Section.objects.filter(pk__in=listed.values("section")).count() >= 4
    assert set(listed.values_list("language", flat=True)) == {"en", "fr", "de", "ar"}


def test_its_texts_are_as_long_as_texts_are(newsroom: None) -> None:
    words = Edition.objects.listed().exclude(payload__language="ar").values_list("words", flat=True)
    assert min(words) >= 230
    assert max(words) >= 550


def test_it_has_editions_of_every_kind(newsroom: None) -> None:
    assert set(Edition.objects.once_live().values_list("kind", flat=True)) == set(Edition.Kind.values)
    corrected = Edition.objects.live().filter(kind=Edition.Kind.CORRECTION).first()
    assert corrected
    assert corrected.was_wrong
    assert corrected.is_right


def test_it_has_working_copies_in_every_state(newsroom: None) -> None:
    states = Counter(Article.objects.values_list("state", flat=True))
    assert set(states) == set(State.values)
    assert states[State.DRAFT] == 6


def test_a_piece_is_scheduled_and_another_has_an_update_ahead_of_it(newsroom: None) -> None:
    ahead = Edition.objects.pending()
    live = {edition.article_id for edition in Edition.objects.live()}
    assert [edition.article_id in live for edition in ahead.order_by("number")] == [False, True]


def test_a_live_article_is_being_worked_on(newsroom: None) -> None:
    working = Article.objects.get(slug="the-drowned-bell")
    live = Edition.objects.live().get(article=working)
    assert working.state == State.DRAFT
    assert working.body != live.payload["body"]


def test_what_readers_have_known_for_days_is_marked_as_imported_with_its_true_times(newsroom: None) -> None:
    for edition in Edition.objects.filter(kind=Edition.Kind.FIRST):
        known_before = edition.article.first_published_at is not None
        assert edition.imported == known_before
        assert edition.goes_live_at >= edition.frozen_at
    assert LedgerLink.objects.filter(event="freeze").count() == Edition.objects.count()


def test_it_cites_sources_of_every_kind_by_key_and_by_address(newsroom: None) -> None:
    assert set(Source.objects.values_list("kind", flat=True)) == set(Source.Kind.values)
    assert not Source.objects.filter(title="").exists()
    assert not Source.objects.filter(kind="unnamed", unnamed_reason="").exists()
    assert Reference.objects.exclude(quote="").exists()
    bodies = [edition.payload["body"] for edition in Edition.objects.listed()]
    assert any("]](https://" in body for body in bodies)
    assert any("[[rules]]" in body for body in bodies)


def test_stakeholder_tables_stand_in_the_text(newsroom: None) -> None:
    with_rows = StakeholderRow.objects.values("article").distinct()
    placed = Article.objects.filter(pk__in=with_rows, body__contains="{stakeholders}")
    assert placed.count() >= 4


def test_authors_have_profiles(newsroom: None) -> None:
    whole = Author.objects.exclude(bio="").exclude(photo=None).exclude(birthplace="").exclude(user=None)
    whole = whole.exclude(languages=[]).exclude(education=[]).exclude(former_posts=[]).exclude(expertise=[])
    assert whole.count() >= 4


def test_pictures_are_described_and_credited(newsroom: None) -> None:
    pictures = [edition.payload["lead_image"] for edition in Edition.objects.listed()]
    shown = [picture for picture in pictures if picture]
    assert len({picture["name"] for picture in shown}) >= 6
    assert all(picture["alt"] and picture["credit"] and picture["licence"] for picture in shown)


def test_many_comments_answer_one_another(newsroom: None) -> None:
    status = Counter(Comment.objects.values_list("status", flat=True))
    assert status == {"public": 74, "held": 6, "hidden": 1, "rejected": 3}
    assert max(depth(comment) for comment in Comment.objects.all()) == 4
    assert sum(Thread.objects.values_list("public_count", flat=True)) == 74
    assert sum(Thread.objects.values_list("held_count", flat=True)) == 6


def test_readers_are_asked_something_and_what_they_say_is_picked_quoted_and_recommended(
    newsroom: None,
) -> None:
    assert Thread.objects.exclude(prompt="").exists()
    picked = Comment.objects.exclude(picked="").get()
    assert picked.recommended == picked.recommendations.count() == 5
    assert Comment.objects.filter(html__contains="<blockquote>").exists()


def test_what_waits_does_so_for_many_reasons(newsroom: None) -> None:
    judged = ModerationDecision.objects.filter(kind="judge", to_status="held", comment__status="held")
    phases = {verdict["phase"] for line in judged for verdict in line.evidence}
    assert phases == {"new reader", "links", "suspect words", "elsewhere", "trust"}
    assert set(Reader.objects.values_list("trust", flat=True)) == {0, 1, 2, 3}
    assert Word.objects.count() >= 5


def test_readers_have_suggested_something_in_each_state(newsroom: None, client: Client) -> None:
    assert set(Notice.objects.values_list("status", flat=True)) == {"new", "declined", "published"}
    published = Notice.objects.select_related("article").get(status="published")
    edition = Edition.objects.live().get(article=published.article)
    assert edition.number == published.published_in
    assert published.name in edition.is_right
    assert not Notice.objects.filter(note__gone=True).exists()


def test_readers_have_reported_something_and_one_appeals(newsroom: None, client: Client) -> None:
    assert Counter(Report.objects.values_list("status", flat=True)) == {
        "open": 4,
        "upheld": 1,
        "dismissed": 1,
    }
    assert Report.objects.get(illegal=True).comment
    assert Appeal.objects.get().status == "open"
    assert ModerationMonth.objects.count() >= 5
    assert client.get("/moderation/").status_code == 200


def test_every_role_can_sign_in(newsroom: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK["PASSWORD_HASHERS"]
    for role in ("contributor", "writer", "editor", "publisher", "moderator", "administrator", "reader"):
        client = Client()
        form = {"login": f"{role}@causeway.example", "password": PASSWORD}
        assert client.post("/accounts/login/", form).status_code == 302
        assert client.get("/admin/").status_code == (302 if role == "reader" else 200)


def test_every_page_of_the_paper_answers(newsroom: None, client: Client) -> None:
    paths = ["/", *Entry.objects.live().values_list("path", flat=True)]
    paths += [path + "history/" for path in paths[1:]]
    paths += [section.get_absolute_url() for section in Section.objects.all()]
    paths += [author.get_absolute_url() for author in Author.objects.all()]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_what_is_scheduled_cannot_be_read_yet(newsroom: None, client: Client) -> None:
    ahead = Entry.objects.exclude(pk__in=Entry.objects.live()).get(kind="first")
    assert client.get(ahead.path).status_code == 404


def test_a_second_run_keeps_everything(newsroom: None, settings: Any) -> None:
    settings.DEMO = True
    before = (list(Article.objects.values_list("pk", "version")), Comment.objects.count())
    said = StringIO()
    with override_settings(STATIC_ROOT=settings.MEDIA_ROOT / "static"):
        call_command("demo", "--no-serve", stdout=said)
    assert (list(Article.objects.values_list("pk", "version")), Comment.objects.count()) == before
    assert PASSWORD in said.getvalue()
    assert "editor@causeway.example" in said.getvalue()


def test_every_article_is_read_back_from_its_own_export(newsroom: None, client: Client) -> None:
    for edition in Edition.objects.listed().select_related("address"):
        draft = parse(client.get(f"{edition.address.path}article.md").content.decode())
        assert told(draft) == same(edition.payload), edition.address.path
        assert not draft.notes
