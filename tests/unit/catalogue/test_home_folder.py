"""Where an installation keeps its state."""

from pathlib import Path

from wardmoot.catalogue.home import home_folder


def test_the_variable_wins_and_is_made_absolute():
    assert home_folder({"WARDMOOT_HOME": "/srv/wardmoot", "HOME": "/h"}) == Path("/srv/wardmoot")
    assert home_folder({"WARDMOOT_HOME": "here"}) == Path.cwd() / "here"


def test_an_empty_variable_counts_as_unset():
    assert home_folder({"WARDMOOT_HOME": " ", "HOME": "/h"}, platform="linux") == Path("/h/.local/share/wardmoot")


def test_each_platform_has_its_own_place():
    assert home_folder({"XDG_DATA_HOME": "/data", "HOME": "/h"}, platform="linux") == Path("/data/wardmoot")
    assert home_folder({"XDG_DATA_HOME": "relative", "HOME": "/h"}, platform="linux") == Path("/h/.local/share/wardmoot")
    assert home_folder({"HOME": "/h"}, platform="darwin") == Path("/h/Library/Application Support/Wardmoot")
    assert home_folder({"LOCALAPPDATA": "/local"}, platform="win32") == Path("/local/Wardmoot")
    assert home_folder({}, platform="linux") == Path.home() / ".local/share/wardmoot"
