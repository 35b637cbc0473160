"""The tables of the site have all that the catalogue and the vocabulary have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cryosparc_spec
from cryosparc_spec import vocabulary
from cryosparc_spec.vocabulary.families import StrFamily
from tests.site.pages import Page

Pages = dict[str, Page]
_CATALOGUE = Path(cryosparc_spec.__file__).with_name("catalogue")


def _read(name: str) -> Any:
    return json.loads((_CATALOGUE / name).read_text("utf-8"))


def test_every_slot_type_and_column_is_in_a_table(pages: Pages) -> None:
    """Each has a row, with as many sources as it has in the catalogue."""
    rows = pages["catalogue/slot_types.html"].rows
    for entry in _read("slot_types.json")["slot_types"]:
        [row] = [row for row in rows if row[:2] == [entry["datatype"], entry["slot_type"]]]
        assert row[2].split() == [*entry["names"], *entry["series"]]
        assert len(row[5].split()) == len(set(entry["sources"]))
        address = f"{entry['datatype']}.{entry['slot_type']}"
        for column in entry["columns"]:
            [row] = [row for row in rows if row[:2] == [address, column["name"]]]
            assert row[2] == (column["dtype"] or "not known")
            assert row[4] == ("yes" if column.get("required") else "not known")
            assert len(row[5].split()) == len(set(column["sources"]))


def test_every_source_is_listed_below_the_tables(pages: Pages) -> None:
    """Under the number that the rows cite it by."""
    document = _read("slot_types.json")
    page = pages["catalogue/slot_types.html"]
    cited = {
        number
        for entry in document["slot_types"]
        for each in (entry, *entry["columns"])
        for number in each["sources"]
    }
    assert {f"source-{number}" for number in range(1, len(cited) + 1)} <= page.anchors
    for number in cited:
        assert " ".join(document["sources"][number].split()) in " ".join(page.text.split())


def test_every_job_type_is_in_the_table_and_on_one_page(pages: Pages) -> None:
    """With its inputs and outputs, and each parameter once."""
    index = pages["catalogue/job_types.html"].rows
    details = {name: page for name, page in pages.items() if "catalogue/job_types_" in name}
    for entry in _read("job_types.json")["job_types"]:
        [row] = [row for row in index if row[0] == entry["type"]]
        assert row[3].split() == list(entry.get("inputs", {}))
        assert row[4].split() == list(entry.get("outputs", {}))
        anchor = entry["type"].replace("_", "-").lower()
        [page] = [page for page in details.values() if anchor in page.anchors]
        names = [row[0] for row in page.rows]
        assert set(entry.get("params", {})) <= set(names)


def test_every_parameter_has_its_row(pages: Pages) -> None:
    """As many rows begin with a parameter as there are parameters in all."""
    entries = _read("job_types.json")["job_types"]
    parameters = {name for entry in entries for name in entry.get("params", {})}
    details = [page for name, page in pages.items() if "catalogue/job_types_" in name]
    rows = [row for page in details for row in page.rows if len(row) == 6 and row[0] in parameters]
    assert len(rows) == sum(len(entry.get("params", {})) for entry in entries)


_FAMILIES = [
    cryosparc_spec.Datatype,
    cryosparc_spec.AnyFormat,
    vocabulary.BuilderTag,
    vocabulary.Category,
    vocabulary.JobStatus,
    vocabulary.LoadableWord,
    vocabulary.ResultMatching,
    vocabulary.Stability,
]


@pytest.mark.parametrize("family", [pytest.param(each, id=each.__name__) for each in _FAMILIES])
def test_every_word_is_in_a_table(family: type[StrFamily], pages: Pages) -> None:
    """With what it means."""
    rows = pages["catalogue/words.html"].rows
    for word in family:
        assert [row for row in rows if str(word) in row and word.description in row], word
