"""`wardmoot serve`: the pages and the worker together, on loopback."""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import socket
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from wardmoot.cli.records import prepare_records, ready_home

SETTINGS = "wardmoot.web.settings"
APPLICATION = "wardmoot.web.wsgi"
RESTART_AFTER = 5


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


def _port_of_environment() -> int:
    try:
        return _port(os.environ.get("PORT", "") or "8000")
    except argparse.ArgumentTypeError as fault:
        raise ValueError(f"PORT: {fault}") from None


def prepare() -> None:
    """Bring the database and the static files up to date."""
    from django.contrib.staticfiles.finders import find

    if find("vendor/manifest.json") is None:
        raise OSError("the front-end files are missing: run script/setup (or `.venv/bin/python script/assets`), then start again")
    prepare_records()
    collect_static_files()


def collect_static_files() -> None:
    """Copy the static files under names that hold their hash, unless none has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = sorted((name, *_stat(storage.path(name))) for finder in get_finders() for name, storage in finder.list([]))
    fingerprint, kept = hashlib.sha256(repr(found).encode()).hexdigest(), Path(str(settings.STATIC_ROOT)) / ".fingerprint"
    if kept.is_file() and kept.read_text() == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    kept.write_text(fingerprint)


def _stat(path: str) -> tuple[int, int]:
    about = os.stat(path)
    return about.st_size, about.st_mtime_ns


class Worker:
    """The worker as a process of its own, so that long work does not slow the pages; one that dies is started again."""

    def __init__(self) -> None:
        self.command = [sys.executable, "-m", "django", "work_jobs", "--settings", SETTINGS, "--parent", str(os.getpid())]
        self.ending = threading.Event()
        self.process = self._start()
        threading.Thread(target=self._watch, name="worker-watch", daemon=True).start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command)  # noqa: S603  our own interpreter and module

    def _watch(self) -> None:
        while not self.ending.wait(1):
            if self.process.poll() is not None:
                print("the worker stopped and is started again; its job shows as interrupted", file=sys.stderr, flush=True)
                self.ending.wait(RESTART_AFTER)
                self.process = self._start()

    def end(self) -> None:
        """Let the worker finish what it writes and wait until it is gone."""
        self.ending.set()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _refuse_used(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            raise OSError(f"port {port} is in use: stop what uses it, or choose another with --port or PORT") from None


def run(arguments: argparse.Namespace) -> int:
    """Prepare, say where, serve until stopped."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["WARDMOOT_HASHED_STATIC"] = "1"
    home = ready_home()
    port = arguments.port or _port_of_environment()
    _refuse_used(port)
    import django

    django.setup()
    prepare()
    from django.db import connections

    first = _first_way_in()
    connections.close_all()
    worker = Worker()
    print(f"Wardmoot is at http://127.0.0.1:{port}/ with its home in {home}. Stop it with Ctrl+C.{first}", flush=True)
    try:
        _pages(port)
    finally:
        worker.end()
    return 0


def _first_way_in() -> str:
    from wardmoot.apps.accounts.queries import nobody_has_an_account

    if not nobody_has_an_account():
        return ""
    command = 'wardmoot invite EMAIL --name "FULL NAME" --role administrator --agency "AGENCY"'
    return f"\nNobody has an account here yet. The first administrator gets in by the link that this prints: {command}"


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
            self.cfg.set("logger_class", "wardmoot.web.server_log.ServerLog")
            # its warnings quote the requests that it could not read, and from where they came
            self.cfg.set("loglevel", "error")

        def load(self) -> Any:
            return import_module(APPLICATION).application

    # it warns of every HEAD request
    logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)
    try:
        Pages().run()
    except SystemExit as ended:
        # gunicorn always leaves by SystemExit; only a fault is passed on
        if ended.code:
            raise
