"""Live coverage: entries that are added to a published article by one press, each of them an edition."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, CoverageEntry, Edition
from articles.publishing import Asked, NotNow, NotYou, Refused, move
from articles.reporting import Report
from articles.verifying import verify_editions, verify_ledger
from authors.models import User

from .conftest import SignIn
from .desk import move_page
from .make import (
    make_approved,
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_scheduled,
    make_update,
)
from .pictures import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    article = make_article(writer, headline="The gate is tested", body="Today the gate is tested.")
    make_published(article, writer, publisher)
    return article


def reported(article: Article, user: User, text: str = "", **report: Any) -> Edition:
    """A report through the gate, on a version that nobody has looked at."""
    edition = make_move(article, "report", user, report=Report(text=text, **report)).edition
    assert edition
    return edition


def page(client: Client, article: Article, more: str = "") -> str:
    return client.get(article.editions.live().get().get_absolute_url() + more).content.decode()


def test_an_entry_is_live_at_once_below_the_text_and_a_minor_edition(
    client: Client, article: Article, editor: User
) -> None:
    make_author("Edda Editor", user=editor)
    edition = reported(article, editor, "The first leaf **moves**.")
    html = page(client, article)
    assert html.index("Today the gate is tested.") < html.index("The first leaf <strong>moves</strong>.")
    assert "<bdi>Edda Editor</bdi>" in html
    assert (edition.number, edition.kind, edition.note) == (2, "minor", "")
    assert edition.payload["body"] == "Today the gate is tested."


def test_the_newest_entry_comes_first_and_the_pinned_one_before_it(
    client: Client, article: Article, editor: User
) -> None:
    for text in ("First.", "Second.", "Third."):
        reported(article, editor, text)
    html = page(client, article)
    assert html.index("<p>Third.</p>") < html.index("<p>Second.</p>") < html.index("<p>First.</p>")
    first = CoverageEntry.objects.get(text="First.")
    reported(article, editor, entry=first.pk, pinned=True)
    html = page(client, article)
    assert html.index("<p>First.</p>") < html.index("<p>Third.</p>") < html.index("<p>Second.</p>")
    reported(article, editor, entry=CoverageEntry.objects.get(text="Second.").pk, pinned=True)
    assert page(client, article).count("<strong>Pinned</strong>") == 1


def test_an_entry_is_corrected_in_public_and_the_difference_shows_it(
    client: Client, article: Article, editor: User
) -> None:
    reported(article, editor, "Three leaves are shut.")
    entry = CoverageEntry.objects.get()
    reported(article, editor, "Two leaves are shut.", entry=entry.pk)
    html = page(client, article)
    assert "Two leaves" in html
    assert "corrected" in html
    difference = page(client, article, "history/2..3/")
    assert "Live coverage" in difference
    assert "Three" in difference
    assert "Three leaves" in page(client, article, "history/2/")


def test_a_coverage_ends_and_is_taken_up_again_by_the_next_entry(
    client: Client, article: Article, editor: User
) -> None:
    reported(article, editor, "It begins.")
    assert "<live-coverage" in page(client, article)
    reported(article, editor, over=True)
    html = page(client, article)
    assert "which has ended" in html
    assert "<live-coverage" not in html
    reported(article, editor, "It goes on.")
    assert "which has ended" not in page(client, article)


@pytest.mark.parametrize(
    "report",
    [{"text": "  "}, {"entry": 999_999, "text": "x"}, {"over": True}, {"over": False}, {"text": "x" * 4001}],
)
def test_a_report_of_nothing_changes_nothing(article: Article, editor: User, report: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        make_move(article, "report", editor, report=Report(**report))
    assert article.editions.count() == 1
    assert not CoverageEntry.objects.exists()


def test_an_entry_of_another_article_cannot_be_changed(
    article: Article, editor: User, writer: User, publisher: User
) -> None:
    other = make_article(writer)
    make_published(other, writer, publisher)
    reported(other, editor, "Elsewhere.")
    with pytest.raises(Refused):
        reported(article, editor, "Here.", entry=CoverageEntry.objects.get().pk)
    assert CoverageEntry.objects.get().text == "Elsewhere."


def test_an_entry_is_checked_like_any_text(article: Article, editor: User) -> None:
    with pytest.raises(Refused, match="not among the references"):
        reported(article, editor, "As [[nobody]] says.")
    assert not CoverageEntry.objects.exists()


def test_an_entry_may_cite_and_show_a_picture(
    client: Client, writer: User, publisher: User, editor: User
) -> None:
    article = make_article(writer)
    make_reference(article, "register")
    make_published(article, writer, publisher)
    image = make_image(800, 600, alt="A leaf", credit="Port")
    reported(article, editor, f"See [[register]].\n\n{image.marker}")
    html = page(client, article)
    assert 'alt="A leaf"' in html
    assert 'href="#source-1"' in html


def test_two_who_report_on_the_same_version_are_both_live(
    client: Client, article: Article, editor: User, publisher: User
) -> None:
    version = Article.objects.get(pk=article.pk).version
    move(article.pk, "report", editor, version=version, asked=Asked(report=Report(text="One sees it.")))
    move(article.pk, "report", publisher, version=version, asked=Asked(report=Report(text="Another too.")))
    html = page(client, article)
    assert "One sees it." in html
    assert "Another too." in html


def test_only_those_with_the_permission_report_and_only_while_it_is_live(
    article: Article, writer: User, editor: User, publisher: User
) -> None:
    with pytest.raises(NotYou):
        reported(article, writer, "I am here.")
    with pytest.raises(NotNow):
        reported(make_article(writer), editor, "Too early.")
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More.")
    make_scheduled(article, writer, publisher)
    with pytest.raises(NotNow, match="Cancel that first"):
        reported(article, editor, "Meanwhile.")


def test_a_report_takes_nothing_from_an_approval_and_the_next_edition_keeps_it(
    client: Client, article: Article, writer: User, editor: User, publisher: User
) -> None:
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(
        change_kind="update", change_note="More.", body="The gate was tested."
    )
    make_approved(article, writer, publisher)
    reported(article, editor, "It holds.")
    assert "Today the gate is tested." in page(client, article)
    make_move(article, "publish", publisher)
    html = page(client, article)
    assert "The gate was tested." in html
    assert "It holds." in html


def test_a_report_does_not_hide_that_an_approved_text_was_changed(
    article: Article, writer: User, editor: User, publisher: User
) -> None:
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More.")
    make_approved(article, writer, publisher)
    Article.objects.filter(pk=article.pk).update(body="Something nobody has read.")
    reported(article, editor, "It holds.")
    with pytest.raises(Refused):
        make_move(article, "publish", publisher)


def test_a_retraction_takes_the_coverage_with_it(
    client: Client, article: Article, editor: User, publisher: User
) -> None:
    reported(article, editor, "Hearsay.")
    make_move(article, "retract", publisher, note="It was not the gate.")
    assert "Hearsay" not in page(client, article)


def test_a_fix_of_the_live_text_keeps_the_coverage(
    client: Client, article: Article, editor: User, publisher: User, writer: User
) -> None:
    reported(article, editor, "It holds.")
    make_move(article, "reopen", writer)
    make_move(article, "fix_live", publisher, text={"body": "Today the gates are tested."}, kind="minor")
    html = page(client, article)
    assert "gates are tested" in html
    assert "It holds." in html


def test_the_record_of_a_coverage_holds(
    article: Article, editor: User, writer: User, publisher: User
) -> None:
    reported(article, editor, "One.")
    make_update(Article.objects.get(pk=article.pk), writer, publisher, body="Done.")
    assert not any(verify_editions())
    assert not any(verify_ledger())


def test_a_coverage_is_a_live_blog_to_search_engines(client: Client, article: Article, editor: User) -> None:
    assert "LiveBlogPosting" not in page(client, article)
    reported(article, editor, "The first leaf **moves**.")
    html = page(client, article)
    assert '"LiveBlogPosting"' in html
    assert '"articleBody":"The first leaf moves."' in html
    reported(article, editor, over=True)
    assert '"coverageEndTime"' in page(client, article)


def test_one_field_and_one_press_report_from_the_desk(
    sign_in: SignIn, client: Client, article: Article, editor: User
) -> None:
    desk = sign_in(editor)
    asked = desk.get(move_page(article, "report"))
    assert [field.name for field in asked.context["form"]] == ["report"]
    told = desk.post(move_page(article, "report"), {"ask-report-report": "It moves."}, follow=True)
    assert told.redirect_chain[-1][0] == move_page(article, "report")
    assert "It moves." in told.content.decode()
    assert "It moves." in page(client, article)


def test_the_desk_corrects_pins_and_ends(
    sign_in: SignIn, client: Client, article: Article, editor: User
) -> None:
    reported(article, editor, "Three leaves.")
    entry = CoverageEntry.objects.get()
    desk, address = sign_in(editor), f"/admin/articles/article/{article.pk}/coverage/"
    desk.post(address, {"act": "correct", "entry": entry.pk, "text": "Two leaves."})
    desk.post(address, {"act": "pin", "entry": entry.pk})
    desk.post(address, {"act": "end"})
    html = page(client, article)
    assert "Two leaves." in html
    assert "<strong>Pinned</strong>" in html
    assert "which has ended" in html
    assert article.editions.count() == 5
    assert desk.post(address, {"act": "pin", "entry": entry.pk}).status_code == 422
    assert desk.post(address, {"act": "anything"}).status_code == 400
    assert desk.get(address).status_code == 405


def test_who_may_not_report_finds_no_way_at_the_desk(
    sign_in: SignIn, article: Article, writer: User, moderator: User
) -> None:
    for user in (writer, moderator):
        desk = sign_in(user)
        assert (
            desk.post(move_page(article, "report"), {"ask-report-report": "I was here."}).status_code == 403
        )
        assert desk.post(f"/admin/articles/article/{article.pk}/coverage/", {"act": "end"}).status_code in (
            403,
            404,
        )
    assert not CoverageEntry.objects.exists()


def test_an_old_edition_is_not_watched_for_new_entries(
    client: Client, article: Article, editor: User
) -> None:
    reported(article, editor, "It moves.")
    assert "<live-coverage" not in page(client, article, "history/2/")
