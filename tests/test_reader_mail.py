"""Mail to readers: who hears of which comment, only while everybody can read it, once, and in words that do no harm."""

from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from articles.models import Edition
from authors.models import How, MailKind, MailPreference, User
from authors.outbox import LEASE
from comments import announcing, mailing
from comments.changing import edit, remove
from comments.deciding import decide
from comments.mailing import tell
from comments.models import Comment, Mute, Reader, ReaderMail, Thread
from comments.posting import post
from newsroom.beat import beat
from tests.conftest import Committed
from tests.letters import all_due, told
from tests.make import make_author
from tests.make_comments import make_comment, make_decider, make_live, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(writer: User, publisher: User) -> Edition:
    """An article that readers comment on; the writer signs it."""
    make_author("Ilse Maarvik", user=writer)
    return make_live(writer, publisher, headline="The gate is late")


@pytest.fixture
def rea(live: Edition) -> User:
    """A reader whose comments appear at once."""
    user = make_reader("Rea Reader")
    make_comment(live, user, "How late is the gate?")
    return user


@pytest.fixture
def ron(live: Edition) -> User:
    """Another one."""
    user = make_reader("Ron Rower")
    make_comment(live, user, "The ferry is late too.")
    return user


@pytest.fixture
def question(rea: User) -> Comment:
    """What Rea has said."""
    found: Comment = Comment.objects.get(reader__user=rea)
    return found


def answer(live: Edition, user: User, to: Comment, text: str = "About a year.") -> Comment:
    """An answer, posted the ordinary way."""
    return post(user, live.article_id, text, parent_id=to.pk)


def test_who_is_answered_is_told_with_what_was_said_and_where(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed, settings: Any
) -> None:
    with committed():
        said = answer(live, ron, question, "About a year.\nPerhaps two.")
    assert told() == [(rea.email, "Ron Rower answers you: The gate is late")]
    body = mail.outbox[0].body
    assert "Ron Rower answers your comment on “The gate is late”:" in body
    assert "> About a year.\n> Perhaps two." in body
    assert f"{settings.SITE_ADDRESS}{live.get_absolute_url()}comments/{said.pk}/#comment-{said.pk}" in body
    assert settings.PAPER_NAME in body


def test_a_mail_shows_nobody_the_address_of_anybody_else(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        answer(live, ron, question)
    assert ron.email not in mail.outbox[0].message().as_string()


def test_nobody_is_told_what_they_say_themselves(
    live: Edition, rea: User, question: Comment, committed: Committed
) -> None:
    with committed():
        answer(live, rea, question, "And @Rea Reader asks again.")
    assert mail.outbox == []


def test_what_waits_is_told_once_it_is_approved_and_not_before(
    live: Edition, rea: User, question: Comment, committed: Committed
) -> None:
    with committed():
        said = answer(live, make_reader("Nell New"), question)
    assert said.status == Comment.Status.HELD
    assert not ReaderMail.objects.exists()
    with committed():
        decide(said.pk, "approve", make_decider(), seen="held")
    assert told() == [(rea.email, "Nell New answers you: The gate is late")]


@pytest.mark.parametrize("what", ["hidden", "removed", "thread hidden"])
def test_what_nobody_can_read_any_more_is_not_sent(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed, what: str
) -> None:
    MailPreference.objects.choose(rea, {MailKind.REPLY: How.HOURLY})
    with committed():
        said = answer(live, ron, question)
    match what:
        case "hidden":
            decide(said.pk, "hide", make_decider(), seen="public")
        case "removed":
            remove(ron, said.pk)
        case "thread hidden":
            Thread.objects.update(policy=Thread.Policy.HIDDEN)
    all_due()
    with committed():
        beat.call()
    assert [letter for letter in mail.outbox if "answers" in letter.subject] == []
    assert not ReaderMail.objects.filter(kind=MailKind.REPLY).exists()


def test_a_comment_that_is_shown_again_is_told_once_in_all(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    for _time in range(2):
        with committed():
            said = Comment.objects.filter(reader__user=ron, parent=question).first() or answer(
                live, ron, question
            )
            decide(said.pk, "hide", make_decider(), seen="public")
            decide(said.pk, "approve", make_decider(), seen="hidden")
            announcing.announce.call(said.pk)
    assert [subject for to, subject in told() if to == rea.email].count(
        "Ron Rower answers you: The gate is late"
    ) == 1


def test_the_author_s_answer_says_that_it_is_the_author_s(
    live: Edition, rea: User, writer: User, question: Comment, committed: Committed
) -> None:
    MailPreference.objects.choose(rea, {MailKind.REPLY: How.OFF})
    with committed():
        answer(live, writer, question)
    assert "Wanda Writer has written “The gate is late”, and answers your comment" in mail.outbox[0].body
    assert ReaderMail.objects.get().kind == MailKind.AUTHOR


def test_who_is_named_in_full_in_a_thread_where_they_spoke_is_told(
    live: Edition, rea: User, ron: User, committed: Committed
) -> None:
    with committed():
        make_comment(live, ron, "I think @rea reader, has a point, and @Ron Rower too.")
    assert told() == [(rea.email, "Ron Rower mentions you: The gate is late")]


@pytest.mark.parametrize(
    "text",
    ["@Rea is right.", "mail@rea reader", "@Rea Readers", "Rea Reader", "@ @@", "> @Rea Reader\n\nNo."],
)
def test_who_is_not_named_in_full_is_not_told(
    live: Edition, rea: User, ron: User, committed: Committed, text: str
) -> None:
    with committed():
        make_comment(live, ron, text)
    assert mail.outbox == []


def test_of_two_names_that_begin_alike_the_longer_one_is_meant(
    live: Edition, rea: User, ron: User, committed: Committed
) -> None:
    make_comment(live, make_reader("Rea"))
    with committed():
        make_comment(live, ron, "As @Rea Reader says.")
    assert [to for to, _subject in told()] == [rea.email]


def test_nobody_is_called_into_a_thread_in_which_they_have_not_spoken(
    live: Edition, ron: User, committed: Committed
) -> None:
    make_reader("Una Uninvolved")
    with committed():
        make_comment(live, ron, "What does @Una Uninvolved say?")
    assert mail.outbox == []


def test_a_comment_calls_five_people_at_most(live: Edition, ron: User, committed: Committed) -> None:
    for number in range(6):
        make_comment(live, make_reader(f"Called Person {'ABCDEF'[number]}"))
    with committed():
        make_comment(live, ron, " ".join(f"@Called Person {letter}" for letter in "ABCDEF"))
    assert len(mail.outbox) == announcing.NAMES


def test_who_is_answered_and_named_is_told_once(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        answer(live, ron, question, "@Rea Reader: a year.")
    assert [subject for _to, subject in told()] == ["Ron Rower answers you: The gate is late"]


def test_whoever_is_named_in_a_changed_comment_is_told(
    live: Edition, rea: User, ron: User, committed: Committed
) -> None:
    said = make_comment(live, ron, "Somebody asked.")
    with committed():
        edit(ron, said.pk, "@Rea Reader asked.", seen=said.written)
    assert told() == [(rea.email, "Ron Rower mentions you: The gate is late")]


@pytest.mark.parametrize("why", ["muted", "banned", "unconfirmed", "leaving", "left", "off"])
def test_who_does_not_want_it_or_must_not_get_it_is_told_nothing(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed, why: str
) -> None:
    match why:
        case "muted":
            Mute.objects.create(reader=rea.reader, muted=ron.reader)
        case "banned":
            Reader.objects.filter(user=rea).update(banned_at=timezone.now())
        case "unconfirmed":
            EmailAddress.objects.filter(user=rea).update(verified=False)
        case "leaving":
            Reader.objects.filter(user=rea).update(leaves_at=timezone.now() + timedelta(hours=20))
        case "left":
            User.objects.filter(pk=rea.pk).update(is_active=False)
        case "off":
            MailPreference.objects.choose(rea, {MailKind.REPLY: How.OFF})
    with committed():
        answer(live, ron, question)
    assert mail.outbox == []
    assert not ReaderMail.objects.exists()


@pytest.mark.parametrize("why", ["muted", "banned", "off"])
def test_what_is_not_wanted_any_more_at_the_full_hour_is_not_sent(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed, why: str
) -> None:
    MailPreference.objects.choose(rea, {MailKind.REPLY: How.HOURLY})
    with committed():
        answer(live, ron, question)
    match why:
        case "muted":
            Mute.objects.create(reader=rea.reader, muted=ron.reader)
        case "banned":
            Reader.objects.filter(user=rea).update(banned_at=timezone.now())
        case "off":
            MailPreference.objects.choose(rea, {MailKind.REPLY: How.OFF})
    all_due()
    with committed():
        beat.call()
    assert mail.outbox == []
    assert not ReaderMail.objects.exists(), "nothing is kept of what is not sent"


def test_a_hundred_answers_a_minute_are_one_mail_and_one_that_gathers_the_rest(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        for number in range(100):
            said = Comment.objects.create(
                thread_id=live.article_id, parent=question, root=question, reader=ron.reader,
                text=f"Answer {number}.", html="", status=Comment.Status.PUBLIC,
            )  # fmt: skip
            announcing.announce.call(said.pk)
    assert len(mail.outbox) == 1
    all_due()
    with committed():
        beat.call()
        beat.call()
    assert len(mail.outbox) == 2
    assert mail.outbox[1].subject == f"{mail.outbox[0].subject} (99)"
    assert "> Answer 99." in mail.outbox[1].body


def test_once_it_is_sent_the_words_are_forgotten(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        answer(live, ron, question)
    row = ReaderMail.objects.get()
    assert row.sent_at
    assert (row.subject, row.text, row.path) == ("", "", "")


def test_a_name_that_breaks_a_header_and_a_comment_that_holds_code_do_no_harm(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    Reader.objects.filter(user=ron).update(display_name="Ron\r\nBcc: all@elsewhere.example\u202e")
    with committed():
        answer(live, ron, question, "<script>alert(1)</script>\n.\nQUIT\n-- \nNot the paper")
    message: Message = mail.outbox[0].message()
    assert mail.outbox[0].recipients() == [rea.email]
    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"]).replace("\n ", "")
    assert message.get_content_type() == "text/plain"
    assert "> <script>alert(1)</script>\n> .\n> QUIT\n> --\n> Not the paper" in mail.outbox[0].body


def test_a_mail_speaks_the_language_of_the_article(
    writer: User, publisher: User, committed: Committed
) -> None:
    live = make_live(writer, publisher, language="fr", headline="La porte est en retard")
    rea, ron = make_reader("Rea Reader"), make_reader("Ron Rower")
    question = make_comment(live, rea)
    make_comment(live, ron)
    with committed():
        answer(live, ron, question)
    assert ReaderMail.objects.get().language == "fr"


def test_without_a_mail_server_it_waits_and_is_sent_later(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed, settings: Any
) -> None:
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with committed():
        answer(live, ron, question)
    row = ReaderMail.objects.get()
    assert row.attempts == 1
    assert row.due_at > timezone.now()
    assert "refused" in row.error
    settings.EMAIL_BACKEND = there
    with committed():
        beat.call()
    assert mail.outbox == [], "not before its time"
    all_due()
    with committed():
        beat.call()
    assert len(mail.outbox) == 1


def test_a_mail_whose_worker_was_killed_is_sent_after_its_lease(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    answer(live, ron, question)
    announcing.announce.call(Comment.objects.latest("pk").pk)
    now = timezone.now()
    assert ReaderMail.objects.claim(ReaderMail.objects.all(), now)
    with committed():
        beat.call()
    assert mail.outbox == []
    mailing.wake(now + LEASE - timedelta(seconds=1))
    assert mail.outbox == []
    all_due()
    with committed():
        beat.call()
    assert len(mail.outbox) == 1


def test_what_was_said_weeks_ago_is_no_news(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        at = timezone.now() - announcing.NEWS - timedelta(minutes=1)
        post(ron, live.article_id, "Old.", parent_id=question.pk, at=at)
    assert mail.outbox == []


def test_a_decision_stands_before_the_answers_that_are_gathered_with_it(
    live: Edition, rea: User, ron: User, question: Comment, committed: Committed
) -> None:
    with committed():
        for number in range(3):
            said = Comment.objects.create(
                thread_id=live.article_id, parent=question, root=question, reader=ron.reader,
                text=f"Answer {number}.", html="", status=Comment.Status.PUBLIC,
            )  # fmt: skip
            announcing.announce.call(said.pk)
        tell("", key="decision", recipient=rea, subject="A decision", text="You may write again.", path="/")
    all_due()
    with committed():
        beat.call()
    letter = mail.outbox[-1]
    assert letter.subject == "3 things at The Causeway"
    assert letter.body.index("You may write again.") < letter.body.index("Answer 1.")
