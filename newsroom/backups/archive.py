"""The archive: a plain tar of the database, the pictures, and a list of SHA-256 that closes it.

Whoever has tar and sha256sum can open and check it without us: `tar -xf FILE && sha256sum -c MANIFEST`.
"""

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

FORMAT: Final = "newsroom-backup/1"
ABOUT: Final = "about.json"
DATABASE: Final = "database"
MEDIA: Final = "media/"
MANIFEST: Final = "MANIFEST"
PIECE: Final = 2**20


class Unusable(Exception):
    """This archive cannot be used; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself at its beginning."""

    made_at: str
    vendor: str
    release: str
    files: int
    migrations: list[list[str]]
    format: str = FORMAT

    @classmethod
    def read(cls, content: bytes) -> "About":
        """What is said; raises Unusable if it is none of our archives."""
        try:
            about = cls(**json.loads(content))
        except (ValueError, TypeError) as error:
            raise Unusable("This is no backup of a newsroom.") from error
        if about.format != FORMAT:
            raise Unusable("This backup is of another format than this release reads.")
        return about


class Writer:
    """Writes an archive in constant memory; each file is followed by its line in the list."""

    def __init__(self, file: IO[bytes]) -> None:
        self.tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 (close)
        self.lines = tempfile.TemporaryFile()  # noqa: SIM115

    def about(self, about: About) -> None:
        """The beginning."""
        self.add(ABOUT, io.BytesIO(json.dumps(asdict(about)).encode()))

    def add(self, name: str, file: IO[bytes]) -> None:
        """One file."""
        hashed = Hashed(file)
        info = tarfile.TarInfo(name)
        info.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        self.tar.addfile(info, hashed)
        self.tar.members = []  # type: ignore[attr-defined]  # or it would remember all of them
        self.lines.write(line(hashed.sum.hexdigest(), name))

    def close(self) -> None:
        """The list at the end, and the end."""
        info = tarfile.TarInfo(MANIFEST)
        info.size = self.lines.tell()
        self.lines.seek(0)
        self.tar.addfile(info, self.lines)
        self.lines.close()
        self.tar.close()


class Hashed:
    """A file that is summed up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def line(digest: str, name: str) -> bytes:
    """A line of the list, as sha256sum writes it."""
    return f"{digest}  {name}\n".encode()


@contextmanager
def read_to_its_end() -> Iterator[None]:
    """What goes wrong while an archive is read is said as Unusable."""
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise Unusable("The archive is damaged or cut short.") from error


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every file of an archive with its content, in order, in constant memory; raises Unusable for a broken one."""
    with read_to_its_end(), tarfile.open(path, mode="r|") as tar:
        for info in tar:
            tar.members = []  # type: ignore[attr-defined]
            file = tar.extractfile(info)
            if file is None or not safe(info.name):
                raise Unusable(f"The archive holds something that no backup does: {info.name}")
            yield info.name, file


def safe(name: str) -> bool:
    """Whether a name stays inside the folder it is unpacked into."""
    path = PurePosixPath(name)
    return name in (ABOUT, DATABASE, MANIFEST) or (
        name.startswith(MEDIA) and ".." not in path.parts and "\\" not in name and "\0" not in name
    )


def about(path: Path) -> About:
    """What an archive says of itself."""
    for name, file in members(path):
        if name != ABOUT:
            break
        return About.read(file.read(PIECE * 16))
    raise Unusable("This is no backup of a newsroom.")


def verify(path: Path) -> Iterator[str]:
    """Read a whole archive and compare it with its list; yields names, and raises Unusable if anything differs."""
    with tempfile.TemporaryFile() as found, read_to_its_end():
        closed = False
        for name, file in members(path):
            if name == MANIFEST:
                found.seek(0)
                closed = _same(found, file)
                if not closed:
                    raise Unusable("The archive does not hold what its list says: it was damaged or changed.")
                continue
            hashed = Hashed(file)
            while hashed.read(PIECE):
                pass
            found.write(line(hashed.sum.hexdigest(), name))
            yield name
    if not closed:
        raise Unusable("The archive has no list at its end: it was cut short.")


def _same(one: IO[bytes], other: IO[bytes]) -> bool:
    while True:
        piece = one.read(PIECE)
        if piece != other.read(PIECE):
            return False
        if not piece:
            return True
