"""python -m benchmarks.peers.inside WHAT [NUMBER]: done with our own database, by our own code; answers in JSON."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

OUT_OF_WORK: Final = 320
"""Articles of the archive that are not public: OPEN and PENDING of benchmarks/archive.py."""
EACH: Final = 5
"""Comments one reader posts within a minute; a sixth would be refused."""


def prepare(size: int) -> dict[str, Any]:
    """Tables, static files, the archive of so many live articles, and the measured article; what is there is kept."""
    from django.core.management import call_command

    from articles.models import Entry
    from articles.progress import progress
    from benchmarks.archive import BATCH, fill
    from benchmarks.world import people_and_places

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people_and_places()
    whole = size + OUT_OF_WORK
    batches = -(-min(whole, 10_000) // BATCH) + max(0, whole - 10_000) // 10_000
    for _there in progress(fill(whole), batches, "Batches of articles", sys.stderr):
        pass
    return {"live": Entry.objects.live().count(), "path": measured_article(Path(os.environ["BENCH_HOME"]))}


def measured_article(home: Path) -> str:
    """The article with its table, its source and 20 comments, through the gate and the readers' own way; once."""
    from articles.models import Address, Byline, Edition
    from authors.models import Author, User
    from benchmarks.peers.content import html, made, markdown
    from benchmarks.threads import an_article, some_readers
    from comments import posting
    from tests.make import make_article, make_published, make_row, make_source

    content = made()
    parts = html(content)
    for_others = {**content, "parts": parts, "html": "".join(parts)}
    (home / "content.json").write_text(json.dumps(for_others, ensure_ascii=False, indent=1))
    there = Edition.objects.live().filter(article__slug=content["slug"]).first()
    if there is None:
        an_article()  # and with it who writes and who publishes
        writer, publisher = (
            User.objects.get(email=f"{role}@bench.example") for role in ("writer", "publisher")
        )
        make_source(content["source"]["address"], title=content["source"]["title"])
        Author.objects.get_or_create(
            slug="measured-author", defaults={"name": content["author"], "bio": content["bio"]}
        )
        article = make_article(
            writer, authors=(), section="Section 3", headline=content["title"], slug=content["slug"],
            summary=content["summary"], body=markdown(content),
        )  # fmt: skip
        Byline.objects.create(article=article, author=Author.objects.get(slug="measured-author"), order=0)
        for name, wants, fears in content["rows"]:
            make_row(article, name, motivations=wants, challenges=fears)
        there = make_published(article, writer, publisher)
        readers = some_readers(len(content["comments"]))
        for reader, comment in zip(readers, content["comments"], strict=True):
            if reader.user:
                posting.post(reader.user, article.pk, comment["text"])
    return str(Address.objects.get(pk=there.address_id).path)


def archive(_number: int) -> dict[str, Any]:
    """The archive's articles for the other systems, the newest first, one a line."""
    from articles.models import Article, Entry

    file = Path(os.environ["BENCH_HOME"]) / "archive.jsonl"
    if file.exists():
        return {"there": True}
    entries = Entry.objects.live().filter(article__import_ref__startswith="bench-").newest_first()
    count, part = 0, file.with_suffix(".part")
    with part.open("w") as out:
        for first in range(0, 20_000, 1_000):
            rows = list(
                entries.values("article_id", "headline", "summary", "section_id")[first : first + 1_000]
            )
            bodies = dict(
                Article.objects.filter(pk__in=[row["article_id"] for row in rows]).values_list("pk", "body")
            )
            for row in rows:
                paragraphs = bodies[row["article_id"]].split("\n\n")
                body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
                said = {
                    "title": row["headline"],
                    "summary": row["summary"],
                    "section": row["section_id"],
                    "body": body,
                }
                out.write(json.dumps(said) + "\n")
                count += 1
    part.rename(file)
    return {"articles": count}


def addresses(_number: int) -> dict[str, Any]:
    """What is asked for: the measured article, a section and the end of its list, words to search for, other pages."""
    from articles.models import Entry, EntrySection, EntryWords
    from articles.paging import PAGE, Place
    from benchmarks.world import vocabulary

    words = vocabulary()[0]
    links = EntrySection.objects.filter(section=3).order_by("published_at", "article_id")
    at = Place(*list(links.values_list("published_at", "article_id")[: 2 * PAGE])[-1])
    live = Entry.objects.live().newest_first()
    rare = EntryWords.objects.filter(plain__contains=f" {words[30_000]} ")
    return {
        "article": measured_article(Path(os.environ["BENCH_HOME"])),
        "front": "/",
        "section": "/sections/section-3/",
        "news": "/sections/section-4/",
        "deep": f"/sections/section-3/?before={at.text}",
        "common": f"/search/?{urlencode({'q': words[300]})}",
        "rare": f"/search/?{urlencode({'q': words[30_000]})}",
        "on_deep": links.values_list("entry__short_headline", flat=True)[PAGE + PAGE // 2],
        "on_rare": rare.values_list("entry__path", flat=True)[0],
        "words": {"common": words[300], "rare": words[30_000]},
        "others": list(live.values_list("path", flat=True)[:40]),
        "live": live.count(),
    }


def forms(number: int) -> dict[str, Any]:
    """So many forms for comments below an article made for this, each opened by a reader who is signed in."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret  # type: ignore[attr-defined]
    from django.utils import timezone

    from authors.guarding import made_now
    from benchmarks.posting import session_of
    from benchmarks.threads import an_article, some_readers
    from comments.forms import CommentForm
    from comments.models import Comment

    edition = an_article()
    wanted, lately = -(-number // EACH), timezone.now() - timedelta(minutes=2)
    busy = set(Comment.objects.filter(created_at__gt=lately).values_list("reader_id", flat=True))
    readers = [reader for reader in some_readers(len(busy) + wanted) if reader.pk not in busy][:wanted]
    sent = []
    sessions = [session_of(reader.user) for reader in readers]
    for n in range(number):
        secret = _get_new_csrf_string()
        body = {
            "text": f"Comment {n} of many, in run {os.getpid()}.",
            "parent": "",
            "known": "",
            "website": "",
        }
        sent.append(
            {
                "cookie": f"{sessions[n % len(sessions)]}; {settings.CSRF_COOKIE_NAME}={secret}",
                "token": _mask_cipher_secret(secret),
                "body": urlencode({**body, "made": made_now(CommentForm.about_article(edition.article_id))}),
            }
        )
    return {"path": f"{edition.get_absolute_url()}comment/", "article": edition.article_id, "forms": sent}


def counted(article: int) -> dict[str, Any]:
    """How many comments stand below an article, as rows and as its count, and how many different ones."""
    from comments.models import Comment, Thread

    rows = Comment.objects.filter(thread=article)
    return {
        "rows": rows.count(),
        "public": rows.public().count(),
        "counted": Thread.objects.get(pk=article).public_count,
        "texts": rows.values("text").distinct().count(),
    }


def approved(number: int) -> dict[str, Any]:
    """So many articles that an editor has approved, and who may publish them, signed in with a second factor."""
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret  # type: ignore[attr-defined]

    from articles.models import Article
    from authors.models import User
    from benchmarks.posting import session_of
    from benchmarks.threads import an_article
    from tests.make import make_approved, make_article

    an_article()
    writer, publisher = (User.objects.get(email=f"{role}@bench.example") for role in ("writer", "publisher"))
    cookie = session_of(publisher)
    request = HttpRequest()
    request.session = SessionStore(cookie.partition("=")[2])
    record_authentication(request, publisher, "mfa")
    request.session.save()
    Authenticator.objects.get_or_create(user=publisher, type=Authenticator.Type.TOTP, defaults={"data": {}})
    articles = []
    for n in range(number):
        headline = f"Gate {os.getpid()} {n} opens"
        article = make_article(writer, section="Section 4", headline=headline)
        make_approved(article, writer, publisher)
        version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
        articles.append({"pk": article.pk, "version": version, "headline": headline})
    secret = _get_new_csrf_string()
    return {
        "cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={secret}",
        "token": _mask_cipher_secret(secret),
        "articles": articles,
    }


ACTIONS: Final = {
    action.__name__: action for action in (prepare, archive, addresses, forms, counted, approved)
}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    answer = ACTIONS[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(json.dumps(answer))
