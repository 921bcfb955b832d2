"""Two who merge the same stakeholders at the same moment."""

import pytest

from articles.models import Stakeholder
from articles.uniting import NotUnited, unite
from authors.models import User
from tests.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_merge_each_into_the_other_one_does(editor: User, publisher: User) -> None:
    one, other = (Stakeholder.objects.get_or_make(name) for name in ("Port of Aldery", "The port"))
    refused = []

    def merge(gone: Stakeholder, stays: Stakeholder, who: User) -> None:
        try:
            unite(gone.pk, stays.pk, who)
        except NotUnited as told:
            refused.append(told)

    at_once(lambda: merge(one, other, editor), lambda: merge(other, one, publisher))
    assert len(refused) == 1
    assert Stakeholder.objects.filter(merged_into=None).count() == 1
