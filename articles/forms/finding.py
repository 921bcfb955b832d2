"""From what somebody types to the thing that is meant, and back; nothing is stored before the form is."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.addresses import normalise
from articles.models import Article, Source, Stakeholder, Topic
from articles.saving import key_for
from articles.searching import search
from authors.models import Author, User
from images.models import CODE, Image

NUMBERED: Final = re.compile(r"#?(\d+)\s*$")
BY_NUMBER: Final = re.compile(r"\]\(picture:([1-9][0-9]{0,8})(?![0-9a-f])", re.ASCII)
WEB: Final = re.compile(r"^\s*(\w+://|www\.)", re.I)


def source_shown(source: Source) -> str:
    """A source as its field shows it: by its address, else by title and number."""
    return source.address or f"{source} #{source.pk}"


def find_source(text: str) -> Source:
    """The source of this address, title or number; one of an address that is new is not stored yet."""
    text = text.strip()
    if WEB.match(text):
        address = f"https://{text}" if text.lower().startswith("www.") else text
        try:
            known = Source.objects.at(address).first()
        except ValueError as error:
            raise ValidationError(
                _("This is not a web address: it should begin with http:// or https://.")
            ) from error
        if len(address) > 2000:
            raise ValidationError(_("This address is longer than 2,000 characters."))
        return known or Source(address=address, normalised=normalise(address))
    if (number := NUMBERED.search(text)) and (found := Source.objects.filter(pk=int(number[1])).first()):
        return found
    titled = list(Source.objects.filter(title__iexact=text)[:2])
    if len(titled) == 1:
        return titled[0]
    if titled:
        raise ValidationError(_("Several sources have this title. Please choose one from the list."))
    raise ValidationError(
        _("No source is called “%(text)s”. Type a web address, or choose one from the list.") % {"text": text}
    )


def source_key(source: Source, taken: set[str]) -> str:
    """A free key for a reference to this source: its host's name, or the beginning of its title."""
    if source.address:
        return key_for(source.address, taken)
    base = slugify(str(source))[:32].strip("-") or "source"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def find_author(name: str) -> Author:
    """The author of this name; a byline makes no profiles."""
    found = list(Author.objects.named(name)[:2])
    if len(found) == 1:
        return found[0]
    number = re.search(r"#(\d+)\s*$", name)
    if number and (author := Author.objects.filter(pk=int(number[1])).first()):
        return author
    if found:
        raise ValidationError(_("Several authors have this name. Please choose one from the list."))
    raise ValidationError(
        _("No author is called “%(name)s”. Choose one from the list, or add the profile under Authors first.")
        % {"name": name}
    )


def find_writer(text: str) -> User:
    """The colleague of this name or e-mail address, among those who may submit articles."""
    text = " ".join(text.split())
    may = User.objects.who_may("articles.submit_article")
    found = list(may.filter(email__iexact=text)[:1]) or list(may.filter(name__iexact=text)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(
            _("Several colleagues are called “%(name)s”. Please type the e-mail address of the one you mean.")
            % {"name": text}
        )
    raise ValidationError(
        _("Nobody who writes here is called “%(name)s”. Choose a colleague from the list.") % {"name": text}
    )


def find_stakeholder(name: str) -> Stakeholder:
    """The stakeholder known by this name or alias; a new one is not stored yet."""
    return Stakeholder.objects.named(name).first() or Stakeholder(name=" ".join(name.split()))


def find_topics(text: str) -> list[Topic]:
    """The topics of these names, separated by semicolons; new ones are not stored yet."""
    names = {name.casefold(): name for part in text.split(";") if (name := " ".join(part.split()))}
    for name in names.values():
        if len(name) > 80:
            raise ValidationError(
                _("A topic's name has at most 80 characters. Separate several by semicolons.")
            )
    return [Topic.objects.filter(name__iexact=name).first() or Topic(name=name) for name in names.values()]


def store_topic(topic: Topic) -> Topic:
    """A new topic, stored under a slug that is free."""
    base = slugify(topic.name)[:70] or "topic"
    topic.slug, number = base, 1
    while Topic.objects.filter(slug=topic.slug).exists():
        number += 1
        topic.slug = f"{base}-{number}"
    topic.save()
    return topic


def picture_shown(picture: Image | None) -> str:
    """A picture as its field shows it."""
    return picture.numbered if picture else ""


def name_pictures(body: str) -> str:
    """A text in which each picture that was called by its number is called by its name; one query, if there are any."""
    numbers = {int(found[1]) for found in BY_NUMBER.finditer(body)}
    known = Image.objects.in_bulk(sorted(numbers)[:200]) if numbers else {}

    def named(found: re.Match[str]) -> str:
        image = known.get(int(found[1]))
        return f"](picture:{image.name[:CODE]}" if image else found[0]

    return BY_NUMBER.sub(named, body)


def find_picture(text: str) -> Image | None:
    """The picture of this number, which stands at the end of what the list suggests."""
    if not text.strip():
        return None
    number = NUMBERED.search(text)
    if number and (found := Image.objects.filter(pk=int(number[1])).first()):
        if found.withdrawn_at:
            raise ValidationError(_("This picture was withdrawn (%s).") % found.withdrawn_reason)
        return found
    raise ValidationError(_("There is no such picture. Choose one from the list, or upload it."))


def article_shown(article: Article) -> str:
    """An article as its field shows it."""
    return f"{article.headline} #{article.pk}"


def find_article(text: str, user: User) -> Article:
    """The article of this number, address or headline, among those that the user may read."""
    readable = Article.objects.readable_by(user)
    if (number := re.search(r"#(\d{1,18})\s*$", text)) and (found := readable.filter(pk=number[1]).first()):
        return found
    said = list(search(readable, text).articles[:2])
    if len(said) == 1:
        return said[0]
    if said:
        raise ValidationError(_("Several articles say this. Please choose one from the list."))
    raise ValidationError(
        _("No article says “%(text)s”. Type words of its headline, its address, or its number as #12.")
        % {"text": text}
    )
