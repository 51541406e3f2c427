"""`wardmoot plan load` and `wardmoot plan export`, and the plan they keep in the home."""

import argparse
import hashlib
import json
import os
from pathlib import Path

import pytest

from wardmoot.catalogue import PlanFaults, plans
from wardmoot.catalogue.plans import install_plan, installed_plan, plan_path, shipped_plan
from wardmoot.cli.plan import add_parser

SHIPPED = shipped_plan("wiltshire-2019-2022")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["plan", *arguments])
    return args.run(args)


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / name
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


def test_load_then_export_gives_the_whole_plan(home, capsys):
    assert run("load", str(SHIPPED)) == 0
    said = capsys.readouterr().out
    assert "34 headlines" in said
    assert str(plan_path(home)) in said
    assert run("export", "--json") == 0
    exported = json.loads(capsys.readouterr().out)
    assert len(exported["headlines"]) == 34
    assert plan_path(home).read_bytes() == SHIPPED.read_bytes()


def test_export_without_a_plan_says_what_to_do(home, capsys):
    assert run("export", "--json") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "wardmoot plan load FILE" in printed.err


def test_export_of_a_file_needs_no_home(home, capsys):
    assert run("export", "--json", str(SHIPPED)) == 0
    assert json.loads(capsys.readouterr().out)["identity"]["short_name"] == "WCSP"
    assert not home.exists()


def test_a_faulty_file_changes_nothing_and_names_line_and_field(home, tmp_path, capsys):
    run("load", str(SHIPPED))
    bad = edited(tmp_path, "bad.toml", 'area = "pan-county"', 'area = "pan"')
    assert run("load", str(bad)) == 1
    said = capsys.readouterr().err
    assert "bad.toml: 4 faults" in said
    assert "headlines[4].area: 'pan' is not an area of this plan" in said
    assert "Nothing was changed" in said
    assert plan_path(home).read_bytes() == SHIPPED.read_bytes()


def test_every_version_is_kept_under_its_own_digest(home, tmp_path):
    second = edited(tmp_path, "second.toml", 'short_name = "WCSP"', 'short_name = "W2"')
    for path in (SHIPPED, second, second):
        install_plan(path, home)
    assert installed_plan(home).identity.short_name == "W2"
    kept = {path.name: path.read_bytes() for path in (home / "plan" / "history").iterdir()}
    assert kept == {f"{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}.toml": path.read_bytes() for path in (SHIPPED, second)}


def test_a_plan_edited_in_place_is_kept_before_it_is_replaced(home):
    install_plan(SHIPPED, home)
    by_hand = plan_path(home).read_bytes() + b"# by hand\n"
    plan_path(home).write_bytes(by_hand)
    install_plan(SHIPPED, home)
    assert by_hand in [path.read_bytes() for path in (home / "plan" / "history").iterdir()]


def test_the_installed_plan_is_read_once_until_its_file_changes(home, tmp_path, monkeypatch):
    assert installed_plan(home) is None
    install_plan(SHIPPED, home)
    first = installed_plan(home)
    assert installed_plan(home) is first
    install_plan(edited(tmp_path, "second.toml", 'short_name = "WCSP"', 'short_name = "ZCSP"'), home)
    assert installed_plan(home).identity.short_name == "ZCSP"
    plan_path(home).unlink()
    assert installed_plan(home) is None


def test_an_installed_plan_that_somebody_broke_is_told_not_hidden(home, capsys):
    install_plan(SHIPPED, home)
    plan_path(home).write_text("[plan]\n")
    with pytest.raises(PlanFaults):
        installed_plan(home)
    assert run("export", "--json") == 1
    assert "plan.toml" in capsys.readouterr().err


def test_a_write_that_fails_half_way_leaves_the_old_plan_and_no_litter(home, tmp_path, monkeypatch, capsys):
    install_plan(SHIPPED, home)
    second = edited(tmp_path, "second.toml", 'short_name = "WCSP"', 'short_name = "W2"')

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plans.os, "fsync", full)
    assert run("load", str(second)) == 1
    assert "No space left on device" in capsys.readouterr().err
    monkeypatch.undo()
    assert plan_path(home).read_bytes() == SHIPPED.read_bytes()
    assert not list(home.rglob(".writing-*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_the_home_s_plan_is_for_its_owner_alone(home):
    install_plan(SHIPPED, home)
    assert plan_path(home).stat().st_mode & 0o077 == 0


def test_a_shipped_plan_that_does_not_exist_names_those_that_do():
    with pytest.raises(KeyError, match="there is: wiltshire-2019-2022"):
        shipped_plan("nowhere")
