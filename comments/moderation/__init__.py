"""Moderation: the rules that judge what comes in, phase by phase, and the steps that moderators take."""

from comments.moderation.phases import (
    FLOOD_COMMENTS,
    FLOOD_SECONDS,
    Outcome,
    Submission,
    Verdict,
    judge,
)
from comments.moderation.steps import STEPS, Step

__all__ = [
    "FLOOD_COMMENTS",
    "FLOOD_SECONDS",
    "STEPS",
    "Outcome",
    "Step",
    "Submission",
    "Verdict",
    "judge",
]
