"""Markdown of articles: the one renderer of previews, pages, feeds and exports. Pure: text in, HTML out."""

from .citations import Citation
from .claims import has_figures, has_quotation
from .rendering import Rendered, citations, line_text, render
from .words import Paragraph, words

__all__ = [
    "Citation",
    "Paragraph",
    "Rendered",
    "citations",
    "has_figures",
    "has_quotation",
    "line_text",
    "render",
    "words",
]
