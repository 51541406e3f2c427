"""`wardmoot serve`: the pages and the worker together, on loopback."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from wardmoot.catalogue.home import home_folder

SETTINGS = "wardmoot.web.settings"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "serve", help="open the workbench in a browser", description="Serve the pages on this machine and run long work beside them."
    )
    parser.add_argument("--port", type=_port, default=None, help="the port to listen on (default: PORT, else 8000)")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def prepare() -> None:
    """Bring the database and the static files up to date."""
    from django.core.management import call_command

    import wardmoot.web

    if not (Path(wardmoot.web.__file__).parent / "static" / "vendor" / "manifest.json").is_file():
        raise OSError("the front-end files are missing: run script/setup (or `.venv/bin/python script/assets`), then start again")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def start_worker() -> subprocess.Popen[bytes]:
    """The worker as a process of its own, so that long work does not slow the pages."""
    command = [sys.executable, "-m", "django", "work_jobs", "--settings", SETTINGS, "--parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603  our own interpreter and module


def run(arguments: argparse.Namespace) -> int:
    """Prepare, say where, serve until stopped."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["WARDMOOT_HASHED_STATIC"] = "1"
    home = home_folder(os.environ)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    port = arguments.port or _port(os.environ.get("PORT", "") or "8000")
    import django

    django.setup()
    prepare()
    from django.db import connections

    connections.close_all()
    worker = start_worker()
    print(f"Wardmoot is at http://127.0.0.1:{port}/ with its home in {home}. Stop it with Ctrl+C.", flush=True)
    try:
        _pages(port)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    return 0


def _pages(port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Pages(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            chosen = {
                "bind": f"127.0.0.1:{port}",
                "worker_class": "gthread",
                "workers": int(os.environ.get("WEB_CONCURRENCY", "2")),
                "threads": 4,
                "timeout": 120,
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)
            # the addresses asked for are not logged: a log is no place for what people look at
            self.cfg.set("accesslog", None)
            self.cfg.set("loglevel", "warning")

        def load(self) -> Any:
            from wardmoot.web.wsgi import application

            return application

    logging.getLogger("gunicorn.error").setLevel(logging.WARNING)
    try:
        Pages().run()
    except SystemExit as ended:
        # gunicorn always leaves by SystemExit; only a fault is passed on
        if ended.code:
            raise
