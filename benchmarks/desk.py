"""python -m benchmarks.desk [SIZE…]: queries and times of the desk's pages on PostgreSQL, by size of the archive."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, Final

from benchmarks.measuring import run

STOCK: Final = 40
"""So many approved articles are made at once, to be published one in each round."""


def pages() -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Every page of the desk that an archive could make slow, each asked for as an editor's browser does."""
    from django.test import Client

    from articles.models import Article, Source, Stakeholder
    from authors.models import User
    from benchmarks.archive import OPEN
    from benchmarks.forms import Form
    from benchmarks.world import COMMON, vocabulary
    from tests.desk import move_page
    from tests.make import make_approved, make_article

    def browser(role: str) -> Client:
        client = Client()
        user = User.objects.get(email=f"{role}@bench.example")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    words = vocabulary()[0]
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    desk, contributor, publisher = browser("editor"), browser("contributor"), browser("publisher")
    administrator = browser("administrator")

    def get(address: str, client: Client = desk, **asked: str) -> Callable[[int], Any]:
        def ask(round_: int) -> None:
            filled = {name: value.replace("{n}", str(round_)) for name, value in asked.items()}
            answer = client.get(address.replace("{n}", str(round_ * 17 % newest + 1)), filled)
            if answer.status_code != 200:
                raise SystemExit(f"{address} {asked}: {answer.status_code}")

        return ask

    def save(round_: int) -> None:
        page = f"/admin/articles/article/{round_ * 5 % OPEN + 5}/change/"
        data = Form(desk.get(page).content.decode(), "article_form").data
        data["summary"] = f"Saved in round {round_} at {perf_counter()}"
        if desk.post(page, data).status_code != 302:
            raise SystemExit(f"{page} was not saved.")

    stock: list[Article] = []

    def publish(_round: int) -> None:
        if not stock:
            writer, boss = (
                User.objects.get(email=f"{role}@bench.example") for role in ("writer", "publisher")
            )
            for _one in range(STOCK):
                stock.append(make_article(writer))
                make_approved(stock[-1], writer, boss)
        one = stock.pop()
        version = Article.objects.values_list("version", flat=True).get(pk=one.pk)
        if publisher.post(move_page(one, "publish"), {"version": version}).status_code != 302:
            raise SystemExit(f"{one} was not published.")

    articles = "/admin/articles/article/"
    suggest = f"{articles}suggest/"
    yield "start page, editor", get("/admin/")
    yield "start page, contributor", get("/admin/", contributor)
    yield "start page, publisher", get("/admin/", publisher)
    yield "list", get(articles)
    yield "list, page 2", get(articles, p="2")
    yield "list, page 10", get(articles, p="10")
    yield "list, contributor's", get(articles, contributor)
    for state in ("draft", "in_review", "approved", "scheduled", "published", "retracted"):
        yield f"list, state {state}", get(articles, state=state)
    yield "list, mine", get(articles, whose="mine")
    yield "list, section", get(articles, section__id__exact="3")
    yield "list, label", get(articles, label__exact="opinion")
    yield "list, language", get(articles, language="de")
    yield "list, section and label", get(articles, section__id__exact="3", label__exact="review")
    yield "search, word of most texts", get(articles, q=f"{COMMON} ")
    yield "search, common word", get(articles, q=f"{words[300]} ")
    yield "search, rare word", get(articles, q=f"{words[30_000]} ")
    yield "search, no text has it", get(articles, q="xylophonium ")
    yield "search, two words", get(articles, q=f"{words[300]} {words[2_000]} ")
    yield "search, two rare words", get(articles, q=f"{words[20_000]} {words[9_000]} ")
    yield "search, phrase", get(articles, q=f'"{words[40]} {words[60]}"')
    yield "search, phrase of common words", get(articles, q='"the harbour"')
    yield "search, phrase of the commonest words", get(articles, q='"of the"')
    yield "search, beginning of a word", get(articles, q=words[500][:4])
    yield "search, three letters", get(articles, q="bra")
    yield "search, without a word", get(articles, q=f"{words[300]} -{COMMON}")
    yield "search in a section", get(articles, q=words[300], section__id__exact="3")
    yield "search, contributor's", get(articles, contributor, q=words[300])
    yield "search, number", get(articles, q="#17")
    yield "form of a live article", get(f"{articles}{{n}}/change/")
    yield "form of a draft", get(f"{articles}5/change/")
    yield "saving (with the form before it)", save
    yield "publishing", publish
    yield "versions", get(f"{articles}5/versions/")
    yield "suggested sources", get(f"{suggest}source/", q="register {n}")
    yield "suggested sources, by address", get(f"{suggest}source/", q=f"https://{words[100]}")
    yield "suggested stakeholders", get(f"{suggest}stakeholder/", q=words[250][:5])
    yield "suggested authors", get(f"{suggest}author/", q="ba")
    yield "suggested topics", get(f"{suggest}topic/", q="ba")
    yield "suggested pictures", get(f"{suggest}picture/", q="ba")
    last = Source.objects.order_by("-pk").values_list("pk", flat=True)[0]
    someone = Stakeholder.objects.order_by("-pk").values_list("pk", flat=True)[0]
    yield "sources", get("/admin/articles/source/")
    yield "sources, search", get("/admin/articles/source/", q=f"register {words[4000]}")
    yield "source", get(f"/admin/articles/source/{last}/change/")
    yield "stakeholders", get("/admin/articles/stakeholder/")
    yield "stakeholders, search", get("/admin/articles/stakeholder/", q=words[300])
    yield "stakeholder", get(f"/admin/articles/stakeholder/{someone}/change/")
    yield "pictures", get("/admin/images/image/")
    yield "pictures, search", get("/admin/images/image/", q=words[300])
    yield "decisions", get("/admin/articles/decision/", administrator)
    yield "decisions, search", get("/admin/articles/decision/", administrator, q=words[300])
    yield "editions", get("/admin/articles/edition/", administrator)
    yield "ledger", get("/admin/articles/ledgerlink/", administrator)
    yield "record", get("/admin/audit/", administrator)
    yield "record, search", get("/admin/audit/", administrator, about=words[300])
    moderator, comments = browser("moderator"), "/admin/comments/comment/"
    yield "start page, moderator", get("/admin/", moderator)
    yield "queue", get(f"{comments}queue/", moderator)
    yield "queue, riskiest first", get(f"{comments}queue/", moderator, order="riskiest")
    yield "queue, reported", get(f"{comments}queue/", moderator, pile="reported")
    yield "queue, of a section", get(f"{comments}queue/", moderator, section="3")
    yield "comments", get(comments, moderator)
    yield "comments, search", get(comments, moderator, q=words[300])
    yield "threads", get("/admin/comments/thread/", moderator)


if __name__ == "__main__":
    run("benchmarks.desk", pages)
