"""From a file's bytes to clean text, or one clear sentence about why not."""

import codecs
import re
from pathlib import Path
from typing import Final

LARGEST: Final = 10_000_000
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LINE_END: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Byte order marks inside the text, and controls that would show a line in another order than it is written.
INVISIBLE: Final = re.compile("[\ufeff\u202a-\u202e]")
SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Unreadable(ValueError):
    """This cannot be imported; the message says why, in one line for people."""


def read_file(path: Path) -> str:
    """The text of a file, or Unreadable."""
    try:
        if path.is_dir():
            raise Unreadable("this is a folder, not a file.")
        if path.stat().st_size > LARGEST:
            raise Unreadable("the file is larger than 10 MB; an article is not.")
        return read(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable("there is no such file.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        reason = error.strerror if isinstance(error, OSError) else None
        raise Unreadable(f"the file cannot be read ({reason or error}).") from None


def read(data: bytes) -> str:
    """The text that these bytes hold, or Unreadable: UTF-8, or UTF-16 and UTF-32 with their mark."""
    encoding = "utf-8"
    for mark, marked in BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], marked
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise Unreadable("this is not a text file.") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"this is not {encoding.upper()} text (the byte 0x{data[error.start]:02x} on line {line}); "
            "save it as UTF-8 and try again."
        ) from None
    if "\0" in text or len(CONTROL.findall(text)) > len(text) / 50:
        raise Unreadable("this is not a text file.")
    return clean(text)


def clean(text: str) -> str:
    """The text with `\\n` as its only line end and without control characters, or Unreadable if nothing is left."""
    text = INVISIBLE.sub("", CONTROL.sub(" ", LINE_END.sub("\n", text)))
    text = SURROGATE.sub("\ufffd", text)
    if not any(character.isalnum() for character in text):
        raise Unreadable("there is no text in it.")
    return text
