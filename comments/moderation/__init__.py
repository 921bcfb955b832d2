"""Moderation: the rules that judge what comes in, phase by phase, and the steps that moderators take."""

from comments.moderation.phases import judge
from comments.moderation.steps import STEPS, Step
from comments.moderation.verdicts import Outcome, Submission, Verdict, risk
from comments.moderation.writer import FLOOD_COMMENTS, FLOOD_SECONDS

__all__ = [
    "FLOOD_COMMENTS",
    "FLOOD_SECONDS",
    "STEPS",
    "Outcome",
    "Step",
    "Submission",
    "Verdict",
    "judge",
    "risk",
]
