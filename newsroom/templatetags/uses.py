"""{% uses_of %}: where pictures stand, for pages of an app that knows of no articles."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import RequestContext

from images.models import Image
from newsroom.uses import FEW, MANY, uses

register = template.Library()


@register.inclusion_tag("admin/images/image/uses_list.html", takes_context=True)
def uses_of(context: RequestContext, pictures: Image | Iterable[Image]) -> dict[str, Any]:
    """The few newest uses of one picture, with a link to the rest, or all uses of several."""
    user = context["request"].user
    if isinstance(pictures, Image):
        return {"uses": uses([pictures], user, FEW), "picture": pictures}
    return {"uses": uses(pictures, user, MANY)}
