from __future__ import annotations

# They are run by the tests, and not imported.
collect_ignore = ["scripts"]
