"""While an article is typed, the form previews it and suggests what is known; only to those who may write it."""

from django.test import Client

from articles.models import Article, Source, Stakeholder
from authors.models import User
from tests.conftest import SignIn
from tests.desk import ADD, PREVIEW, filled_in, opened, row, text_of
from tests.make import make_article


def test_the_preview_shows_rows_that_are_not_saved(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = opened(desk, article, body="It is late [[minutes]].\n\n{stakeholders}\n\nThe end.")
    data = row(
        data, "references", cites="https://council.example/minutes", key="minutes", wording="Minutes of May"
    )
    data = row(
        data, "stakeholder_rows", name="Islanders", motivations="Ferries", challenges="Tides", table=""
    )
    proof = desk.post(PREVIEW, data).json()["proof"]
    assert 'href="#source-1"' in proof
    assert "Minutes of May" in proof
    assert "Islanders" in proof
    assert proof.index("Islanders") < proof.index("The end.")
    assert not Source.objects.exists()
    assert not Stakeholder.objects.exists()


def test_the_preview_of_an_article_that_is_not_saved(desk: Client) -> None:
    data = filled_in(
        desk.get(ADD), headline="A beginning", body="With **words** [[here]](https://port.example/)."
    )
    answer = desk.post(PREVIEW, data).json()
    assert "<strong>words</strong>" in answer["proof"]
    assert 'href="#source-1"' in answer["proof"]
    assert "No section is chosen." in answer["findings"]
    assert not Article.objects.exists()


def test_the_preview_is_harmless(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = opened(
        desk,
        article,
        headline="<script>alert(1)</script>",
        body="<img src=x onerror=alert(1)> [x](javascript:alert(1))",
    )
    proof = desk.post(PREVIEW, data).json()["proof"]
    assert "<script" not in proof
    assert "<img" not in proof
    assert 'href="javascript' not in proof


def test_the_preview_shows_mistaken_rows_as_far_as_they_go(desk: Client, writer: User) -> None:
    article = make_article(writer)
    data = row(opened(desk, article, headline="", body="Words."), "references", cites="nobody", key="x")
    assert "Words." in desk.post(PREVIEW, data).json()["proof"]


def test_only_who_may_change_an_article_previews_it(
    writer: User, contributor: User, moderator: User, reader: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    data = {"article": article.pk, "body": "x"}
    assert sign_in(contributor).post(PREVIEW, data).status_code == 403
    assert sign_in(moderator).post(PREVIEW, {"body": "x"}).status_code == 403
    assert sign_in(reader).post(PREVIEW, data).status_code == 401
    assert Client().post(PREVIEW, data).status_code == 401


def test_the_preview_is_no_page(desk: Client) -> None:
    assert desk.get(PREVIEW).status_code == 405


def test_a_text_beyond_all_measure_is_not_previewed(desk: Client) -> None:
    answer = desk.post(PREVIEW, {"body": "x" * 1_000_001})
    assert answer.status_code == 413
    assert "too long" in answer.json()["error"]


def test_a_source_is_suggested_by_its_address_from_where_that_begins_to_differ(desk: Client) -> None:
    for name in ("gate", "quay"):
        Source.objects.create(title=name.title(), kind="web", address=f"https://www.{name}.example/")
    told = text_of(desk.get("/admin/articles/article/suggest/source/", {"q": "https://www.gat"}))
    assert "gate.example" in told
    assert "quay.example" not in told
    assert "quay.example" in text_of(desk.get("/admin/articles/article/suggest/source/", {"q": "https:/"}))


def test_fields_suggest_what_is_known_and_nothing_private(desk: Client) -> None:
    Source.objects.create(title="Harbour master", kind="interview", contact="0123", identity="Real Name")
    answer = desk.get("/admin/articles/article/suggest/source/?q=harbour")
    assert "Harbour master #" in text_of(answer)
    assert "0123" not in text_of(answer)
    assert "Real Name" not in text_of(answer)


def test_suggestions_are_for_those_who_write(moderator: User, sign_in: SignIn) -> None:
    assert sign_in(moderator).get("/admin/articles/article/suggest/source/?q=x").status_code == 403
