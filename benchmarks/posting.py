"""Readers who post all at once, through HTTP, to the site as it is served; afterwards everything is counted."""

import http.client
import json
import socket
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from typing import Final
from urllib.parse import urlencode

AT_ONCE: Final = 8
EACH: Final = 4
"""So many comments one reader posts: more within a minute would be refused."""
TWICE: Final = 10
"""Every tenth form is sent twice at once, as by somebody who presses the button twice."""


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Form:
    """A form that somebody has open: what has to be sent with it, and the text."""

    cookie: str
    token: str
    made: str
    text: str


def post_at_once(posts: int) -> str:
    """How fast so many comments were posted, and that each of them stands there once, in a sentence each."""
    from django.conf import settings
    from django.db import connection

    from articles.models.edition import Edition
    from benchmarks.threads import an_article, some_readers
    from newsroom.management.commands.demo import running, site

    edition = an_article()
    readers = some_readers(-(-posts // EACH))
    cookies = [session_of(reader.user) for reader in readers if reader.user]
    connection.close()
    port = int(settings.PORT)
    with running(site()), ThreadPoolExecutor(AT_ONCE) as pool:
        wait_for(port)
        path = edition.get_absolute_url()
        forms = list(pool.map(lambda n: opened(port, path, cookies[n // EACH], n), range(posts)))
        time.sleep(3)  # a form that comes back at once is a program's
        sent = [*forms, *forms[::TWICE]]
        sent.sort(key=lambda form: int(form.text.split()[1]) % (posts // AT_ONCE))  # no reader at one go
        begun = time.perf_counter()
        answers = list(pool.map(lambda form: sent_to(port, path, form), sent))
        took = time.perf_counter() - begun
    return told(Edition.objects.get(pk=edition.pk), posts, answers, took)


def told(edition: object, posts: int, answers: list[tuple[int, float]], took: float) -> str:
    """The rate and the times; stops where something is lost, doubled or miscounted."""
    from comments.models import Comment, ModerationDecision, Thread

    article = edition.article_id  # type: ignore[attr-defined]
    statuses = Counter(status for status, _ in answers)
    rows = Comment.objects.filter(thread=article)
    texts = set(rows.values_list("text", flat=True))
    thread = Thread.objects.filter(pk=article).first() or Thread()
    right = {
        "answers": (statuses, Counter({201: len(answers)})),
        "comments": (rows.count(), posts),
        "different texts": (len(texts), posts),
        "public ones counted": (thread.public_count, rows.public().count()),
        "waiting ones counted": (thread.held_count, rows.waiting().count()),
        "numbers in their order": (
            sorted(rows.public().values_list("appeared", flat=True)),
            list(range(1, thread.appeared + 1)),
        ),
        "lines of the log": (
            ModerationDecision.objects.filter(comment__thread=article, kind="judge").count(),
            posts,
        ),
    }
    if wrong := {name: pair for name, pair in right.items() if pair[0] != pair[1]}:
        raise SystemExit(f"Something is lost or doubled: {wrong}")
    cuts = quantiles((seconds * 1000 for _, seconds in answers), n=20)
    return (
        f"{len(answers)} forms, {len(answers) - posts} of them for the second time, by {AT_ONCE} connections at once "
        f"in {took:.1f} s: {len(answers) / took:.0f} a second, p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms. "
        f"{posts} comments stand there, each once, and every count equals its rows."
    )


def session_of(user: object) -> str:
    """The cookies of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def wait_for(port: int) -> None:
    """Until the site answers."""
    for _ in range(100):
        try:
            asked(port, "GET", "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The site does not answer.")


def asked(
    port: int, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request over a connection of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        given = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        link.request(
            method, path, body, given | {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        link.close()


def opened(port: int, path: str, cookie: str, number: int) -> Form:
    """The form below the article, as its script gets it."""
    _status, headers, body = asked(port, "GET", f"/me?{urlencode({'page': path})}", Cookie=cookie)
    known = json.loads(body)
    csrf = headers["Set-Cookie"].partition(";")[0]
    return Form(f"{cookie}; {csrf}", known["token"], known["made"], f"Comment {number} of many.")


def sent_to(port: int, path: str, form: Form) -> tuple[int, float]:
    """The status of the answer to a form that is posted, and the seconds it took."""
    body = urlencode({"text": form.text, "made": form.made, "parent": "", "known": "", "website": ""})
    begun = time.perf_counter()
    status, _headers, answer = asked(
        port, "POST", f"{path}comment/", body, Cookie=form.cookie, X_CSRFToken=form.token
    )
    took = time.perf_counter() - begun
    if status != 201:
        print(status, answer[:300].decode(), file=sys.stderr)
    return status, took
