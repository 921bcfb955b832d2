"""Tests that fail when something is undocumented, or says more than it should."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
APPS = ("newsroom", "comments", "articles", "authors", "images")
IGNORED = {"__pycache__", "node_modules", "var"}
TEXT = {
    "",
    ".cfg",
    ".conf",
    ".css",
    ".csv",
    ".html",
    ".in",
    ".js",
    ".json",
    ".md",
    ".po",
    ".py",
    ".toml",
    ".txt",
    ".yml",
}
READ = re.compile(
    r"""(?:flag|number|words|choice|folder|needing|environ\.get|environ)[(\[]\s*["']([A-Z_]+)["']"""
)
THIS_MACHINE = re.compile(r"(?<![\w.\-/])/(?:work|root|home/\w+|tmp/w)/")


def files(*folders: str) -> Iterator[Path]:
    """Every text file of the project, without what git ignores."""
    for place in map(ROOT.joinpath, folders or [path.name for path in ROOT.iterdir()]):
        if place.name in IGNORED or (place.name.startswith(".") and place.name != ".ci"):
            continue
        if place.is_file():
            yield place
            continue
        for path in place.rglob("*"):
            if path.is_file() and path.suffix in TEXT and not IGNORED & set(path.parts):
                yield path


def markdown_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def read(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_variable_of_the_environment_is_in_the_table_of_the_readme() -> None:
    sources = [path.read_text() for path in files(*APPS) if path.suffix == ".py"]
    used = {name for source in sources for name in READ.findall(source)} - {"DJANGO_SETTINGS_MODULE"}
    table = set(re.findall(r"^\| `([A-Z_]+)`", read("README.md"), re.MULTILINE))
    assert used == table


def test_every_requirement_is_justified() -> None:
    justified = set(re.findall(r"^\| `([^`]+)`", read("docs/dependencies.md"), re.MULTILINE))
    asked = {
        re.split(r"[\[<>=~ ;]", line)[0]
        for name in ("requirements.in", "requirements-many.in", "requirements-dev.in")
        for line in read(name).splitlines()
        if line and line[0] not in "#-"
    }
    assert asked == justified


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-many.txt", "requirements-dev.txt"])
def test_every_pinned_requirement_has_a_hash_and_none_has_an_address(name: str) -> None:
    text = read(name)
    assert "://" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert pins
    assert all(re.match(r"[\w.\-\[\]]+==\S+", pin) and "--hash=sha256:" in pin for pin in pins)


def test_every_command_of_ours_is_explained() -> None:
    ours = {name for name, app in get_commands().items() if str(app) in APPS}
    explained = set(re.findall(r"manage\.py (\w+)", "\n".join(map(Path.read_text, markdown_files()))))
    assert ours <= explained
    assert explained <= get_commands().keys()


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_files_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_no_file_names_a_place_on_the_machine_it_was_written_on() -> None:
    found = {
        str(path.relative_to(ROOT)): hit.group()
        for path in files()
        if (hit := THIS_MACHINE.search(path.read_text()))
    }
    assert not found
