"""Text files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE

from cryosparc_spec.problems.validators import AnyPath


def write_text(path: AnyPath, text: str) -> None:
    """Write a text file whole or not at all; a link stays a link, and permissions stay.

    What is no file, as ``/dev/null`` or a pipe, is written to and stays what it is.
    """
    content = text.encode()
    if Path(path).exists() and not Path(path).is_file():
        Path(path).write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            if target.exists():
                temporary.chmod(S_IMODE(target.stat().st_mode))
            file.write(content)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
