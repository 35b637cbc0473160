from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import assume, given
from hypothesis import strategies as st

from cryosparc_spec import ResultsGroup, structure, unstructure
from cryosparc_spec.files import to_csg_text
from cryosparc_spec.files.syntax import csg, yaml
from tests.document_strategies import Raw, first_loss, raw_results_groups
from tests.files.syntax.plain_data import plain_data

EXPORTED = """\
created: 2024-09-23 21:07:31.234595
group:
  description: All particles that were processed, including alignments
  name: particles
  title: All particles
  type: particle
results:
  blob:
    metafile: '>J2_particles_exported.cs'
    num_items: 55963
    type: particle.blob
  location:
    metafile: J1/J1_particles.cs
    num_items: null
    type: particle.location
version: v4.4.1
"""


def read(text: str) -> ResultsGroup:
    group: ResultsGroup = structure(yaml.read(text).raw, ResultsGroup)
    return group


def test_a_file_of_cryosparc_comes_back_byte_for_byte() -> None:
    """Order of keys, quotes and the date are as CryoSPARC writes them."""
    assert to_csg_text(read(EXPORTED)) == EXPORTED


def test_files_of_the_corpus_come_back_byte_for_byte(corpus: Path) -> None:
    """So do real ones."""
    files = sorted((corpus / "csg").glob("*.csg"))
    assert files
    for file in files:
        text = file.read_bytes().decode()
        assert to_csg_text(read(text)) == text, file.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("created: 2024-09-23 21:07:31", "2024-09-23 21:07:31", id="whole seconds"),
        pytest.param(
            "created: 2024-09-23 21:07:31.5+00:00", "'2024-09-23 21:07:31.5+00:00'", id="a digit"
        ),
        pytest.param(
            "created: 2024-09-23 21:07:31.500000+00:00",
            "2024-09-23 21:07:31.500000+00:00",
            id="zone",
        ),
        pytest.param("created: '2024-09-23 21:07:31'", "2024-09-23 21:07:31", id="quoted date"),
        pytest.param("created: '2024-09-23'", "'2024-09-23'", id="quoted day"),
        pytest.param("created: 2024-09-23", "'2024-09-23'", id="day"),
        pytest.param("created: xxxx-xx-xx", "xxxx-xx-xx", id="placeholder"),
        pytest.param("created: null", "null", id="null"),
    ],
)
def test_dates_are_written_in_the_way_of_cryosparc(text: str, expected: str) -> None:
    """A date in CryoSPARC's own form has no quotes, whoever wrote it."""
    group = "group: {name: a, type: particle}\nresults: {}\n"
    assert to_csg_text(read(f"{text}\n{group}")).splitlines()[0] == f"created: {expected}"


def test_what_others_write_comes_back_in_the_way_of_cryosparc() -> None:
    """Comments go, keys are sorted, quotes that are not needed go; no value changes."""
    text = (
        "# by hand\n"
        'version: "v4.4.1"\n'
        "results:\n"
        '  blob: {type: particle.blob, num_items: 9, metafile: ">é.cs"}\n'
        "group: {type: particle, name: my particles}\n"
    )
    assert to_csg_text(read(text)) == (
        "group:\n"
        "  name: my particles\n"
        "  type: particle\n"
        "results:\n"
        "  blob:\n"
        '    metafile: ">\\xE9.cs"\n'
        "    num_items: 9\n"
        "    type: particle.blob\n"
        "version: v4.4.1\n"
    )
    assert unstructure(read(to_csg_text(read(text)))) == unstructure(read(text))


def keys_in(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        yield from raw
    for item in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from keys_in(item)


@given(raw=raw_results_groups(), created=st.none() | st.datetimes())
def test_what_pyyaml_writes_comes_back_byte_for_byte(raw: Raw, created: datetime | None) -> None:
    """CryoSPARC writes with PyYAML: whatever that writes is written again."""
    text = pyyaml.dump({**raw, "created": created}, default_flow_style=False)
    # PyYAML leaves `1e3` without quotes, which is a number by YAML 1.2; as a key it gets some.
    assume(not any(re.match(r"[-+]?\.?[0-9]", key) for key in keys_in(raw)))
    assume(first_loss(raw, {**yaml.read(text).raw, "created": raw.get("created")}) is None)
    assert to_csg_text(read(text)) == text


@given(raw=raw_results_groups())
def test_nothing_is_lost(raw: Raw) -> None:
    """Every key and value is in the text, and a second round changes nothing."""
    text = to_csg_text(structure(raw, ResultsGroup))
    assert first_loss(raw, yaml.read(text).raw) is None
    assert to_csg_text(read(text)) == text


@given(raw=plain_data())
def test_any_data_reads_back_as_it_was(raw: Any) -> None:
    """The writer takes what others do; only the order of keys is its own."""
    text = csg.write(raw)
    again = yaml.read(text).raw
    assert first_loss(raw, again) is None
    assert first_loss(again, raw) is None


def test_half_a_character_cannot_be_written() -> None:
    """It is refused before anything is written, as in the other formats."""
    with pytest.raises(UnicodeEncodeError):
        csg.write({"a": "\ud800"})
