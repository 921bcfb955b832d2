"""Views of the desk beside Django's own: preview, suggestions, moves, a pasted article."""
