"""Answering notices: accepting prepares the change in the working copy, declining says why; both tell the sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import publishing
from articles.anchoring import BODY, Spot, spots
from articles.handlers import CHANGE_FIELDS
from articles.merging import paragraphs
from articles.models import Article, Note, Reference, Source
from articles.models.article import ChangeKind
from articles.models.edition import Edition
from articles.models.ledger import database_clock
from articles.noting import reopen, resolve
from articles.saving import Clash, claim, finish, key_for
from articles.snapshot import snapshot
from articles.workflow import MOVES, State
from authors.models import AuditEntry, User
from comments.correcting import applied, instead, says_anew, sentences_that_differ
from comments.models import Notice
from comments.noticing import answer_by_mail, in_words_of, name_of, path_of, plain

MOST: Final = 1000
"""Characters of a public note."""


class Refused(Exception):
    """Nothing was done; the text says why."""


def in_the_way(article: Article, user: User) -> str:
    """Why the change cannot be put into the working copy now, in a sentence; '' if it can."""
    if article.state == State.RELEASED:
        at, move = publishing.situation(article), MOVES["reopen"]
        return publishing.allowed(move, article, user) if move.possible(at) else publishing.not_now(move, at)
    if article.may_be_edited_by(user):
        return ""
    words = _(
        "The working copy is %(state)s, and you may not change it there. Ask who may, or bring it back first."
    )
    return words % {"state": article.get_state_display().lower()}


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor lets a notice change: the paragraph as it shall stand, '' for by hand, and the words about it."""

    paragraph: str = ""
    title: str = ""
    told: Mapping[str, str] | None = None
    """By the names of the article's fields about the change."""


def may_answer(user: User, article: Article) -> bool:
    """Whether this user may accept and decline what readers suggest for it."""
    return user.has_perm("comments.answer_notice") and article.is_reached_by(user)


def spot_now(notice: Notice, article: Article) -> Spot | None:
    """Where what the notice is about stands in the working copy; None for the whole article, or if it is gone."""
    note = notice.note
    if not note or note.gone:
        return None
    all_of_them = spots(snapshot(article, kind="first"))
    return next(
        (spot for spot in all_of_them if (spot.place, spot.anchor) == (note.place, note.anchor)), None
    )


def source_of(notice: Notice) -> Source | None:
    """The source of the address that was suggested, if it is known, however it is spelt."""
    return Source.objects.at(notice.address).first() if notice.address else None


def key_in(article: Article, notice: Notice, source: Source | None) -> str:
    """By which key the suggested source is cited in this article, or will be."""
    references = list(article.references.all())
    known = (one.key for one in references if source and one.source_id == source.pk)
    return next(known, "") or key_for(notice.address, {one.key for one in references})


def prepared(notice: Notice, article: Article, spot: Spot | None, edition: Edition) -> dict[str, str]:
    """What the form for accepting starts with: the paragraph as it could stand, and what readers could be told."""
    paragraph = spot.shown if spot and spot.place == Note.Place.PARAGRAPH else ""
    with in_words_of(edition):
        thanks = (
            _("We thank %(name)s for pointing this out.") % {"name": name_of(notice)} if notice.credit else ""
        )
        if notice.kind == Notice.Kind.SOURCE:
            if paragraph and spot and spot.key.startswith(BODY):
                mark = f"[[{key_in(article, notice, source_of(notice))}]]"
                paragraph = paragraph if mark in paragraph else f"{paragraph}{mark}"
            told = {
                "change_kind": ChangeKind.MINOR,
                "change_note": _("Adds a source that a reader suggested."),
            }
            told["change_note"] = " ".join(filter(None, [told["change_note"], thanks]))
        else:
            told = {"change_kind": ChangeKind.CORRECTION}
            told["change_note"] = _("Corrects a mistake that a reader pointed out.")
            if notice.quoted and says_anew(notice.quoted, notice.text):
                if paragraph and plain(paragraph) == notice.quoted:
                    changed = applied(paragraph, notice.quoted, notice.text)
                    paragraph = changed if plain(changed) == " ".join(notice.text.split()) else paragraph
                was, now = sentences_that_differ(notice.quoted, notice.text)
                told["was_wrong"] = was and _("An earlier edition said: “%(words)s”") % {"words": was}
                told["is_right"] = now and _("It now says: “%(words)s”") % {"words": now}
            told["is_right"] = " ".join(filter(None, [told.get("is_right"), thanks]))
    return {
        "paragraph": paragraph,
        **(_beside(article, told) if _is_open_over_live(article) else _fitting(told)),
    }


def _is_open_over_live(article: Article) -> bool:
    return article.state in (State.DRAFT, State.IN_REVIEW, State.APPROVED)


def _fitting(told: Mapping[str, str]) -> dict[str, str]:
    return {name: str(words)[:MOST] for name, words in told.items()}


def _beside(article: Article, told: Mapping[str, str]) -> dict[str, str]:
    """With what is told of the change already, for colleagues or other notices; a correction outdoes other kinds."""
    kinds = (told["change_kind"], article.change_kind)
    kind = ChangeKind.CORRECTION if ChangeKind.CORRECTION in kinds else article.change_kind or kinds[0]
    joined = {"change_kind": str(kind)}
    for name in CHANGE_FIELDS[1:]:
        there, new = getattr(article, name), told.get(name, "")
        joined[name] = there if new in there else "\n".join(filter(None, [there, new]))
    return _fitting(joined)


@transaction.atomic
def accept(pk: int, user: User, change: Change, *, version: int, answer: str = "") -> Notice:
    """Accept a new notice and prepare its change on the version that was seen; raises Refused or Clash."""
    notice, article = _taken(pk, user, Notice.Status.ACCEPTED, answer)
    article = _opened(article, user, version)
    spot = spot_now(notice, article)
    wished = change.paragraph.replace("\r\n", "\n").strip()
    done = True
    if notice.kind == Notice.Kind.SOURCE:
        _cite(article, notice, change.title)
    if spot and spot.place == Note.Place.PARAGRAPH and wished and wished != spot.shown.strip():
        _put(article, spot, wished)
    elif notice.kind == Notice.Kind.CORRECTION:
        done = False  # nothing was changed yet: its note stays open beside the text until somebody has
    for name, words in (change.told or {}).items():
        setattr(article, name, words)
    claim(article)
    article.save(update_fields=["headline", "summary", "body", *CHANGE_FIELDS, "saved_at"])
    finish(article.pk, user, reason="notice")
    if done and notice.note:
        resolve(notice.note, user)
    _record(user, "notice_accept", notice, article)
    _tell(notice, article)
    return notice


@transaction.atomic
def decline(pk: int, user: User, answer: str) -> Notice:
    """Decline a new notice and say why; raises Refused."""
    if not answer.strip():
        raise Refused(_("Please say why: the reader gets it as an answer."))
    notice, article = _taken(pk, user, Notice.Status.DECLINED, answer)
    if notice.note:
        resolve(notice.note, user)
    _record(user, "notice_decline", notice, article)
    _tell(notice, article)
    return notice


@transaction.atomic
def take_back(pk: int, user: User) -> Notice:
    """An accepted notice that no edition has brought yet is new again; what was changed in the text stays."""
    notice = Notice.objects.select_related("note").get(pk=pk)
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=notice.article_id)
    _let(user, article)
    accepted = Notice.objects.filter(pk=pk, status=Notice.Status.ACCEPTED)
    if not accepted.update(status=Notice.Status.NEW, decided_by=None, decided_at=None, answer=""):
        raise Refused(_("Only a notice that is accepted and not published yet can be taken back."))
    if notice.note:
        reopen(notice.note, user)
    _record(user, "notice_take_back", notice, article)
    return notice


def _taken(pk: int, user: User, status: str, answer: str) -> tuple[Notice, Article]:
    """The notice, for this user to answer; the second of two who answer at once is told who was first."""
    notice = Notice.objects.select_related("note", "reader__user").get(pk=pk)
    article = Article.objects.select_for_update(of=("self",)).whole().get(pk=notice.article_id)
    _let(user, article)
    decided = {"status": status, "answer": answer.strip(), "decided_by": user, "decided_at": database_clock()}
    if not Notice.objects.filter(pk=pk, status=Notice.Status.NEW).update(**decided):
        notice = Notice.objects.select_related("decided_by").get(pk=pk)
        at = timezone.localtime(notice.decided_at) if notice.decided_at else None
        told = {"who": notice.decided_by or _("Somebody"), "status": notice.get_status_display()}
        told["time"] = date_format(at, "TIME_FORMAT") if at else ""
        raise Refused(
            _("%(who)s got there first, at %(time)s: it is %(status)s. Nothing was changed.") % told
        )
    for name, value in decided.items():
        setattr(notice, name, value)
    return notice, article


def _let(user: User, article: Article) -> None:
    if not may_answer(user, article):
        raise Refused(
            _("Your work at the desk does not reach this text, so its notices are not yours to answer.")
        )


def _opened(article: Article, user: User, version: int) -> Article:
    """The working copy, opened by the ordinary move if the live text is all there is."""
    if article.version != version:
        raise Clash(article.pk)
    if why := in_the_way(article, user):
        raise Refused(why)
    if article.state != State.RELEASED:
        return article
    publishing.move(article.pk, "reopen", user, version=version)
    return Article.objects.whole().get(pk=article.pk)


def _cite(article: Article, notice: Notice, title: str) -> None:
    """The source, made if it is new, among those of the article."""
    key = key_in(article, notice, source_of(notice))
    source = Source.objects.get_or_make(notice.address, title)
    if not source.accessed_on:
        Source.objects.filter(pk=source.pk, accessed_on=None).update(accessed_on=timezone.localdate())
    if not any(one.source_id == source.pk for one in article.references.all()):
        last = max((one.order for one in article.references.all()), default=0)
        Reference.objects.create(article=article, source=source, key=key, order=last + 1)


def _put(article: Article, spot: Spot, text: str) -> None:
    """Other words at a place of the text."""
    if spot.key in ("headline", "summary"):
        setattr(article, spot.key, " ".join(text.split()) if spot.key == "headline" else text)
        return
    body = article.body.replace("\r\n", "\n")
    parts = paragraphs(body)
    same = [at for at, part in enumerate(parts) if part == spot.shown]
    article.body = instead(body, parts, same[spot.nth], text)


def _record(user: User, kind: str, notice: Notice, article: Article) -> None:
    """The record forgets nothing, a reader may ask to be forgotten: it gets the number alone."""
    AuditEntry.objects.record(user, kind, article, notice=notice.pk)


def _tell(notice: Notice, article: Article) -> None:
    """The answer, by mail."""
    edition = Edition.objects.live().select_related("address").filter(article=article).first()
    if not edition:
        return
    with in_words_of(edition):
        about = {"headline": edition.payload["headline"]}
        if notice.status == Notice.Status.ACCEPTED:
            subject = _("Accepted: your suggestion on “%(headline)s”") % about
            text = _("Thank you. An editor has accepted it; we tell you when readers see it.")
        else:
            subject = _("Your suggestion on “%(headline)s”") % about
            text = _("Thank you. An editor has looked at it, and the text stays as it is.")
        said = notice.answer and "{}\n{}".format(_("The newsroom answers:"), notice.answer)
        words = "\n\n".join(filter(None, [text, said]))
        event = f"{notice.status}-{timezone.now():%Y%m%d%H%M%S}"
        answer_by_mail(notice, event, subject, words, path_of(notice, edition.get_absolute_url()))
