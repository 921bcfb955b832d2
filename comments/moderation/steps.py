"""What moderators can do with a comment."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Step:
    """What a moderator can do with a comment: its name, its words, from which statuses to which."""

    name: str
    label: str | Promise
    done: str | Promise
    before: tuple[str, ...]
    after: str


STEPS: Final = {
    step.name: step
    for step in (
        Step(
            "approve",
            gettext_lazy("Approve"),
            gettext_lazy("approved"),
            ("held", "rejected", "hidden"),
            "public",
        ),
        Step("reject", gettext_lazy("Reject"), gettext_lazy("rejected"), ("held",), "rejected"),
        Step("hide", gettext_lazy("Hide"), gettext_lazy("hidden"), ("public",), "hidden"),
    )
}
