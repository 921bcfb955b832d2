"""What the rules find in a comment: words for its writer, evidence for the log, and a risk for the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import sanctions
from comments.changing import edit
from comments.judging import Refused, WouldWait
from comments.models import Comment, ModerationDecision, Reader, Thread, Word
from comments.moderation import FLOOD_COMMENTS
from comments.posting import post
from tests.make import make_article, make_author
from tests.make_comments import make_comment, make_decider, make_live, make_reader, make_verified

pytestmark = pytest.mark.django_db
LONG = "The gate at the narrows was late again this morning, and nobody said why."


@pytest.fixture
def known(edition: Edition) -> User:
    """A reader whose comments appear at once."""
    user = make_reader()
    make_comment(edition, user, "The first one.")
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
    return user


def refusal(user: User, edition: Edition, text: str = LONG) -> str:
    """Why it may not stand; nothing is stored."""
    before = Comment.objects.count(), ModerationDecision.objects.count()
    with pytest.raises(Refused) as refused:
        post(user, edition.article_id, text)
    assert (Comment.objects.count(), ModerationDecision.objects.count()) == before
    return str(refused.value)


def phases(comment: Comment) -> list[str]:
    """What the rules found, from the newest line of the log."""
    line = comment.decisions.filter(kind="judge").first()
    assert line
    return [verdict["phase"] for verdict in line.evidence]


def test_a_banned_reader_is_told_why_and_that_they_may_appeal(edition: Edition, known: User) -> None:
    sanctions.ban(known.reader.pk, make_decider(), "Advertised everywhere.")
    words = refusal(known, edition)
    assert "You have been banned from commenting. The reason: Advertised everywhere." in words
    assert "You can appeal against this. Your text is still here" in words


def test_a_suspended_reader_is_told_until_when(edition: Edition, known: User) -> None:
    sanctions.suspend(known.reader.pk, make_decider(), 3, "Cool down.")
    words = refusal(known, edition)
    assert "You cannot comment until" in words
    assert "The reason: Cool down." in words


def test_after_the_suspension_a_reader_comments_again(edition: Edition, known: User) -> None:
    sanctions.suspend(known.reader.pk, make_decider(), 3, "Cool down.")
    Reader.objects.filter(user=known).update(suspended_until=timezone.now() - timedelta(seconds=1))
    assert post(known, edition.article_id, LONG).status == Comment.Status.PUBLIC


def test_a_reader_banned_in_mid_session_changes_nothing_either(edition: Edition, known: User) -> None:
    comment = post(known, edition.article_id, LONG)
    sanctions.ban(known.reader.pk, make_decider(), "Advertised everywhere.")
    with pytest.raises(Refused, match="banned"):
        edit(known, comment.pk, "Buy this.", seen=comment.written)
    comment.refresh_from_db()
    assert comment.text == LONG


def test_who_always_waits_waits(edition: Edition, known: User) -> None:
    sanctions.hold_always(known.reader.pk, make_decider(), "Drifts off.")
    comment = post(known, edition.article_id, LONG)
    assert (comment.status, phases(comment)) == (Comment.Status.HELD, ["always held"])


def test_a_banned_word_is_refused_and_shown_as_it_is_written(edition: Edition, known: User) -> None:
    Word.objects.add("scam", Word.Kind.BANNED)
    assert "This is not let through here: “$cam”." in refusal(known, edition, "It is a $cam.")


def test_a_suspect_word_has_a_comment_wait_with_the_listed_word_as_evidence(
    edition: Edition, known: User
) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    comment = post(known, edition.article_id, "Only an 1D10T would. My name is secret.")
    assert comment.status == Comment.Status.HELD
    [verdict] = comment.decisions.get().evidence
    assert verdict == {"phase": "suspect words", "outcome": "hold", "words": ["idiot"], "weight": 40}
    assert comment.risk == 40


def test_no_evidence_holds_what_a_reader_wrote(edition: Edition) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    user = make_reader()
    make_comment(edition, user, "First.", status=Comment.Status.HELD)
    comment = post(
        user, edition.article_id, "An 1d10t at https://a.example https://b.example https://c.example"
    )
    assert phases(comment) == ["new reader", "links", "suspect words"]
    assert "1d10t" not in str(comment.decisions.get().evidence)
    assert "example" not in str(comment.decisions.get().evidence)


def test_the_riskier_a_comment_the_higher_it_stands(edition: Edition) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    calm = make_comment(edition, make_reader(), "Calm.", status=Comment.Status.HELD)
    rude = make_comment(edition, make_reader(), "You idiot.", status=Comment.Status.HELD)
    assert list(Comment.objects.waiting().order_by("-risk", "pk")) == [rude, calm]


def test_the_same_below_other_articles_waits(
    edition: Edition, known: User, writer: User, publisher: User
) -> None:
    others = [make_live(writer, publisher) for _ in range(2)]
    assert post(known, edition.article_id, LONG).status == Comment.Status.PUBLIC
    assert phases(post(known, others[0].article_id, LONG)) == ["elsewhere"]
    third = post(known, others[1].article_id, LONG)
    assert third.decisions.get().evidence[0]["articles"] == 2


def test_a_short_thank_you_may_stand_below_many_articles(
    edition: Edition, known: User, writer: User, publisher: User
) -> None:
    post(known, edition.article_id, "Thank you!")
    other = make_live(writer, publisher)
    assert post(known, other.article_id, "Thank you!").status == Comment.Status.PUBLIC


def test_a_long_text_at_once_passes_and_is_noted(edition: Edition, known: User) -> None:
    comment = post(known, edition.article_id, LONG * 10, seconds=3)
    assert comment.status == Comment.Status.PUBLIC
    assert comment.decisions.get().evidence == [
        {"phase": "haste", "outcome": "pass", "seconds": 3, "characters": len(LONG * 10), "weight": 10}
    ]
    assert comment.risk == 10


def test_the_writer_is_asked_before_a_comment_waits(edition: Edition) -> None:
    user = make_reader()
    with pytest.raises(WouldWait, match="A moderator reads first comments"):
        post(user, edition.article_id, LONG, known=())
    assert not Comment.objects.exists()
    assert post(user, edition.article_id, LONG, known=["new reader"]).status == Comment.Status.HELD


def test_the_writer_is_asked_again_for_another_reason(edition: Edition) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    user = make_reader()
    with pytest.raises(WouldWait) as would:
        post(user, edition.article_id, "You idiot.", known=["new reader"])
    assert [verdict.phase for verdict in would.value.verdicts] == ["new reader", "suspect words"]


def test_an_edit_goes_through_the_same_rules(edition: Edition, known: User) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    Word.objects.add("scam", Word.Kind.BANNED)
    comment = post(known, edition.article_id, LONG)
    with pytest.raises(Refused, match="not let through"):
        edit(known, comment.pk, "A scam.", seen=comment.written)
    with pytest.raises(WouldWait, match="idiot"):
        edit(known, comment.pk, "An idiot?", seen=comment.written, known=())
    changed = edit(known, comment.pk, "An idiot?", seen=comment.written, known=["suspect words"])
    assert (changed.status, changed.risk, changed.open_question) == (Comment.Status.HELD, 40, True)
    assert phases(changed) == ["suspect words"]


def test_a_comment_that_waits_is_changed_without_being_asked(edition: Edition) -> None:
    user = make_reader()
    comment = post(user, edition.article_id, LONG)
    assert edit(user, comment.pk, "Shorter.", seen=comment.written, known=()).status == Comment.Status.HELD


def test_an_edit_is_no_duplicate_of_itself_but_of_others(edition: Edition, known: User) -> None:
    comment = post(known, edition.article_id, LONG)
    with pytest.raises(Refused, match="once is enough"):
        edit(known, comment.pk, "The first one.", seen=comment.written)
    assert edit(known, comment.pk, LONG + " ", seen=comment.written).text == LONG


def test_a_flood_of_edits_is_stopped(edition: Edition, known: User) -> None:
    comment = post(known, edition.article_id, LONG)
    for number in range(FLOOD_COMMENTS):
        comment = edit(known, comment.pk, f"Text {number}", seen=comment.written)
    with pytest.raises(Refused, match="wait a moment"):
        edit(known, comment.pk, "One more", seen=comment.written)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Why was it late?", True),
        ("为什么？", True),
        ("لماذا؟", True),
        ("It was late.", False),
        ("> Why?\n\nBecause.", False),
        ("See https://a.example/?q=late", False),
    ],
)
def test_a_question_is_known_by_its_mark(edition: Edition, known: User, text: str, asks: bool) -> None:
    assert post(known, edition.article_id, text).open_question is asks


def test_the_author_of_the_article_asks_no_question_of_themselves(writer: User, publisher: User) -> None:
    author = make_author(user=writer)
    edition = make_live(writer, publisher, authors=[author])
    assert not post(make_verified(writer), edition.article_id, "Who saw it?").open_question
    assert post(make_reader(), edition.article_id, "Who saw it?").open_question


def test_staff_do_not_wait_for_suspect_words(edition: Edition, editor: User) -> None:
    Word.objects.add("idiot", Word.Kind.SUSPECT)
    assert post(make_verified(editor), edition.article_id, "“Idiot”, he said.").status == "public"


def test_a_comment_costs_a_bounded_number_of_queries(
    edition: Edition, known: User, django_assert_max_num_queries: object
) -> None:
    Word.objects.bulk_create(
        Word(text=f"gate{n}", kind="suspect", **Word.found_by(f"gate{n}")) for n in range(300)
    )
    Thread.objects.get_or_create(article_id=edition.article_id)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        post(known, edition.article_id, LONG)


def test_a_draft_takes_nothing_by_whatever_way(writer: User) -> None:
    draft = make_article(writer, slug="late")
    with pytest.raises(Refused, match="closed"):
        post(make_reader(), draft.pk, LONG)
    assert not Comment.objects.exists()
