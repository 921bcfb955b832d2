"""The desk's pages of articles and of what stands around them."""

from articles.admin import articles, mails, record, sources, stakeholders, terms

__all__ = ["articles", "mails", "record", "sources", "stakeholders", "terms"]
