"""The forms of the desk: an article and its rows, the questions of a move, a pasted text."""
