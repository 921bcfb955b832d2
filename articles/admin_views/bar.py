"""What the head of an article's page tells: where it stands, what is open, what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from articles import publishing
from articles.admin_views.moving import Offer, offers
from articles.differences import Difference, difference
from articles.models import Article, Decision, Edition
from articles.payload import Payload
from articles.workflow import MOVES, OPEN, WORDS, State
from authors.models import User

TEXTS: Final = ("payload", "html", "sources_html", "record")
"""What is long in an edition, and not shown here."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An article's place on its way, for its page."""

    word: str
    label: Any
    editions: Sequence[Edition]
    live: Edition | None
    pending: Edition | None
    offers: Sequence[Offer]
    decisions: Sequence[dict[str, Any]]
    since_approval: Difference | None
    since_live: Difference | None
    unreviewed: Decision | None

    @property
    def primary(self) -> Offer | None:
        """The next sensible move."""
        return next((offer for offer in self.offers if offer.primary), None)

    @property
    def taken_back(self) -> bool:
        """Whether what is live is a retraction, which has no text to compare with."""
        return bool(self.live and self.live.is_retraction)

    @property
    def to_discard(self) -> Offer | None:
        """The move that makes the text the live one again."""
        return next((offer for offer in self.offers if offer.name == "discard"), None)

    @property
    def to_review(self) -> Offer | None:
        """The review of what was approved past four eyes."""
        return next((offer for offer in self.offers if offer.name == "review"), None)

    @property
    def others(self) -> list[Offer]:
        """All other moves."""
        return [offer for offer in self.offers if not offer.primary]

    @property
    def sent_back(self) -> Decision | None:
        """The move that made this a draft again, with its note to the writer."""
        last: Decision | None = self.decisions[0]["decision"] if self.decisions else None
        return last if last and last.move == "send_back" else None

    @property
    def asking(self) -> list[Offer]:
        """Moves whose questions fit into a dialog."""
        return [offer for offer in self.offers if offer.form.has_questions and not offer.form.has_page]


def standing(article: Article, payload: Payload, user: User) -> Standing:
    """Where the article stands for this user."""
    now = timezone.now()
    editions = list(article.editions.filter(cancelled_at=None).select_related("address").defer(*TEXTS))
    at = publishing.situation(article, editions)
    decisions = history(article)
    approved: Payload | None = article.approved_payload
    changed = bool(approved) and at.state == State.APPROVED and at.changed
    return Standing(
        word=at.word,
        label=WORDS[at.word],
        editions=[edition for edition in editions if edition.goes_live_at <= now],
        live=next(
            (
                one
                for one in editions
                if one.goes_live_at <= now and (not one.superseded_at or one.superseded_at > now)
            ),
            None,
        ),
        pending=next((one for one in editions if one.goes_live_at > now), None),
        offers=offers(article, user, at),
        decisions=decisions,
        since_approval=difference(approved, payload) if approved and changed else None,
        since_live=difference(article.last_text().payload, payload) if at.live and at.state in OPEN else None,
        unreviewed=_waiting(article, decisions) if at.unreviewed else None,
    )


def _waiting(article: Article, decisions: Sequence[dict[str, Any]]) -> Decision | None:
    """The approval past four eyes that waits for a review; it is among the latest moves as a rule."""
    found = (line["decision"] for line in decisions if line["decision"].pk == article.unreviewed_id)
    return next(found, None) or article.unreviewed


def history(article: Article) -> list[dict[str, Any]]:
    """The moves so far, newest first."""
    made = Decision.objects.filter(article=article).select_related("user", "edition")
    made = made.defer(*(f"edition__{name}" for name in TEXTS))[:30]
    return [
        {"decision": one, "label": MOVES[one.move].label if one.move in MOVES else one.move} for one in made
    ]
