from __future__ import annotations

from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import ResultsGroup, dump, load, structure, unstructure
from cryosparc_spec.files import to_csg_text
from cryosparc_spec.files.syntax import csg
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
    group: ResultsGroup = structure(csg.read(text).raw, ResultsGroup)
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
            "created: 2024-09-23 21:07:31.5+00:00", "2024-09-23 21:07:31.5+00:00", id="a digit"
        ),
        pytest.param(
            "created: 2024-09-23 21:07:31.500000+00:00",
            "2024-09-23 21:07:31.500000+00:00",
            id="zone",
        ),
        pytest.param("created: '2024-09-23 21:07:31'", "'2024-09-23 21:07:31'", id="quoted date"),
        pytest.param("created: '2024-09-23'", "'2024-09-23'", id="quoted day"),
        pytest.param("created: 2024-09-23", "2024-09-23", id="day"),
        pytest.param("created: xxxx-xx-xx", "xxxx-xx-xx", id="placeholder"),
        pytest.param("created: null", "null", id="null"),
    ],
)
def test_dates_are_written_in_the_way_of_cryosparc(text: str, expected: str) -> None:
    """A date has no quotes, unless it was read with some."""
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


_ZONES = st.none() | st.sampled_from([UTC, timezone(timedelta(hours=-7, minutes=-30))])
_CREATED = (
    st.none()
    | st.datetimes(timezones=_ZONES)
    | st.dates()
    | st.datetimes().map(str)
    | st.dates().map(str)
    | st.sampled_from(["xxxx-xx-xx", "2024-99-99", "no", "1e5", "12:30:00", "", "~", "2024"])
)


@given(raw=raw_results_groups(), created=_CREATED)
def test_what_pyyaml_writes_comes_back_byte_for_byte(raw: Raw, created: Any) -> None:
    """CryoSPARC writes with PyYAML: whatever that writes is written again."""
    text = pyyaml.dump({**raw, "created": created}, default_flow_style=False)
    assert to_csg_text(read(text)) == text


@pytest.mark.parametrize(
    "text",
    ["1e5", "2024-09-23", "no", "12:30:00", "0x1f", "1_000", "1.0", "true", "=", "010", "4.10"],
)
@pytest.mark.parametrize("key", ["title", "name", "description", "type", "version", "metafile"])
def test_text_without_quotes_stays_text(text: str, key: str) -> None:
    """Whatever YAML makes of such words elsewhere."""
    texts = dict.fromkeys(("title", "name", "description", "type", "version", "metafile"), "a")
    texts[key] = text
    group = read(
        "group: {{title: {title}, name: {name}, description: {description}, type: {type}}}\n"
        "results:\n  blob: {{metafile: {metafile}, type: particle.blob}}\n"
        "version: {version}\n".format(**texts)
    )
    held = group.results["blob"].metafile if key == "metafile" else getattr(group.group, key, None)
    assert (group.version if key == "version" else held) in (text, _version(text))
    again = read(to_csg_text(group))
    assert again == group


def _version(text: str) -> object:
    """A version that is a number as PyYAML writes it is one."""
    return float(text) if text == "1.0" else text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1_000", 1000, id="underscores"),
        pytest.param("010", 8, id="octal"),
        pytest.param("0b", "0b", id="no number"),
        pytest.param("1:30", 90, id="sexagesimal"),
        pytest.param("1" * 400, "1" * 400, id="absurd"),
        pytest.param("off", False, id="word"),
        pytest.param("1e5", "1e5", id="no point"),
    ],
)
def test_elsewhere_words_mean_what_pyyaml_makes_of_them(text: str, value: object) -> None:
    """As under keys that a newer CryoSPARC may have."""
    assert csg.read(f"mine: {text}").raw == {"mine": value}


@pytest.mark.parametrize(
    "created",
    [
        "2024-09-23 21:07:31.234595",
        "'2024-09-23 21:07:31.234595'",
        "2024-09-23 21:07:31+00:00",
        "'2024-09-23 21:07:31+00:00'",
        "2024-09-23",
        "'2024-09-23'",
        "2024-09-23T21:07:31Z",
        "xxxx-xx-xx xx:xx:xx.xxxxxx",
        "'2024-99-99'",
        "null",
    ],
)
def test_dates_come_back_as_they_stood(created: str, tmp_path: Path) -> None:
    """With quotes or without, also through a file; in other formats they are text."""
    text = f"created: {created}\ngroup:\n  name: a\n  type: particle\nresults: {{}}\n"
    (tmp_path / "a.csg").write_text(text)
    group = load(tmp_path / "a.csg", ResultsGroup)
    for name in ("a.json", "a.yaml", "b.csg"):
        dump(group, tmp_path / name)
        assert load(tmp_path / name) == group
    assert (tmp_path / "b.csg").read_text() == text


@given(raw=raw_results_groups())
def test_nothing_is_lost(raw: Raw) -> None:
    """Every key and value is in the text, and a second round changes nothing."""
    text = to_csg_text(structure(raw, ResultsGroup))
    assert first_loss(raw, csg.read(text).raw) is None
    assert to_csg_text(read(text)) == text


@given(raw=plain_data())
def test_any_data_reads_back_as_it_was(raw: Any) -> None:
    """The writer takes what others do; only the order of keys is its own."""
    text = csg.write(raw)
    again = csg.read(text).raw
    assert first_loss(raw, again) is None
    assert first_loss(again, raw) is None


def test_half_a_character_cannot_be_written() -> None:
    """It is refused before anything is written, as in the other formats."""
    with pytest.raises(UnicodeEncodeError):
        csg.write({"a": "\ud800"})


def test_a_number_that_pyyaml_does_not_take_is_text() -> None:
    """``0b_`` has the look of one."""
    assert csg.read("group: {title: 0b_}").raw == {"group": {"title": "0b_"}}


@pytest.mark.parametrize("text", ["0b_", "-0x_", "0b__"])
def test_a_number_without_digits_is_text(text: str) -> None:
    """PyYAML takes it for a number, and then fails."""
    assert csg.read(f"results: {{a: {{num_items: {text}}}}}").raw == {
        "results": {"a": {"num_items": text}}
    }


PLACES = {
    "created": True,
    "group.name": True,
    "group.title": True,
    "group.description": True,
    "group.type": True,
    "results.blob.metafile": True,
    "results.blob.type": True,
    "results.blob.num_items": False,
    "results.blob.other": False,
    "results.metafile": False,
    "other.name": False,
    "group.created": False,
    "group.group.name": False,
    "other": False,
}


@pytest.mark.parametrize("text", ["123", "true", "0x1f", "1.0"])
@pytest.mark.parametrize(("place", "is_text"), PLACES.items(), ids=PLACES)
def test_only_what_is_text_in_a_results_group_is_read_as_it_stands(
    place: str, is_text: bool, text: str
) -> None:
    """Null is none in all places; quotes make text of anything."""

    def read_there(text: str) -> Any:
        value: Any = text
        for key in reversed(place.split(".")):
            value = f"{{{key}: {value}}}"
        raw = csg.read(value).raw
        for key in place.split("."):
            raw = raw[key]
        return raw

    assert read_there(text) == (text if is_text else pyyaml.safe_load(text))
    assert read_there("null") is None
    assert read_there(f"'{text}'") == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("4.1", 4.1),
        ("4.10", "4.10"),
        ("04", "04"),
        ("true", "true"),
        ("null", None),
        ("2024-01-01", "2024-01-01"),
        ("v4.4.1", "v4.4.1"),
        ("'4'", "4"),
    ],
)
def test_a_version_is_a_number_where_pyyaml_writes_it_so(text: str, value: object) -> None:
    """Other numbers would come back with other digits."""
    found = csg.read(f"version: {text}").raw["version"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("digits", [300, 301])
def test_a_number_may_be_so_long_and_no_longer(digits: int) -> None:
    """What is longer is text."""
    found = csg.read(f"a: {'1' * digits}").raw["a"]
    assert type(found) is (int if digits == 300 else str)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024-09-23", "created: 2024-09-23\n"),
        ("2024-09-23 21:07:31", "created: 2024-09-23 21:07:31\n"),
        ("2024-99-99", "created: '2024-99-99'\n"),
        ("1e5", "created: 1e5\n"),
        ("12", "created: '12'\n"),
        (None, "created: null\n"),
        (12, "created: 12\n"),
    ],
)
def test_only_dates_of_the_group_have_no_quotes(value: Any, text: str) -> None:
    """Under other keys they do."""
    assert csg.write({"created": value}) == text
    if text == f"created: {value}\n" and isinstance(value, str) and value != "1e5":
        assert csg.write({"other": value}) == f"other: '{value}'\n"
        assert csg.write({"a": {"created": value}}) == f"a:\n  created: '{value}'\n"


def test_what_is_no_mapping_is_written_as_it_is() -> None:
    """And what stands in several places is written out there."""
    several = ["a", {"b": 1}]
    assert csg.write([several, several]) == "- - a\n  - b: 1\n- - a\n  - b: 1\n"
