"""What addresses and forms hold as text: converters, registered once before any address is read, and numbers."""

from django.urls import register_converter


def number_in(text: str | None, digits: int = 18) -> int:
    """The number that is written out with so many figures at most; 0, which is nobody's, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else 0


class ArticleAddress:
    """`2026/11/23/slug` in an address, `/2026/11/23/slug/` as it is stored."""

    regex = r"[0-9]{4}/[0-9]{2}/[0-9]{2}/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return f"/{value}/"

    def to_url(self, value: str) -> str:
        return value.strip("/")


class Number:
    """A counting number that fits into 32 bits: of an edition or a comment."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Year:
    """A year of four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class Month(Year):
    """A month or a day, of two digits."""

    regex = "[0-3][0-9]"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class Feed:
    """A feed's format, as its address ends."""

    regex = r"atom\.xml|rss\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Feed, "feed")
register_converter(ArticleAddress, "article")
register_converter(Number, "number")
