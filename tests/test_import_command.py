"""`manage.py import_article`: files in, drafts out, one line for each that fails."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Decision, Edition
from articles.workflow import State
from authors.models import User

from .make import make_section

STORY = """---
title: {title}
author: Mara Okafor
section: Harbour
---
The harbour crane is sold to a museum, which will take it apart and carry it inland on eleven lorries.

Nobody alive remembers the port without it, and the oldest of its drivers came to see the first bolt fall [1].

- eleven lorries
- one crane

| Stakeholder | Motivation | Challenges |
|---|---|---|
| Museum | a landmark; visitors | weight |
| Drivers | memory | pensions |

[1] https://crane.example/sale
"""

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the command on files; returns its output and what it told on the side, also where it failed."""

    def run(*files: str | Path, **options: Any) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        try:
            call_command("import_article", *map(str, files), stdout=out, stderr=err, **options)
        except CommandError as error:
            err.write(f"CommandError: {error}")
        return out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def story(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file that holds an article."""

    def story(title: str = "Farewell to the Crane", name: str = "crane.md") -> Path:
        path = tmp_path / name
        path.write_text(STORY.format(title=title), encoding="utf-8")
        return path

    return story


def test_a_file_becomes_a_draft(db: None, run: Run, story: Callable[..., Path]) -> None:
    out, _err = run(story())
    article = Article.objects.get()
    assert (article.headline, article.state) == ("Farewell to the Crane", State.DRAFT)
    assert "stored as a draft" in out


def test_a_dry_run_stores_nothing_and_tells_what_would_go_where(
    db: None, run: Run, story: Callable[..., Path]
) -> None:
    out, _err = run(story(), dry_run=True)
    assert "headline: Farewell to the Crane" in out
    assert not Article.objects.exists()


def test_json_of_a_dry_run_needs_no_database(run: Run, story: Callable[..., Path]) -> None:
    path = story()
    out, _err = run(path, dry_run=True, json=True)
    (found,) = json.loads(out)
    assert list(found) == [
        "file", "headline", "summary", "body", "tables", "sources", "byline", "bios", "language", "notes", "left_out",
        "unplaced", "address",
    ]  # fmt: skip
    assert found["file"] == str(path)
    assert found["sources"] == ["https://crane.example/sale"]
    assert found["tables"] == [
        {
            "kind": "stakeholders",
            "columns": ["Stakeholder", "Motivation", "Challenges"],
            "rows": [["Museum", "a landmark; visitors", "weight"], ["Drivers", "memory", "pensions"]],
        }
    ]
    assert all(set(note) == {"line", "text"} for note in found["notes"])


def test_json_leaves_the_standard_output_to_itself(db: None, run: Run, story: Callable[..., Path]) -> None:
    out, err = run(story(), json=True)
    assert len(json.loads(out)) == 1
    assert "stored as a draft" in err


def test_the_same_file_twice_is_one_article(db: None, run: Run, story: Callable[..., Path]) -> None:
    run(story())
    out, _err = run(story(name="copy.md"))
    assert "unchanged" in out
    assert Article.objects.count() == 1


def test_broken_files_are_a_line_each_and_keep_no_other_back(
    db: None, run: Run, story: Callable[..., Path], tmp_path: Path
) -> None:
    broken = {"empty": b"", "picture": b"\x89PNG\r\n\x1a\n\0\0", "latin": "Kräne\n".encode("latin-1")}
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
    _out, err = run(*(tmp_path / name for name in broken), tmp_path, tmp_path / "nowhere", story())
    *lines, last = err.splitlines()
    assert len(lines) == 5
    assert last == "CommandError: 5 of 6 files failed."
    assert f"{tmp_path / 'nowhere'}: there is no such file." in lines
    assert Article.objects.count() == 1


def test_publishing_goes_through_ordinary_moves(
    db: None, run: Run, story: Callable[..., Path], publisher: User
) -> None:
    make_section("Harbour")
    out, err = run(story(), publish=True, email=publisher.email)
    article = Article.objects.get()
    assert err == ""
    assert article.state == State.RELEASED
    assert [d.move for d in Decision.objects.filter(article=article).order_by("pk")] == [
        "submit",
        "approve",
        "publish",
    ]
    assert {d.user for d in Decision.objects.filter(article=article)} == {publisher}
    assert Edition.objects.get(article=article).address.path in out


def test_publishing_twice_publishes_once(
    db: None, run: Run, story: Callable[..., Path], publisher: User
) -> None:
    make_section("Harbour")
    run(story(), publish=True, email=publisher.email)
    out, err = run(story(), publish=True, email=publisher.email)
    assert "published already" in out
    assert (err, Edition.objects.count()) == ("", 1)


def test_a_refusal_is_one_line_and_keeps_the_draft(
    db: None, run: Run, story: Callable[..., Path], publisher: User
) -> None:
    path = story()
    _out, err = run(path, publish=True, email=publisher.email)
    assert f"{path}: not published, the draft is kept: No section is chosen." in err
    assert Article.objects.get().state == State.DRAFT


def test_who_may_not_publish_does_not_publish_by_importing(
    db: None, run: Run, story: Callable[..., Path], writer: User
) -> None:
    make_section("Harbour")
    _out, err = run(story(), publish=True, email=writer.email)
    assert "not published" in err
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"publish": True}, "needs --as EMAIL"),
        ({"publish": True, "dry_run": True, "email": "a@b.example"}, "Choose one of them"),
        ({"publish": True, "email": "a@b.example"}, "Nobody signs in as a@b.example"),
    ],
)
def test_impossible_wishes_are_refused_first(
    db: None, run: Run, story: Callable[..., Path], options: dict[str, Any], reason: str
) -> None:
    _out, err = run(story(), **options)
    assert reason in err
    assert not Article.objects.exists()
