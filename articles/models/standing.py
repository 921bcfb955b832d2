"""Standing pages: what a paper says about itself."""

from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class StandingPage(models.Model):
    """One page that the paper keeps about itself; there is one of each kind."""

    class Kind(models.TextChoices):
        ABOUT = "about", _("About the paper")
        MASTHEAD = "masthead", _("Masthead")
        ETHICS = "ethics", _("Ethics")
        CORRECTIONS = "corrections", _("Corrections policy")
        UNNAMED = "unnamed-sources", _("Unnamed sources")
        VERIFICATION = "verification", _("Verification")
        CONTACT = "contact", _("Contact")
        FUNDING = "funding", _("Ownership and funding")
        DIVERSITY = "diversity", _("Diversity")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown, as in articles."))
    order = models.PositiveSmallIntegerField(_("place"), default=0)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
        ordering = ("order", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """`/about/` for the first of them, `/about/ethics/` and so on for the others."""
        if self.kind == self.Kind.ABOUT:
            return reverse("about")
        return reverse("standing_page", args=[self.kind])


POLICIES: Final = {
    StandingPage.Kind.MASTHEAD: "masthead",
    StandingPage.Kind.ETHICS: "ethicsPolicy",
    StandingPage.Kind.CORRECTIONS: "correctionsPolicy",
    StandingPage.Kind.UNNAMED: "unnamedSourcesPolicy",
    StandingPage.Kind.VERIFICATION: "verificationFactCheckingPolicy",
    StandingPage.Kind.CONTACT: "actionableFeedbackPolicy",
    StandingPage.Kind.FUNDING: "ownershipFundingInfo",
    StandingPage.Kind.DIVERSITY: "diversityPolicy",
}
"""What schema.org calls the pages of these kinds."""
