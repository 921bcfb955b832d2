"""A process that dies in the middle of a save leaves the article as it was, and locked by nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from articles.models import Article, Sitting
from authors.models import User
from tests.conftest import SignIn
from tests.desk import opened, page_of
from tests.make import make_article, make_row

pytestmark = pytest.mark.django_db(transaction=True)

SAVING = """
import json, sys, time
import django
django.setup()
from django.test import Client
from articles.admin import articles
from authors.models import User

def stand_still(*_given, **_named):
    print("claimed and written", flush=True)
    time.sleep(600)

articles.finish = stand_still
address, who, form = json.load(sys.stdin)
browser = Client()
browser.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
browser.post(address, form)
"""
"""Another process that saves the form and stands still between claiming the version and finishing."""


def this_database() -> str:
    """The address of the database of this test, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_a_process_killed_between_claim_and_finish_changes_nothing(
    writer: User, sign_in: SignIn, tmp_path: Path
) -> None:
    article = make_article(writer, headline="The gate is late")
    make_row(article, "Ferrymen")
    browser = sign_in(writer)
    form = opened(browser, article, headline="Half saved", stakeholder_rows__0__DELETE="on")
    Sitting.objects.create(
        user=writer, article=article, unsaved="headline=Half+saved", seen_at=article.saved_at
    )
    own = {
        "DATABASE_URL": this_database(),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only for tests",
        "ALLOWED_HOSTS": "testserver",
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path),
    }
    saving = subprocess.Popen(
        [sys.executable, "-c", SAVING],
        env={**os.environ, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert saving.stdin
    assert saving.stdout
    json.dump([page_of(article), writer.pk, form], saving.stdin)
    saving.stdin.close()
    assert saving.stdout.readline() == "claimed and written\n"
    saving.kill()
    saving.wait()
    saving.stdout.close()

    article.refresh_from_db()
    assert (article.headline, article.version, article.versions.count()) == ("The gate is late", 1, 1)
    assert article.stakeholder_rows.count() == 1
    assert Sitting.objects.get().unsaved == "headline=Half+saved"
    again = opened(browser, article, headline="Saved after all")
    assert browser.post(page_of(article), again).status_code == 302
    assert Article.objects.get().headline == "Saved after all"
