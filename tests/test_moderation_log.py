"""The log of moderation: every decision is a line, no line is ever changed, and none keeps what a reader wrote."""

import pytest
from django.db import DatabaseError, transaction

from articles import triggers
from articles.models import Edition
from authors.models import AuditEntry, User
from comments import appealing, changing, reporting
from comments.models import ModerationDecision
from tests.make_comments import make_comment
from tests.make_reports import last_decision, make_notice_of_illegal, make_report

pytestmark = pytest.mark.django_db


def test_no_line_of_the_log_is_changed(edition: Edition) -> None:
    make_comment(edition)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ModerationDecision.objects.update(reason="Somebody else did it.")
    assert not ModerationDecision.objects.filter(reason="Somebody else did it.").exists()


def test_no_line_of_the_log_is_deleted(edition: Edition) -> None:
    decision = make_comment(edition).decisions.first()
    assert decision
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        decision.delete()
    assert ModerationDecision.objects.filter(pk=decision.pk).exists()


def test_the_triggers_of_the_log_are_among_those_that_are_looked_for() -> None:
    assert {"comments_moderationdecision_kept", "comments_moderationdecision_frozen"} <= set(triggers.names())


def test_no_line_holds_what_readers_wrote(edition: Edition, moderator: User, administrator: User) -> None:
    words = {
        name: f"Zanzibar{name}"
        for name in ("comment", "change", "report", "notice", "name", "appeal", "answer")
    }
    comment = make_comment(
        edition, text=f"{words['comment']} https://a.example https://b.example https://c.example"
    )
    assert comment.reader.user
    changing.edit(comment.reader.user, comment.pk, words["change"], seen=comment.written)
    make_report(comment, text=words["report"])
    notice = make_notice_of_illegal(comment, text=words["notice"], name=words["name"])
    reporting.decide(notice.pk, moderator, uphold=True, answer=words["answer"])
    appeal = appealing.appeal(last_decision(comment, "hide"), words["appeal"])
    appealing.decide(appeal.pk, administrator, overturn=True, answer=words["answer"])
    changing.remove(comment.reader.user, comment.pk)
    kinds = set(ModerationDecision.objects.values_list("kind", flat=True))
    assert {"judge", "uphold", "hide", "overturn", "approve", "remove"} <= kinds
    for line in ModerationDecision.objects.all():
        assert "Zanzibar" not in f"{line.reason} {line.evidence}", line.kind
    for entry in AuditEntry.objects.filter(kind__regex="^(comment|report|appeal)_"):
        assert "Zanzibar" not in f"{entry.name} {entry.detail}", entry.kind
