"""What may stand in the specification of an action."""

from __future__ import annotations

import pytest

from sepgenre_gui.screens.actions.menus import by_section, menu_order
from sepgenre_gui.screens.actions.spec import ActionSpec, do_clash, is_key


@pytest.mark.parametrize("name", ["play", "Segment.play", "segment.", "segment.play now", "a.b.c"])
def test_a_name_says_group_and_verb(name: str) -> None:
    with pytest.raises(ValueError, match="not named as in"):
        ActionSpec(id=name, text="&Play", menu="Segment")


@pytest.mark.parametrize("key", ["Ctrl+Foo", "Hyper+A", "nonsense", ""])
def test_a_key_is_one_that_qt_knows(key: str) -> None:
    with pytest.raises(ValueError, match=r"segment\.play.*is no key"):
        ActionSpec(id="segment.play", text="&Play", menu="Segment", keys=(key,))


@pytest.mark.parametrize("key", ["Space", "?", "Ctrl+,", "Shift+Left", "G, S", "[", "F11"])
def test_every_usual_key_is_one(key: str) -> None:
    assert is_key(key)


def test_its_name_is_what_a_sentence_can_hold() -> None:
    spec = ActionSpec(id="file.save", text="&Save && close…", menu="File")

    assert spec.name == "Save & close"


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("Ctrl+O", "Ctrl+O", True),
        ("Ctrl+O", "O", False),
        ("G", "G, S", True),
        ("G, S", "G", True),
        ("G, S", "G, T", False),
        ("G, S", "S", False),
        ("ctrl+shift+p", "Shift+Ctrl+P", True),
    ],
)
def test_keys_clash_where_qt_could_not_tell_them_apart(one: str, other: str, clash: bool) -> None:
    assert do_clash(one, other) is clash


def spec(name: str, menu: str, section: str = "") -> ActionSpec:
    return ActionSpec(id=f"x.{name}", text=name, menu=menu, section=section)


def test_menus_stand_in_their_order_with_help_at_the_end() -> None:
    specs = [
        spec("a", "Help"),
        spec("b", "Segment"),
        spec("c", "View/Theme"),
        spec("d", "Track"),
        spec("e", "File"),
        spec("f", "View"),
    ]

    assert menu_order(specs) == ["File", "View", "View/Theme", "Segment", "Track", "Help"]


def test_sections_stay_together_and_the_end_at_the_end() -> None:
    specs = [
        spec("new", "File"),
        spec("quit", "File", "end"),
        spec("close", "File", "project"),
        spec("open", "File"),
        spec("import", "File", "project"),
    ]

    assert [[each.text for each in section] for section in by_section(specs)] == [
        ["new", "open"],
        ["close", "import"],
        ["quit"],
    ]
