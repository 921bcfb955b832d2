"""The desk's pages of articles and of what stands around them."""

from articles.admin import articles, following, front, mails, record, sources, stakeholders, standing, terms

__all__ = [
    "articles",
    "following",
    "front",
    "mails",
    "record",
    "sources",
    "stakeholders",
    "standing",
    "terms",
]
