"""The command line: `wardmoot COMMAND`. Nothing is decided here; each command calls the part that knows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from wardmoot import __version__

# Each module gives add_parser(subparsers); imported only by need would hide a broken one until it is used.
COMMANDS = ("plan", "evidence", "extracts", "measures", "assess", "rebuild", "similar", "control_strategy", "demo", "serve", "accounts", "doctor")


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    main_parser = argparse.ArgumentParser(prog="wardmoot", description="The workbench of a community safety partnership.")
    main_parser.add_argument("--version", action="version", version=f"wardmoot {__version__}")
    commands = main_parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"wardmoot.cli.{name}").add_parser(commands)
    return main_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its result is the exit status. An expected failure is one sentence on standard error."""
    parsed = parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed) or 0)
    except (ValueError, OSError) as error:
        print(f"wardmoot: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("wardmoot: stopped; what was finished is kept, nothing is half done", file=sys.stderr)
        return 130
