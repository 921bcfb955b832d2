"""The people and things of the demonstration: sections, topics, users, authors, pictures."""

from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from articles.models import Section, StandingPage, Topic
from authors.models import Author, User
from images.intake import take_in
from images.models import Image

from . import content, draw

PASSWORD: Final = "brass-line-1998"  # noqa: S105 (shown to whoever starts the demonstration)
READER: Final = "reader"


@dataclass(slots=True)
class Cast:
    """Everything that articles refer to, by the names used in the files."""

    users: dict[str, User] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    pictures: dict[str, Image] = field(default_factory=dict)
    hashed: str = field(default_factory=lambda: make_password(PASSWORD))

    def of_role(self, role: str) -> User:
        """The one who does this role's work."""
        return self.users[f"{role}@causeway.example"]

    def sign_up(self, email: str, name: str, role: str = READER) -> User:
        """A user with a confirmed address and the demonstration's password, in a role or as a reader."""
        user = User.objects.create(
            email=email, name=name, password=self.hashed, is_staff=role != READER, is_superuser=False
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if role != READER:
            user.groups.add(Group.objects.get(name=role))
        self.users[email] = user
        return user


def fill(cast: Cast, paper: dict[str, Any]) -> None:
    """Sections, topics and people, from the paper's file."""
    for place, known in enumerate(paper["sections"]):
        facts = {name: value for name, value in known.items() if name != "within"}
        parent = cast.sections.get(known.get("within", ""))
        cast.sections[known["slug"]] = Section.objects.create(**facts, parent=parent, order=place)
    for name, description in paper["topics"].items():
        slug = name.lower().replace(" ", "-")
        cast.topics[name] = Topic.objects.create(name=name, slug=slug, description=description)
    for place, known in enumerate(content.standing()):
        StandingPage.objects.create(**known, order=place)
    for known in paper["people"]:
        cast.sign_up(**known)
    by_name = {user.name: user for user in cast.users.values()}
    for slug, known in paper["authors"].items():
        facts = {name: value for name, value in known.items() if name != "portrait"}
        cast.authors[slug] = Author.objects.create(slug=slug, user=by_name.get(known["name"]), **facts)


def picture(cast: Cast, name: str, paper: dict[str, Any]) -> None:
    """Draw a landscape and take it in like any upload."""
    known = paper["pictures"][name]
    cast.pictures[name] = take_in(
        ContentFile(draw.landscapes()[name](), f"{name}.png"),
        user=cast.of_role("editor"),
        alt=draw.DESCRIPTIONS[name],
        caption=known["caption"],
        credit=paper["credit"],
        licence=paper["licence"],
        focal=tuple(known["focal"]),
    )


def portrait(cast: Cast, slug: str, paper: dict[str, Any]) -> None:
    """Draw an author's portrait and take it in like any upload."""
    author = cast.authors[slug]
    author.photo = take_in(
        ContentFile(draw.portraits()[paper["authors"][slug]["portrait"]](), f"{slug}.png"),
        user=cast.of_role("editor"),
        alt=f"{author.name}, drawn",
        credit=paper["credit"],
        licence=paper["licence"],
    )
    author.save(update_fields=["photo"])
