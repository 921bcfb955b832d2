"""Pre-publication checks: what stops which move, and what is only advice."""

from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.checks import findings, what_stops
from articles.markdown import render
from articles.models import Article, Note
from articles.publishing import Refused
from articles.snapshot import snapshot
from authors.models import User
from images.models import Image
from tests.conftest import SignIn
from tests.desk import PREVIEW, opened, page_of, text_of
from tests.make import (
    make_approved,
    make_article,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_source,
)

FILLER = "The tide came and went, and nobody counted the boats that it took along. "


def fresh(article: Article) -> Article:
    """The article with its parts, as stored."""
    whole: Article = Article.objects.whole().get(pk=article.pk)
    return whole


def told(article: Article) -> list[str]:
    """What the checks say of the article as it is stored."""
    whole = fresh(article)
    return [str(finding.text) for finding in findings(snapshot(whole), article=whole)]


def with_body(writer: User, body: str, **fields: Any) -> list[str]:
    """What the checks say of an article with this body, long enough not to be short."""
    return told(make_article(writer, body=f"{body}\n\n{FILLER * 6}", **fields))


def make_picture(**fields: Any) -> Image:
    """A row of the library, without a file."""
    given = {"name": "a" * 64, "width": 1600, "height": 900, "alt": "A gate", "credit": "Ida Holm"}
    return Image.objects.create(**{**given, **fields})


def test_a_whole_article_has_nothing_to_mend(writer: User) -> None:
    assert with_body(writer, FILLER) == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"headline": ""}, "The headline is missing."),
        ({"summary": ""}, "The summary is missing."),
        ({"section": None}, "No section is chosen."),
        ({"label": ""}, "No label is chosen."),
        ({"authors": ()}, "The byline is empty."),
    ],
)
def test_what_is_missing_stops_every_checked_move(missing: dict[str, Any], said: str, writer: User) -> None:
    article = fresh(make_article(writer, **missing))
    for move in ("submit", "approve", "approve_in_emergency", "publish", "schedule", "fix_live"):
        assert said in [str(text) for text in what_stops(move, snapshot(article), article)]
    for move in ("send_back", "spike", "reschedule"):
        assert not what_stops(move, snapshot(article), article)


def test_a_picture_needs_an_alternative_text_and_a_credit(writer: User) -> None:
    article = make_article(writer, lead_image=make_picture(alt="", credit=""))
    with pytest.raises(Refused) as refusal:
        make_move(article, "submit", writer)
    assert len(refusal.value.reasons) == 2


def test_a_withdrawn_picture_stops_publication_and_not_the_fix_of_a_typo(
    writer: User, publisher: User
) -> None:
    picture = make_picture()
    article = make_article(writer, lead_image=picture)
    make_approved(article, writer, publisher)
    Image.objects.filter(pk=picture.pk).update(withdrawn_at=timezone.now())
    with pytest.raises(Refused, match="withdrawn"):
        make_move(article, "publish", publisher)
    assert not what_stops("fix_live", snapshot(fresh(article)), fresh(article))


def test_an_embargo_stops_publication_and_nothing_before_it(writer: User, publisher: User) -> None:
    article = make_article(writer, embargo=timezone.now() + timedelta(days=1))
    make_approved(article, writer, publisher)
    whole = fresh(article)
    assert "The embargo ends" in str(what_stops("publish", snapshot(whole), whole))
    assert not what_stops("schedule", snapshot(whole), whole)
    Article.objects.filter(pk=article.pk).update(embargo=timezone.now() - timedelta(days=1))
    assert not what_stops("publish", snapshot(fresh(article)), fresh(article))


def test_a_long_headline_and_a_long_summary_are_advice(writer: User) -> None:
    said = with_body(writer, FILLER, headline="Gate " * 30, summary="late " * 70)
    assert any("more than 100" in one and "A short one" in one for one in said)
    assert any("The summary has 70 words" in one for one in said)


def test_a_very_short_text_is_advice(writer: User) -> None:
    assert "The text has only 3 words." in told(make_article(writer, body="It is late."))


def test_a_long_paragraph_is_named_by_its_first_words(writer: User) -> None:
    said = told(make_article(writer, body="Long and winding " + "word " * 250))
    assert said == ["The paragraph “Long and winding word word word …” has 253 words."]


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("Some 40 ships wait outside.", "en"),
        ("It rose by 5% in a year.", "en"),
        ("It rose by five and 5 per cent.", "en"),
        ("The gate cost $3 in all.", "en"),
        ("The gate cost £2.5bn.", "en"),
        ("The gate cost 3 million pounds.", "en"),
        ("Es kamen 40 Schiffe am 3. Mai.", "de"),
        ("Das sind 5 Prozent.", "de"),
        ("Il a coûté 5 millions d’euros.", "fr"),
        ("وصلت ٤٠ سفينة.", "ar"),
    ],
)
def test_figures_without_a_source_are_named(paragraph: str, language: str, writer: User) -> None:
    assert any("has figures, but no source" in one for one in with_body(writer, paragraph, language=language))


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("It opened on 20 November 2026 at 14:30.", "en"),
        ("It opened on November 20, and on 3rd May.", "en"),
        ("Since 1998 nothing moved; in the 1980s it did, between 2019 and 2021.", "en"),
        ("It was 7 pm, in the 21st century, at lock 3.", "en"),
        ("Am 3. November 2026 um 14 Uhr war Schluss.", "de"),
        ("Le 3 novembre à 14h30, le 1er mai.", "fr"),
    ],
)
def test_days_years_and_hours_are_no_figures(paragraph: str, language: str, writer: User) -> None:
    assert with_body(writer, paragraph, language=language) == []


@pytest.mark.parametrize(
    "paragraph",
    [
        "“We will not wait for it,” she said.",
        '"We will not wait for it," she said.',
        "‘It’s late and we all know it,’ he said.",
        "„Wir warten nicht mehr lange“, sagte sie.",
        "»Wir warten nicht mehr lange«, sagte sie.",
        "« On n’attend plus du tout », dit-elle.",
        "彼女は「私たちはもう待てないと思います」と言った。",
    ],
)
def test_somebodys_words_without_a_source_are_named(paragraph: str, writer: User) -> None:
    assert any("has a quotation, but no source" in one for one in with_body(writer, paragraph))


@pytest.mark.parametrize(
    "paragraph",
    ["The “sea gate” is late.", "It’s the harbour’s gate and the port’s lock.", "`40 ships` and “x”."],
)
def test_names_and_apostrophes_are_no_quotations(paragraph: str, writer: User) -> None:
    assert not any("quotation" in one for one in with_body(writer, paragraph))


def test_a_paragraph_that_begins_with_a_quotation_is_named_without_its_marks(writer: User) -> None:
    said = with_body(writer, "“We will not wait for it,” she said.")
    assert said == ["“We will not wait for it …” has a quotation, but no source."]


def test_a_paragraph_that_cites_is_not_named(writer: User) -> None:
    article = make_article(writer, body=f"Some 40 ships wait.[[register]]\n\n{FILLER * 6}")
    make_reference(article)
    assert told(article) == []


def test_five_paragraphs_are_named_and_the_others_counted(writer: User) -> None:
    said = with_body(writer, "\n\n".join(f"Ship {n} carried 400 tons." for n in range(1, 9)))
    assert len([one for one in said if "has figures" in one]) == 5
    assert said[-1] == "… and 3 more."


def test_a_finding_knows_the_lines_of_its_paragraph(writer: User) -> None:
    article = make_article(writer, body=f"{FILLER * 6}\n\nSome 40 ships\nwait outside.\n\nThe end.")
    [finding] = findings(snapshot(article))
    assert finding.paragraph
    assert (finding.paragraph.begins, finding.paragraph.ends) == (2, 4)


def test_references_that_nothing_cites_and_that_stand_twice_are_advice(writer: User) -> None:
    article = make_article(writer, body=FILLER * 6)
    source = make_source()
    make_reference(article, "one", source=source)
    make_reference(article, "two", source=source)
    assert told(article) == [
        "The references one, two are never cited.",
        "The references one, two are one and the same source.",
    ]


def test_an_empty_cell_is_advice(writer: User) -> None:
    article = make_article(writer, body=FILLER * 6)
    make_row(article, challenges="")
    assert told(article) == ["The row of Port of Aldery has an empty cell."]


def test_open_notes_are_counted_without_answers_and_resolved_ones(writer: User) -> None:
    article = make_article(writer, body=FILLER * 6)
    note = Note.objects.create(article=article, text="Sure?", by=writer)
    Note.objects.create(article=article, text="Yes.", by=writer, answers=note)
    Note.objects.create(article=article, text="Done.", by=writer, resolved_at=timezone.now())
    assert told(article) == ["1 note is open."]


def test_links_into_the_site_that_lead_nowhere_are_named(writer: User, publisher: User) -> None:
    live = make_published(make_article(writer), writer, publisher).get_absolute_url()
    draft = "/2026/11/23/never-published/"
    good = [
        live,
        f"{settings.SITE_ADDRESS}{live}",
        f"{live}#sources",
        f"{live}history/",
        live[:-1],
        "/sections/x/",
    ]
    bad = [
        draft,
        f"{settings.SITE_ADDRESS}{draft}",
        "/admin/",
        "/nowhere/at/all",
        f"{settings.SITE_ADDRESS}/x",
    ]
    other = ["https://elsewhere.example/2026/11/23/never/", "mailto:a@b.example", "#here", "/static/x.css"]
    said = with_body(writer, " ".join(f"[a]({link})" for link in [*good, *bad, *other]))
    assert said == [f"The link to {link} leads readers nowhere." for link in bad]


def test_links_are_looked_up_in_one_query_and_only_if_there_are_any(
    writer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = "\n\n".join(f"[a](/2026/11/23/gone-{number}/)" for number in range(300))
    article, plain = fresh(make_article(writer, body=body)), fresh(make_article(writer))
    payload, without = snapshot(article), snapshot(plain)
    with django_assert_num_queries(2):  # and one for the notes
        findings(payload, article=article)
    with django_assert_num_queries(1):
        findings(without, article=plain)
    with django_assert_num_queries(0):
        what_stops("publish", payload, article)


def test_the_bar_names_the_next_move_and_sets_advice_apart(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer, summary="", authors=())
    page = text_of(sign_in(writer).get(page_of(article)))
    assert "2 things stop “Submit for review”" in page
    assert "Advice, which stops nothing" in page
    assert 'href="#id_summary"' in page
    assert 'href="#bylines-heading"' in page


def test_an_editor_is_told_what_stops_the_approval(writer: User, editor: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    Article.objects.filter(pk=article.pk).update(summary="")
    assert "1 thing stops “Approve”" in text_of(sign_in(editor).get(page_of(article)))


def test_what_stops_a_later_move_is_told_apart(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer, embargo=timezone.now() + timedelta(days=1))
    page = text_of(sign_in(writer).get(page_of(article)))
    assert "Before it is public" in page
    assert "stops “Submit" not in page


def test_the_findings_are_live_while_one_types(writer: User, sign_in: SignIn) -> None:
    article, desk = make_article(writer), sign_in(writer)
    said = desk.post(PREVIEW, opened(desk, article, body="Some 40 ships wait.", summary="")).json()[
        "findings"
    ]
    assert "1 thing stops “Submit for review”" in said
    assert "“Some 40 ships wait.” has figures, but no source." in said
    assert 'data-begins="0" data-ends="1"' in said


def test_a_new_article_is_told_what_its_submission_will_need(writer: User, sign_in: SignIn) -> None:
    said = sign_in(writer).post(PREVIEW, {"headline": "New", "body": "", "language": "en"}).json()["findings"]
    assert "stop “Submit for review”" in said


def test_the_checks_of_a_long_text_take_a_moment(writer: User) -> None:
    paragraph = f"{FILLER}“We will not wait for it,” said one of 40 people on 3 May 2026, [here](/x/). "
    article = make_article(writer, body="\n\n".join([paragraph * 2] * 70))
    payload = snapshot(article)
    rendered = render(payload["body"], [], [], language="en")
    assert rendered.words > 4_000
    best = min(_seconds(lambda: findings(payload, rendered)) for _again in range(5))
    assert best < 0.1  # 0.02 on a quiet machine


def _seconds(what: Any) -> float:
    started = process_time()
    what()
    return process_time() - started
