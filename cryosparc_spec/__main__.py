"""Runs the command line: ``cryosparc-spec``, or ``python -m cryosparc_spec``."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

_INTERRUPTED = 130
_COULD_NOT_RUN = 2


def run() -> None:
    """Run the command line; Ctrl-C ends it without a traceback, even while it is being imported."""
    signal.signal(signal.SIGINT, _end)
    sys.unraisablehook = _end_where_interrupted
    try:
        from cryosparc_spec.cli import main

        signal.signal(signal.SIGINT, signal.default_int_handler)
        main(prog_name="cryosparc-spec")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # Python's exit code 1 would mean problems found.
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(_COULD_NOT_RUN)
    finally:
        signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: object) -> None:
    """End at once: there is nothing yet, or no longer, that would have to be tidied up."""
    os._exit(_INTERRUPTED)


def _end_where_interrupted(unraisable: Any) -> None:
    """End also where Python can raise no exception, as while an object is let go of."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        os._exit(_INTERRUPTED)
    sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    run()
