"""Ghost 6 in production mode on MariaDB, set up over its own interface; the archive goes straight into its tables.

Its comments are drawn by a script in the browser, so its page has none.
"""

import http.cookiejar
import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.peers.databases import mariadb
from benchmarks.peers.place import HOME, PORTS, Running, url

FOLDER: Final = HOME / "ghost"
WHO: Final = {"username": "editor@example.org", "password": "Qz7-hedgehog-tram-41x"}
BATCH: Final = 500

AS_THE_MEASURED: Final = """
set @a = (select id from posts where slug = '{slug}');
insert into posts (id, uuid, title, slug, lexical, html, comment_id, plaintext, type, status, visibility,
    email_recipient_filter, created_at, updated_at, published_at, custom_excerpt, show_title_and_feature_image)
  select lpad(hex(1000000 + f.i), 24, '0'), uuid(), f.t, concat('archive-', f.i), p.lexical, f.h,
    lpad(hex(1000000 + f.i), 24, '0'), f.h, 'post', 'published', 'public', 'all',
    p.created_at - interval f.i * 9 minute, p.created_at - interval f.i * 9 minute,
    p.published_at - interval (f.i + 1) * 9 minute, f.s, 1
  from f join posts p on p.id = @a;
insert into posts_authors (id, post_id, author_id, sort_order)
  select lpad(hex(2000000 + f.i), 24, '0'), lpad(hex(1000000 + f.i), 24, '0'), a.author_id, 0
  from f join posts_authors a on a.post_id = @a;
insert into posts_tags (id, post_id, tag_id, sort_order)
  select lpad(hex(3000000 + f.i), 24, '0'), lpad(hex(1000000 + f.i), 24, '0'), t.id, 0
  from f join tags t on t.slug = concat('section-', f.n);
"""


def start(running: Running) -> None:
    """Ghost at its port; the first time it makes its tables."""
    content, package = FOLDER / "content", FOLDER / "package"
    for name in ("data", "files", "images", "logs", "media", "public", "settings", "apps"):
        (content / name).mkdir(parents=True, exist_ok=True)
    if not (content / "themes").exists():
        shutil.copytree(package / "content" / "themes", content / "themes", symlinks=True)
    (package / "config.production.json").write_text(json.dumps(configuration()))
    node = str(HOME / "node22" / "node_modules" / "node" / "bin" / "node")
    command = ["env", "NODE_ENV=production", node, "index.js"]
    running.start("ghost", command, PORTS["ghost"], folder=package, patience=240)
    for _ in range(240):  # it listens before it answers
        try:
            with urllib.request.urlopen(url("ghost"), timeout=10):  # noqa: S310 (our own server)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit(f"Ghost does not answer; see {HOME}/log/ghost.log")


def configuration() -> dict[str, Any]:
    """Nothing is sent anywhere, and nobody is counted."""
    connection = {
        "host": "127.0.0.1", "port": PORTS["mariadb"], "user": "peer", "password": "peer", "database": "ghost",
        "charset": "utf8mb4",
    }  # fmt: skip
    content = FOLDER / "content"
    return {
        "url": url("ghost", ""),
        "server": {"host": "127.0.0.1", "port": PORTS["ghost"]},
        "database": {"client": "mysql", "connection": connection},
        "mail": {"transport": "Direct"},
        "process": "local",
        "logging": {"transports": ["file"], "level": "error", "path": f"{content}/logs/"},
        "privacy": {
            "useUpdateCheck": False,
            "useGravatar": False,
            "useRpcPing": False,
            "useStructuredData": True,
        },
        "security": {"staffDeviceVerification": False},
        "spam": {"user_login": {"freeRetries": 1000}, "global_block": {"freeRetries": 1000}},
        "paths": {"contentPath": str(content)},
    }


def fill(running: Running) -> None:
    """The measured article over its interface, the archive as rows; what is there is kept."""
    content = json.loads((HOME / "content.json").read_text())
    _publish(content)
    have = int(mariadb("use ghost; select count(*) from posts where slug like 'archive-%'") or 0)
    lines = (HOME / "archive.jsonl").read_text().splitlines()
    if have >= len(lines):
        return
    statements = [
        "use ghost;",
        "create temporary table f (i int primary key, n int, t varchar(300), s varchar(600), h text);",
        *_rows(lines, have),
        AS_THE_MEASURED.format(slug=content["slug"]),
        "analyze table posts, posts_authors, posts_tags;",
    ]
    mariadb("\n".join(statements))
    running.stop("ghost")  # it keeps what it has seen
    start(running)


def _rows(lines: list[str], have: int) -> Iterator[str]:
    for first in range(have, len(lines), BATCH):
        rows = []
        for i, line in enumerate(lines[first : first + BATCH], first):
            known = json.loads(line)
            texts = ",".join(
                map(_quoted, (known["title"][:250], known["summary"][:290], known["body"]))
            )  # its fields are so long
            rows.append(f"({i},{known['section']},{texts})")
        yield f"insert into f values {','.join(rows)};"  # noqa: S608 (our own words)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _publish(content: dict[str, Any]) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def call(method: str, path: str, data: Any = None) -> Any:
        headers = {"Content-Type": "application/json", "Origin": url("ghost", ""), "Accept-Version": "v6.0"}
        body = json.dumps(data).encode() if data else None
        request = urllib.request.Request(  # noqa: S310 (our own server)
            url("ghost", f"/ghost/api/admin{path}"), body, method=method, headers=headers
        )
        try:
            with opener.open(request, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            sys.exit(f"Ghost: {method} {path}: {error.code} {error.read()[:500].decode()}")
        return json.loads(text) if text[:1] in ("{", "[") else text

    if not call("GET", "/authentication/setup/")["setup"][0]["status"]:
        who = {"email": WHO["username"], "password": WHO["password"]}
        call("POST", "/authentication/setup/",
             {"setup": [{**who, "name": content["author"], "blogTitle": "The Peer"}]})  # fmt: skip
    call("POST", "/session/", WHO)
    tags = {tag["slug"] for tag in call("GET", "/tags/?limit=50")["tags"]}
    for n in range(1, 13):
        if f"section-{n}" not in tags:
            call("POST", "/tags/", {"tags": [{"name": f"Section {n}", "slug": f"section-{n}"}]})
    if not mariadb(f"use ghost; select id from posts where slug = '{content['slug']}'"):  # noqa: S608 (our own)
        post = {
            "title": content["title"], "slug": content["slug"], "status": "published",
            "custom_excerpt": content["summary"][:290], "html": f"{content['html']}<p>{content['bio']}</p>",
            "tags": [{"slug": "section-3"}],
        }  # fmt: skip
        call("POST", "/posts/?source=html", {"posts": [post]})
