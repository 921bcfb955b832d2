"""Faces of readers: drawn from the name, small, and allowed under the policy."""

import pytest

from comments.faces import face

NAMES = ["gannet", "Wick Arlen", "محمد علي", "山田太郎", "<script>alert(1)</script>", "x" * 40, ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_face_is_a_small_picture_without_style_or_script(name: str) -> None:
    drawn = face(name)
    assert drawn.startswith('<svg class="face"')
    assert len(drawn.encode()) <= 200
    assert "style=" not in drawn
    assert "script" not in drawn


def test_the_same_name_has_the_same_face_and_others_have_others() -> None:
    assert face("Wick Arlen") == face("wick  arlen")
    assert len({face(f"reader {number}") for number in range(200)}) > 190
