"""{% picture %}: a picture in every size and format a browser may choose from."""

from typing import Any

from django import template
from django.utils.translation import gettext

from images import renditions
from images.models import Image
from images.renditions import PicturePayload, Rendition

register = template.Library()


@register.inclusion_tag("images/picture.html")
def picture(
    image: Image | PicturePayload,
    crop: str = "16x9",
    sizes: str = "100vw",
    priority: bool = False,
    decorative: bool = False,
) -> dict[str, Any]:
    """<picture> for a library row or a frozen payload, without a query; `priority` for the one seen first."""
    said = image.as_payload() if isinstance(image, Image) else image
    name, width, height = said["name"], said["width"], said["height"]
    focal = (said["focal_x"], said["focal_y"]) if renditions.CROPS[crop] else None
    offered = renditions.widths(crop, width, height)

    def address(at: int, encoding: str) -> str:
        return renditions.address(name, Rendition(crop, at, focal, encoding))

    def srcset(encoding: str) -> str:
        return ", ".join(
            f"{address(at, encoding)} {renditions.size(crop, at, width, height)[0]}w" for at in offered
        )

    withdrawn = isinstance(image, Image) and image.withdrawn_at
    alt = gettext("Picture withdrawn") if withdrawn else said["alt"]
    shown = renditions.size(crop, offered[-1], width, height)
    return {
        "sources": [{"type": f"image/{better}", "srcset": srcset(better)} for better in ("avif", "webp")],
        "src": address(max(at for at in offered if at <= 960 or at == offered[0]), "jpeg"),
        "srcset": srcset("jpeg"),
        "sizes": sizes,
        "width": shown[0],
        "height": shown[1],
        "alt": "" if decorative else alt,
        "priority": priority,
    }
