from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import Datatype, Problem, ResultsGroup, known_slot_types, structure
from cryosparc_spec.catalogue import SlotType
from cryosparc_spec.checks import check_results_group
from cryosparc_spec.checks.results_group import _is_slip
from cryosparc_spec.files.syntax import yaml
from cryosparc_spec.problems import ProblemKind, Severity
from tests.document_strategies import Raw, raw_results_groups

PLACEHOLDER = 'note $.created: "xxxx-xx-xx xx:xx:xx.xxxxxx" is not a date; leave created out'


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.severity} {problem}" for problem in problems]


def check(raw: Raw) -> tuple[Problem, ...]:
    group: ResultsGroup = structure(raw, ResultsGroup)
    return check_results_group(group)


def group_of(datatype: str = "particle", /, **results: Any) -> Raw:
    """Return a results group with a type for each slot, and a metafile where it is not the same."""
    pairs = {k: v if isinstance(v, tuple) else (v, ">J2_particles.cs") for k, v in results.items()}
    return {
        "created": "2024-09-23 21:07:31.234595",
        "group": {"name": "exported", "type": datatype},
        "results": {
            name: {"metafile": metafile, "num_items": 9, "type": of_slot}
            for name, (of_slot, metafile) in pairs.items()
        },
        "version": "v4.4.1",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("reichow_subunit_enrichment_10gated__snippet", [PLACEHOLDER], id="10gated"),
        pytest.param(
            "reichow_subunit_enrichment_J350_exported__snippet",
            [
                PLACEHOLDER,
                'warning $.results.pick_stats.metafile: ">350_particles_exported.cs" is almost '
                '">J350_particles_exported.cs", which 5 other slots have; '
                'write ">J350_particles_exported.cs" if that is meant',
            ],
            id="J350",
        ),
    ],
)
def test_corpus(corpus: Path, name: str, expected: list[str]) -> None:
    """What is wrong with the files of the corpus is told, no more and no less."""
    text = (corpus / "csg" / f"{name}.csg").read_text("utf-8")
    assert told(check(yaml.read(text).raw)) == expected


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(group_of(blob="particle.blob", ctf="particle.ctf"), id="particles"),
        pytest.param(group_of(blob=("particle.blob", "J1/J1_p.cs")), id="from the project"),
        pytest.param(
            group_of("exposure", annotation_blob="exposure.annotation_blob"), id="annotation_blob"
        ),
        pytest.param(
            group_of(
                blob=("particle.blob", ">p.cs"),
                ctf=("particle.ctf", ">p.cs"),
                location=("particle.location", ">J2_passthrough_p.cs"),
            ),
            id="main and passthrough",
        ),
        pytest.param(
            group_of(
                "volume",
                map=("volume.blob", ">J2_volume_map.cs"),
                map_half_A=("volume.blob", ">J2_volume_map_half_A.cs"),
                map_half_B=("volume.blob", ">J2_volume_map_half_B.cs"),
            ),
            id="a table for each map",
        ),
        pytest.param(
            group_of(
                blob=("particle.blob", ">J2_006_p.cs"),
                ctf=("particle.ctf", ">J2_006_p.cs"),
                alignments3D=("particle.alignments3D", ">J2_005_p.cs"),
            ),
            id="tables of two iterations",
        ),
        pytest.param({**group_of(blob="particle.blob"), "created": None}, id="null for a date"),
        pytest.param(
            dict(reversed(group_of(blob="particle.blob").items())), id="keys in another order"
        ),
        pytest.param(
            {k: group_of(blob="particle.blob")[k] for k in ("group", "results", "version")},
            id="no date",
        ),
    ],
)
def test_nothing_is_wrong(raw: Raw) -> None:
    """What CryoSPARC writes, and what means no harm, gives no problems."""
    assert check(raw) == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            {
                "create": "2024-09-23",
                "group": {"name": "a", "type": "particle"},
                "results": {},
                "version": "v4.4.1",
            },
            'warning $.create: "create" is not a key that is known here; write "created"',
            id="create for created",
        ),
        pytest.param(
            {**group_of(), "create": "2024-09-23"},
            'note $.create: "create" is not a key that is known here',
            id="create besides created",
        ),
        pytest.param(
            {**group_of(), "created": "xxxx-xx-xx xx:xx:xx.xxxxxx"}, PLACEHOLDER, id="placeholder"
        ),
        pytest.param(
            {**group_of(), "checksums": {}},
            'note $.checksums: "checksums" is not a key that is known here',
            id="key of a newer CryoSPARC",
        ),
        pytest.param(
            {**group_of(), "group": {"name": "a", "type": "particle", "origin": "J2"}},
            'note $.group.origin: "origin" is not a key that is known here',
            id="key of a newer CryoSPARC in the group",
        ),
        pytest.param(
            {
                **group_of(),
                "results": {"blob": {"metafile": ">a.cs", "type": "particle.blob", "num_item": 3}},
            },
            'warning $.results.blob.num_item: "num_item" is not a key that is known here; '
            'write "num_items"',
            id="mistyped key in a slot",
        ),
        pytest.param(
            group_of("movie", movie_blob="exposure.movie_blob"),
            'warning $.group.type: "movie" is not a datatype; write exposure',
            id="type: movie",
        ),
        pytest.param(
            group_of("exposures", micrograph_blob="exposure.micrograph_blob"),
            'warning $.group.type: "exposures" is not a datatype; write exposure',
            id="exposures as a datatype",
        ),
        pytest.param(
            group_of("tomogram", blob="tomogram.blob", ctf="tomogram.ctf"),
            'note $.group.type: "tomogram" is not a datatype that is known here',
            id="datatype of a newer CryoSPARC is told once",
        ),
        pytest.param(
            group_of("exposure", movie_blob="movie.movie_blob"),
            'warning $.results.movie_blob.type: "movie" is not a datatype; '
            "write exposure.movie_blob",
            id="movie as the datatype of a slot",
        ),
        pytest.param(
            group_of("exposure", blob="tomogram.blob"),
            'warning $.results.blob.type: "tomogram" is not a datatype; write exposure.blob',
            id="slot of an unknown datatype in a known group",
        ),
        pytest.param(
            group_of("volume", map="particle.blob"),
            'warning $.results.map.type: "particle.blob" stands in a group of type volume; '
            "write volume.blob",
            id="slot of another datatype",
        ),
        pytest.param(
            group_of(ctf="particle.cft"),
            'warning $.results.ctf.type: "cft" is not a slot type that the catalogue knows; '
            "write particle.ctf",
            id="mistyped slot type",
        ),
        pytest.param(
            group_of(my_ctf="particle.cft"),
            'warning $.results.my_ctf.type: "cft" is not a slot type that the catalogue knows; '
            "write particle.ctf",
            id="mistyped slot type of a slot with a name of its own",
        ),
        pytest.param(
            group_of(alignments_class_0="particle.alignment"),
            'warning $.results.alignments_class_0.type: "alignment" is not a slot type that the '
            "catalogue knows; write particle.alignments3D",
            id="slot of a series",
        ),
        pytest.param(
            group_of(tilt_scores="particle.tilt_scores"),
            'warning $.results.tilt_scores.type: "tilt_scores" is not a slot type that the '
            "catalogue knows",
            id="prefix no one has documented",
        ),
        pytest.param(
            group_of("exposure", blob="exposure.alignments3D"),
            'warning $.results.blob.type: the slot type "alignments3D" was seen under particle, '
            "not under exposure",
            id="slot type of another datatype",
        ),
        pytest.param(
            group_of("live", blob="live.blob"),
            'note $.results.blob.type: nothing is known of the slots of live: "blob" is unchecked',
            id="datatype whose slots are not known",
        ),
        pytest.param(
            group_of(blob="blob"),
            '$.results.blob.type: "blob" is not a datatype and a slot type with a dot between '
            "them; write particle.blob",
            id="no datatype",
        ),
        pytest.param(
            group_of(mine="particle."),
            '$.results.mine.type: "particle." is not a datatype and a slot type with a dot '
            "between them",
            id="no slot type",
        ),
        pytest.param(
            group_of(**{"my blob": "particle.blob"}),
            '$.results["my blob"]: "my blob" cannot be a name: expected letters, digits and '
            "underscores, and no digit first",
            id="space in the name of a slot",
        ),
        pytest.param(
            group_of(blob="particle.b-lob"),
            '$.results.blob.type: "b-lob" cannot be a name: expected letters, digits and '
            "underscores, and no digit first; write particle.b_lob",
            id="a slot type that cannot be",
        ),
        pytest.param(
            group_of(blob="particle.--"),
            '$.results.blob.type: "--" cannot be a name: expected letters, digits and '
            "underscores, and no digit first",
            id="a slot type of which nothing can be made",
        ),
    ],
)
def test_problems(raw: Raw, expected: str) -> None:
    """Each oddity is told once, with its place and what to write."""
    problem, *more = check(raw)
    severity = "" if problem.severity is Severity.ERROR else f"{problem.severity} "
    assert f"{severity}{problem}" == expected
    assert more == []


@pytest.mark.parametrize(
    ("odd", "usual", "slip"),
    [
        pytest.param(">350_p.cs", ">J350_p.cs", True, id="letter left out"),
        pytest.param(">JJ350_p.cs", ">J350_p.cs", True, id="letter twice"),
        pytest.param("J350_p.cs", ">J350_p.cs", True, id="mark left out"),
        pytest.param(">J350_q.cs", ">J350_p.cs", True, id="other letter"),
        pytest.param(">J350_pa.sc", ">J350_pa.cs", True, id="letters swapped"),
        pytest.param(">J350_p.c", ">J350_p.cs", True, id="last letter left out"),
        pytest.param(">J351_p.cs", ">J350_p.cs", False, id="other job"),
        pytest.param(">J9_p.cs", ">J10_p.cs", False, id="number of other length"),
        pytest.param(">J3_mask.cs", ">J3_map.cs", False, id="other word"),
        pytest.param(">J3_passthrough_p.cs", ">J3_p.cs", False, id="longer word"),
    ],
)
def test_metafiles_that_differ_by_a_slip(odd: str, usual: str, slip: bool) -> None:
    """One character more, less or other, or two swapped; numbers may differ."""
    slots = dict.fromkeys(("blob", "ctf", "location"), usual) | {"pick_stats": odd}
    raw = group_of(**{name: (f"particle.{name}", slots[name]) for name in slots})
    problems = check(raw)
    assert [problem.place for problem in problems] == ["$.results.pick_stats.metafile"] * slip


def test_a_metafile_that_is_there_is_no_slip(tmp_path: Path) -> None:
    """However near its name is to others."""
    group: ResultsGroup = structure(
        group_of(
            blob=("particle.blob", ">a.cs"),
            ctf=("particle.ctf", ">a.cs"),
            location=("particle.location", ">b.cs"),
        ),
        ResultsGroup,
    )
    assert len(check_results_group(group, folder=tmp_path)) == 1
    (tmp_path / "b.cs").touch()
    assert check_results_group(group, folder=tmp_path) == ()


def test_a_slip_after_a_metafile_that_is_there_is_told(tmp_path: Path) -> None:
    """Of each metafile it is looked for by itself, and of two near ones the more usual is meant."""
    names = ("blob", "ctf", "location", "alignments2D", "alignments3D", "pick_stats", "filament")
    files = (">ac.cs", ">ab.cs", ">ab.cs", ">ab.cs", ">cd.cs", ">cd.cs", ">cb.cs")
    pairs = zip(names, files, strict=True)
    raw = group_of(**{name: (f"particle.{name}", file) for name, file in pairs})
    (tmp_path / "ac.cs").touch()
    group: ResultsGroup = structure(raw, ResultsGroup)
    [problem] = check_results_group(group, folder=tmp_path)
    assert told((problem,)) == [
        'warning $.results.filament.metafile: ">cb.cs" is almost ">ab.cs", which 3 other slots '
        'have; write ">ab.cs" if that is meant'
    ]


def test_a_slip_is_not_told_where_no_spelling_prevails() -> None:
    """Of two metafiles with as many slots each, neither is the odd one."""
    raw = group_of(blob=("particle.blob", ">J3_p.cs"), ctf=("particle.ctf", ">3_p.cs"))
    assert check(raw) == ()


def test_everything_wrong_is_told_in_one_go() -> None:
    """Kinds and places of all problems of one document."""
    raw = {
        **group_of(
            "exposures", movie_blob="movie.movie_blob", ctf="particle.ctf", odd="exposure.odd"
        ),
        "created": "some day",
        "comment": "by hand",
    }
    assert [(problem.place, problem.kind) for problem in check(raw)] == [
        ("$.comment", ProblemKind.UNKNOWN_KEY),
        ("$.created", ProblemKind.INVALID_VALUE),
        ("$.group.type", ProblemKind.UNKNOWN_WORD),
        ("$.results.movie_blob.type", ProblemKind.UNKNOWN_WORD),
        ("$.results.ctf.type", ProblemKind.OTHER_DATATYPE),
        ("$.results.odd.type", ProblemKind.UNKNOWN_SLOT_TYPE),
    ]


def test_slot_types_of_the_user_are_known() -> None:
    """A catalogue with more in it has fewer problems."""
    group: ResultsGroup = structure(group_of(odd="particle.odd"), ResultsGroup)
    types = known_slot_types().with_types([SlotType(datatype=Datatype.PARTICLE, slot_type="odd")])
    assert len(check_results_group(group)) == 1
    assert check_results_group(group, slot_types=types) == ()


@given(raw=raw_results_groups())
def test_every_unknown_key_is_told_and_every_place_is_there(raw: Raw) -> None:
    """Any group that loads can be checked, and problems point at what stands in it."""
    problems = check(raw)
    parts: list[Raw] = [raw, raw["group"], *raw["results"].values()]
    known = {"created", "group", "results", "version", "metafile", "num_items", "type"}
    known |= {"name", "title", "description"}
    unknown = sum(problem.kind is ProblemKind.UNKNOWN_KEY for problem in problems)
    assert unknown >= sum(len(part.keys() - known) for part in parts)
    for problem in problems:
        value: Any = raw
        for key in problem.path:
            value = value[key]


def test_metafiles_are_compared_with_the_most_usual_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group of very many files takes no longer than the number of its slots."""
    asked: set[str] = set()
    monkeypatch.setattr(
        "cryosparc_spec.checks.results_group._is_slip", lambda _, other: asked.add(other)
    )
    pairs = {f"pair_{n}": ("particle.blob", f">pair{n // 2}.cs") for n in range(200)}
    single = {f"single_{n}": ("particle.blob", f">single{n}.cs") for n in range(50)}
    check(group_of(**pairs, **single))
    assert asked == {f">pair{n}.cs" for n in range(20)}


SOUND: Raw = {
    "group": {"name": "a", "type": "particle"},
    "version": "v4.6",
    "results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.blob"}},
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param(
            {"version": ""},
            ["note version is missing: CryoSPARC writes the one that made the group"],
            id="no version",
        ),
        pytest.param(
            {"versoin": "v4", "version": ""},
            ['warning $.versoin: "versoin" is not a key that is known here; write "version"'],
            id="a slip of version",
        ),
        pytest.param(
            {"group": {"name": "a", "type": "particle", "titel": "x"}},
            ['warning $.group.titel: "titel" is not a key that is known here; write "title"'],
            id="a slip in the group",
        ),
        pytest.param(
            {
                "results": {
                    "blob": {
                        "metafile": ">a.cs",
                        "num_items": 3,
                        "type": "particle.blob",
                        "nums": 3,
                    }
                }
            },
            ['note $.results.blob.nums: "nums" is not a key that is known here'],
            id="a key of a slot",
        ),
        pytest.param(
            {"creatd": "2024"},
            ['warning $.creatd: "creatd" is not a key that is known here; write "created"'],
            id="a slip of created",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_itmes": 3, "type": "particle.blob"}}},
            [
                'warning $.results.blob.num_itmes: "num_itmes" is not a key that is known '
                'here; write "num_items"'
            ],
            id="a slip of num_items",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "type": "particle.blob"}}},
            [
                "note $.results.blob: num_items is not said: the slot has as many items as "
                "its table has rows"
            ],
            id="no num_items",
        ),
        pytest.param(
            {
                "results": {
                    "blob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.blob"},
                    "ctf": {"metafile": ">a.cs", "type": "particle.ctf"},
                    "location": {"metafile": ">a.cs", "type": "particle.location"},
                }
            },
            [
                "note $.results.ctf: num_items is not said: the slot has as many items as its "
                "table has rows"
            ],
            id="no num_items in two",
        ),
        pytest.param(
            {"created": "yesterday"},
            ['note $.created: "yesterday" is not a date; leave created out'],
            id="no date",
        ),
        pytest.param(
            {"group": {"name": "a", "type": "particel"}},
            ['warning $.group.type: "particel" is not a datatype; write particle'],
            id="a datatype with a slip",
        ),
        pytest.param(
            {"group": {"name": "a", "type": "zzz"}},
            ['note $.group.type: "zzz" is not a datatype that is known here'],
            id="another datatype",
        ),
        pytest.param(
            {
                "group": {"name": "a", "type": "particel"},
                "results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "particel.blob"}},
            },
            [
                'warning $.group.type: "particel" is not a datatype; write particle',
                'warning $.results.blob.type: "particel" is not a datatype; write particle.blob',
            ],
            id="a slip in both",
        ),
        pytest.param(
            {
                "group": {"name": "a", "type": "zzz"},
                "results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "zzz.blob"}},
            },
            ['note $.group.type: "zzz" is not a datatype that is known here'],
            id="another in both",
        ),
        pytest.param(
            {
                "group": {"name": "a", "type": "zzz"},
                "results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "yyy.blob"}},
            },
            [
                'note $.group.type: "zzz" is not a datatype that is known here',
                'note $.results.blob.type: "yyy" is not a datatype that is known here',
            ],
            id="two others",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "particel.blob"}}},
            ['warning $.results.blob.type: "particel" is not a datatype; write particle.blob'],
            id="a slip in a type",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "blob"}}},
            [
                'error $.results.blob.type: "blob" is not a datatype and a slot type with a '
                "dot between them; write particle.blob"
            ],
            id="no dot",
        ),
        pytest.param(
            {"results": {"zz": {"metafile": ">a.cs", "num_items": 3, "type": "zz"}}},
            [
                'error $.results.zz.type: "zz" is not a datatype and a slot type with a dot '
                "between them"
            ],
            id="no dot, and no known name",
        ),
        pytest.param(
            {
                "group": {"name": "a", "type": "zzz"},
                "results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "blob"}},
            },
            [
                'note $.group.type: "zzz" is not a datatype that is known here',
                'error $.results.blob.type: "blob" is not a datatype and a slot type with a '
                "dot between them",
            ],
            id="no dot, and no known group",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "exposure.blob"}}},
            [
                'warning $.results.blob.type: "exposure.blob" stands in a group of type '
                "particle; write particle.blob"
            ],
            id="of another group",
        ),
        pytest.param(
            {
                "results": {
                    "zz": {"metafile": ">a.cs", "num_items": 3, "type": "exposure.micrograph_blob"}
                }
            },
            [
                'warning $.results.zz.type: "exposure.micrograph_blob" stands in a group of '
                "type particle"
            ],
            id="of another group, and not known in this",
        ),
        pytest.param(
            {
                "results": {
                    "components_mode_3": {
                        "metafile": ">a.cs",
                        "num_items": 3,
                        "type": "particle.zzz",
                    }
                }
            },
            [
                'warning $.results.components_mode_3.type: "zzz" is not a slot type that the '
                "catalogue knows; write particle.components"
            ],
            id="the type of a series",
        ),
        pytest.param(
            {"results": {"zzz": {"metafile": ">a.cs", "num_items": 3, "type": "particle.blbo"}}},
            [
                'warning $.results.zzz.type: "blbo" is not a slot type that the catalogue '
                "knows; write particle.blob"
            ],
            id="the nearest type",
        ),
        pytest.param(
            {"results": {"zzz": {"metafile": ">a.cs", "num_items": 3, "type": "particle.yyy"}}},
            ['warning $.results.zzz.type: "yyy" is not a slot type that the catalogue knows'],
            id="no type is near",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.zzz"}}},
            [
                'warning $.results.blob.type: "zzz" is not a slot type that the catalogue '
                "knows; write particle.blob"
            ],
            id="the usual type",
        ),
        pytest.param(
            {"results": {"b lob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.blob"}}},
            [
                'error $.results["b lob"]: "b lob" cannot be a name: expected letters, digits '
                "and underscores, and no digit first"
            ],
            id="a space in a name",
        ),
        pytest.param(
            {"results": {"blob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.b lob"}}},
            [
                'error $.results.blob.type: "b lob" cannot be a name: expected letters, '
                "digits and underscores, and no digit first; write particle.b_lob"
            ],
            id="a space in a type",
        ),
        pytest.param(
            {
                "results": {
                    "blob": {"metafile": ">a.cs", "num_items": 3, "type": "particle.blob"},
                    "ctf": {"metafile": ">a.cs", "num_items": 4, "type": "particle.ctf"},
                }
            },
            [
                "warning $.results: a group is of the same items in all its slots, and has 3 "
                "of blob, and 4 of ctf; take the same rows of each table, by their uid"
            ],
            id="other counts",
        ),
        pytest.param(
            {"group": {"name": "a", "type": "denoise_model"}},
            [
                'warning $.results.blob.type: "particle.blob" stands in a group of type '
                "denoise_model; write denoise_model.blob"
            ],
            id="a group of which nothing is known",
        ),
    ],
)
def test_one_change_of_a_sound_group(changed: Raw, expected: list[str]) -> None:
    """What is told of it, in all its words; a key that stands for another is not missing "
    "besides."""
    given = {key: value for key, value in (SOUND | changed).items() if value != ""}
    assert told(check(given)) == expected


@pytest.mark.parametrize(
    ("text", "other", "is_slip"),
    [
        ("a.cs", "ab.cs", True),
        ("ab.cs", "a.cs", True),
        ("ab.cs", "ba.cs", True),
        ("ab.cs", "ac.cs", True),
        ("ab.cs", "cd.cs", False),
        ("ab.cs", "abcd.cs", False),
        ("abcd.cs", "ab.cs", False),
        ("J1.cs", "J2.cs", False),
        ("J1a.cs", "J2b.cs", False),
        ("abx.cs", "bay.cs", False),
        ("abcx", "bacx", True),
        ("abcx", "axcb", False),
        ("abc", "acb", True),
        ("abc", "cba", False),
        ("a", "b", True),
        ("xab.cs", "xba.cs", True),
        ("abxx", "bayy", False),
        ("abc", "xbd", False),
        ("axbc", "abxd", False),
    ],
)
def test_a_slip_is_one_character_or_two_that_are_swapped(
    text: str, other: str, is_slip: bool
) -> None:
    """Wherever they stand; numbers are those of another job."""
    assert _is_slip(text, other) is is_slip
