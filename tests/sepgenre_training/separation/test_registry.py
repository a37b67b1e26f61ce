from __future__ import annotations

import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.registry import (
    create_separator,
    describe_separator,
    separators,
)


def test_every_listed_separator_can_be_created_under_its_name_and_version() -> None:
    assert "hpss" in [descriptor.name for descriptor in separators()]
    separator = create_separator("hpss")
    descriptor = describe_separator("hpss")
    assert (separator.name, separator.version) == (descriptor.name, descriptor.version)


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SeparationError, match="'nothing'") as caught:
        create_separator("nothing")
    for descriptor in separators():
        assert repr(descriptor.name) in caught.value.remedy
