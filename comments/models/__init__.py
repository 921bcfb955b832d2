"""Readers, threads, comments, what is decided about them, and what readers send the newsroom."""

from comments.models.comment import EDITABLE, STANDING, Comment, Recommendation, Revision
from comments.models.decision import Ground, ModerationDecision, Word
from comments.models.export import Export
from comments.models.mail import ReaderMail
from comments.models.notice import Notice
from comments.models.reader import Mute, Reader, ReaderNote, Trust
from comments.models.report import Appeal, ModerationMonth, Report
from comments.models.thread import Thread

__all__ = [
    "EDITABLE",
    "STANDING",
    "Appeal",
    "Comment",
    "Export",
    "Ground",
    "ModerationDecision",
    "ModerationMonth",
    "Mute",
    "Notice",
    "Reader",
    "ReaderMail",
    "ReaderNote",
    "Recommendation",
    "Report",
    "Revision",
    "Thread",
    "Trust",
    "Word",
]
