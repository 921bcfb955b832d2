"""What readers meet is said in English, French and German: nothing is missing, and the catalogues are in step."""

import gettext
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Edition
from authors.models import User
from tests.make import make_article, make_published, make_reference

HERE = Path(__file__).parent.parent
LANGUAGES = ("fr", "de")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")


class Entry(NamedTuple):
    """One text of a catalogue with its translations, one for each plural form."""

    context: str
    text: str
    plural: str
    said: list[str]
    fuzzy: bool


def catalogue(file: Path) -> Iterator[Entry]:
    """What stands in a .po file, without its header."""
    for block in file.read_text(encoding="utf-8").split("\n\n")[1:]:
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            begin = re.match(r"(msg\S+) ", line)
            key = begin[1] if begin else key
            if not line.startswith("#"):
                raw = line.removeprefix(f"{key} ")[1:-1]
                parts[key] = parts.get(key, "") + raw.replace('\\"', '"').replace("\\n", "\n").replace(
                    "\\\\", "\\"
                )
        said = [text for key, text in parts.items() if key.startswith("msgstr")]
        yield Entry(
            parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""), said, "#, fuzzy" in block
        )


def folder(language: str, root: Path = HERE) -> Path:
    return root / "newsroom" / "locale" / language / "LC_MESSAGES"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    entries = list(catalogue(folder(language) / "django.po"))
    assert len(entries) > 500
    assert not [entry.text for entry in entries if entry.fuzzy or not all(entry.said)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_and_the_tags_of_its_text(language: str) -> None:
    for entry in catalogue(folder(language) / "django.po"):
        wanted = sorted(PLACES.findall(entry.plural or entry.text))
        assert sorted(PLACES.findall(entry.said[-1])) == wanted, entry.text
        assert set(PLACES.findall(entry.said[0])) <= set(wanted), entry.text


def test_french_parts_its_marks_and_german_quotes_as_they_are_printed() -> None:
    loose = re.compile(r"\w [:;?!]|\w[;?!](\s|$)|« |[^\s\u00a0\u202f]»|\w'\w")
    texts = [
        re.sub(r"<[^>]*>|&\w+;", "", said)
        for entry in catalogue(folder("fr") / "django.po")
        for said in entry.said
    ]
    assert not [text for text in texts if loose.search(text)]
    quoted = [
        said
        for entry in catalogue(folder("de") / "django.po")
        for said in entry.said
        if "“" in said or "”" in said
    ]
    assert not [text for text in quoted if text.count("„") != text.count("“") or "”" in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in catalogue(folder(language) / "django.po"):
        if entry.plural:
            number = [compiled.ngettext(entry.text, entry.plural, count) for count in (1, 2)]
            assert number == entry.said
        elif entry.context:
            assert compiled.pgettext(entry.context, entry.text) == entry.said[0]
        else:
            assert compiled.gettext(entry.text) == entry.said[0]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_no_text_that_readers_meet_is_missing_in_a_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    for part in ("articles", "authors", "comments", "images", "newsroom", "templates"):
        shutil.copytree(HERE / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "newsroom" / "locale"]
    call_command("makemessages", verbosity=0)
    for language in LANGUAGES:
        known = {entry[:3] for entry in catalogue(folder(language) / "django.po")}
        met = {entry[:3] for entry in catalogue(folder(language, tmp_path) / "django.po")}
        assert sorted(met - known) == []


def page_of(writer: User, publisher: User, client: Client, language: str) -> str:
    article = make_article(writer, headline="Rivage", language=language)
    make_reference(article, key="lune")
    type(article).objects.filter(pk=article.pk).update(body="Une phrase [[lune]].")
    edition = make_published(article, writer, publisher)
    return client.get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            [
                "Aller au contenu",
                "Édition 1",
                "Publié",
                "Temps de lecture",
                "Traçabilité",
                "Première édition",
            ],
        ),
        (
            "de",
            ["Zum Inhalt springen", "Ausgabe 1", "Veröffentlicht", "Lesezeit", "Nachweis", "Erste Ausgabe"],
        ),
    ],
)
def test_an_article_s_page_is_in_the_article_s_language(
    language: str, words: list[str], writer: User, publisher: User, client: Client
) -> None:
    page = page_of(writer, publisher, client, language)
    assert f'<html lang="{language}"' in page
    assert [word for word in words if word not in page] == []
    # The names of the paper and its sections are in the paper's language; nothing else is English.
    own = re.sub(r'<(a|p) class="name"[^>]*lang="en"|<nav [^>]*lang="en"', "", page)
    assert 'lang="en"' not in own


def test_where_we_have_no_words_in_the_language_they_are_english_and_say_so(
    writer: User, publisher: User, client: Client
) -> None:
    page = page_of(writer, publisher, client, "ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<dt lang="en">Published</dt>' in page
    history = client.get(f"{Edition.objects.get().get_absolute_url()}history/").content.decode()
    for words in (page, history):  # Django has Arabic words of its own, for its desk
        ours = re.findall(r'<[^>]* lang="en">([^<]*)<', words)
        assert [one for one in ours if re.search(r"[\u0600-\u06ff]", one)] == []
        assert "ابحث" not in words
        assert "حالي" not in words


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ["La une", "Se connecter", "Archives"]), ("de", ["Titelseite", "Anmelden", "Archiv"])],
)
@pytest.mark.usefixtures("db")
def test_the_paper_s_own_pages_are_in_the_paper_s_language(
    language: str, words: list[str], client: Client, settings: Any
) -> None:
    settings.LANGUAGE_CODE = language
    for address in ("/", "/corrections/", "/accounts/login/"):
        page = client.get(address).content.decode()
        assert f'<html lang="{language}"' in page
        assert [word for word in words if word not in page] == []


def test_the_desk_stays_in_its_own_language(client: Client, writer: User, settings: Any) -> None:
    settings.LANGUAGE_CODE = "fr"
    client.force_login(writer)
    page = client.get("/admin/").content.decode()
    assert "Se déconnecter" not in page
    assert '<html lang="en' in page


def test_the_form_for_a_comment_is_in_the_article_s_language(
    writer: User, publisher: User, client: Client
) -> None:
    page_of(writer, publisher, client, "fr")
    edition = Edition.objects.get()
    page = client.get(f"{edition.get_absolute_url()}comment/").content.decode()
    assert '<html lang="fr"' in page
    assert "Publier le commentaire" in page
