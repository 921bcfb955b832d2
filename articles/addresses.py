"""Web addresses: when two of them are the same page."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

TRACKING: Final = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs(enc|mi)|ref_src|cmpid)$", re.I
)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def normalise(address: str) -> str:
    """The address under which a page is one source: no fragment, tracking, default port or trailing slash.

    Raises ValueError for what is not an http or https address with a host.
    """
    parts = urlsplit(address.strip())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host:
        raise ValueError(f"not a web address: {address!r}")
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port and parts.port != DEFAULT_PORTS[scheme] else ""
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not TRACKING.match(name)
    ]
    query = (
        parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    )
    return SplitResult(scheme, shown + port, parts.path.rstrip("/"), query, "").geturl()
