"""`wardmoot doctor`: what is there, what is missing, and how to get it."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wardmoot.catalogue.home import home_folder


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for. `needed` things that are missing make the command fail; the others only narrow what runs."""

    name: str
    found: str
    needed: bool
    remedy: str = ""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", help="say what is missing and how to get it")
    parser.set_defaults(run=run)


def _vendor_folder() -> Path:
    spec = importlib.util.find_spec("wardmoot.web")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static" / "vendor"


def _program(name: str, *commands: str, remedy: str, places: str = "") -> Finding:
    found = next((path for command in commands if (path := shutil.which(command))), "")
    if not found and places:
        found = next((str(path) for path in sorted(Path("/").glob(places))), "")
    return Finding(name, found, False, remedy)


def _folder(variable: str, what: str) -> Finding:
    place = os.environ.get(variable, "")
    return Finding(what, place if place and Path(place).is_dir() else "", False, f"set {variable} to its folder")


def findings() -> Iterator[Finding]:
    """Everything looked for, what the product itself needs first."""
    version = sys.version_info
    yield Finding("Python 3.11 or newer", ".".join(map(str, version[:3])) if version >= (3, 11) else "", True, "install Python 3.11 or newer")
    home = home_folder(os.environ)
    parent = next((p for p in (home, *home.parents) if p.exists()), home)
    yield Finding(
        "a home that can be written", str(home) if os.access(parent, os.W_OK) else "", True, f"give write access to {parent}, or set WARDMOOT_HOME"
    )
    vendor = _vendor_folder() / "manifest.json"
    yield Finding("front-end files", str(vendor.parent) if vendor.exists() else "", True, "run script/setup")
    yield _program("Chromium (browser tests)", "chromium", "chromium-browser", "google-chrome", remedy="Debian: apt-get install chromium")
    postgres = "usr/lib/postgresql/*/bin/pg_ctl"
    yield _program("PostgreSQL (its tests)", "pg_ctl", remedy="Debian: apt-get install postgresql", places=postgres)
    yield _program("pdftotext (document tests)", "pdftotext", remedy="Debian: apt-get install poppler-utils")
    yield _folder("WARDMOOT_TEST_DATA", "real open data (its tests)")
    yield _folder("WARDMOOT_TEST_VECTORS", "worked examples (their tests)")


def run(arguments: argparse.Namespace) -> int:
    """Print each finding; fail when something the product needs is missing."""
    found = list(findings())
    for item in found:
        mark = "ok     " if item.found else ("MISSING" if item.needed else "absent ")
        print(f"{mark}  {item.name}: {item.found or 'not found; ' + item.remedy}")
    return int(any(item.needed and not item.found for item in found))
