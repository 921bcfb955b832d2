"""The API in the words of OpenAPI 3.1, made from the same table that answers."""

from typing import Any, Final

from django.conf import settings

from .resources import BASE, RESOURCES, Resource, Thing

TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "integer"}
TIME: Final = {"type": "string", "format": "date-time"}
DAY: Final = {"type": "string", "format": "date"}
ADDRESS: Final = {"type": "string", "format": "uri"}
HASH: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TEXTS: Final = {"type": "array", "items": TEXT}
FREE: Final = {"type": "object"}


def nullable(schema: Thing) -> Thing:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def thing(**properties: Thing) -> Thing:
    """An object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def several(schema: Thing) -> Thing:
    """A list of these."""
    return {"type": "array", "items": schema}


LINE: Final = thing(
    edition=NUMBER,
    kind=TEXT,
    at=TIME,
    note=TEXT,
    wasWrong=TEXT,
    isRight=TEXT,
    fingerprint=HASH,
    redacted={"type": "boolean"},
    changedWords=nullable(NUMBER),
    address=ADDRESS,
    compared=nullable(ADDRESS),
)
OURS: Final = thing(
    article=NUMBER,
    edition=NUMBER,
    kind=TEXT,
    note=TEXT,
    wasWrong=TEXT,
    isRight=TEXT,
    fingerprint=HASH,
    firstPublished=TIME,
    updated=nullable(TIME),
    liveSince=TIME,
    retracted={"type": "boolean"},
    redacted={"type": "boolean"},
    pictureWithdrawn={"type": "boolean"},
    removed=TEXT,
    verbatim={
        "type": "boolean",
        "description": "Whether the payload is all that the fingerprint was reckoned from.",
    },
    payload={
        **FREE,
        "description": "What was frozen, word for word; the SHA-256 of its canonical JSON is the fingerprint.",
    },
    editions=several({"$ref": "#/components/schemas/Edition"}),
    links={"type": "object", "additionalProperties": ADDRESS},
)
ARTICLE: Final = {
    "type": "object",
    "description": "A news item as ninjs 3.1 has it, and all that we know beyond it under “newsroom”.",
    "required": ["uri", "version", "versionCreated", "pubStatus", "language", "newsroom"],
    "properties": {
        "uri": TEXT,
        "version": TEXT,
        "firstCreated": TIME,
        "versionCreated": TIME,
        "pubStatus": {"enum": ["usable", "canceled"]},
        "language": TEXT,
        "headlines": several(FREE),
        "descriptions": several(FREE),
        "bodies": several(FREE),
        "people": several(FREE),
        "subjects": several(FREE),
        "infoSources": several(FREE),
        "newsroom": OURS,
    },
}
SCHEMAS: Final = {
    "Article": ARTICLE,
    "Edition": LINE,
    "Correction": thing(
        article=NUMBER, edition=NUMBER, kind={"enum": ["correction", "retraction"]}, at=TIME, headline=nullable(TEXT),
        note=TEXT, wasWrong=TEXT, isRight=TEXT, address=ADDRESS, compared=ADDRESS, fingerprint=HASH,
    ),
    "Author": thing(
        id=NUMBER, name=TEXT, slug=TEXT, jobTitle=TEXT, bio=TEXT, languages=TEXTS, expertise=TEXTS, education=TEXTS,
        formerPosts=TEXTS, beats=TEXTS, honours=TEXTS, interests=TEXT, elsewhere=several(ADDRESS),
        contact=nullable(ADDRESS), address=ADDRESS, editions=ADDRESS,
    ),
    "Term": thing(id=NUMBER, name=TEXT, slug=TEXT, description=TEXT, address=ADDRESS, editions=ADDRESS),
    "Source": thing(
        id=NUMBER, kind=TEXT, title=TEXT, publisher=TEXT, url=nullable(ADDRESS), published=nullable(DAY),
        accessed=nullable(DAY), archived=nullable(ADDRESS), goneSince=nullable(TIME), unnamedReason=TEXT,
        address=ADDRESS, editions=ADDRESS,
    ),
    "Stakeholder": thing(
        id=NUMBER, name=TEXT, slug=TEXT, kind=TEXT, description=TEXT, sameAs=several(ADDRESS), address=ADDRESS,
        editions=ADDRESS,
    ),
    "Link": thing(
        number=NUMBER,
        hash=HASH,
        previous=TEXT,
        covers={**nullable(FREE), "description": "All that the hash is reckoned from; null while it is not public."},
    ),
    "Index": thing(
        paper=TEXT, description=ADDRESS, ledgerHead=ADDRESS, lists={"type": "object", "additionalProperties": ADDRESS}
    ),
    "Problem": thing(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, instance=TEXT),
}  # fmt: skip


def describe() -> Thing:
    """The whole description."""
    article = {"name": "number", "in": "path", "required": True, "schema": {**NUMBER, "minimum": 1}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.PAPER_NAME,
            "version": "1",
            "description": (
                "Everything that is published, to be read by anybody. Lists come in pages: follow “next” until it is "
                "null. Send the ETag back in If-None-Match, and what has not changed is not sent again."
            ),
        },
        "servers": [{"url": settings.SITE_ADDRESS}],
        "paths": {
            BASE: path("What there is.", ref("Index")),
            f"{BASE}openapi.json": path("This description.", FREE),
            **{f"{BASE}{name}/": of_list(resource) for name, resource in RESOURCES.items()},
            f"{BASE}articles/{{number}}/": path("One article as it stands.", ref("Article"), article),
            f"{BASE}articles/{{number}}/editions/": path(
                "Every edition of an article, newest first.", listed("Edition"), article
            ),
        },
        "components": {"schemas": SCHEMAS},
    }


def ref(name: str) -> Thing:
    """The schema of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str) -> Thing:
    """A page of these."""
    return thing(items=several(ref(name)), next=nullable(ADDRESS))


def of_list(resource: Resource) -> Thing:
    """A list with its filters."""
    filters = {name: (each.about, each.schema) for name, each in resource.filters.items()}
    filters["cursor"] = ("Where the page begins; only as “next” gives it.", TEXT)
    parameters = [
        {"name": name, "in": "query", "description": about, "schema": schema}
        for name, (about, schema) in filters.items()
    ]
    return path(resource.about, listed(resource.schema), *parameters)


def path(about: str, schema: Thing, *parameters: Thing) -> Thing:
    """One address: what it gives, and how it fails."""
    failure = {"description": "Why not.", "content": {"application/problem+json": {"schema": ref("Problem")}}}
    responses: dict[str, Any] = {
        "200": {"description": about, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Nothing has changed since the ETag that was sent."},
    }
    if parameters:
        responses |= {"400": failure, "404": failure}
    return {"get": {"summary": about, "parameters": list(parameters), "responses": responses}}
