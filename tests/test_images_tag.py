"""{% picture %}: what a page says about a picture to browsers and to people."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from images.models import Image

from .pictures import make_image

pytestmark = pytest.mark.django_db


def rendered(image: Any, options: str = "") -> str:
    return Template(f"{{% load images %}}{{% picture image {options} %}}").render(Context({"image": image}))


def test_a_row_and_its_frozen_payload_give_the_same_html_without_a_query(
    django_assert_num_queries: Any,
) -> None:
    image = make_image()
    with django_assert_num_queries(0):
        html = rendered(image)
        assert rendered(image.as_payload()) == html
    assert html.startswith("<picture><source")


def test_browsers_choose_from_avif_webp_and_jpeg_in_widths_up_to_the_original() -> None:
    html = rendered(make_image(1200, 900), 'crop="full" sizes="(min-width: 62rem) 62rem, 100vw"')
    assert re.findall(r'type="([^"]+)"', html) == ["image/avif", "image/webp"]
    for srcset in re.findall(r'srcset="([^"]+)"', html):
        assert re.findall(r" (\d+)w", srcset) == ["320", "640", "960", "1200"]
    assert html.count('sizes="(min-width: 62rem) 62rem, 100vw"') == 3
    assert 'width="1200" height="900"' in html


def test_every_address_on_the_page_answers(client: Client) -> None:
    image = make_image(700, 500, focal=(20, 80))
    for crop in ("16x9", "4x3", "1x1", "full"):
        html = rendered(image, f'crop="{crop}"')
        addresses = re.findall(r"/media/[^ \"]+", html)
        assert addresses
        for address in set(addresses):
            assert client.get(address).status_code == 200


def test_the_first_picture_is_fetched_at_once_and_others_when_they_come_near() -> None:
    image = make_image()
    first, other = rendered(image, "priority=True"), rendered(image)
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in other
    assert 'decoding="async"' in first
    assert 'decoding="async"' in other


def test_a_description_is_told_and_a_decorative_picture_keeps_silent() -> None:
    image = make_image(alt="Piers of a storm barrier")
    assert 'alt="Piers of a storm barrier"' in rendered(image)
    assert 'alt=""' in rendered(image, "decorative=True")


def test_a_description_cannot_break_out_of_its_attribute() -> None:
    html = rendered(make_image(alt='"><script>alert(1)</script>'))
    assert "<script" not in html


def test_an_edition_keeps_the_cut_it_was_approved_with() -> None:
    image = make_image(focal=(30, 40))
    payload = image.as_payload()
    Image.objects.filter(pk=image.pk).update(focal_x=90)
    assert "16x9-640-f30x40.webp" in rendered(payload)
