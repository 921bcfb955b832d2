"""The articles' models, one noun a file; public code names the file it needs, never this package."""

from articles.models.article import Article, Assignment, Byline, ChangeKind, Label
from articles.models.coverage import CoverageEntry
from articles.models.decision import Decision
from articles.models.desk import DeskWords, Note, PreviewLink, Sitting, Version
from articles.models.edition import Address, Edition
from articles.models.entry import (
    Entry,
    EntryAuthor,
    EntrySection,
    EntrySource,
    EntryStakeholder,
    EntryTopic,
    PutRightBy,
    PutRightIn,
)
from articles.models.found import EntryWords, NameWords
from articles.models.front import Arrangement
from articles.models.ledger import LedgerHead, LedgerLink
from articles.models.mail import Mail
from articles.models.publication import PageVersion, Section, Topic
from articles.models.source import Reference, Source
from articles.models.stakeholder import Stakeholder, StakeholderName, StakeholderRow, StakeholderTable
from articles.models.standing import StandingPage
from articles.models.translation import Translation

__all__ = [
    "Address",
    "Arrangement",
    "Article",
    "Assignment",
    "Byline",
    "ChangeKind",
    "CoverageEntry",
    "Decision",
    "DeskWords",
    "Edition",
    "Entry",
    "EntryAuthor",
    "EntrySection",
    "EntrySource",
    "EntryStakeholder",
    "EntryTopic",
    "EntryWords",
    "Label",
    "LedgerHead",
    "LedgerLink",
    "Mail",
    "NameWords",
    "Note",
    "PageVersion",
    "PreviewLink",
    "PutRightBy",
    "PutRightIn",
    "Reference",
    "Section",
    "Sitting",
    "Source",
    "Stakeholder",
    "StakeholderName",
    "StakeholderRow",
    "StakeholderTable",
    "StandingPage",
    "Topic",
    "Translation",
    "Version",
]
