"""The moderators' desk: each module says how one kind of thing is listed and decided about."""

from comments.admin.comments import CommentAdmin
from comments.admin.readers import ReaderAdmin
from comments.admin.threads import ThreadAdmin

__all__ = ["CommentAdmin", "ReaderAdmin", "ThreadAdmin"]
