"""Documentation is a contract: links resolve, commands exist, pictures are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from wardmoot.cli import main, parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_resolve(page: Path):
    for target in LINK.findall(page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
        lines += re.findall(r"`(wardmoot [^`]+)`", text)
        found += [(page.name, line) for line in lines if line.startswith("wardmoot ")]
    return found


@pytest.mark.parametrize(("page", "line"), commands())
def test_commands_are_understood(page: str, line: str, capsys: pytest.CaptureFixture[str]):
    words = [w for w in shlex.split(re.sub(r"\.\.\.|…|[\[\]]", "", line), comments=True)[1:] if w not in (">", "|")]
    status: object = 0
    try:
        parser().parse_args(words)
    except SystemExit as stopped:
        status = stopped.code
    said = capsys.readouterr().err
    # a page may name a command without its arguments, but not one that does not exist or takes others
    assert status == 0 or "required" in said, f"{page}: {line}: {said}"


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Those that need neither real data nor a server, in the order of the page, in a new home."""
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)
    quick = [line for page, line in commands() if page == "README.md" and re.match(r"wardmoot (doctor|plan|evidence status)", line)]
    assert len(quick) == 3
    for line in quick:
        assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err
    assert "34 headlines" in capsys.readouterr().out


def test_every_script_a_page_names_is_there():
    for page in PAGES:
        for name in re.findall(r"\bscript/[a-z]+", page.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_every_decision_is_numbered_once():
    numbers = [path.name[:4] for path in ROOT.glob("docs/adr/*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(number.isdigit() for number in numbers)
