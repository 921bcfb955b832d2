"""The start page: alarms, a week, and lists of what waits, is late, is one's own, comes and has just gone out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import sitting
from articles.models import Article, Byline, Decision, Edition, Entry, Note
from articles.planning import untaken
from articles.workflow import OPEN, WORDS, State
from authors.models import User
from comments import answering
from comments.models import Comment, Notice
from newsroom.alarms import alarms
from newsroom.narrowing import Narrowing
from newsroom.week import Week

MOST: Final = 10
"""Rows of a list."""
RECENT: Final = 100
"""Rows of an index among which the newest are looked for, however narrow the choice."""
COUNTED: Final = 100
"""Comments that are counted."""
STUCK: Final = timedelta(days=2)
"""After which a text on its way is stuck, if nobody has saved, moved or noted anything."""


def page(user: User, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the start page shows to this person; however much there is, in a fixed number of queries."""
    now = timezone.now()
    narrowing = Narrowing.asked(user, asked)
    piles = Piles(user, narrowing, now)
    today = timezone.localdate(now)
    week, this_week = Week.named(asked.get("week", "")) or Week.of(today), Week.of(today)
    days = week.days(user, narrowing, now)
    return {
        "now": timezone.localtime(now),
        "zone": settings.TIME_ZONE.replace("_", " "),
        "alarms": list(alarms(user, now)),
        "unsaved": sitting.left_behind(user),
        "narrowing": narrowing,
        "week": week,
        "days": days,
        "bare": not any(day.items for day in days),
        "before": narrowing.link(week=week.before.name),
        "after": narrowing.link(week=week.after.name),
        "this_week": "" if week == this_week else narrowing.link(),
        "whole": "?" + urlencode({} if week == this_week else {"week": week.name}),
        "every": piles.every(),
        "held": held_comments(user),
        "questions": questions(user, narrowing),
        "suggested": suggested(user, narrowing),
        "to_do": [pile for pile in piles.to_do() if pile.stands],
        "out": piles.out(),
        "may_write": user.has_perm("articles.add_article"),
    }


def held_comments(user: User) -> int:
    """Comments that wait for a moderator, counted up to a hundred."""
    if not user.has_perm("comments.moderate_comment"):
        return 0
    return Comment.objects.waiting()[:COUNTED].count()


def suggested(user: User, narrowing: Narrowing) -> list[Notice]:
    """The newest of what readers suggest and nobody has answered, for who may."""
    if not user.has_perm("comments.answer_notice"):
        return []
    reached = narrowing.articles(Article.objects.readable_by(user).in_reach_of(user))
    new = Notice.objects.new().filter(article__in=reached.order_by().values("pk"))
    return list(new.select_related("article", "reader")[:MOST])


def questions(user: User, narrowing: Narrowing) -> list[answering.Question]:
    """The newest of what readers ask this person and nobody has answered."""
    asked = answering.open_questions(user)
    if narrowing.narrow:
        asked = asked.filter(thread__in=narrowing.articles(Article.objects.all()).order_by().values("pk"))
    return answering.told(user, asked.select_related("reader", "thread")[:MOST])


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of a list: the article, and its edition where the line is about one."""

    article: Any
    edition: Edition | None = None

    @property
    def label(self) -> Promise | str:
        """The state as people call it."""
        return WORDS[self.article.state]

    @property
    def by(self) -> Any:
        """The first name of the byline, else whose text it is."""
        about: Any = self.edition or self.article
        return about.signed or self.article.owner or _("Nobody yet")


@dataclass(frozen=True, slots=True)
class Pile:
    """One list of the page."""

    name: str
    title: Promise | str
    rows: list[Slip]
    none: Promise | str = ""
    """The sentence for no rows; without one, a list without rows is left out."""
    every: str = ""
    """The address of the list of articles with what is here, if there is one."""
    pressing: bool = False
    """Whether its being there at all is bad news."""

    @property
    def stands(self) -> bool:
        """Whether it is shown."""
        return bool(self.rows or self.none)


@dataclass(frozen=True, slots=True)
class Piles:
    """All lists for one person, narrowed as they wish."""

    user: User
    narrowing: Narrowing
    now: datetime

    def to_do(self) -> list[Pile]:
        """What is to be done, the most pressing first."""
        reviews = self.user.has_perm("articles.edit_any_article")
        own = Article.objects.own(self.user)
        readable = Article.objects.readable_by(self.user)
        concerning = readable if reviews else Article.objects.filter(own)
        reviewable = Article.objects.reviewable_by(self.user).values("pk")
        in_review = readable.filter(state=State.IN_REVIEW).exclude(pk__in=reviewable)
        return [
            self._articles(
                "waiting", _("Waiting for me"), waiting_for(self.user), _("Nothing waits for you.")
            ),
            self._articles(
                "unreviewed",
                _("Past four eyes, not reviewed yet"),
                concerning.exclude(unreviewed=None).in_reach_of(self.user).order_by("saved_at"),
                pressing=True,
            ),
            self._articles(
                "overdue",
                _("Overdue"),
                concerning.filter(state__in=OPEN, deadline__lt=self.now).order_by("deadline"),
                pressing=True,
            ),
            self._articles(
                "stuck", _("Stuck for two days"), stuck(concerning, self.now).order_by("saved_at")
            ),
            self._articles(
                "mine",
                _("My work"),
                Article.objects.filter(own, state__in=OPEN),
                _("You have no open texts."),
                self.every(whose="mine"),
            ),
            self._articles(
                "nobody",
                _("Nobody writes these yet"),
                untaken(self.user).order_by(F("deadline").asc(nulls_last=True), "-saved_at", "-pk"),
                every=self.every(whose="nobody"),
            ),
            self._articles(
                "in_review",
                _("In review with others") if reviews else _("In review"),
                in_review,
                "" if reviews else _("Nothing is in review."),
                self.every(state="in_review"),
            ),
        ]

    def out(self) -> list[Pile]:
        """What goes out, and what has gone out."""
        published = just_published(self.user, self.narrowing)
        pending = Edition.objects.pending().order_by("goes_live_at", "pk")
        return [
            Pile("scheduled", _("Scheduled"), self._editions(pending), _("Nothing is scheduled."),
                 self.every(state="scheduled")),
            Pile("published", _("Just published"), self._editions(published), _("Nothing has gone out lately."),
                 self.every(state="published")),
        ]  # fmt: skip

    def _articles(
        self,
        name: str,
        title: Any,
        articles: QuerySet[Article],
        none: Any = "",
        every: str = "",
        pressing: bool = False,
    ) -> Pile:
        fields = (
            "headline", "language", "state", "saved_at", "deadline",
            "section__name", "owner__name", "owner__email",
        )  # fmt: skip
        found = self.narrowing.articles(articles).select_related("section", "owner").only(*fields)
        return Pile(
            name, title, [Slip(article) for article in _signed(found, "pk")[:MOST]], none, every, pressing
        )

    def _editions(self, editions: QuerySet[Edition]) -> list[Slip]:
        if not self.user.has_perm("articles.read_any_article"):
            editions = editions.filter(article__in=Article.objects.readable_by(self.user))
        about = ("article__section", "article__owner", "address")
        found = self.narrowing.editions(editions).select_related(*about)
        found = found.only(
            "number", "kind", "goes_live_at", "first_published_at", "imported", "address__path",
            "article__headline", "article__language", "article__state", "article__section__name",
            "article__owner__name", "article__owner__email",
        )  # fmt: skip
        return [Slip(edition.article, edition) for edition in _signed(found, "article")[:MOST]]

    def every(self, **wanted: str) -> str:
        """The list of articles, narrowed in the same way."""
        query = urlencode(wanted | self.narrowing.in_list())
        return f"{reverse('admin:articles_article_changelist')}?{query}"


def waiting_for(user: User) -> QuerySet[Article]:
    """Texts that wait for this person: to be reviewed, to be published, or sent back to their writer."""
    move = Decision.objects.filter(article=OuterRef("pk")).order_by("-at", "-pk").values("move")[:1]
    drafts = Article.objects.filter(owner=user, state=State.DRAFT)
    wanted = [drafts.annotate(last=Subquery(move)).filter(last="send_back")]
    wanted.append(Article.objects.reviewable_by(user))
    if user.has_perm("articles.publish_article"):
        wanted.append(Article.objects.filter(state=State.APPROVED).in_reach_of(user))
    first, *others = (articles.order_by().values("pk") for articles in wanted)
    return Article.objects.filter(pk__in=first.union(*others))


def just_published(user: User, narrowing: Narrowing) -> QuerySet[Edition]:
    """Live editions by the time readers are told, from two indexes: of first publications, and of all editions.

    So an update comes up again, and an archive brought in today stands where it belongs.
    """
    first, order = Entry.objects.live(), ("-published_at", "-article_id")
    if not user.has_perm("articles.read_any_article"):
        first = first.filter(article__in=Article.objects.readable_by(user))
    if narrowing.section_id:
        first = first.filter(section=narrowing.section_id)
    if narrowing.author:
        first = first.filter(author_links__author__slug=narrowing.author)
        order = ("-author_links__published_at", "-author_links__article_id")
    if narrowing.language:
        spoken = Article.objects.filter(language=narrowing.language).order_by("-saved_at", "-pk")
        first = first.filter(article__in=spoken.values("pk")[:RECENT])
    newest = Edition.objects.once_live().order_by("-goes_live_at", "-pk").values("pk")[:RECENT]
    either = Edition.objects.filter(pk__in=first.order_by(*order).values("edition")[:RECENT]).order_by()
    both = either.values("pk").union(Edition.objects.filter(pk__in=newest).order_by().values("pk"))
    old = When(imported=True, kind=Edition.Kind.FIRST, then=F("first_published_at"))
    told = Edition.objects.live().filter(pk__in=both).annotate(told_at=Case(old, default=F("goes_live_at")))
    return told.order_by("-told_at", "-pk")


def stuck(articles: QuerySet[Article], now: datetime) -> QuerySet[Article]:
    """Those on their way that nobody has saved, moved or noted anything on for two days."""
    moved = Decision.objects.filter(article=OuterRef("pk"), at__gte=now - STUCK)
    noted = Note.objects.filter(article=OuterRef("pk"), at__gte=now - STUCK)
    on_its_way = articles.filter(state__in=(State.IN_REVIEW, State.APPROVED), saved_at__lt=now - STUCK)
    return on_its_way.filter(~Exists(moved), ~Exists(noted))


def _signed(rows: QuerySet[Any], article: str) -> QuerySet[Any]:
    """Each row with the first name of its article's byline, or None."""
    names = Byline.objects.filter(article=OuterRef(article)).order_by("order", "pk").values("author__name")
    signed: QuerySet[Any] = rows.annotate(signed=Subquery(names[:1]))
    return signed
