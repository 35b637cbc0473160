"""Word families of slots: by what they find their results, and which of them are loaded."""

from __future__ import annotations

from cryosparc_spec.vocabulary.families import StrFamily, word


class ResultMatching(StrFamily):
    """By what an input finds the results of its slots (``InputSpec.match_result_by``).

    Of the models of cryosparc-tools after 5.0.3, which do not tell what the words mean: the
    meanings are those that the words have.
    """

    TYPE = word("type", "by slot type, whatever the names")
    DEFAULT = word("default", "by name, and where names differ by slot type")
    DEFAULT_STRICT = word("default_strict", "by name, and never by slot type alone")
    NAME_AND_TYPE = word("name_and_type", "by name and slot type together")


class LoadableWord(StrFamily):
    """Which slots to load, in one word (``cryosparc.spec.LoadableSlots``)."""

    DEFAULT = word("default", "slots an input asks for, or an output makes", "5.0.0")
    PASSTHROUGH = word("passthrough", "slots that are only passed through", "5.0.0")
    ALL = word("all", "both", "5.0.0")
