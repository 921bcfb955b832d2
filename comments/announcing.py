"""What follows when a comment can be read by everybody: a question is answered, and whom it concerns is told."""

import re
from datetime import timedelta
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from articles.languages import of_our_words
from articles.models.entry import Entry, EntryAuthor
from authors.models import MailKind, User
from comments.mailing import may_hear_of, tell
from comments.models import Comment, Reader
from comments.names import MAX_NAME, folded

NEWS: Final = timedelta(days=14)
"""What a comment says is no news after that time, even if nobody could read it before."""
NAMES: Final = 5
"""Mentions in one comment that somebody is told about."""
NAME: Final = re.compile(rf"(?<!\w)@(?=(\w.{{0,{MAX_NAME}}}))")
END: Final = re.compile(r"(?<=\w)(?!\w)|(?<=\W)(?=\W|$)")


def made_public(comment: Comment) -> None:
    """Within the transaction in which a comment comes before readers, for the first time or with another text."""
    if comment.parent_id:
        signed = EntryAuthor.objects.filter(author__user__reader=comment.reader_id)
        asked = Comment.objects.filter(pk=comment.parent_id, open_question=True)
        asked.filter(thread__in=signed.values("article_id")).update(open_question=False)
    if comment.parent_id or "@" in comment.text:
        announce.enqueue(comment.pk)


@task()
def announce(comment_id: int) -> None:
    """Tells whom the comment answers and whom it names; nobody twice about one comment, however often it runs."""
    about = ("reader", "parent__reader__user")
    comment = Comment.objects.public().select_related(*about).filter(pk=comment_id).first()
    entry = comment and Entry.objects.live().filter(article_id=comment.thread_id).first()
    if not comment or not entry or timezone.now() - comment.created_at > NEWS:
        return
    with translation.override(of_our_words(entry.language)):
        if comment.parent and comment.parent.status == Comment.Status.PUBLIC:
            signs = entry.author_links.filter(author__user__reader=comment.reader_id).exists()
            kind = MailKind.AUTHOR if signs else MailKind.REPLY
            _tell(kind, comment.parent.reader.user, comment, entry)
        for reader in named(comment):
            _tell(MailKind.NAMED, reader.user, comment, entry)


def _tell(kind: MailKind, user: User | None, comment: Comment, entry: Entry) -> None:
    if not user or user.pk == comment.reader.user_id or not may_hear_of(user, [comment]):
        return
    subject, text = {
        MailKind.REPLY: (
            _("%(name)s answers you: %(headline)s"),
            _("%(name)s answers your comment on “%(headline)s”:"),
        ),
        MailKind.AUTHOR: (
            _("%(name)s answers you: %(headline)s"),
            _("%(name)s has written “%(headline)s”, and answers your comment on it:"),
        ),
        MailKind.NAMED: (
            _("%(name)s mentions you: %(headline)s"),
            _("%(name)s mentions you in a comment on “%(headline)s”:"),
        ),
    }[kind]
    words = {"name": comment.reader.display_name, "headline": entry.title}
    tell(
        kind,
        key=f"comment:{comment.pk}:{user.pk}",
        recipient=user,
        comment=comment,
        subject=subject % words,
        text=text % words,
        path=f"{entry.path}comments/{comment.pk}/{comment.anchor}",
        language=of_our_words(entry.language),
    )


def named(comment: Comment) -> list[Reader]:
    """Who is called by their whole name after an '@', among those who have said something in public in this thread.

    Of two names that begin alike, the longer one is meant; the first few are enough, and quotations call nobody.
    """
    found: list[Reader] = []
    own = "\n".join(line for line in comment.text.splitlines() if not line.startswith(">"))
    for match in list(NAME.finditer(own))[:NAMES]:
        ends = {end.start() for end in END.finditer(match[1])}
        spelled = {folded(match[1][:end]) for end in ends if 0 < end <= MAX_NAME}
        here = Comment.objects.public().filter(thread_id=comment.thread_id)
        meant = Reader.objects.filter(folded__in=spelled, pk__in=here.values("reader")).select_related("user")
        found += sorted(meant, key=lambda reader: len(reader.folded))[-1:]
    return list(dict.fromkeys(found))
