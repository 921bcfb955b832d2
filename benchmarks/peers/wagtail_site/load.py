"""python load.py HOME: the site's tables, the measured article with its comments, and the archive; from where it was."""

import datetime as dt
import json
import os
import sys
import uuid
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django

django.setup()

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from news.models import ArticleIndexPage, ArticlePage, Author, Comment

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SECTIONS = 12


def step(number):
    """A number as treebeard writes it into paths."""
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text


def sections():
    """The front page and the sections below it."""
    front = ArticleIndexPage.objects.filter(depth=2).first()
    if not front:
        root = Page.objects.get(depth=1)
        Page.objects.filter(depth=2).delete()
        root.refresh_from_db()
        front = root.add_child(instance=ArticleIndexPage(title="Home", slug="home"))
        Site.objects.all().delete()
        Site.objects.create(hostname="127.0.0.1", root_page=front, is_default_site=True, site_name="The Peer")
    for n in range(1, SECTIONS + 1):
        if not ArticleIndexPage.objects.filter(slug=f"section-{n}").exists():
            front.add_child(
                instance=ArticleIndexPage(title=f"Section {n}", slug=f"section-{n}", show_in_menus=True)
            )
    return {n: ArticleIndexPage.objects.get(slug=f"section-{n}") for n in range(1, SECTIONS + 1)}


def measured(content, section):
    """The article that every system shows."""
    if ArticlePage.objects.filter(slug=content["slug"]).exists():
        return
    author = Author.objects.create(name=content["author"], bio=content["bio"])
    first, table, last = content["parts"]
    body = [("paragraph", first), ("html", table), ("paragraph", last)]
    page = section.add_child(
        instance=ArticlePage(
            title=content["title"], slug=content["slug"], summary=content["summary"], author=author, body=body
        )
    )
    page.save_revision().publish()
    Comment.objects.bulk_create(
        Comment(page=page, name=one["name"], text=one["text"]) for one in content["comments"]
    )


def archive(file, parents):
    """The further articles, as rows."""
    have = ArticlePage.objects.filter(slug__startswith="archive-").count()
    articles = [json.loads(line) for line in file.read_text().splitlines()]
    if have >= len(articles):
        return
    kind, locale, author = (
        ContentType.objects.get_for_model(ArticlePage),
        Locale.get_default(),
        Author.objects.first(),
    )
    last = {n: parent.get_last_child() for n, parent in parents.items()}
    numbers = {n: int(child.path[-4:], 36) if child else 0 for n, child in last.items()}
    now, pages = timezone.now(), []
    for i, known in enumerate(articles[have:], have):
        parent, at = parents[known["section"]], now - dt.timedelta(minutes=9 * (i + 1))
        numbers[known["section"]] += 1
        pages.append(
            Page(
                title=known["title"],
                draft_title=known["title"],
                slug=f"archive-{i}",
                depth=parent.depth + 1,
                numchild=0,
                path=parent.path + step(numbers[known["section"]]),
                url_path=f"{parent.url_path}archive-{i}/",
                live=True,
                content_type=kind,
                locale=locale,
                translation_key=uuid.uuid4(),
                first_published_at=at,
                last_published_at=at,
            )
        )
    Page.objects.bulk_create(pages, batch_size=2000)
    rows = [
        (
            page.pk,
            known["summary"],
            json.dumps([{"type": "paragraph", "value": known["body"], "id": str(uuid.uuid4())}]),
            author.pk,
        )
        for page, known in zip(pages, articles[have:])
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into news_articlepage (page_ptr_id, summary, body, author_id) values (%s,%s,%s,%s)", rows
        )
    for n, parent in parents.items():
        Page.objects.filter(pk=parent.pk).update(
            numchild=Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).count()
        )


home = Path(sys.argv[1])
call_command("makemigrations", "news", verbosity=0)
call_command("migrate", interactive=False, verbosity=0)
parents = sections()
if (home / "content.json").exists():
    measured(json.loads((home / "content.json").read_text()), parents[3])
    for parent in parents.values():
        parent.refresh_from_db()
    if not (home / ".wagtail-filled").exists():
        archive(home / "archive.jsonl", parents)
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", chunk_size=2000, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        (home / ".wagtail-filled").touch()
print("wagtail: articles", ArticlePage.objects.count())
