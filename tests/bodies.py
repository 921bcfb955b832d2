"""Bodies with references and tables, rendered as an article's page has them."""

from typing import Any

from articles.markdown import Rendered, render
from articles.payload import ReferencePayload, TablePayload


def make_reference(key: str, **fields: Any) -> ReferencePayload:
    empty = dict.fromkeys(ReferencePayload.__annotations__, "")
    return {**empty, "key": key, "source": 1, "kind": "web", "title": key.title(), **fields}  # type: ignore[typeddict-item]


def make_table(*rows: tuple[str, list[list[str]]], slug: str = "", caption: str = "") -> TablePayload:
    return {
        "slug": slug,
        "caption": caption,
        "columns": ["Stakeholder", "Primary motivation", "Challenges"],
        "rows": [{"stakeholder": 1, "name": name, "cells": cells} for name, cells in rows],
    }


def page(
    body: str, *references: ReferencePayload, tables: tuple[TablePayload, ...] = (), language: str = "en"
) -> Rendered:
    return render(body, references, tables, language=language)


TIDES = make_reference("tides", address="https://water.example/tides")
MODEL = make_reference("model", address="https://hollin.example/model")
PORT = ("Port of Aldery", [["A wider lock", "Fixed hours"], ["Rival ports"]])
