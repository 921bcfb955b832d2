"""What people send to the site, what it says when it has taken it, and whether all of it stands there, or nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any, Final
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, Client, encode_multipart
from django.urls import reverse
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pillow

from articles import mailing
from articles.models import (
    Article,
    Byline,
    Decision,
    Edition,
    Entry,
    EntryWords,
    LedgerLink,
    Reference,
    StakeholderRow,
    Version,
)
from articles.workflow import State
from authors.models import AuditEntry, User
from benchmarks.faults.stand import Site
from benchmarks.posting import session_of
from benchmarks.threads import an_article
from comments import announcing
from comments.forms import CommentForm
from comments.models import Comment, ModerationDecision, Reader, Trust
from comments.posting import post
from images.intake import sanitise
from images.models import Image
from images.tasks import make_renditions
from tests.make import make_approved, make_article

PASTED: Final = """Sea Gate {n} Late Again

By Ilse Maarvik

Gate {n} on the Orle was promised for spring, and nobody on the island believes in spring any more [1].

| Stakeholder | Primary Motivation | Challenges |
|---|---|---|
| Port of Aldery | A wide lock; known hours | Every closure costs |
| Islanders of gate {n} | A ferry that runs | The tide waits for nobody |

Ilse Maarvik covers the harbour for The Causeway. She speaks French and German.

[1] https://port.example/gate/{n}
"""
EACH: Final = 4
"""So many comments one reader sends: more within a minute would be refused."""


class Half(Exception):
    """Some of a thing is stored, and some is not."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that somebody sends; sent twice it is done once. `there` counts the whole things that came of it."""

    path: str
    cookie: str
    body: bytes
    said: int
    """The status by which the site confirms it."""
    there: Callable[[], int]
    headers: dict[str, str] = field(default_factory=dict)

    def to(self, site: Site) -> tuple[int, bytes]:
        """The site's answer to it."""
        headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": self.cookie, **self.headers}
        return site.ask("POST", self.path, self.body, **headers)

    def confirmed_by(self, status: int) -> bool:
        """Whether this answer says that it is done."""
        return status == self.said


def whole(**found: int) -> int:
    """How often a thing is there, if each of its parts is there as often."""
    if len(set(found.values())) != 1:
        raise Half(", ".join(f"{name} {number}" for name, number in found.items()))
    return next(iter(found.values()))


def posted(
    path: str, cookie: str, data: dict[str, Any], said: int, there: Callable[[], int], **more: str
) -> Sent:
    """A form with these fields, as a browser sends it."""
    return Sent(path, cookie, encode_multipart(BOUNDARY, data), said, there, {"Accept": "text/html", **more})


def at_the_desk(user: User) -> str:
    """The cookie of somebody who works here and has shown both factors."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return f"sessionid={session.session_key}"


class Newsroom:
    """The people and the article of this stand, and everything they send; each thing they send is another one."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.edition = an_article()
        publisher, _new = User.objects.get_or_create(email="publisher@bench.example")
        self.publisher, self.desk = publisher, at_the_desk(publisher)
        self.administrator = User.objects.create(
            email="administrator@bench.example", name="Administrator", is_staff=True
        )
        self.administrator.groups.add(Group.objects.get(name="administrator"))
        self.reader, self.cookie, self.left = a_reader(next(self.numbers)), "", 0
        self.answered = post(self.reader, self.edition.article_id, "Who pays for the gate?")

    def comment(self) -> Sent:
        """An answer to a reader, who is told of it."""
        number, article = next(self.numbers), self.edition.article_id
        if not self.left:
            self.cookie, self.left = session_of(a_reader(number)), EACH
        self.left -= 1
        text = f"Comment {number} of many."
        opened = [CommentForm.about_article(article), uuid4().hex, int(time.time()) - 60]
        made = signing.dumps(opened, salt="authors.guarding")
        data = {"text": text, "made": made, "parent": self.answered.pk, "known": "", "website": ""}

        def there() -> int:
            rows = list(Comment.objects.filter(thread=article, text=text).values_list("pk", flat=True))
            judged = ModerationDecision.objects.filter(comment__in=rows, kind="judge").count()
            return whole(comments=len(rows), judged=judged, announced=queued(announcing.announce, rows))

        path = f"{self.edition.get_absolute_url()}comment/"
        return posted(path, self.cookie, data, 201, there, Accept="application/json")

    def approved(self) -> tuple[User, Article]:
        """An approved article and its writer, who will be told when it is out."""
        number = next(self.numbers)
        writer = User.objects.create(
            email=f"writer-{number}@bench.example", name=f"Writer {number}", is_staff=True
        )
        writer.groups.add(Group.objects.get(name="writer"))
        article = make_article(writer, headline=f"Sea gate {number} is late")
        make_approved(article, writer, self.publisher)
        article.refresh_from_db()
        return writer, article

    def publication(self) -> Sent:
        """An approved article, published from the page that asks."""
        _writer, article = self.approved()

        def there() -> int:
            editions = Edition.objects.filter(article=article)
            made = list(Decision.objects.filter(article=article, move="publish").values_list("pk", flat=True))
            entries = Entry.objects.filter(article_id=article.pk)
            recorded = AuditEntry.objects.about("articles.article", str(article.pk)).filter(kind="publish")
            return whole(
                editions=editions.count(),
                decisions=len(made),
                entries=entries.count(),
                words=EntryWords.objects.filter(entry__in=entries).count(),
                links=LedgerLink.objects.filter(edition__in=editions, event="freeze").count(),
                recorded=recorded.count(),
                state=Article.objects.filter(pk=article.pk, state=State.RELEASED).count(),
                announced=queued(mailing.announce, made),
            )

        path = reverse("admin:articles_article_move", args=[article.pk, "publish"])
        return posted(path, self.desk, {"version": article.version}, 302, there)

    def pasted(self) -> Sent:
        """A text with its sources and a stakeholder nobody knew, imported at the desk."""
        number = next(self.numbers)

        def there() -> int:
            articles = Article.objects.filter(headline=f"Sea Gate {number} Late Again")
            return whole(
                articles=articles.count(),
                versions=Version.objects.filter(article__in=articles, reason="import").count(),
                references=Reference.objects.filter(article__in=articles).count(),
                rows=StakeholderRow.objects.filter(article__in=articles).count() // 2,
                bylines=Byline.objects.filter(article__in=articles).count(),
            )

        data = {"text": PASTED.format(n=number), "save": "1"}
        return posted(reverse("admin:articles_article_paste"), self.desk, data, 302, there)

    def picture(self, size: tuple[int, int] = (320, 180)) -> Sent:
        """A picture nobody has sent before, from the script of the upload page."""
        content = drawn(size)
        name = sanitise(SimpleUploadedFile("gate.jpg", content)).name

        def there() -> int:
            rows = Image.objects.filter(name=name)
            files = sum(default_storage.exists(row.file.name or "") for row in rows)
            tasks = queued(make_renditions, [row.name for row in rows])
            return whole(rows=rows.count(), files=files, tasks=tasks)

        data = {"picture": SimpleUploadedFile("gate.jpg", content)}
        return posted(
            reverse("admin:images_image_receive"), self.desk, data, 201, there, Accept="application/json"
        )


def a_reader(number: int) -> User:
    """A reader whose comments appear at once."""
    email = f"reader-{number}@readers.example"
    user = User.objects.create(email=email, name=f"Reader {number}")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Reader.objects.of(user)
    Reader.objects.filter(user=user).update(trust=Trust.TRUSTED)
    return user


def drawn(size: tuple[int, int]) -> bytes:
    """A JPEG of noise, of which there is no second one."""
    file = BytesIO()
    Pillow.effect_noise(size, 90).save(file, "JPEG", quality=95)
    return file.getvalue()


def queued(job: Task[Any, Any], numbers: Sequence[Any]) -> int:
    """For how many of these there is a task of this sort, whatever became of it."""
    tasks = DBTaskResult.objects.filter(task_path=job.module_path)
    return sum(tasks.filter(args_kwargs={"args": [one], "kwargs": {}}).exists() for one in numbers)
