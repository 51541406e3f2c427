"""The home folder: the one place where an installation keeps its state."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def home_folder(environ: Mapping[str, str], *, platform: str = sys.platform) -> Path:
    """The absolute path of the home: WARDMOOT_HOME where it is set, otherwise a folder in the user's own data folder.

    A relative WARDMOOT_HOME is taken from the current folder, so that a command and the server agree on it only
    when both start there; the commands print the absolute path for that reason. The folder need not exist.
    Source of the defaults: XDG Base Directory Specification; Apple File System Programming Guide; Windows
    known folders (LOCALAPPDATA).

    >>> home_folder({"XDG_DATA_HOME": "/data"}, platform="linux").as_posix()
    '/data/wardmoot'
    """
    if chosen := environ.get("WARDMOOT_HOME", "").strip():
        return Path(chosen).expanduser().absolute()
    return _user_data(environ, platform) / ("wardmoot" if platform not in ("win32", "darwin") else "Wardmoot")


def _user_data(environ: Mapping[str, str], platform: str) -> Path:
    user = Path(environ["HOME"]) if environ.get("HOME") and platform != "win32" else Path.home()
    if platform == "win32":
        return Path(environ["LOCALAPPDATA"]) if environ.get("LOCALAPPDATA") else user / "AppData" / "Local"
    if platform == "darwin":
        return user / "Library" / "Application Support"
    shared = Path(environ.get("XDG_DATA_HOME", ""))
    return shared if shared.is_absolute() else user / ".local" / "share"
