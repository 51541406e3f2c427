from __future__ import annotations

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wardmoot.apps.jobs.worker import run_until


class Command(BaseCommand):
    help = "Run waiting jobs until stopped. `wardmoot serve` starts this beside the web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, default=0, help="stop when this process is gone")

    def handle(self, *args: Any, parent: int = 0, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        if parent:
            threading.Thread(target=_stop_without, args=(parent, stop), daemon=True).start()
        run_until(stop)


def _stop_without(parent: int, stop: threading.Event) -> None:
    # a server that was killed cannot tell its worker; without this the worker would live on
    while os.getppid() == parent and not stop.wait(2):
        pass
    stop.set()
