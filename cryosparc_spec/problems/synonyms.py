"""What people write for a word of CryoSPARC, where no spelling shows it: one table for all."""

from __future__ import annotations

from collections.abc import Container, Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    # Keys of inputs, outputs and definitions.
    "min": ("count_min",),
    "min_count": ("count_min",),
    "minimum": ("count_min",),
    "max": ("count_max",),
    "max_count": ("count_max",),
    "maximum": ("count_max",),
    "multiple": ("repeat_allowed",),
    "repeat": ("repeat_allowed",),
    "allow_repeat": ("repeat_allowed",),
    "allow_repeats": ("repeat_allowed",),
    "optional": ("required",),
    "slot": ("name",),
    "type": ("dtype",),
    "slot_type": ("dtype",),
    "datatype": ("type",),
    "dtype": ("type",),
    "desc": ("description",),
    "label": ("title",),
    "inherit": ("passthrough",),
    "pass_through": ("passthrough",),
    "parameters": ("params",),
    "fields": ("slots",),
    # A results group that was written by hand.
    "create": ("created",),
    "created_at": ("created",),
    # Datatypes, and slots of the same thing.
    "micrograph": ("exposure", "micrograph_blob"),
    "micrographs": ("exposure", "micrograph_blob"),
    "mic": ("exposure", "micrograph_blob"),
    "mics": ("exposure", "micrograph_blob"),
    "movie": ("exposure", "movie_blob"),
    "movies": ("exposure", "movie_blob"),
    "map": ("volume",),
    "maps": ("volume",),
    "class_average": ("template",),
    "class_averages": ("template",),
    "mesh": ("flex_mesh",),
    # Slots.
    "background": ("background_blob",),
    "gain": ("gain_ref_blob",),
    "coordinates": ("location",),
    "coords": ("location",),
    "picks": ("location",),
}
"""The words that one may stand for; of these, the one that is known where it was written."""


def synonym(word: str, known: Container[object]) -> str | None:
    """Return the known word that another one stands for.

    >>> synonym("movie", ["exposure", "particle"]), synonym("movie", ["movie_blob"])
    ('exposure', 'movie_blob')
    """
    meant = SYNONYMS.get(word.casefold(), ())
    return next((each for each in meant if each in known), None)
