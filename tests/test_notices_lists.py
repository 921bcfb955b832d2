"""Notices stand where editors look: in a list, on the start page, beside the text; their words do no harm there."""

import pytest
from django.urls import reverse

from articles.models import Edition, Note
from authors.models import User
from comments.models import Notice, ReaderMail
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_section
from tests.make_notices import make_notice
from tests.test_notices_desk import page_of

pytestmark = pytest.mark.django_db


def test_the_list_begins_with_what_is_new(sign_in: SignIn, editor: User, edition: Edition) -> None:
    new, old = make_notice(edition, "Still new."), make_notice(edition, "Long answered.")
    Notice.objects.filter(pk=old.pk).update(status="declined")
    client = sign_in(editor)
    page = text_of(client.get("/admin/comments/notice/"))
    assert "Still new." in page
    assert "Long answered." not in page
    assert page_of(new) in page
    assert "Long answered." in text_of(client.get("/admin/comments/notice/?state=declined"))
    both = text_of(client.get("/admin/comments/notice/?state=all&kind__exact=correction"))
    assert "Still new." in both
    assert "Long answered." in both
    section = edition.article.section
    assert section
    assert "Still new." in text_of(client.get(f"/admin/comments/notice/?section={section.pk}"))
    for odd in ("section=0", "section=x", "state=x", "kind__exact=x"):
        assert client.get(f"/admin/comments/notice/?{odd}", follow=True).status_code == 200


def test_text_of_strangers_is_text_at_the_desk_too(sign_in: SignIn, editor: User, edition: Edition) -> None:
    wicked = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    notice = make_notice(edition, wicked, name=wicked, at="The gate on the Orle")
    client = sign_in(editor)
    form = reverse("admin:articles_article_change", args=[edition.article_id])
    for address in (page_of(notice), "/admin/comments/notice/", "/admin/", form):
        page = text_of(client.get(address))
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address


def test_a_reader_s_note_stands_beside_the_text_and_leads_to_the_notice(
    sign_in: SignIn, editor: User, writer: User, edition: Edition
) -> None:
    notice = make_notice(edition, at="The gate on the Orle")
    form = reverse("admin:articles_article_change", args=[edition.article_id])
    page = text_of(sign_in(editor).get(form))
    assert "A reader</strong> suggests a correction" in page
    assert page_of(notice) in page
    assert "Accept or decline" in page
    assert page_of(notice) not in text_of(sign_in(writer).get(form)), "who may not answer is not sent there"
    beside = sign_in(editor).get(f"/admin/comments/notice/beside/{notice.note_id}/")
    assert beside["Location"] == page_of(notice)


def test_new_notices_are_on_the_start_page_of_who_may_answer(
    sign_in: SignIn, editor: User, writer: User, edition: Edition
) -> None:
    assert "Readers have suggested" not in text_of(sign_in(editor).get("/admin/"))
    notice = make_notice(edition, "It was promised for 1987.")
    page = text_of(sign_in(editor).get("/admin/"))
    assert "Readers have suggested" in page
    assert page_of(notice) in page
    assert "Readers have suggested" not in text_of(sign_in(writer).get("/admin/"))
    editor.only_sections.add(make_section("Culture"))
    assert "Readers have suggested" not in text_of(sign_in(editor).get("/admin/"))


def test_a_note_of_a_reader_can_be_answered_by_colleagues_only_among_themselves(
    sign_in: SignIn, editor: User, edition: Edition
) -> None:
    notice = make_notice(edition, email="rea@elsewhere.example")
    notes = reverse("admin:articles_article_notes", args=[edition.article_id])
    sign_in(editor).post(notes, {"answers": notice.note_id, "text": "I remember this one."})
    assert Note.objects.filter(answers=notice.note_id).exists()
    assert not ReaderMail.objects.exists()
