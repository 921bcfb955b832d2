"""Links to a preview for people without an account: signed, for some days, and taken back at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import previewing
from articles.models import Article, Edition, Note, PreviewLink
from authors.models import AuditEntry, User
from tests.conftest import SignIn
from tests.desk import text_of, without_times
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_reference,
    make_scheduled,
    make_source,
    make_update,
)


def page_of_links(article: Article) -> str:
    """Where links are made and revoked."""
    return reverse("admin:articles_article_preview_links", args=[article.pk])


def make_link(article: Article, by: User, name: str = "Dr Lee") -> PreviewLink:
    """A link that works for three days."""
    until = timezone.now() + timedelta(days=3)
    return PreviewLink.objects.create(article=article, made_for=name, made_by=by, expires_at=until)


@pytest.fixture
def article(writer: User) -> Article:
    """A draft with what nobody outside may see."""
    article = make_article(writer, brief="Ask about the bribe.")
    secret = {"contact": "0170 55", "identity": "Harbour master Olsen", "internal_note": "Met at the pier."}
    source = make_source(
        kind="unnamed", title="A member of the board", unnamed_reason="Fears for a job", **secret
    )
    make_reference(article, "board", source=source)
    Article.objects.filter(pk=article.pk).update(body="The gate is late.[[board]]")
    Note.objects.create(article=article, text="Is this libel?", by=writer)
    return article


@pytest.fixture
def link(article: Article, writer: User) -> PreviewLink:
    return make_link(article, writer)


def test_a_link_is_made_for_somebody_and_for_some_days(
    article: Article, writer: User, sign_in: SignIn
) -> None:
    desk = sign_in(writer)
    desk.post(page_of_links(article), {"made_for": "Dr Lee", "days": "7"})
    link = PreviewLink.objects.get()
    assert (link.article, link.made_by, link.made_for) == (article, writer, "Dr Lee")
    assert timedelta(days=6, hours=23) < link.expires_at - timezone.now() <= timedelta(days=7)
    assert previewing.address(link) in text_of(desk.get(page_of_links(article)))


def test_a_link_needs_a_name_and_one_of_the_times(article: Article, writer: User, sign_in: SignIn) -> None:
    desk = sign_in(writer)
    for wrong in ({"made_for": "", "days": "7"}, {"made_for": "Dr Lee", "days": "365"}, {}):
        assert desk.post(page_of_links(article), wrong).status_code == 200
    assert not PreviewLink.objects.exists()


def test_without_an_account_the_link_shows_the_saved_text_as_it_is_now(
    article: Article, link: PreviewLink
) -> None:
    Article.objects.filter(pk=article.pk).update(headline="Saved a minute ago")
    page = text_of(Client().get(previewing.address(link)))
    assert "Saved a minute ago" in page
    assert "Not published." in page
    assert "Dr Lee" in page
    assert "Readers can comment once this is published." in page


def test_notes_brief_and_who_a_source_is_are_never_on_it(article: Article, link: PreviewLink) -> None:
    page = text_of(Client().get(previewing.address(link)))
    assert "A member of the board" in page
    for secret in ("bribe", "libel", "0170 55", "Olsen", "the pier"):
        assert secret not in page


def test_nothing_keeps_the_page_nor_hears_of_it(link: PreviewLink) -> None:
    answer = Client().get(previewing.address(link))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["X-Frame-Options"] == "DENY"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_who_is_signed_in_sees_the_same_page(link: PreviewLink, editor: User, sign_in: SignIn) -> None:
    pages = [text_of(who.get(previewing.address(link))) for who in (sign_in(editor), Client())]
    assert without_times(pages[0]) == without_times(pages[1])


def test_every_link_that_leads_nowhere_says_the_same(
    article: Article, link: PreviewLink, writer: User, editor: User
) -> None:
    good = previewing.address(link)
    expired, revoked = make_link(article, writer), make_link(article, writer)
    PreviewLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    PreviewLink.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())
    spiked = make_article(writer)
    make_move(spiked, "spike", editor, note="Not for us.")
    gone = PreviewLink(pk=link.pk + 1000)
    bad = [
        *(previewing.address(one) for one in (expired, revoked, make_link(spiked, writer), gone)),
        good[:-2] + "x/",
        good.replace(f"/{link.pk}.", f"/{link.pk + 1}."),
        "/preview/1/",
        f"/preview/{'x' * 500}/",
        "/preview/%00.%F0%9F%90%9F/",
    ]
    answers = [Client().get(address) for address in bad]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "This link leads nowhere" in text_of(answers[0])
    assert all(answer["Cache-Control"] == "private, no-store" for answer in answers)


def test_openings_are_counted_and_a_storm_of_them_is_one(link: PreviewLink) -> None:
    for _again in range(3):
        Client().get(previewing.address(link))
    Client().head(previewing.address(link))
    link.refresh_from_db()
    assert link.opened == 1
    PreviewLink.objects.update(opened_at=timezone.now() - timedelta(minutes=2))
    Client().get(previewing.address(link))
    link.refresh_from_db()
    assert link.opened == 2


def test_what_looks_at_links_in_mails_uses_nothing_up(link: PreviewLink) -> None:
    scanner = Client()
    assert scanner.head(previewing.address(link)).status_code == 200
    assert scanner.get(previewing.address(link)).status_code == 200
    assert Client().get(previewing.address(link)).status_code == 200
    assert scanner.post(previewing.address(link)).status_code == 405


def test_once_published_the_link_leads_to_the_public_page(
    article: Article, link: PreviewLink, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    answer = Client().get(previewing.address(link))
    assert (answer.status_code, answer["Location"]) == (302, edition.get_absolute_url())
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(headline="The next secret")
    assert Client().get(previewing.address(link))["Location"] == edition.get_absolute_url()


def test_what_is_only_scheduled_is_still_a_preview(
    article: Article, link: PreviewLink, writer: User, publisher: User
) -> None:
    make_scheduled(article, writer, publisher)
    answer = Client().get(previewing.address(link))
    assert answer.status_code == 200
    assert "Not published." in text_of(answer)


def test_a_link_that_is_made_over_a_live_edition_shows_the_next_one(
    article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(headline="The next edition")
    link = make_link(article, writer)
    assert "The next edition" in text_of(Client().get(previewing.address(link)))
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More.")
    make_published(article, writer, publisher)
    assert Client().get(previewing.address(link)).status_code == 302


def test_after_a_retraction_the_link_leads_to_the_notice(
    article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    link = make_link(article, writer)
    make_update(article, writer, publisher)
    make_move(article, "retract", publisher, note="It was invented.")
    address = Edition.objects.live().get(article=article).get_absolute_url()
    assert Client().get(previewing.address(link))["Location"] == address


def test_revoking_takes_effect_at_once_and_a_stranger_cannot(
    article: Article, link: PreviewLink, editor: User, contributor: User, sign_in: SignIn
) -> None:
    assert sign_in(contributor).post(page_of_links(article), {"revoke": link.pk}).status_code == 404
    assert Client().get(previewing.address(link)).status_code == 200
    desk = sign_in(editor)
    desk.post(page_of_links(article), {"revoke": link.pk})
    assert Client().get(previewing.address(link)).status_code == 404
    page = text_of(desk.get(page_of_links(article)))
    assert "revoked" in page
    assert previewing.address(link) not in page


def test_a_link_of_another_article_is_not_revoked_here(
    link: PreviewLink, writer: User, sign_in: SignIn
) -> None:
    other = make_article(writer)
    sign_in(writer).post(page_of_links(other), {"revoke": link.pk})
    link.refresh_from_db()
    assert link.revoked_at is None


def test_giving_and_revoking_are_on_record(article: Article, writer: User, sign_in: SignIn) -> None:
    desk = sign_in(writer)
    desk.post(page_of_links(article), {"made_for": "Dr Lee", "days": "1"})
    desk.post(page_of_links(article), {"revoke": PreviewLink.objects.get().pk})
    lines = AuditEntry.objects.filter(kind__in=["share_preview", "revoke_preview"]).order_by("pk")
    assert [(line.kind, line.who, line.object_pk) for line in lines] == [
        ("share_preview", writer, str(article.pk)),
        ("revoke_preview", writer, str(article.pk)),
    ]
    assert "Dr Lee" in lines[0].detail["note"]


def test_contributors_give_links_to_their_own_texts_only(
    article: Article, contributor: User, sign_in: SignIn
) -> None:
    own, desk = make_article(contributor), sign_in(contributor)
    assert desk.post(page_of_links(own), {"made_for": "Dr Lee", "days": "1"}).status_code == 302
    assert desk.post(page_of_links(article), {"made_for": "Dr Lee", "days": "1"}).status_code == 404


def test_who_writes_nothing_gives_no_links(article: Article, moderator: User, sign_in: SignIn) -> None:
    assert sign_in(moderator).get(page_of_links(article)).status_code == 403


def test_nothing_leads_to_what_is_spiked(
    article: Article, writer: User, editor: User, sign_in: SignIn
) -> None:
    make_move(article, "spike", editor, note="Not for us.")
    desk = sign_in(editor)
    desk.post(page_of_links(article), {"made_for": "Dr Lee", "days": "1"})
    assert not PreviewLink.objects.exists()
    assert "is spiked" in text_of(desk.get(page_of_links(article)))
