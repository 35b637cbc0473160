"""Tests of results groups made of tables."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from cryosparc_spec import ParseError, ResultsGroup, SpecError, check_file, dump, load
from cryosparc_spec.checks import check_results_group, check_tables
from cryosparc_spec.conversions import build_results_group, retarget_results_group
from cryosparc_spec.documents import Group, SlotResult
from cryosparc_spec.files import to_csg_text
from cryosparc_spec.vocabulary.datatypes import DatatypeName
from tests.tables import write_table

MOTION = ("motion/path", "O")
PICKS = [("pick_stats/ncc_score", "f4"), ("pick_stats/power", "f4")]
PICKS += [("pick_stats/template_idx", "u4"), ("pick_stats/angle_rad", "f4")]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_table(Path("J1/main.cs"), MOTION, rows=5)
    write_table(Path("J1/passthrough.cs"), MOTION, *PICKS, rows=7)


def results_of(group: ResultsGroup) -> dict[str, tuple[str, str, int | None]]:
    return {name: (r.type, r.metafile, r.num_items) for name, r in group.results.items()}


def test_slots_are_found_in_the_tables() -> None:
    """With their types and numbers of items; of a slot in two tables the first counts."""
    tables: list[str | Path] = ["J1/main.cs", Path("J1/passthrough.cs")]
    group = build_results_group(tables, output="particles", datatype="particle", folder="J1")
    assert results_of(group) == {
        "motion": ("particle.motion", ">main.cs", 5),
        "pick_stats": ("particle.pick_stats", ">passthrough.cs", 7),
    }
    assert (group.group.name, group.group.title) == ("particles", "particles")
    (problem,) = check_results_group(group)
    assert (problem.place, problem.severity) == ("$.results", "warning")
    assert check_tables(group, "J1") == ()


@pytest.mark.parametrize(
    ("file", "datatype"),
    [
        pytest.param("cryodrgn_J2_particles_exported.cs", "particle", id="exported particles"),
        pytest.param("tools_fixture_t20s_exposures__numpy.cs", "exposure", id="exposures"),
        pytest.param("tools_fixture_t20s_particles__csdat.cs", "particle", id="CSDAT"),
    ],
)
def test_a_group_of_real_tables_is_one_as_cryosparc_writes_it(
    file: str, datatype: DatatypeName, corpus: Path
) -> None:
    """Read back, it is the same, has the form of a real one, and no check finds anything."""
    shutil.copy(corpus / "cs" / file, file)
    group = build_results_group([file], output="particles", datatype=datatype, title="All")
    dump(group, "out.csg")
    assert load("out.csg") == group
    assert check_file("out.csg") == ()
    real = (corpus / "csg" / "reichow_subunit_enrichment_10gated__snippet.csg").read_text()
    assert form_of(Path("out.csg").read_text()) == form_of(real)
    assert to_csg_text(group) == Path("out.csg").read_text()


def form_of(text: str) -> Any:
    """Keys in order, and kinds of values, of a results group; slots may be any."""
    raw = yaml.safe_load(text)
    results = list(raw["results"].values())
    kinds = [{key: type(value) for key, value in result.items()} for result in results]
    assert all(kind == kinds[0] and list(kind) == list(kinds[0]) for kind in kinds)
    assert list(raw["results"]) == sorted(raw["results"])
    group = [(key, type(value)) for key, value in raw["group"].items()]
    marks = {result["metafile"][0] for result in results}
    return list(raw), group, list(kinds[0].items()), marks, type(raw["version"])


def test_one_table_may_stand_by_itself() -> None:
    """Text is the path of a table, and not a list of its letters."""
    group = build_results_group("J1/main.cs", output="a", datatype="particle", folder="J1")
    assert results_of(group) == {"motion": ("particle.motion", ">main.cs", 5)}


def test_tables_below_the_folder_and_links_to_it_are_found() -> None:
    """Paths begin at the folder of the group, with slashes."""
    Path("link").symlink_to("J1")
    for table, folder, metafile in (
        ("J1/main.cs", ".", ">J1/main.cs"),
        ("link/main.cs", "J1", ">main.cs"),
        ("link/main.cs", "link", ">main.cs"),
    ):
        group = build_results_group([table], output="a", datatype="particle", folder=folder)
        assert group.results["motion"].metafile == metafile


def test_what_the_user_says_is_written() -> None:
    """Title, description and version."""
    group = build_results_group(
        ["J1/main.cs"],
        output="a",
        datatype="particle",
        title="All",
        description="of them",
        version="v5.0.1",
    )
    assert (group.group.title, group.group.description, group.version) == (
        "All",
        "of them",
        "v5.0.1",
    )
    assert group.created_at is not None


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        pytest.param([], "there is no table: expected one or more .cs files", id="no table"),
        pytest.param(
            ["J1/main.cs", "J1/filtered.cs"],
            '$[1]: the slots of ">filtered.cs" are all in tables before it: a slot of a group lies '
            "in one table; leave it out, or make it a group of its own",
            id="two tables of the same slots",
        ),
        pytest.param(
            ["J1/main.cs", "a.cs"],
            '$[1]: "a.cs" is not in the folder of the results group, nor below it; '
            'write the results group to "."',
            id="elsewhere",
        ),
        pytest.param(["J1/uid.cs"], "the tables hold no slots", id="no slots"),
        pytest.param(
            ["J1/main.cs", "J1/bad.cs"],
            "J1/bad.cs: $[1]: the file is text: expected a CryoSPARC dataset (.cs)",
            id="a file of text",
        ),
    ],
)
def test_what_makes_no_group_is_told(tables: list[str], message: str) -> None:
    """With the number of the table."""
    write_table(Path("J1/uid.cs"))
    write_table(Path("a.cs"))
    write_table(Path("J1/filtered.cs"), MOTION, rows=2)
    Path("J1/bad.cs").write_text("uid\n")
    with pytest.raises(SpecError) as caught:
        build_results_group(tables, output="a", datatype="particle", folder="J1")
    assert str(caught.value) == message


def old_group() -> ResultsGroup:
    results = {
        "motion": SlotResult(metafile=">main.cs", num_items=99, type="particle.motion"),
        "pick_stats": SlotResult(
            metafile="J1/passthrough.cs", num_items=99, type="particle.pick_stats"
        ),
        "ctf": SlotResult(metafile=">gone.cs", num_items=99, type="particle.ctf"),
    }
    return ResultsGroup(group=Group(name="particles", type="particle"), results=results)


def test_a_group_is_pointed_at_a_filtered_table() -> None:
    """Slots that it has lie in it; others stay, and are counted anew where that can be."""
    filtered = write_table(Path("J1/filtered.cs"), MOTION, rows=2)
    group = retarget_results_group(old_group(), filtered, folder="J1")
    assert results_of(group) == {
        "motion": ("particle.motion", ">filtered.cs", 2),
        "pick_stats": ("particle.pick_stats", "J1/passthrough.cs", 7),
        "ctf": ("particle.ctf", ">gone.cs", 99),
    }
    assert group.group == old_group().group


def test_a_group_can_move_to_another_folder() -> None:
    """What began at the old folder begins at the new one; what the new one cannot name is told."""
    filtered = write_table(Path("filtered.cs"), MOTION, rows=2)
    group = retarget_results_group(old_group(), filtered, folder="J1", to_folder=".")
    assert results_of(group) == {
        "motion": ("particle.motion", ">filtered.cs", 2),
        "pick_stats": ("particle.pick_stats", "J1/passthrough.cs", 7),
        "ctf": ("particle.ctf", ">J1/gone.cs", 99),
    }
    other = write_table(Path("J2/filtered.cs"), MOTION)
    with pytest.raises(ParseError) as caught:
        retarget_results_group(old_group(), other, folder="J1", to_folder="J2")
    assert str(caught.value) == (
        '$.results.ctf.metafile: "J1/gone.cs" is not in the folder of the results group, '
        'nor below it; write the results group to "J1"'
    )


def test_a_table_without_any_slot_of_the_group_is_refused() -> None:
    """It is most likely the wrong one."""
    other = write_table(Path("J1/other.cs"), ("location/x", "f4"))
    for table, held in ((other, "location"), (write_table(Path("J1/uid.cs")), "none")):
        with pytest.raises(ParseError) as caught:
            retarget_results_group(old_group(), table, folder="J1")
        assert str(caught.value) == (
            f'"{table}" has no slot of the group: it has {held}; '
            "the group has motion, pick_stats, ctf"
        )


def test_a_group_of_no_slots_says_so() -> None:
    """It cannot be pointed anywhere."""
    with pytest.raises(ParseError) as caught:
        retarget_results_group(attrs.evolve(old_group(), results={}), "J1/main.cs", folder="J1")
    assert str(caught.value) == (
        '"J1/main.cs" has no slot of the group: it has motion; the group has none'
    )
