"""What the web server says of its own faults: never what was asked for, nor from where."""

from __future__ import annotations

import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger


class ServerLog(Logger):  # type: ignore[misc]
    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # the server's own words hold the address asked for, the fault's may hold what somebody typed
        kind, _, trace = sys.exc_info()
        self.error_log.error("%s in the web server\n%s", kind.__name__ if kind else "A fault", "".join(traceback.format_tb(trace)))
