"""Makes ``cryosparc_spec/catalogue/job_types.json`` of what public material shows of job types.

Run it as ``python -m tests.catalogue.job_types_of_evidence EVIDENCE.json``. The evidence is no part
of the repository: a table of sources, and for each job type the facts with the sources they cite.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryosparc_spec import unstructure
from cryosparc_spec.catalogue import (
    Basis,
    JobTypes,
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)

CATALOGUE = Path(__file__).parents[2] / "cryosparc_spec" / "catalogue" / "job_types.json"
ABOUT = (
    "What public material shows of CryoSPARC job types. 'basis' says whether a server printed a "
    "fact or it was seen in use, 'complete' of which versions a list is known to be whole; nothing "
    "else says that a list is complete. 'defaults' have their versions; 'examples' are values that "
    "somebody set. 'sources' are indices into the list of sources."
)
_PRINTED = "official printout"
# A number under which a passage was found once leads nowhere.
_INDEX = re.compile(r",? index ids? [0-9]+(?:, [0-9]+)*")
_SERIES = re.compile(r"\w*?<\w+>(?:\w*<\w+>)*")
_SHORT_LIST = re.compile(r"\[[^\[\]{}]{0,150}\]")
_LISTS = ("inputs", "outputs", "params")


def catalogue_of(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of the catalogue."""
    reader = _Reader(evidence["sources"])
    types = [
        reader.job_type(name, facts, evidence["complete"])
        for name, facts in evidence["job_types"].items()
    ]
    return {"about": ABOUT, **unstructure(JobTypes(types))}


def text_of(document: Mapping[str, Any]) -> str:
    """Return the text of the file, with short lists on one line."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    return _SHORT_LIST.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text) + "\n"


class _Reader:
    def __init__(self, sources: Mapping[str, Mapping[str, str]]) -> None:
        self._sources = sources

    def job_type(
        self, name: str, facts: Mapping[str, Any], complete: Mapping[str, list[str]]
    ) -> KnownJobType:
        actions = facts.get("interactive_actions", ())
        notes = [*facts.get("notes", ()), *(f"interactive action {a['name']}" for a in actions)]
        cited = [*facts["sources"], *(key for action in actions for key in action["sources"])]
        for key, versions in complete.items():
            if key.startswith(f"{name}.") and key.partition(".")[2] not in _LISTS:
                notes.append(f"{key.partition('.')[2]}: all, in {', '.join(versions)}")
        return KnownJobType(
            type=name,
            title=facts.get("title") or "",
            category=facts.get("category") or "",
            stability=facts.get("stability") or "",
            versions=facts["versions_seen"],
            since=facts.get("new_in", ""),
            complete={
                side: complete[f"{name}.{side}"] for side in _LISTS if f"{name}.{side}" in complete
            },
            inputs={key: self._input(each) for key, each in facts["inputs"].items()},
            outputs={key: self._output(key, each) for key, each in facts["outputs"].items()},
            params={key: self._param(each) for key, each in facts["params"].items()},
            **self._attested({**facts, "notes": notes, "sources": cited}),
        )

    def _input(self, facts: Mapping[str, Any]) -> KnownInput:
        known = ("title", "required", "count_min", "count_max", "repeat_allowed")
        return KnownInput(
            datatype=facts["datatype"],
            datatype_basis=facts["datatype_basis"],
            slots=[self._slot(slot) for slot in facts["slots"]],
            **{key: facts[key] for key in known if key in facts},
            **self._attested(facts),
        )

    def _output(self, name: str, facts: Mapping[str, Any]) -> KnownOutput:
        repeats = facts.get("repeats", "")
        notes = [*facts.get("notes", ()), *([repeats] if repeats else ())]
        return KnownOutput(
            datatype=facts["datatype"],
            datatype_basis=facts["datatype_basis"],
            title=facts.get("title", ""),
            series=_series(name, repeats) if repeats else None,
            slots=[self._slot(slot) for slot in facts["slots"]],
            **self._attested({**facts, "notes": notes}),
        )

    def _slot(self, facts: Mapping[str, Any]) -> KnownSlot:
        known = ("name", "dtype", "dtype_basis", "required", "passthrough")
        kept = {key: facts[key] for key in known if key in facts}
        return KnownSlot(**kept, **self._attested(facts))

    def _param(self, facts: Mapping[str, Any]) -> KnownParam:
        notes = [*facts.get("notes", ()), *_printed_otherwise(facts)]
        sources = [*facts["sources"], *filter(None, [facts.get("title_source")])]
        return KnownParam(
            types=[facts["type"]] if "type" in facts else [],
            title=facts.get("title", ""),
            defaults=[self._default(each) for each in facts.get("defaults_seen", ())],
            examples=facts.get("examples", ()),
            enum=facts.get("enum_seen", ()),
            **self._attested({**facts, "notes": notes, "sources": sources}),
        )

    def _default(self, facts: Mapping[str, Any]) -> KnownDefault:
        version = facts.get("cryosparc_version", "")
        return KnownDefault(
            value=facts["default"], version=version, source=self._cited(facts["source"])
        )

    def _attested(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        keys = dict.fromkeys(facts["sources"])
        printed = any(self._sources[key]["kind"] == _PRINTED for key in keys)
        return {
            "basis": Basis.PRINTED if printed else Basis.SEEN,
            "confidence": facts["confidence"],
            "notes": facts.get("notes", ()),
            "sources": [self._cited(key) for key in keys],
        }

    def _cited(self, key: str) -> str:
        source = self._sources[key]
        version = source.get("cryosparc_version")
        words = [_INDEX.sub("", source["where"]), source["kind"], *filter(None, [version])]
        return "; ".join(words)


def _series(name: str, repeats: str) -> str:
    """Return the pattern of numbered outputs, such as ``split_{}``."""
    found = _SERIES.search(repeats)
    if found is None:
        raise ValueError(f"{name}: {repeats!r} has no pattern")
    return re.sub(r"<\w+>", "{}", found[0])


def _printed_otherwise(facts: Mapping[str, Any]) -> Iterable[str]:
    for what, key in (("type", "types_printed"), ("title", "titles_printed")):
        for version, printed in facts.get(key, {}).items():
            if printed != facts[what]:
                yield f"{what} printed as {printed} in {version}"


def main() -> None:
    """Write the catalogue of the evidence that is named on the command line."""
    evidence = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    CATALOGUE.write_text(text_of(catalogue_of(evidence)), "utf-8")


if __name__ == "__main__":
    main()
