"""What a file is that turns out not to be a dataset."""

from __future__ import annotations

import re
from itertools import islice

from cryosparc_spec.datasets.parts import COPY_AGAIN, SAVE_AGAIN
from cryosparc_spec.problems.value_text import show_value

_EXPECTED = "expected a CryoSPARC dataset (.cs)"
_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]*")
_METAFILE = re.compile(rb"""metafile: ?['"]?>?([^\s'">]{1,256})""")
_KINDS = (
    (rb"version https://git-lfs", "is a Git LFS pointer", 'run "git lfs pull" where it is'),
    (rb"\x80[\x02-\x05]", "is a Python pickle", SAVE_AGAIN),
    (rb"\x1f\x8b", "is compressed with gzip", "unpack it with gunzip"),
    (rb"BZh[1-9]", "is compressed with bzip2", "unpack it with bunzip2"),
    (rb"\xfd7zXZ", "is compressed with xz", "unpack it with unxz"),
    (rb"\x28\xb5\x2f\xfd", "is compressed with zstd", "unpack it with unzstd"),
    (rb"PK\x03\x04", "is a zip archive", "unpack it"),
    (rb"(?s).{257}ustar", "is a tar archive", "unpack it"),
    (rb"\x89HDF\r\n", "is HDF5", None),
    (rb"(?s).{208}MAP ", "is an MRC image or volume", "give the .cs that lists it"),
    (rb"II[*+]\0|MM\0[*+]", "is a TIFF or EER image", "give the .cs that lists it"),
    (rb"\0+\Z", "begins with zeros", COPY_AGAIN),
)
_KINDS_OF_TEXT = (
    (rb"(?m)^data_", "is a STAR file", "import it into CryoSPARC, which writes a .cs"),
    (rb"(?i)\s*<(?:!doctype|html)", "is a web page", "download the file itself"),
    (rb"\s*[{\[]", "is JSON", None),
    (rb"", "is text", None),
)


def what_it_is(head: bytes) -> tuple[str, str | None]:
    """Return what a file is that is not a dataset, and what to do about it."""
    if not head:
        return f"the file is empty: {_EXPECTED}", "run the job that writes it, or copy it again"
    is_text = _TEXT.fullmatch(head) is not None
    if is_text and re.search(rb"(?m)^(?:results|group|created):", head):
        named = dict.fromkeys(match.decode("utf-8", "replace") for match in _METAFILE.findall(head))
        names = ", ".join(map(show_value, islice(named, 3))) or "the .cs that it names"
        return f"the file is a results group (.csg): {_EXPECTED}", f"give {names}"
    for start, what, hint in (*_KINDS, *(_KINDS_OF_TEXT if is_text else ())):
        if (re.search if start.startswith(b"(?m)") else re.match)(start, head):
            return f"the file {what}: {_EXPECTED}", hint
    return f"the file begins with the bytes {head[:8].hex(' ')}: {_EXPECTED}", None
