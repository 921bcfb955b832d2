"""Faults told to Sentry where a newsroom has one, without anything about a person."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from newsroom.journal import current, without_addresses

PERSONAL: Final = ("cookies", "data", "env", "headers", "query_string")


def report_to(dsn: str, release: str) -> None:
    """Have faults reported there from now on."""
    try:
        import sentry_sdk
    except ImportError:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is missing: pip install sentry-sdk"
        ) from None
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=impersonal,
    )


def impersonal(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """The fault with the id of its request, and without who asked, and for what."""
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    asked = event.get("request", {})
    for name in PERSONAL:
        asked.pop(name, None)
    if "url" in asked:
        asked["url"] = asked["url"].partition("?")[0]
    for one in (event.get("exception") or {}).get("values", []):
        one["value"] = without_addresses(str(one.get("value", "")))
    event["tags"] = {**event.get("tags", {}), **current.get()}
    return event
