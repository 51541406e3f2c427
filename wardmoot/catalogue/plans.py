"""Plans: loading a plan file, and the plan that is installed in a home."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from wardmoot.catalogue.faults import Fault, PlanFaults
from wardmoot.catalogue.plan_file import parse_plan
from wardmoot.catalogue.toml_text import LARGEST_FILE
from wardmoot.core.plan import Plan

SHIPPED = Path(__file__).parent / "plans"
"""The plans that come with the product."""

_installed: dict[Path, tuple[tuple[int, int, int], Plan]] = {}


def load_plan(path: str | Path) -> Plan:
    """The plan in a plan file.

    Raises PlanFaults, whose `faults` name the line and field of everything that is wrong with the file; also when
    there is no such file, it is a folder, it cannot be read, or it is too large.

    >>> load_plan(shipped_plan("wiltshire-2019-2022")).identity.short_name
    'WCSP'
    """
    return parse_plan(_read(Path(path)), Path(path).name)


def shipped_plan(name: str) -> Path:
    """The file of a plan that comes with the product. Raises KeyError, naming those there are, for another name."""
    path = SHIPPED / f"{name}.toml"
    known = sorted(file.stem for file in SHIPPED.glob("*.toml"))
    if name not in known:
        raise KeyError(f"no plan called {name!r} comes with the product; there is: {', '.join(known)}")
    return path


def plan_path(home: Path) -> Path:
    """Where a home keeps its plan."""
    return home / "plan" / "plan.toml"


def installed_plan(home: Path) -> Plan | None:
    """The plan installed in a home, None where there is none yet; kept in memory until its file changes.

    Raises PlanFaults when somebody edited the installed file and broke it.
    """
    path = plan_path(home)
    try:
        status = path.stat()
    except FileNotFoundError:
        _installed.pop(path, None)
        return None
    version = (status.st_mtime_ns, status.st_size, status.st_ino)
    kept = _installed.get(path)
    if kept is None or kept[0] != version:
        kept = (version, load_plan(path))
        _installed[path] = kept
    return kept[1]


def install_plan(path: str | Path, home: Path) -> Plan:
    """Check a plan file and make it the home's plan; every version ever loaded is kept in `plan/history`.

    The new plan takes the old one's place in one step, so a reader finds the one or the other whole. Raises
    PlanFaults when the file is at fault and OSError when the home cannot be written; the home is then unchanged.
    """
    content = _read(Path(path))
    plan = parse_plan(content, Path(path).name)
    target = plan_path(home)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replaced = target.read_bytes() if target.is_file() else content
    for version in {replaced, content}:
        _write(target.parent / "history" / f"{hashlib.sha256(version).hexdigest()[:12]}.toml", version)
    _write(target, content)
    return plan


def _read(path: Path) -> bytes:
    """The bytes of a file, and one more than the largest size where it is larger."""
    try:
        if path.is_dir():
            raise PlanFaults(path.name, (Fault("is a folder; name a plan file in it, which ends in .toml"),))
        if path.exists() and not path.is_file():
            raise PlanFaults(path.name, (Fault("is not an ordinary file; name a plan file, which ends in .toml"),))
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise PlanFaults(str(path), (Fault("there is no such file; check its name and folder"),)) from None
    except OSError as error:
        raise PlanFaults(path.name, (Fault(f"cannot be read ({error.strerror or error}); check its name and who may read it"),)) from None


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step: whole and on the disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
