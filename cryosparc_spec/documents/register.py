"""The job register: what CryoSPARC says of its job types."""

from __future__ import annotations

import attrs

from cryosparc_spec.errors import located_at
from cryosparc_spec.validators import as_text, as_texts, valid


def _located_contains(values: object) -> tuple[str, ...]:
    with located_at("contains"):
        return as_texts(values)


@attrs.frozen(kw_only=True)
class JobSection:
    """Deprecated: a section of the job builder in CryoSPARC 4 (``cryosparc.spec.JobSection``).

    >>> JobSection(name="import", title="Import", contains=["import_movies"]).contains
    ('import_movies',)
    """

    name: str = attrs.field(validator=valid(as_text))
    """Word for the section."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the jobs in it are for."""
    contains: tuple[str, ...] = attrs.field(default=(), converter=_located_contains)
    """Job types in the section."""

    def to_dict(self) -> dict[str, str | list[str]]:
        """Return the section as plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "contains": list(self.contains),
        }
