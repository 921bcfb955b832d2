"""Asking web addresses that strangers chose, without letting them choose what is asked.

Only the public internet is asked. A host's name is resolved once, all its addresses have to be public, and the
connection goes to one of these very addresses, so that no name can mean another machine a moment later. Every
redirect is judged like the first address.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS: Final = {"http": 80, "https": 443}
REDIRECTS: Final = 5
SECONDS: Final = 10
"""For each answer of the network."""
DEADLINE: Final = 20
"""Seconds for a whole request, however slowly it drips."""
MOST: Final = 65_536
"""Bytes of a page that are read."""
TRANSLATED: Final = ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones."""
CLOUDS: Final = frozenset({ip_address("168.63.129.16"), ip_address("192.0.0.192")})
"""Machines that clouds keep at public addresses for their own tenants."""

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int], socket.socket]


class Refused(ValueError):
    """An address that we do not ask, and why, for the desk."""


class Unanswered(OSError):
    """Nobody answered, and what was in the way, for the desk."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end: `address` is where the redirects led."""

    status: int
    address: str
    body: bytes
    retry_after: str = ""


def is_public(address: str) -> bool:
    """Whether this is the number of a machine on the public internet."""
    try:
        found: Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in TRANSLATED:
            inside = IPv4Address(int(found) & 0xFFFFFFFF)
        if inside and not is_public(str(inside)):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved and found not in CLOUDS


def resolve(host: str, port: int) -> list[str]:
    """The numbers of a host's machines."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(address: str, port: int) -> socket.socket:
    """A connection to exactly this machine."""
    return socket.create_connection((address, port), timeout=SECONDS)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks, under a name that says who asks; how names are resolved and lines opened may be given."""

    agent: str
    resolve: Resolve = resolve
    connect: Connect = connect

    def ask(self, address: str, *, method: str = "GET", most: int = MOST) -> Answer:
        """The answer at a web address, after at most five redirects. Raises Refused or Unanswered."""
        for _hop in range(REDIRECTS + 1):
            answer, location = self._ask_once(judged(address), method, most)
            if not location:
                return answer
            address = urljoin(address, location)
        raise Unanswered("more than five redirects")

    def _ask_once(self, parts: SplitResult, method: str, most: int) -> tuple[Answer, str]:
        host = parts.hostname or ""
        asking = http.client.HTTPConnection(host, PORTS[parts.scheme], timeout=SECONDS)
        try:
            name = host if host.isascii() else host.encode("idna").decode()
            asking.sock = self._line(name, PORTS[parts.scheme])
        except (OSError, UnicodeError) as error:
            raise Unanswered(_said(error)) from error
        late = threading.Event()
        end = threading.Timer(DEADLINE, _hang_up, (asking, late))
        end.daemon = True
        end.start()
        try:
            if parts.scheme == "https":
                context = ssl.create_default_context()
                safe = context.wrap_socket(asking.sock, server_hostname=name, do_handshake_on_connect=False)
                asking.sock = safe
                safe.do_handshake()
            path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            asking.request(
                method, path, headers={"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"}
            )
            got = asking.getresponse()
            told = got.headers
            body = got.read(most) if got.status == http.client.OK else b""
        except ssl.SSLCertVerificationError as error:
            raise Refused("no trustworthy certificate") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unanswered(_said(error)) from error
        finally:
            end.cancel()
            asking.close()
        if late.is_set():
            raise Unanswered("no answer in time")
        location = told.get("Location", "") if 300 <= got.status < 400 else ""
        return Answer(got.status, parts.geturl(), body, told.get("Retry-After", "")), location

    def _line(self, host: str, port: int) -> socket.socket:
        found = self.resolve(host, port)
        if not found or not all(is_public(each) for each in found):
            raise Refused("not on the public internet")
        return self.connect(found[0], port)


def judged(address: str) -> SplitResult:
    """The parts of an address that may be asked. Raises Refused for every other one."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Refused("no web address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("no web address")
    if port not in (None, PORTS[parts.scheme]):
        raise Refused("another port than that of the web")
    if parts.username or parts.password:
        raise Refused("a name or password in the address")
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        raise Refused("no web address")
    if not address.isascii():
        return parts._replace(path=_ascii(parts.path), query=_ascii(parts.query))
    return parts


def _ascii(text: str) -> str:
    return "".join(
        sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in text
    )


def _hang_up(asking: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    if asking.sock:
        with suppress(OSError):
            asking.sock.shutdown(socket.SHUT_RDWR)


def _said(error: BaseException) -> str:
    match error:
        case TimeoutError():
            return "no answer in time"
        case socket.gaierror():
            return "no such host"
        case _:
            return "no connection"
