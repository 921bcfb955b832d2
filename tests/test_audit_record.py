"""The record of who did what to what: what is written into it, and that nothing is taken out."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from articles.importers.parsing import parse
from articles.importers.saving import save_draft
from articles.models import Article, Section
from articles.publishing import Refused
from authors.models import AuditEntry, User
from comments.deciding import decide
from images.models import Image
from tests.conftest import SignIn
from tests.desk import opened, page_of
from tests.make import make_article, make_move, make_section, make_topic
from tests.make_comments import make_comment, make_live


def lines() -> list[tuple[str, str, str]]:
    """Who did what to what, the oldest first."""
    return [(str(line.who), line.kind, line.name) for line in AuditEntry.objects.order_by("pk")]


def test_every_move_is_a_line_with_its_note(writer: User, editor: User) -> None:
    article = make_article(writer, headline="The gate is late")
    make_move(article, "submit", writer)
    make_move(article, "send_back", editor, note="Who says so?")
    assert lines() == [
        ("Wanda Writer", "submit", "The gate is late"),
        ("Edda Editor", "send_back", "The gate is late"),
    ]
    detail = AuditEntry.objects.get(kind="send_back").detail
    assert (detail["before"], detail["after"], detail["note"]) == ("in_review", "draft", "Who says so?")


def test_a_move_that_is_refused_leaves_no_line(writer: User) -> None:
    article = make_article(writer)
    with pytest.raises(Refused):
        make_move(article, "publish", writer)
    assert lines() == []


def test_a_save_at_the_desk_is_a_line_with_its_fields_and_version(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    browser.post(page_of(article), opened(browser, article, headline="The gate is early"))
    assert lines() == [("Wanda Writer", "change", "The gate is early")]
    detail = AuditEntry.objects.get().detail
    assert detail["changes"] == [{"changed": {"fields": ["Headline"]}}]
    assert detail["version"] == Article.objects.get().version


def test_a_save_that_changes_nothing_leaves_no_line(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    browser.post(page_of(article), opened(browser, article))
    assert lines() == []


def test_a_section_that_is_added_changed_and_deleted_leaves_three_lines(
    administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    browser.post("/admin/articles/section/add/", {"name": "Tides", "slug": "tides", "order": 1})
    page = f"/admin/articles/section/{Section.objects.get().pk}/"
    browser.post(f"{page}change/", {"name": "Tides and winds", "slug": "tides", "order": 1})
    browser.post(f"{page}delete/", {"post": "yes"})
    assert [line[1:] for line in lines()] == [
        ("add", "Tides"),
        ("change", "Tides and winds"),
        ("delete", "Tides and winds"),
    ]


def test_several_deleted_at_once_leave_a_line_each(administrator: User, sign_in: SignIn) -> None:
    topics = [make_topic(name) for name in ("Ferry", "Gate")]
    data = {"action": "delete_selected", "post": "yes", "_selected_action": [topic.pk for topic in topics]}
    sign_in(administrator).post("/admin/articles/topic/", data)
    assert sorted(lines()) == [
        ("Ada Administrator", "delete", "Ferry"),
        ("Ada Administrator", "delete", "Gate"),
    ]


def test_a_role_that_is_given_is_named(administrator: User, writer: User, sign_in: SignIn) -> None:
    roles = Group.objects.filter(name__in=("writer", "editor"))
    data = {"email": writer.email, "name": writer.name, "is_active": "on", "is_staff": "on"}
    page = f"/admin/authors/user/{writer.pk}/change/"
    sign_in(administrator).post(page, {**data, "groups": [role.pk for role in roles]})
    assert AuditEntry.objects.get().detail["roles"] == ["editor", "writer"]


def test_of_a_reader_only_the_number_is_kept(administrator: User, reader: User, sign_in: SignIn) -> None:
    page = f"/admin/authors/user/{reader.pk}/change/"
    sign_in(administrator).post(page, {"email": reader.email, "name": "Rea Renamed"})
    (line,) = AuditEntry.objects.all()
    assert line.name == f"user {reader.pk}"
    assert "Rea" not in str(line.detail)
    assert reader.email not in str(line.detail)


def test_a_picture_that_is_withdrawn_is_a_line(publisher: User, administrator: User, sign_in: SignIn) -> None:
    image = Image.objects.create(
        name="a" * 64, width=10, height=10, alt="A gate", credit="Nobody", uploaded_by=publisher
    )
    data = {
        "action": "withdraw",
        "_selected_action": [image.pk],
        "confirmed": "1",
        "reason": "Not ours to show.",
    }
    sign_in(publisher).post("/admin/images/image/", data)
    assert AuditEntry.objects.get().kind == "change"
    assert "Not ours to show." in str(AuditEntry.objects.get().detail)


def test_a_decision_about_a_comment_is_a_line_without_its_words(
    writer: User, publisher: User, moderator: User
) -> None:
    comment = make_comment(make_live(writer, publisher), text="Zanzibarquilt", status="held")
    decide(comment.pk, "approve", moderator, seen="held", reason="Zanzibarquilt is a word.")
    line = AuditEntry.objects.get(model="comments.comment")
    assert (line.who, line.kind, line.name) == (moderator, "comment_approve", f"comment {comment.pk}")
    assert "quilt" not in str(line.detail)


def test_what_a_command_does_has_no_person(db: None) -> None:
    line = AuditEntry.objects.record(None, "import", make_section("Tides"), text="tides.md")
    assert (line.who, line.model, line.name) == (None, "articles.section", "Tides")


@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_database_lets_no_line_be_changed_or_deleted(act: str, writer: User) -> None:
    AuditEntry.objects.record(writer, "submit", make_article(writer))
    rows: Any = AuditEntry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(name="Somebody else’s") if act == "change" else rows._raw_delete("default")
    assert AuditEntry.objects.filter(kind="submit").exists()


def test_an_import_is_on_record(writer: User) -> None:
    saved = save_draft(parse("The gate is late\n\nNobody is surprised."), user=writer, import_ref="late")
    assert AuditEntry.objects.about("articles.article", str(saved.article.pk)).get().kind == "import"
