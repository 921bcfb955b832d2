"""What readers see is frozen: no edit of a working copy, and nothing unpublished, reaches any public page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from articles import documents, heads
from articles.models import Article, Byline, Edition, Reference, Source, StakeholderTable
from articles.reporting import Report
from articles.share_images import path_of
from authors.models import User
from comments import accepting, noticing
from comments.accepting import Change
from comments.models import Comment
from tests.make import (
    make_approved,
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
    make_section,
    make_source,
    make_topic,
    make_update,
)
from tests.make_comments import make_comment
from tests.make_notices import make_notice

pytestmark = pytest.mark.django_db

API = (
    "editions/",
    "editions/?section=harbour&topic=sea-gate&author=ilse-maarvik",
    "corrections/",
    *("", "topics/", "authors/", "sections/", "sources/", "stakeholders/", "ledger/", "openapi.json"),
    "editions/?stakeholder=port-of-aldery",
)
SEARCHES = ("q=gate", "q=gate&order=newest", "q=ilse", "section=harbour", "author=ilse+maarvik", "q=zanzib")
FED = ("", "sections/harbour/", "topics/sea-gate/", "authors/ilse-maarvik/")
TOKEN = re.compile(r'<input type="hidden"[^>]*>')  # other ones in every form
NOWHERE = ("/sea-gate/", "/nothing/")
LETTERS = ("/authors/ilse-maarvik/contact/", "/authors/ilse-maarvik/contact/sent/")
ACTS = ("edit/", "remove/", "recommend/", "report/", "mute/")
MODERATION = tuple(
    f"/moderation/{name}" for name in ("", "figures.json", "report/", "report/0/", "appeal/0/")
)
SECRET = "Zanzibarquilt"  # in no template and no demonstration


def public_path(article: Article) -> str:
    """Where the article stands."""
    return Edition.objects.filter(article=article, cancelled_at=None).latest("number").address.path


def public_pages(article: Article) -> list[str]:
    """The address of every public page on which this article could show."""
    path = public_path(article)
    return [
        "/",
        *(f"/search/?{asked}" for asked in SEARCHES),
        "/sections/harbour/",
        "/topics/sea-gate/",
        "/authors/ilse-maarvik/",
        "/corrections/",
        "/sections/harbour/corrections/",
        "/authors/ilse-maarvik/corrections/",
        *LETTERS,
        "/stakeholders/port-of-aldery/",
        *(f"/sources/{one.source_id}/" for one in Reference.objects.filter(article=article)),
        *(f"/{place}feeds/{form}" for place in FED for form in ("atom.xml", "rss.xml", "feed.json")),
        *(f"/corrections/feeds/{form}" for form in ("atom.xml", "rss.xml", "feed.json")),
        *(f"/sitemap{which}.xml" for which in ("", "-lists", "-stakeholders-1", f"-{path[1:5]}-{path[6:8]}")),
        "/news-sitemap.xml",
        *(f"/api/v1/{name}" for name in API),
        f"/api/v1/articles/{article.pk}/",
        f"/api/v1/articles/{article.pk}/editions/",
        "/api/v1/nowhere/",
        "/archive/",
        f"/archive{path[:9]}",
        f"/archive{path[:12]}",
        path,
        f"{path}article.json",
        f"{path}article.md",
        f"{path}stakeholders.csv",
        path_of(Edition.objects.live().get(article=article)) or f"{path}share/none.png",
        f"{path}comments/",
        f"{path}comments/new/?since=0",
        f"{path}history/",
        f"{path}history/1/",
        f"{path}history/2/",
        f"{path}history/1..2/",
        f"{path}comment/",
        f"{path}notice/",
        f"{path}notice/1.guessed/",
        *(
            f"{path}{place}"
            for pk in Comment.objects.values_list("pk", flat=True)
            for place in (f"comments/{pk}/", *(f"comment/{pk}/{act}" for act in ("", *ACTS)))
        ),
        *(f"/media/documents/{name}" for name in Source.objects.values_list("document", flat=True) if name),
        *(
            "/healthz",
            "/readyz",
            "/robots.txt",
            "/about/",
            "/about/ethics/",
            "/record/",
            "/record/heads.json",
        ),
        *("/.well-known/newsroom-ledger.json", f"/record/{timezone.localdate()}.json"),
        *MODERATION,
        *NOWHERE,
        f"/1999/01/01{path[11:]}",
    ]


SILENT = (
    "/archive/",  # these lead to the months
    "/sitemap.xml",
    "/sitemap-stakeholders-1.xml",
    *(f"/api/v1/{name}" for name in ("", "authors/", "sections/", "ledger/", "nowhere/", "openapi.json")),
    *LETTERS,
    *MODERATION,
    *("/healthz", "/readyz", "/robots.txt", "/about/", "/record/", "/.well-known/", "/media/documents/"),
    "/search/?q=ilse",  # names of people come first, and then the article
    "/search/?q=zanzib",
)
"""Where no headline is to be expected, whatever is published."""


def texts(pages: list[str]) -> dict[str, str]:
    """What a stranger reads at each of these addresses; what is not there counts as its answer."""
    found = {page: Client().get(page).content.decode(errors="replace") for page in pages}
    return {page: TOKEN.sub("", text) for page, text in found.items()}


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """A published article with two editions and everything that one can have."""
    article = make_article(writer, body="The gate is late.[[register]][[plan]]\n\n{stakeholders}")
    article.topics.add(make_topic())
    make_reference(article)
    make_reference(article, "plan", source=make_document("The plan of the gate."))
    make_row(article)
    make_published(article, writer, publisher)
    make_comment(article, text="About time.")
    heads.keep()
    put_right = {"change_kind": "correction", "was_wrong": "It is early.", "is_right": "It is late."}
    make_update(article, writer, publisher, **put_right, summary="Now the ministry says so too.")
    return article


def make_document(text: str) -> Source:
    """A source that is a document with these words."""
    kept = documents.sanitise(ContentFile(text.encode(), "plan.txt"))
    documents.store(kept)
    return make_source(title="Plan of the sea gate", kind=Source.Kind.DOCUMENT, document=kept.name)


def scribble(article: Article) -> None:
    """Change everything that an editor can change of a working copy."""
    Article.objects.filter(pk=article.pk).update(
        headline=SECRET, short_headline=SECRET, summary=SECRET, body=SECRET, slug=SECRET.lower(), label="opinion",
        section=make_section(SECRET), change_kind="update", change_note=SECRET, was_wrong=SECRET, is_right=SECRET,
    )  # fmt: skip
    article.topics.set([make_topic(SECRET)])
    article.references.update(quote=SECRET, wording=SECRET, note=SECRET)
    article.stakeholder_rows.update(motivations=SECRET, challenges=SECRET)
    StakeholderTable.objects.create(article=article, caption=SECRET)
    article.bylines.update(expertise=SECRET)
    Byline.objects.create(article=article, author=make_author(SECRET))


def test_editing_a_working_copy_changes_no_public_page(article: Article, writer: User) -> None:
    make_move(article, "reopen", writer)
    pages = public_pages(article)
    # Sections and authors are live around articles: make those that the edit brings, before looking.
    make_section(SECRET)
    before = texts(pages)
    scribble(article)
    assert texts(pages) == before


def test_every_page_looked_at_shows_the_article(article: Article) -> None:
    for page, text in texts(public_pages(article)).items():
        leads_on = not text
        if not leads_on and not page.startswith(SILENT) and not page.endswith((".csv", ".png")):
            assert "sea-gate" in text or "sea gate" in text.lower(), page


@pytest.mark.parametrize("state", ["draft", "in review", "approved", "scheduled", "cancelled", "spiked"])
def test_unpublished_text_is_on_no_public_page(
    state: str, article: Article, writer: User, publisher: User
) -> None:
    hidden = make_article(
        writer, headline=SECRET, summary=SECRET, body=f"{SECRET}[[told]]", authors=("Ilse Maarvik",)
    )
    hidden.topics.add(make_topic())
    told = make_reference(hidden, "told", source=make_source(title=SECRET), quote=SECRET, note=SECRET)
    plan = make_document(SECRET)
    make_reference(hidden, "plan", source=plan)
    make_row(hidden, SECRET, motivations=SECRET)
    match state:
        case "in review":
            make_move(hidden, "submit", writer)
        case "approved":
            make_approved(hidden, writer, publisher)
        case "scheduled" | "cancelled":
            path = make_scheduled(hidden, writer, publisher).address.path
            if state == "cancelled":
                make_move(hidden, "cancel", publisher)
            for page in (path, f"{path}history/", f"{path}history/1/", f"{path}comment/"):
                assert Client().get(page).status_code == 404
        case "spiked":
            make_move(hidden, "spike", publisher, note="Told elsewhere.")
    own = [f"/sources/{told.source_id}/", f"/sources/{plan.pk}/", f"/media/documents/{plan.document}"]
    for page in (*own, f"/stakeholders/{SECRET.lower()}/", f"/api/v1/articles/{hidden.pk}/"):
        assert Client().get(page).status_code == 404, page
    assert not [page for page, text in texts(public_pages(article)).items() if SECRET in text]


def test_what_readers_suggest_is_on_no_public_page(article: Article, publisher: User) -> None:
    edition = Edition.objects.live().get(article=article)
    said: dict[str, Any] = {"name": SECRET, "email": f"{SECRET}@readers.example", "credit": True}
    new, accepted, declined = (
        make_notice(edition, SECRET, at="The gate is late", **said) for _each in range(3)
    )
    version = Article.objects.get(pk=article.pk).version
    accepting.accept(accepted.pk, publisher, Change(SECRET), version=version, answer=SECRET)
    accepting.decline(declined.pk, publisher, SECRET)
    assert not [page for page, text in texts(public_pages(article)).items() if SECRET in text]
    assert SECRET in Client().get(noticing.path_of(new, public_path(article))).content.decode()


def test_retracted_text_is_in_the_history_and_nowhere_else(
    article: Article, writer: User, publisher: User
) -> None:
    plan = make_document(SECRET)
    Reference.objects.filter(article=article, key="plan").update(source=plan, quote=SECRET, note=SECRET)
    make_row(article, SECRET, motivations=SECRET)
    make_update(article, writer, publisher, body=f"{SECRET} was never asked.[[register]][[plan]]")
    make_move(article, "report", publisher, report=Report(text=f"{SECRET} speaks."))
    make_move(article, "retract", publisher, note="The quotation was invented.")
    path = public_path(article)
    gone = [f"/media/documents/{plan.document}", f"/sources/{plan.pk}/", f"/stakeholders/{SECRET.lower()}/"]
    pages = texts([*public_pages(article), *gone, *(f"{path}history/{n}/" for n in (3, 4, 5))])
    assert {page for page, text in pages.items() if SECRET in text} == {f"{path}history/{n}/" for n in (3, 4)}
    assert "The quotation was invented." in pages[path]


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Every route of the site as text."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern)


# A new public route belongs into public_pages() above, if an article can show on it, and here.
KNOWN = {
    "",
    "healthz",
    "readyz",
    "search/",
    "sections/<slug:slug>/",
    "topics/<slug:slug>/",
    "authors/<slug:slug>/",
    "corrections/",
    "sections/<slug:slug>/corrections/",
    "authors/<slug:slug>/corrections/",
    "authors/<slug:slug>/contact/",
    "authors/<slug:slug>/contact/sent/",
    "stakeholders/<slug:slug>/",
    "sources/<int:pk>/",
    r"^media/documents/(?P<name>[0-9a-f]{64}\.(?:pdf|txt|csv|jpg|png))\Z",
    "feeds/<feed:form>",
    "sections/<slug:slug>/feeds/<feed:form>",
    "topics/<slug:slug>/feeds/<feed:form>",
    "authors/<slug:slug>/feeds/<feed:form>",
    "corrections/feeds/<feed:form>",
    "sitemap.xml",
    "sitemap-lists.xml",
    "sitemap-stakeholders-<number:number>.xml",
    "sitemap-<year:year>-<month:month>.xml",
    "news-sitemap.xml",
    "robots.txt",
    "about/",
    "about/<slug:kind>/",
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/articles/<number:number>/",
    "api/v1/articles/<number:number>/editions/",
    "api/v1/^(?P<name>editions|corrections|authors|sections|topics|sources|stakeholders|ledger)/$",
    "api/v1/^(?P<path>.*)$",
    "record/",
    "record/heads.json",
    "record/<year:year>-<month:month>-<month:day>.json",
    ".well-known/newsroom-ledger.json",
    "archive/",
    "archive/<year:year>/<month:month>/",
    "archive/<year:year>/<month:month>/<month:day>/",
    "<article:address>/",
    "<article:address>/article.json",
    "<article:address>/article.md",
    "<article:address>/stakeholders.csv",
    "<article:address>/share/<slug:name>.png",
    "<article:address>/history/",
    "<article:address>/history/<number:number>/",
    "<article:address>/history/<number:old>..<number:new>/",
    "<article:address>/comment/",
    "<article:address>/comment/<number:pk>/",
    "<article:address>/comment/<number:pk>/edit/",
    "<article:address>/comment/<number:pk>/remove/",
    "<article:address>/comment/<number:pk>/mute/",
    "<article:address>/comment/<number:pk>/recommend/",
    "<article:address>/comment/<number:pk>/report/",
    "moderation/",
    "moderation/figures.json",
    "moderation/report/",
    "moderation/report/<str:token>/",
    "moderation/appeal/<str:token>/",
    "<article:address>/notice/",
    "<article:address>/notice/<str:token>/",
    "<article:address>/comments/",
    "<article:address>/comments/new/",
    "<article:address>/comments/<number:pk>/",
}


def test_every_public_route_takes_part_in_these_tests() -> None:
    private = ("admin/", "accounts/", "media/", "me", "preview/")
    public = {route for route in routes(get_resolver().url_patterns) if not route.startswith(private)}
    assert public == KNOWN


def test_every_public_route_is_walked(article: Article) -> None:
    there = [page.partition("?")[0] for page in public_pages(article) if page not in NOWHERE]
    walked = {resolve(page).route for page in there}
    assert {route for route in KNOWN if route.replace("/^", "/") not in walked} == set()


def test_a_changed_profile_makes_the_page_of_its_articles_new(article: Article) -> None:
    path = public_path(article)
    tag = Client().get(path)["ETag"]
    author = make_author()
    author.bio = "Reports on water, and on who pays for it."
    author.save()
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 200
