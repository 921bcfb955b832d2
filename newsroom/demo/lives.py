"""An article's life: written and saved as an editor would, moved through the one gate by those whose task it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles import noting
from articles.merging import paragraphs
from articles.models import (
    Article,
    Byline,
    Reference,
    Source,
    Stakeholder,
    StakeholderRow,
    StakeholderTable,
)
from articles.publishing import Asked, move
from articles.saving import claim, finish
from authors.models import User

from .cast import Cast
from .content import Piece, moment

CHANGES = ("minor", "update", "clarification", "correction")
CHANGED = ("headline", "summary", "body")


class Life:
    """Lives through the steps of one piece."""

    def __init__(self, cast: Cast, piece: Piece, now: datetime) -> None:
        self.cast, self.piece, self.now = cast, piece, now
        by = piece.front["by"][0]
        author = cast.authors[by["author"] if isinstance(by, dict) else by]
        self.owner: User = author.user or cast.of_role("editor")
        self.article = self.write()
        own = self.article.is_of(cast.of_role("editor"))
        self.editor = cast.of_role("publisher" if own else "editor")

    def live(self) -> Article:
        """All its steps, one after the other."""
        for name, known in self.piece.life:
            match name:
                case "publish":
                    self.publish()
                case "schedule":
                    self.schedule(**known)
                case "reopen":
                    self.revise(**known)
                case "retract":
                    self.move("retract", self.cast.of_role("publisher"), **known)
                case kind if kind in CHANGES:
                    self.revise(kind=kind, **known)
                    self.publish()
                case "submit":
                    self.move("submit", self.owner)
                case name:
                    self.move(name.replace(" ", "_"), self.editor, **known)
        for note in self.piece.front.get("notes", []):
            self.note(**note)
        return self.article

    def note(self, by: str, text: str, replies: Sequence[dict[str, str]] = (), **place: str) -> None:
        """A colleague's note at the paragraph that begins so, at a source or a row, with the answers to it."""
        at, typed = next(iter(place.items()), ("article", ""))
        if at == "paragraph":
            typed = next(one for one in paragraphs(self.article.body) if one.startswith(typed))
        note = noting.write(self.article.pk, self.cast.of_role(by), text, at=at, typed=typed).note
        for reply in replies:
            noting.answer(note, self.cast.of_role(reply["by"]), reply["text"])

    def move(self, name: str, user: User, **asked: Any) -> None:
        """One move, on the version that is current."""
        self.article = move(
            self.article.pk, name, user, version=self.article.version, asked=Asked(**asked)
        ).article

    def approve(self) -> None:
        """Its writer submits it and somebody else approves it."""
        self.move("submit", self.owner)
        self.move("approve", self.editor)

    def publish(self) -> None:
        """Out it goes; what readers have known for days is marked as imported from the archive."""
        self.approve()
        first = not self.article.editions.exists()
        imported = first and self.article.first_published_at is not None
        self.move("publish", self.cast.of_role("publisher"), imported=imported)

    def schedule(self, at: str, **change: Any) -> None:
        """Frozen, and live at a time ahead; with a change, as the next edition of what is live."""
        if change:
            self.revise(**change)
        self.approve()
        self.move("schedule", self.cast.of_role("publisher"), at=moment(at, self.now))

    def revise(self, replace: list[list[str]], kind: str = "", **change: str) -> None:
        """Open the live text again and put words in the place of others."""
        self.move("reopen", self.owner)
        claim(self.article)
        self.article.change_kind = kind
        self.article.change_note = change.get("note", "")
        self.article.was_wrong = change.get("was_wrong", "")
        self.article.is_right = change.get("is_right", "")
        for old, new in replace:
            texts = {name: getattr(self.article, name) for name in CHANGED}
            name = next(name for name, text in texts.items() if old in text)
            setattr(self.article, name, texts[name].replace(old, new))
        self.article.save()
        self.article = finish(self.article.pk, self.owner)

    def write(self) -> Article:
        """The draft with all its parts, kept as a version like every save."""
        front, cast = self.piece.front, self.cast
        byline = [by if isinstance(by, dict) else {"author": by} for by in front["by"]]
        plain = ("headline", "short_headline", "label", "language", "summary")
        article = Article.objects.create(
            slug=self.piece.slug,
            body=self.piece.body,
            section=cast.sections[front["section"]],
            lead_image=cast.pictures.get(front.get("picture", "")),
            owner=self.owner,
            first_published_at=self.piece.published(self.now),
            **{name: front[name] for name in plain if name in front},
        )
        article.topics.set(cast.topics[name] for name in front.get("topics", []))
        for place, by in enumerate(byline):
            author = cast.authors[by["author"]]
            said = {name: by.get(name, "") for name in ("role", "expertise")}
            Byline.objects.create(article=article, author=author, order=place, **said)
        for place, (key, known) in enumerate(front.get("sources", {}).items()):
            self.refer(article, key, place, dict(known))
        self.tabulate(article, front.get("stakeholders"))
        return finish(article.pk, self.owner)

    def refer(self, article: Article, key: str, place: int, known: dict[str, Any]) -> None:
        """A reference, and its source where no article has used it yet."""
        use = {name: known.pop(name, "") for name in ("quote", "note", "wording")}
        if "archived" in known:
            known["archived_address"] = known.pop("archived")
        if "published" in known:
            known["published_on"] = self.day(known.pop("published"))
        title, address = known.pop("title"), known.pop("address", "")
        if address:
            source = Source.objects.get_or_make(address, title)
            known["accessed_on"] = timezone.localdate(article.first_published_at or self.now)
        else:
            facts = {"kind": known.pop("kind"), "title": title}
            source, _made = Source.objects.get_or_create(**facts, publisher=known.pop("publisher", ""))
        for name, value in known.items():
            setattr(source, name, value)
        source.full_clean()
        source.save()
        Reference.objects.create(article=article, source=source, key=key, order=place, **use)

    def day(self, told: str) -> Any:
        """The day of a time in the paper's time zone."""
        return timezone.localdate(moment(told, self.now))

    @staticmethod
    def tabulate(article: Article, known: dict[str, Any] | None) -> None:
        """The stakeholder table."""
        if not known:
            return
        StakeholderTable.objects.create(
            article=article, caption=known["caption"], columns=known.get("columns", [])
        )
        for place, (name, motivations, challenges) in enumerate(known["rows"]):
            StakeholderRow.objects.create(
                article=article,
                stakeholder=Stakeholder.objects.get_or_make(name),
                motivations=motivations,
                challenges=challenges,
                order=place,
            )
