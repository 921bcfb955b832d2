"""python -m benchmarks.pages [SIZE…]: queries and times of every kind of public address on PostgreSQL."""

from collections.abc import Callable, Iterator
from shutil import rmtree
from typing import Any, Final, TypeAlias

from benchmarks.measuring import run

WHOLE: Final = 100_000
"""As far back texts have their whole length."""
SPREAD: Final = 40
"""So many articles are asked for, from the newest to the oldest."""
END: Final = 30
"""So far from its end a list is asked for its last page but one."""

Asked: TypeAlias = Iterator[tuple[str, Callable[[int], Any]]]


def ask(*addresses: str, tag: str = "") -> Callable[[int], Any]:
    """Asks for these addresses in turn as somebody without a session; with the tag of what they have already.

    Of several each is asked for before, and what was kept is thrown away: so pages are made anew at any size, and none
    of what a small archive has in memory anyway is read from the disk in a large one.
    """
    from django.conf import settings
    from django.test import Client

    client, headers = Client(), {"if-none-match": tag} if tag else {}

    def asked(round_: int) -> Any:
        if not round_ and len(addresses) > 1:
            for one in addresses:
                client.get(one)
            rmtree(settings.KEPT_DIR, ignore_errors=True)
        address = addresses[round_ % len(addresses)]
        answer = client.get(address, headers=headers)
        if answer.status_code != (304 if tag else 200):
            raise SystemExit(f"{address}: {answer.status_code}")
        return answer

    return asked


def pages() -> Asked:
    """Every kind of address that readers and their programs ask for."""
    yield from articles()
    yield from talk()
    yield from lists()
    yield from searches()
    yield from files()
    yield from api()


def articles() -> Asked:
    """The front page, an article, and what lies below it."""
    from articles.models import Edition, Entry

    there = Entry.objects.count()
    paths, busiest = paths_to(min(there, WHOLE)), busiest_path()
    yield "front page", ask("/")
    yield "article, made anew", ask(*paths)
    yield "article, of all times, made anew", ask(*paths_to(there, after=30))
    yield "article with 300 comments", ask(busiest)
    yield "article that the browser has", ask(busiest, tag=ask(busiest)(0).headers["ETag"])
    yield "form for a comment", ask(*(f"{path}comment/" for path in paths))
    twice = Edition.objects.live().filter(number=2).order_by("pk").values_list("address__path", flat=True)
    for name in ("history/", "history/1/", "history/1..2/"):
        yield f"article, {name}", ask(*(f"{path}{name}" for path in twice[:SPREAD]))
    for name in ("article.json", "article.md", "stakeholders.csv"):
        yield f"article, {name}", ask(*(f"{path}{name}" for path in paths))


def paths_to(number: int, after: int = 0) -> list[str]:
    """The addresses of articles, from the newest to this one, of every kind as many whatever the size."""
    from articles.models import Entry
    from benchmarks.archive import OPEN, PENDING

    first = OPEN + PENDING + 1 + after
    step = (number - first) // SPREAD
    step -= (step - 1) % (30 if step > 30 else 10)  # or all would have comments, or none
    chosen = range(first, first + step * SPREAD, step)
    return list(Entry.objects.filter(article__in=chosen).order_by("article").values_list("path", flat=True))


def busiest_path() -> str:
    """The address of the article with hundreds of comments."""
    from articles.models import Entry
    from benchmarks.archive import OPEN, PENDING

    path: str = Entry.objects.values_list("path", flat=True).get(article=OPEN + PENDING + 1)
    return path


def talk() -> Asked:
    """What readers said, and how it is moderated."""
    from benchmarks.threads import FIRST_OF_MANY, MANY

    comments = f"{busiest_path()}comments/"
    for order in ("newest", "oldest", "recommended"):
        yield f"comments, {order}", ask(f"{comments}?order={order}")
    yield "comment by itself", ask(*(f"{comments}{FIRST_OF_MANY + n}/" for n in range(1, MANY, 17)))
    yield "comments that are new", ask(f"{comments}new/?since={MANY - 20}")
    yield "how comments are moderated", ask("/moderation/")


def last(links: Any, time: str = "published_at", number: str = "article_id", left: int = END) -> str:
    """A place near the end of a list, from which on so many are left."""
    from articles.paging import Place

    return Place(*list(links.order_by(time, number).values_list(time, number)[:left])[-1]).text


def begun(path: str, links: Any, name: str, numbers: range) -> Callable[[int], Any]:
    """Asks for the first articles under each of these, which are as few at any size."""
    ends = {n: last(links.filter(**{name: n}), left=4) for n in numbers}
    return ask(*(f"{path}{n}/?before={place}" for n, place in ends.items()))


def lists() -> Asked:
    """Lists of articles, from their beginnings and near their ends."""
    from articles.models import (
        Edition,
        Entry,
        EntryAuthor,
        EntrySection,
        EntrySource,
        EntryStakeholder,
        EntryTopic,
    )
    from articles.paging import Place
    from benchmarks.archive import EVERYWHERE
    from benchmarks.world import GUEST

    at = Entry.objects.listed().newest_first().values_list("published_at", flat=True)[END]
    section, topic, author = "/sections/section-3/", "/topics/topic-5/", "/authors/author-7/"
    everywhere = f"/stakeholders/stakeholder-{EVERYWHERE}/"
    put_right = last(Edition.objects.filter(kind="correction"), "goes_live_at", "pk")
    places = EntrySection.objects.filter(section=3).order_by("-published_at", "-article_id")
    begin = [Place(*one).text for one in places.values_list("published_at", "article_id")[:END]]
    yield "section", ask(section)
    yield "section, made anew", ask(*(f"{section}?before={place}" for place in begin))
    yield "section, end", ask(f"{section}?before={last(EntrySection.objects.filter(section=3))}")
    yield "topic", ask(topic)
    yield "topic, end", ask(f"{topic}?before={last(EntryTopic.objects.filter(topic=5))}")
    yield "author", ask(author)
    yield "author, end", ask(f"{author}?before={last(EntryAuthor.objects.filter(author=7))}")
    stakeholders, sources = EntryStakeholder.objects.all(), EntrySource.objects.all()
    each = "/stakeholders/stakeholder-"
    yield "stakeholder, first articles", begun(each, stakeholders, "stakeholder", range(200, 230))
    yield "stakeholder of every tenth article", ask(everywhere)
    named = EntryStakeholder.objects.filter(stakeholder=EVERYWHERE)
    yield "the same, end", ask(f"{everywhere}?before={last(named)}")
    yield "source, first articles", begun("/sources/", sources, "source", range(400, 430))
    yield "archive", ask("/archive/")
    yield "archive, month", ask(f"{at:/archive/%Y/%m/}")
    yield "archive, day", ask(f"{at:/archive/%Y/%m/%d/}")
    yield "corrections", ask("/corrections/")
    yield "corrections, end", ask(f"/corrections/?before={put_right}")
    yield "corrections in a section without any", ask(f"{section}corrections/")
    yield "corrections in a section with many", ask("/sections/section-4/corrections/")
    yield "corrections of an author", ask(f"{author}corrections/")
    yield "corrections of a guest", ask(f"/authors/author-{GUEST}/corrections/")
    yield "about the paper", ask("/about/")
    yield "no such page", missing("/2026/01/01/story-that-never-was/", "/nothing/")


def missing(*addresses: str) -> Callable[[int], Any]:
    """Asks for what is not there."""
    from django.test import Client

    client = Client()
    return lambda round_: client.get(addresses[round_ % len(addresses)])


def searches() -> Asked:
    """Searches, by how common the words are."""
    from articles.models import EntryWords
    from benchmarks.world import COMMON, vocabulary

    words = vocabulary()[0]

    def find(*said: str, **more: str) -> Callable[[int], Any]:
        from urllib.parse import urlencode

        return ask(*(f"/search/?{urlencode({'q': one, **more})}" for one in said))

    end = last(EntryWords.objects.all())
    yield "search, nothing asked", ask("/search/")
    yield "search, word of most texts", find(f"{COMMON} ", "the ")
    yield "search, common word", find(*(f"{word} " for word in words[300:310]))
    yield "search, rare word", find(*(f"{word} " for word in words[30_000:30_010]))
    yield "search, no text has it", find("xylophonium ")
    yield "search, two words", find(*(f"{words[300 + n]} {words[2_000 + n]} " for n in range(10)))
    yield "search, beginning of a word", find(*(word[:4] for word in words[500:510]))
    yield "search, phrase of common words", find('"the harbour"', '"of the"')
    yield "search, phrase", find(*(f'"{words[40 + n]} {words[60 + n]}"' for n in range(10)))
    yield "search, without a word", find(f"{words[300]} -{COMMON}")
    yield "search, newest first", find(f"{words[300]} ", order="newest")
    yield "search, newest first, end", find(f"{COMMON} ", order="newest", before=end)
    yield "search, in a section", find(f"{words[300]} ", section="section-3")
    yield "search, of an author, no word", find("", author="author-7")


def files() -> Asked:
    """What programs fetch: feeds, sitemaps, the record."""
    from articles.models import Entry
    from benchmarks.world import SECTIONS

    at = Entry.objects.listed().newest_first().values_list("published_at", flat=True)[END]
    forms = ("atom.xml", "rss.xml", "feed.json")
    for name in forms:
        yield f"feed, {name}", ask(f"/feeds/{name}")
    yield "feed that the program has", ask("/feeds/atom.xml", tag=ask("/feeds/atom.xml")(0).headers["ETag"])
    yield "feed of a section", ask("/sections/section-3/feeds/atom.xml")
    feeds = [f"/sections/section-{n}/feeds/{form}" for form in forms for n in range(1, SECTIONS + 1)]
    yield "feed of a section, made anew", ask(*feeds)
    yield "feed of a topic", ask("/topics/topic-5/feeds/atom.xml")
    yield "feed of an author", ask("/authors/author-7/feeds/atom.xml")
    yield "feed of corrections", ask("/corrections/feeds/atom.xml")
    yield "sitemap, index", ask("/sitemap.xml")
    yield "sitemap of a month", ask(f"{at:/sitemap-%Y-%m.xml}")
    yield "sitemap of lists", ask("/sitemap-lists.xml")
    yield "sitemap of stakeholders", ask("/sitemap-stakeholders-1.xml")
    yield "news sitemap", ask("/news-sitemap.xml")
    yield "robots.txt", ask("/robots.txt")
    yield "record", ask("/record/")
    yield "record, a line", ask("/record/?line=801")
    yield "ledger's head", ask("/.well-known/newsroom-ledger.json")
    yield "ledger's heads", ask("/record/heads.json")


def far(numbers: Any) -> int:
    """A number near the last that any article uses; nobody uses the copies beyond it."""
    number: int = list(numbers.distinct()[: END * 3])[-1]
    return number


def api() -> Asked:
    """Every list of the API, and near their ends."""
    from articles.api.resources import RESOURCES
    from articles.models import EntrySource, EntryStakeholder, EntryWords, LedgerLink

    end = last(EntryWords.objects.all())
    ends = {
        "editions": end,
        "sources": far(EntrySource.objects.order_by("-source").values_list("source", flat=True)),
        "stakeholders": far(EntryStakeholder.objects.order_by("-stakeholder").values_list("stakeholder", flat=True)),
        "ledger": LedgerLink.objects.order_by("-number").values_list("number", flat=True)[END],
    }  # fmt: skip
    few = last(EntrySource.objects.filter(source=401), left=4)
    base = "/api/v1/"
    yield "API, index", ask(base)
    yield "API, description", ask(f"{base}openapi.json")
    for name in RESOURCES:
        yield f"API, {name}", ask(f"{base}{name}/")
        if name in ends:
            yield f"API, {name}, end", ask(f"{base}{name}/?cursor={ends[name]}")
    for name, value in (
        ("section", "section-3"),
        ("source", f"401&cursor={few}"),
        ("stakeholder", "stakeholder-1"),
        ("language", "de"),
    ):
        yield f"API, editions of a {name}", ask(f"{base}editions/?{name}={value}")
    yield "API, article", ask(*(f"{base}articles/{n}/" for n in range(400, 500, 5)))
    yield "API, article's editions", ask(*(f"{base}articles/{n}/editions/" for n in range(402, 500, 6)))


if __name__ == "__main__":
    run("benchmarks.pages", pages)
