"""Markdown of articles: the one renderer of previews, pages, feeds and exports. Pure: text in, HTML out."""

from .citations import Citation
from .rendering import Rendered, citations, render
from .words import words

__all__ = ["Citation", "Rendered", "citations", "render", "words"]
