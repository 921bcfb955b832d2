"""What readers ask an article's authors: seen at the desk by those alone, answered there with their badge."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Edition
from authors.models import AuditEntry, MailKind, User
from comments import answering
from comments.changing import remove
from comments.deciding import decide, set_up
from comments.models import Comment, Reader, ReaderMail, Thread
from comments.posting import post
from tests.conftest import Committed, SignIn
from tests.desk import text_of
from tests.make import make_author
from tests.make_comments import make_comment, make_decider, make_live, make_reader

pytestmark = pytest.mark.django_db

PAGE = "/admin/questions/"


@pytest.fixture
def live(writer: User, publisher: User) -> Edition:
    """An article that the writer signs."""
    make_author("Ilse Maarvik", user=writer)
    return make_live(writer, publisher, headline="The gate is late")


@pytest.fixture
def question(live: Edition) -> Comment:
    """What a reader asks below it."""
    return ask(live, "How late is the gate?")


def ask(live: Edition, text: str, **fields: Any) -> Comment:
    """A public comment that is a question to the author."""
    comment = make_comment(live, make_reader(), text, **fields)
    Comment.objects.filter(pk=comment.pk).update(open_question=True)
    comment.refresh_from_db()
    return comment


def is_open(question: Comment) -> bool:
    """Whether it still waits for an answer."""
    return Comment.objects.get(pk=question.pk).open_question


def send(browser: Client, question: Comment, text: str = "About a year.", **more: str) -> Any:
    """The form on the page, filled in."""
    return browser.post(PAGE, {"parent": question.pk, "text": text, "key": str(uuid4()), **more})


def test_the_author_sees_the_question_and_the_article_on_the_start_page_and_on_the_page(
    writer: User, question: Comment, sign_in: SignIn
) -> None:
    browser = sign_in(writer)
    start = text_of(browser.get("/admin/"))
    assert "Readers ask you" in start
    assert f"{PAGE}#question-{question.pk}" in start
    page = text_of(browser.get(PAGE))
    assert "How late is the gate?" in page
    assert "The gate is late" in page
    assert question.reader.display_name in page


def test_the_page_says_whom_a_question_answers(
    writer: User, live: Edition, question: Comment, sign_in: SignIn
) -> None:
    ask(live, "And who pays?", parent_id=question.pk)
    assert f"answers <bdi>{question.reader.display_name}</bdi>" in text_of(sign_in(writer).get(PAGE))


def test_nobody_else_sees_it_there(
    editor: User, question: Comment, sign_in: SignIn, contributor: User
) -> None:
    for user in (editor, contributor):
        browser = sign_in(user)
        assert "How late is the gate?" not in text_of(browser.get(PAGE))
        assert "Readers ask you" not in text_of(browser.get("/admin/"))


def test_a_reader_has_no_such_page(reader: User, question: Comment, sign_in: SignIn) -> None:
    assert sign_in(reader).get(PAGE).status_code == 302
    assert send(sign_in(reader), question).status_code in (302, 401)
    assert Comment.objects.count() == 1


def test_a_contributor_sees_and_answers_what_is_asked_below_their_own(
    contributor: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    make_author("Cato Contributor", user=contributor)
    question = ask(make_live(writer, publisher, authors=("Cato Contributor",)), "Who pays for it?")
    browser = sign_in(contributor)
    assert "Who pays for it?" in text_of(browser.get(PAGE))
    send(browser, question)
    assert Comment.objects.filter(parent=question, status="public").exists()


def test_the_answer_stands_below_the_question_with_the_author_s_badge_and_closes_it(
    writer: User, live: Edition, question: Comment, sign_in: SignIn, client: Client
) -> None:
    browser = sign_in(writer)
    answer = send(browser, question)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    said = Comment.objects.get(parent=question)
    assert said.status == Comment.Status.PUBLIC, "an administrator has let the writer in: nothing to confirm"
    assert not is_open(question)
    page = text_of(browser.get(PAGE))
    assert f"{live.get_absolute_url()}comments/{said.pk}/#comment-{said.pk}" in page
    assert "No open questions." in page
    thread = text_of(client.get(live.get_absolute_url()))
    mine = thread[thread.index(f'id="comment-{said.pk}"') :]
    assert "Author" in mine[: mine.index("About a year.")]


def test_the_reader_is_told_that_the_author_has_answered(
    writer: User, question: Comment, sign_in: SignIn, committed: Committed
) -> None:
    with committed():
        send(sign_in(writer), question)
    assert ReaderMail.objects.get().kind == MailKind.AUTHOR
    assert "has written “The gate is late”, and answers your comment" in mail.outbox[0].body


def test_an_author_s_answer_on_the_public_page_closes_the_question_too(
    writer: User, live: Edition, question: Comment
) -> None:
    post(writer, live.article_id, "About a year.", parent_id=question.pk)
    assert not is_open(question)


def test_somebody_else_s_answer_does_not(editor: User, live: Edition, question: Comment) -> None:
    make_comment(live, None, "A year, I heard.", parent_id=question.pk)
    post(editor, live.article_id, "So did I.", parent_id=question.pk)
    assert is_open(question)


def test_an_answer_that_waits_closes_the_question_once_it_is_approved(
    writer: User, live: Edition, question: Comment
) -> None:
    said = post(writer, live.article_id, "About a year.", parent_id=question.pk)
    Comment.objects.filter(pk=said.pk).update(status="held")
    Thread.objects.update(held_count=1)
    Comment.objects.filter(pk=question.pk).update(open_question=True)
    decide(said.pk, "approve", make_decider(), seen="held")
    assert not is_open(question)


@pytest.mark.parametrize("what", ["hidden", "removed", "thread hidden"])
def test_what_nobody_can_read_is_not_asked(
    writer: User, live: Edition, question: Comment, sign_in: SignIn, what: str
) -> None:
    match what:
        case "hidden":
            decide(question.pk, "hide", make_decider(), seen="public")
        case "removed":
            asker = User.objects.get(reader=question.reader)
            remove(asker, question.pk)
        case "thread hidden":
            set_up(live.article_id, "hidden")
    assert "No open questions." in text_of(sign_in(writer).get(PAGE))


def test_one_form_sent_twice_is_one_answer(writer: User, question: Comment, sign_in: SignIn) -> None:
    key = str(uuid4())
    for _time in range(2):
        send(sign_in(writer), question, key=key)
    assert Comment.objects.filter(parent=question).count() == 1


@pytest.mark.parametrize("why", ["empty", "too long", "question hidden", "closed"])
def test_an_answer_that_may_not_stand_is_given_back(
    writer: User, live: Edition, question: Comment, sign_in: SignIn, why: str
) -> None:
    text = {"empty": " ", "too long": "long " * 1100}.get(why, "About a year.")
    match why:
        case "question hidden":
            decide(question.pk, "hide", make_decider(), seen="public")
        case "closed":
            set_up(live.article_id, "closed")
    answer = send(sign_in(writer), question, text)
    assert answer.status_code == 400
    assert text.strip() in text_of(answer)
    assert 'role="alert"' in text_of(answer)
    assert not Comment.objects.filter(parent=question).exists()


def test_who_has_not_signed_the_article_cannot_answer_as_its_author(
    editor: User, question: Comment, sign_in: SignIn
) -> None:
    answer = send(sign_in(editor), question)
    assert "Only who signs the article can answer this question here." in text_of(answer)
    assert "About a year." in text_of(answer), "what was written is not lost"
    assert not Comment.objects.filter(parent=question).exists()


@pytest.mark.parametrize("given", [{"parent": "x"}, {"parent": "9" * 30}, {"parent": ""}, {"parent": "0"}])
def test_a_number_that_is_no_question_is_refused_in_words(
    writer: User, question: Comment, sign_in: SignIn, given: dict[str, str]
) -> None:
    assert send(sign_in(writer), question, **given).status_code == 400
    assert sign_in(writer).post(PAGE, given).status_code == 302
    assert is_open(question)


def test_the_author_says_that_a_question_needs_no_answer_and_it_is_on_record(
    writer: User, question: Comment, sign_in: SignIn
) -> None:
    browser = sign_in(writer)
    browser.post(PAGE, {"parent": question.pk})
    assert not is_open(question)
    line = AuditEntry.objects.get(kind="question_no_answer")
    assert line.who == writer
    assert "How late" not in line.name, "the record forgets nothing, a reader may ask to be forgotten"
    browser.post(PAGE, {"parent": question.pk})
    assert "Somebody has answered it or set it aside already." in text_of(browser.get(PAGE))


def test_a_moderator_sees_everybody_s_and_sets_aside_but_does_not_answer_for_the_author(
    moderator: User, question: Comment, sign_in: SignIn
) -> None:
    browser = sign_in(moderator)
    assert "How late is the gate?" not in text_of(browser.get(PAGE))
    page = text_of(browser.get(f"{PAGE}?whose=all"))
    assert "How late is the gate?" in page
    assert "Post the answer" not in page
    browser.post(f"{PAGE}?whose=all", {"parent": question.pk})
    assert not is_open(question)


def test_who_neither_signs_nor_moderates_sets_nothing_aside(
    editor: User, writer: User, publisher: User, sign_in: SignIn, question: Comment
) -> None:
    editor.groups.clear()
    browser = sign_in(editor)
    assert "How late is the gate?" not in text_of(browser.get(f"{PAGE}?whose=all"))
    browser.post(PAGE, {"parent": question.pk})
    assert is_open(question)
    assert "an article that you have not signed" in text_of(browser.get(PAGE))


def test_nothing_is_done_by_looking(writer: User, question: Comment, sign_in: SignIn) -> None:
    sign_in(writer).get(PAGE, {"parent": str(question.pk), "text": "Nothing."})
    assert is_open(question)
    assert Comment.objects.count() == 1


def test_many_questions_come_a_page_at_a_time_in_as_many_queries_as_one(
    writer: User, live: Edition, question: Comment, sign_in: SignIn
) -> None:
    browser = sign_in(writer)
    browser.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(PAGE)
    asker = make_reader()
    Comment.objects.bulk_create(
        Comment(
            thread_id=live.article_id, reader=Reader.objects.of(asker), text=f"Why {number}?",
            html=f"<p>Why {number}?</p>", status="public", open_question=True,
        )
        for number in range(30)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = text_of(browser.get(PAGE))
    assert len(many) == len(one)
    assert page.count("<li id=") == answering.PAGE
    older = Comment.objects.order_by("-pk")[answering.PAGE - 1].pk
    assert f"?before={older}" in page
    rest = text_of(browser.get(f"{PAGE}?before={older}"))
    assert rest.count("<li id=") == 31 - answering.PAGE
    assert "How late is the gate?" in rest


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "١٢", "%00"])
def test_a_place_that_is_none_shows_the_newest(
    writer: User, question: Comment, sign_in: SignIn, before: str
) -> None:
    assert "How late" in text_of(sign_in(writer).get(PAGE, {"before": before}))
