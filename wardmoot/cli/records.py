"""Making the home and its records ready for a command: its owner's only, brought up to date, and never those of a newer version."""

from __future__ import annotations

import os
from pathlib import Path

from wardmoot.catalogue.home import home_folder


def ready_home() -> Path:
    """The home, made where it is not there yet; what this process writes from now on is readable by its owner only.

    Raises:
        OSError: it cannot be made.
    """
    os.umask(0o077)  # records, keys and logs hold personal data
    home = home_folder(os.environ)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise OSError(f"the home {home} cannot be made ({fault.strerror}): set WARDMOOT_HOME to a folder that you may write to") from None
    return home


def prepare_records() -> None:
    """Bring the database up to date. Django must be set up.

    Raises:
        OSError: it cannot be reached or written.
        ValueError: a newer version has been at work in it: this one would misread what that one wrote.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        _refuse_newer()
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as fault:
        # the words of the database may name its user and host, not what is kept in it
        raise OSError(f"the records cannot be opened or written ({fault}): see that the database runs and that the home is yours to write") from None


def _refuse_newer() -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations))
    if unknown:
        raise ValueError(
            f"the records were last used by a newer version of Wardmoot (it knows {', '.join(unknown[:3])}; this one does not): "
            "install that version, or set WARDMOOT_HOME to another home"
        )
