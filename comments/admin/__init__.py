"""The moderators' desk: each module says how one kind of thing is listed and decided about."""

from comments.admin.appeals import AppealAdmin
from comments.admin.comments import CommentAdmin
from comments.admin.notices import NoticeAdmin
from comments.admin.readers import ReaderAdmin
from comments.admin.reports import ReportAdmin
from comments.admin.threads import ThreadAdmin
from comments.admin.words import WordAdmin

__all__ = [
    "AppealAdmin",
    "CommentAdmin",
    "NoticeAdmin",
    "ReaderAdmin",
    "ReportAdmin",
    "ThreadAdmin",
    "WordAdmin",
]
