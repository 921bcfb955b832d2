"""A server that dies while it posts a comment leaves nothing half done, and the reader posts it once more."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from articles.models import Edition
from comments.models import Comment, ModerationDecision, Thread
from comments.posting import post
from tests.make_comments import make_comment, make_reader
from tests.test_killed_while_saving import this_database

pytestmark = pytest.mark.django_db(transaction=True)

POSTING = """
import json, sys, time
import django
django.setup()
from authors.models import User
from comments import posting

def stand_still(comment):
    print("written and counted", flush=True)
    time.sleep(600)

posting.made_public = stand_still
who, article, key = json.load(sys.stdin)
posting.post(User.objects.get(pk=who), article, "Half posted.", key=key)
"""
"""Another process that posts a comment and stands still before the end of its transaction."""


def test_a_process_killed_while_it_posts_leaves_nothing_and_locks_nothing(
    edition: Edition, tmp_path: Path
) -> None:
    user, key = make_reader(), uuid4()
    make_comment(edition, user)
    lines = ModerationDecision.objects.count()
    own = {
        "DATABASE_URL": this_database(),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only for tests",
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path),
    }
    posting = subprocess.Popen(
        [sys.executable, "-c", POSTING],
        env={**os.environ, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert posting.stdin
    assert posting.stdout
    json.dump([user.pk, edition.article_id, str(key)], posting.stdin)
    posting.stdin.close()
    assert posting.stdout.readline() == "written and counted\n"
    posting.kill()
    posting.wait()
    posting.stdout.close()

    assert Comment.objects.count() == Thread.objects.get().public_count == 1
    assert ModerationDecision.objects.count() == lines
    assert post(user, edition.article_id, "Half posted.", key=key).status == "public"
    assert Thread.objects.get().public_count == 2
