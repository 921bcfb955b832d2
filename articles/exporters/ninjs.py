"""An edition as JSON: a news item of ninjs 3.1, with all that we know beyond it under one key of our own.

Where `newsroom.verbatim` is true, `newsroom.payload` is what was frozen, word for word: its canonical form has the
fingerprint that the ledger names. It is false where a picture or the text had to be taken away, and where a source is
not named: its number, the same in all texts that it speaks in, is 0 here.
"""

from typing import Any, Final

from articles.payload import ImagePayload

from .facts import Facts, Line, moment

STANDARD: Final = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
CORRECTIONS_POLICY: Final = "https://schema.org/correctionsPolicy"


def as_json(facts: Facts) -> dict[str, Any]:
    """The whole edition; without its text where that was retracted or removed."""
    payload = facts.payload
    canceled = facts.retracted or facts.redacted
    item = {
        "uri": facts.uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(facts.number),
        "firstCreated": moment(facts.first_published),
        "versionCreated": moment(facts.live_since),
        "pubStatus": "canceled" if canceled else "usable",
        "edNote": facts.removed or facts.note,
        "language": payload["language"],
        "headlines": _texts(main=payload["headline"], short=payload["short_headline"]),
        "descriptions": _texts(summary=payload["summary"]),
        "bodies": [] if canceled else _bodies(facts),
        "by": ", ".join(by["name"] for by in payload["byline"] if not by["role"]),
        "people": [
            {"name": by["name"], "rel": by["role"] or "author", "uri": facts.profiles.get(by["author"], "")}
            for by in payload["byline"]
        ],
        "subjects": [
            {"name": term["name"], "rel": rel, "uri": f"{facts.site}/{rel}s/{term['slug']}/"}
            for rel, term in [
                *([("section", payload["section"])] if payload["section"] else []),
                *(("topic", topic) for topic in payload["topics"]),
            ]
        ],
        "genres": [{"name": payload["label"]}],
        "infoSources": [
            {"name": reference["title"], "role": reference["kind"], "uri": reference["address"]}
            for reference in payload["references"]
        ],
        "trustIndicators": [
            {
                "role": CORRECTIONS_POLICY,
                "title": "Corrections",
                "href": f"{facts.site}/corrections/",
            }
        ],
        "associations": [_picture(image, address) for image, address in facts.pictures],
        "altIds": [{"role": "article", "value": str(facts.article)}],
    }
    return {name: _known(value) for name, value in item.items() if value} | {"newsroom": _beyond(facts)}


def _texts(**by_role: str) -> list[dict[str, str]]:
    return [
        {"role": role, "contentType": "text/plain", "value": text} for role, text in by_role.items() if text
    ]


def _bodies(facts: Facts) -> list[dict[str, Any]]:
    whole = facts.html + facts.sources_html
    return [
        {"role": "main", "contentType": "text/html", "wordCount": facts.words, "value": whole},
        {"role": "source", "contentType": "text/markdown", "value": facts.payload["body"]},
    ]


def _picture(image: ImagePayload, address: str) -> dict[str, Any]:
    return {
        "uri": address,
        "name": image["caption"] or image["alt"] or image["name"],
        "type": "picture",
        "descriptions": _texts(caption=image["caption"], alternative=image["alt"]),
        "copyrightNotice": image["credit"],
        "usageTerms": image["licence"],
        "renditions": [{"name": "main", "href": address, "contentType": "image/jpeg"}],
    }


def _known(value: Any) -> Any:
    """A list of things without what is not known of them."""
    if isinstance(value, list):
        return [{name: known for name, known in thing.items() if known} for thing in value]
    return value


def _beyond(facts: Facts) -> dict[str, Any]:
    """What ninjs has no words for: the edition, its record, its stakeholders, and where everything is."""
    return {
        "article": facts.article,
        "edition": facts.number,
        "kind": facts.kind,
        "note": facts.note,
        "wasWrong": facts.was_wrong,
        "isRight": facts.is_right,
        "fingerprint": facts.fingerprint,
        "firstPublished": moment(facts.first_published),
        "updated": moment(facts.updated) if facts.updated else None,
        "liveSince": moment(facts.live_since),
        "retracted": facts.retracted,
        "redacted": facts.redacted,
        "pictureWithdrawn": facts.picture_withdrawn,
        "removed": facts.removed,
        "verbatim": facts.verbatim,
        "payload": facts.payload,
        "editions": [as_line(line, facts.address) for line in facts.editions],
        "links": {
            "article": facts.address,
            "history": f"{facts.address}history/",
            "json": f"{facts.address}article.json",
            "markdown": f"{facts.address}article.md",
            **({"stakeholders": f"{facts.address}stakeholders.csv"} if facts.payload["tables"] else {}),
            "api": f"{facts.site}/api/v1/articles/{facts.article}/",
            "editions": f"{facts.site}/api/v1/articles/{facts.article}/editions/",
            "ledger": f"{facts.site}/.well-known/newsroom-ledger.json",
        },
    }


def as_line(line: Line, address: str) -> dict[str, Any]:
    """One edition of the history, with the addresses where it stands and is compared with the one before."""
    before = f"{address}history/{line.number - 1}..{line.number}/" if line.number > 1 else None
    return {
        "edition": line.number,
        "kind": line.kind,
        "at": moment(line.at),
        "note": line.note,
        "wasWrong": line.was_wrong,
        "isRight": line.is_right,
        "fingerprint": line.fingerprint,
        "redacted": line.redacted,
        "changedWords": line.changed_words,
        "address": f"{address}history/{line.number}/",
        "compared": before,
    }
