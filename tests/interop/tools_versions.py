"""Which tests need which version of cryosparc-tools."""

from __future__ import annotations

import cryosparc
import pytest

VERSION = int(cryosparc.__version__.partition(".")[0])

only_5 = pytest.mark.skipif(VERSION < 5, reason="needs cryosparc-tools 5")
only_4 = pytest.mark.skipif(VERSION >= 5, reason="needs cryosparc-tools 4: see the leg tools47")
