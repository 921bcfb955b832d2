"""Markdown of articles: the one renderer of previews, pages, feeds and exports. Pure: text in, HTML out."""

from .citations import Citation
from .claims import has_figures, has_quotation
from .figures import Figure, called, without
from .rendering import Rendered, citations, line_text, pictures_called, render, render_payload
from .words import Paragraph, words

__all__ = [
    "Citation",
    "Figure",
    "Paragraph",
    "Rendered",
    "called",
    "citations",
    "has_figures",
    "has_quotation",
    "line_text",
    "pictures_called",
    "render",
    "render_payload",
    "without",
    "words",
]
