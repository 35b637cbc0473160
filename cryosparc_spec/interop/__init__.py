"""Bridges to other packages: each module imports its own, and nothing here imports them."""


def extra_missing(extra: str, error: ImportError) -> ImportError:
    """Make the error for a bridge whose package is not installed.

    >>> print(extra_missing("numpy", ImportError(name="numpy")))
    cryosparc_spec.interop.numpy needs numpy: pip install "cryosparc-spec[numpy]"
    """
    needed = error.name or str(error)
    return ImportError(
        f'cryosparc_spec.interop.{extra} needs {needed}: pip install "cryosparc-spec[{extra}]"',
        name=error.name,
    )
