from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from immutabledict import immutabledict

import cryosparc_spec
import cryosparc_spec.columns
from cryosparc_spec import (
    Datafield,
    Datatype,
    DTypeSpec,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    JobRegister,
    JobSection,
    LoadableSlots,
    OutputSpec,
    Problem,
    ResultsGroup,
    Slot,
    SpecError,
    Workflow,
    known_slot_types,
)
from cryosparc_spec.catalogue import (
    Column,
    JobTypes,
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
    SlotType,
    SlotTypes,
)
from cryosparc_spec.checks import DatasetCheck, Fit
from cryosparc_spec.datasets import (
    Certainty,
    DatasetHeader,
    Inference,
    InferredSlot,
    UnsoundColumn,
)
from cryosparc_spec.documents import (
    Blueprint,
    BuiltInJob,
    Connection,
    ExternalOutputSpec,
    Group,
    Input,
    InputResult,
    InputSlot,
    JobParam,
    JobParamType,
    JobRegisterError,
    JobSpec,
    JobType,
    LegacyJob,
    Output,
    OutputRef,
    OutputResult,
    OutputSlot,
    ParamSection,
    Pipeline,
    RegisterInput,
    RegisterOutput,
    ResourceSpec,
    ResultConnection,
    SlotResult,
    When,
    WorkflowConnection,
    WorkflowGroup,
    WorkflowJob,
    WorkflowParameter,
    WorkflowParent,
    WorkflowPort,
)
from cryosparc_spec.files import FixedText
from cryosparc_spec.problems import Edit, EditAction, Position, TextEdit
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.projects import Project
from cryosparc_spec.scripts import DeclaredJob, Script, ScriptCall
from cryosparc_spec.testing.classes import public_names
from cryosparc_spec.vocabulary.families import StrFamily
from tests.strategies import public_values

HEAVY = ("cattrs", "click", "cryosparc", "numpy", "pydantic", "ruamel", "tomlkit", "yaml")


def names_of(package: Any) -> list[str]:
    names: list[str] = getattr(package, "__all__", [])
    return names


def stub_of_root() -> dict[str, str]:
    """Return the module of each name that the root of the package hands out."""
    stub = resources.files("cryosparc_spec").joinpath("__init__.pyi").read_text("utf-8")
    return {name: module for module, name in re.findall(r"from \.([\w.]+) import (\w+)", stub)}


# One object of each public attrs class, and a change that ``evolve`` must refuse.
EXAMPLES: list[tuple[Any, dict[str, Any]]] = [
    (Slot("background_blob", "stat_blob", False), {"name": "a b"}),
    (Datafield("ctf", "ctf"), {"prefix": ""}),
    (Field("location/micrograph_shape", "2u4"), {"dtype": "2x4"}),
    (DTypeSpec("<f4", (2, 3)), {"shape": (0,)}),
    (LoadableSlots(["blob", "ctf"]), {"selection": "al"}),
    (JobSection(name="import", contains=["import_movies"]), {"contains": "import_movies"}),
    (InputSpec(type="exposure", slots=["ctf", "?motion"]), {"type": "exposur"}),
    (OutputSpec(type="particle", slots=["location"]), {"slots": ["?location"]}),
    (
        JobDefinition(
            inputs={"a": InputSpec(type="mask")}, params={"box": [1, {"size": [256, None]}]}
        ),
        {"inputs": {"a": "mask"}},
    ),
    (
        BuiltInJob(job_type="homo_abinit", connections={"particles": ["J1.particles"]}),
        {"connections": {"particles": "J1"}},
    ),
    (Pipeline(jobs={"abinit": BuiltInJob(job_type="homo_abinit")}), {"jobs": {"abinit": {}}}),
    (SlotType(datatype="mask", slot_type="blob", names=["mask"]), {"names": "mask"}),
    (Column(name="shape", dtype="2u4"), {"seen": "never"}),
    (
        DatasetHeader(rows=3, fields=[Field("uid", "u8")], format="CSDAT", header_size=99),
        {"rows": -1},
    ),
    (UnsoundColumn(name="uid", problems=[Problem(("uid",), "no")]), {"place": "1"}),
    (Group(name="particles", type="particle"), {"name": None}),
    (SlotResult(metafile=">p.cs", type="particle.blob"), {"num_items": "9"}),
    (ResultsGroup(group=Group(name="p", type="particle"), results={}), {"results": []}),
    (LegacyJob(uid="J1", job_type="snowflake", parents=("J0",)), {"parents": "J0"}),
    (WorkflowParameter(value=[1, {"a": 2}]), {"locked": "no"}),
    (WorkflowJob(groups=(("J1.a", "b"),)), {"groups": "J1.a"}),
    (WorkflowGroup(name="a", connections=("J1.b",)), {"required": "blob"}),
    (WorkflowParent(groups={"a": WorkflowGroup()}), {"groups": {"a": {}}}),
    (Workflow(jobs={"J1": WorkflowJob()}), {"jobs": {"J1": {}}}),
    (Blueprint(job_type="import_movies"), {"title": 3}),
    (WorkflowPort("J1", "a"), {"name": "a.b"}),
    (WorkflowConnection(WorkflowPort("J1", "a"), WorkflowPort("J2", "b")), {"source": "J1.a"}),
    (ResultConnection.parse(("J1.a.ctf", "J2.b.0.ctf")), {"index": "0"}),
    (Project("P1"), {"folder": 3}),
    (KnownSlot(name="map", dtype="blob", required=True), {"basis": "guessed"}),
    (KnownInput(datatype="mask", count_max="inf"), {"count_max": "none"}),
    (KnownOutput(datatype="volume", series="volume_class_{}"), {"slots": ["map"]}),
    (KnownDefault(value=[256, {"a": 1}], version="v5.0"), {"version": 5}),
    (KnownParam(types=["integer"], enum=[1, 2], hidden={"op": "==", "value": [1]}), {"ge": "1"}),
    (
        KnownJobType(
            type="homo_abinit", complete={"params": ["v5.0"]}, params={"abinit_K": KnownParam()}
        ),
        {"complete": {"params": "v5.0"}},
    ),
    (JobTypes([KnownJobType(type="homo_abinit")]), {"job_types": ["homo_abinit"]}),
    (SlotTypes([SlotType(datatype="mask", slot_type="blob")]), {"slot_types": ["blob"]}),
]
EXAMPLES[-1:-1] = [
    (cls(**kwargs), {wrong: 3.5})
    for cls, kwargs, wrong in (
        (InputSlot, {"name": "ctf", "dtype": "ctf"}, "name"),
        (OutputSlot, {"name": "ctf", "dtype": "ctf"}, "name"),
        (RegisterInput, {"type": "mask", "slots": ["?mask"]}, "slots"),
        (RegisterOutput, {"type": "mask", "slots": ["mask"]}, "slots"),
        (
            InputResult,
            {"dtype": "ctf", "job_uid": "J1", "output": "o", "result": "ctf"},
            "job_uid",
        ),
        (Connection, {"job_uid": "J1", "output": "particles"}, "results"),
        (Input, {"type": "particle"}, "connections"),
        (OutputResult, {"name": "blob", "dtype": "blob"}, "versions"),
        (Output, {"type": "particle", "extras": {"new": [1, {"a": None}]}}, "results"),
        (OutputRef, {"job_uid": "J1", "output": "particles"}, "output"),
        (ResourceSpec, {"gpu": 2}, "ssd"),
        (JobSpec, {"type": "homo_abinit", "params": {"abinit_K": 3}}, "inputs"),
        (Job, {"uid": "J1", "spec": JobSpec(type="homo_abinit")}, "spec"),
        (
            ExternalOutputSpec,
            {"name": "particles", "spec": RegisterOutput(type="particle")},
            "spec",
        ),
        (When, {"expr": {"op": "==", "param": "foo", "value": 42}}, "extras"),
        (ParamSection, {"name": "compute"}, "title"),
        (JobParamType, {"type": "integer"}, "type"),
        (JobParam, {"title": "Number of GPUs", "type": "integer"}, "hidden"),
        (JobType, {"type": "import_movies", "category": "import"}, "params"),
        (JobRegisterError, {"type": "a", "message": "b", "traceback": "c"}, "message"),
        (JobRegister, {"specs": [JobType(type="import_movies", category="import")]}, "specs"),
    )
]
# Reports are made by the package, and hold what they are given.
REPORTS = [
    Position("picker.yaml", 7, 12),
    DatasetCheck(immutabledict(ctf=Fit.FITS), ()),
    InferredSlot(Slot("ctf", "ctf"), Certainty.KNOWN),
    Inference(Datatype.PARTICLE, (InferredSlot(Slot("ctf", "ctf"), Certainty.KNOWN),)),
    Problem(("inputs", 0), "it is wrong", hint="mend it", position=Position("picker.yaml")),
    TextEdit((3, 5), (3, 8), "count_min"),
    Edit(EditAction.RENAME, ("inputs", "mics", "min"), "count_min"),
    Fix.of(1, key="count_min"),
    FixedText("min: 1", "count_min: 1"),
    ScriptCall("add_input", "particle", "particles", ("blob",)),
    DeclaredJob(JobDefinition(title="Picker"), (), Position("picker.py", 3, 7)),
    Script((ScriptCall("add_output"),), (DeclaredJob(JobDefinition()),), ()),
]


def run(code: str) -> str:
    """Run code in a fresh interpreter, where warnings are errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ROOMS: Mapping[str, Any] = {
    found.name: importlib.import_module(f"cryosparc_spec.{found.name}")
    for found in pkgutil.iter_modules(cryosparc_spec.__path__)
    if found.ispkg and found.name not in ("interop", "testing")
}
PACKAGES: Mapping[str, Any] = {"": cryosparc_spec, **ROOMS}
PUBLIC = [(room, name) for room, package in PACKAGES.items() for name in names_of(package)]
"""Each public name, with the room that hands it out; ``""`` is the root of the package."""
DOCS = Path(__file__).parents[1] / "docs"


def every_public_name() -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("room", "name"), [pytest.param(*each, id=".".join(filter(None, each))) for each in PUBLIC]
    )


@every_public_name()
def test_public_name_can_be_imported(room: str, name: str) -> None:
    """Each public name is there, shows in ``dir``, and classes and functions say what they are."""
    value = getattr(PACKAGES[room], name)
    assert name in dir(PACKAGES[room])
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__module__.startswith(f"cryosparc_spec.{room}")
        assert value.__name__ == name
        assert inspect.getdoc(value)


def test_each_public_name_stands_in_one_place() -> None:
    """A name is handed out by the package or by one of its rooms."""
    names = [name for _, name in PUBLIC]
    assert len(names) == len(set(names))


def test_the_root_holds_what_a_first_script_needs() -> None:
    """The names of ``cryosparc.spec`` and those of a first script; there is no long list."""
    assert len(names_of(cryosparc_spec)) < 56


@pytest.mark.parametrize("room", [room for room in PACKAGES if names_of(PACKAGES[room])])
def test_stubs_are_in_order(room: str) -> None:
    """The list of public names is kept in order, and a type checker takes each as public."""
    stub = resources.files("cryosparc_spec").joinpath(room, "__init__.pyi").read_text("utf-8")
    lines = [line for line in stub.splitlines() if line.startswith("from ")]
    assert lines == sorted(lines)
    for line in lines:
        assert re.fullmatch(r"from \.[\w.]+ import (\w+) as \1", line)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_say_what_they_are(room: str) -> None:
    """Each room says in a sentence or two what it is."""
    assert 20 < len(ROOMS[room].__doc__) < 250


def test_star_import_gives_all() -> None:
    """``from cryosparc_spec import *`` gives the public names, those loaded when asked too."""
    namespace: dict[str, Any] = {}
    exec("from cryosparc_spec import *", namespace)
    assert set(namespace) - {"__builtins__"} == set(names_of(cryosparc_spec))


@every_public_name()
def test_the_pages_on_the_api_have_every_name(room: str, name: str) -> None:
    """Each public name stands on a page of the room where it is defined, under its address."""
    defined_in = room or stub_of_root()[name].partition(".")[0]
    pages = [(DOCS / "api" / f"{defined_in}.md"), *(DOCS / "api").glob(f"{defined_in}_*.md")]
    page = "".join(page.read_text("utf-8") for page in pages)
    address = ".".join(filter(None, ("cryosparc_spec", room, name)))
    assert len(re.findall(rf"auto\w+:: {re.escape(address)}$", page, re.MULTILINE)) == 1


def test_the_pages_on_the_api_have_nothing_else() -> None:
    """What is documented is public; the page on bridges documents their modules as a whole."""
    rooms = [page for page in (DOCS / "api").glob("*.md") if page.stem != "bridges"]
    pages = "".join(page.read_text("utf-8") for page in rooms)
    addresses = {".".join(filter(None, ("cryosparc_spec", *each))) for each in PUBLIC}
    documented = set(re.findall(r"auto(?!module)\w+:: ([\w.]+)", pages))
    assert {name for name in documented if ".interop." not in name} == addresses


def test_completion_offers_only_what_is_ours() -> None:
    """Not what the module imports for itself, nor the modules that were imported."""
    offered = run("import cryosparc_spec.testing as t, cryosparc_spec as c; print(*dir(c))").split()
    assert {name for name in offered if not name.startswith("_")} == {*names_of(cryosparc_spec)}


def test_name_loaded_when_asked_is_kept() -> None:
    """A name is looked up once: afterwards it is a plain attribute of the package."""
    code = """
import cryosparc_spec
print("structure" in vars(cryosparc_spec), "structure" in dir(cryosparc_spec))
first = cryosparc_spec.structure
print("structure" in vars(cryosparc_spec), cryosparc_spec.structure is first)
"""
    assert run(code) == "False True\nTrue True\n"


@pytest.mark.parametrize("name", ["structur", "slots2", "", "_private"])
def test_unknown_name(name: str) -> None:
    """A name that is not there raises ``AttributeError``, as for any module."""
    with pytest.raises(AttributeError, match="cryosparc_spec"):
        getattr(cryosparc_spec, name)


def test_unknown_name_cannot_be_imported() -> None:
    """The import of a name that is not there fails as for any module."""
    with pytest.raises(ImportError, match="cannot import name 'structur'"):
        exec("from cryosparc_spec import structur")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import cryosparc_spec", id="import"),
        pytest.param(
            "from cryosparc_spec import Slot; Slot.parse('?background_blob')", id="a slot"
        ),
        pytest.param(
            "from cryosparc_spec import DTypeSpec, Field; Field.parse(['a', '3u4'])", id="a field"
        ),
        pytest.param(
            "from cryosparc_spec import InputSpec; InputSpec(type='mask', slots=['mask'])",
            id="an input",
        ),
        pytest.param("import cryosparc_spec; dir(cryosparc_spec)", id="dir"),
        pytest.param(
            "from cryosparc_spec.vocabulary import content_type_for; content_type_for('a.mrc')",
            id="a content type",
        ),
    ],
)
def test_import_is_light(code: str) -> None:
    """Values and vocabulary, imported and used, load none of the heavy dependencies."""
    heavy = run(f"{code}\nimport sys\nprint(*sorted({{*{HEAVY!r}}} & {{*sys.modules}}))")
    assert heavy == "\n"


def test_import_leaves_the_catalogue_for_later() -> None:
    """The catalogue is read when it is first asked for."""
    code = """
import cryosparc_spec
print(cryosparc_spec.known_slot_types.cache_info().currsize)
cryosparc_spec.known_slot_types()
print(cryosparc_spec.known_slot_types.cache_info().currsize)
"""
    assert run(code) == "0\n1\n"


def test_package_is_typed_and_has_its_data() -> None:
    """The marker for type checkers and the catalogue are where the package is."""
    files = resources.files("cryosparc_spec")
    assert files.joinpath("py.typed").is_file()
    assert files.joinpath("catalogue", "slot_types.json").is_file()
    assert files.joinpath("catalogue", "job_types.json").is_file()


def test_version() -> None:
    """The version is the one that the installed package says."""
    try:
        installed = metadata.version("cryosparc-spec")
    except metadata.PackageNotFoundError:
        pytest.skip("cryosparc-spec is not installed, but read from a folder")
    assert cryosparc_spec.__version__ == installed


def public_classes() -> set[type]:
    return {
        value for value in public_names().values() if inspect.isclass(value) and attrs.has(value)
    }


def test_every_public_class_has_an_example() -> None:
    """No public class goes without the tests below."""
    examples = {type(value) for value, _ in EXAMPLES} | {type(value) for value in REPORTS}
    assert {cls.__name__ for cls in public_classes() - examples} == set()


every_example = pytest.mark.parametrize(
    "value",
    [
        pytest.param(value, id=type(value).__name__)
        for value in [*(value for value, _ in EXAMPLES), *REPORTS, known_slot_types()]
        if value is not EXAMPLES[-1][0]
    ],
)


@every_example
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_public_class_is_picklable(value: Any, protocol: int) -> None:
    """Every public object crosses process borders."""
    again = pickle.loads(pickle.dumps(value, protocol))
    assert again == value
    assert type(again) is type(value)
    assert hash(again) == hash(value)


@every_example
def test_public_class_is_a_value(value: Any) -> None:
    """Every public object hashes, copies and compares by value; it differs from other classes."""
    for again in (copy.copy(value), copy.deepcopy(value), attrs.evolve(value)):
        assert again == value
        assert hash(again) == hash(value)
        assert {value: 1}[again] == 1
        assert repr(again) == repr(value)
    assert value != attrs.astuple(value, recurse=False)
    assert value != "x"


@every_example
def test_public_class_is_immutable(value: Any) -> None:
    """No attribute can be set, added or deleted, and none holds a list, a dict or a set."""
    for attribute in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, attribute.name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, attribute.name)
        assert not isinstance(getattr(value, attribute.name), list | dict | set)
    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
        value.other = None


@pytest.mark.parametrize(
    ("value", "changes"),
    [pytest.param(*example, id=type(example[0]).__name__) for example in EXAMPLES],
)
def test_evolve_validates(value: Any, changes: dict[str, Any]) -> None:
    """``attrs.evolve`` refuses what the constructor refuses."""
    with pytest.raises(SpecError) as evolved:
        attrs.evolve(value, **changes)
    given_ = {a.alias: getattr(value, a.name) for a in attrs.fields(type(value))}
    with pytest.raises(SpecError) as constructed:
        type(value)(**given_ | changes)
    assert str(evolved.value) == str(constructed.value)


@given(value=public_values())
def test_public_values_are_values(value: Any) -> None:
    """Whatever they hold, public values hash, pickle and copy to equals."""
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert again == value
        assert hash(again) == hash(value)
    if isinstance(value, StrFamily):
        assert copy.deepcopy(value) is value
    else:
        assert attrs.evolve(value) == value


def test_mutable_arguments_are_not_kept() -> None:
    """What is later done to a list or dict that was given does not reach the object."""
    slots: list[Any] = ["ctf"]
    params: dict[str, Any] = {"box": [1, 2]}
    inputs = {"a": InputSpec(type="mask", slots=slots)}
    definition = JobDefinition(inputs=inputs, params=params)
    before = hash(definition)
    slots.append("blob")
    params["box"].append(3)
    params["more"] = 1
    inputs["b"] = InputSpec(type="mask")
    assert hash(definition) == before
    assert list(definition.inputs) == ["a"]
    assert definition.inputs["a"].slots == (Slot("ctf", "ctf"),)
    assert definition.params == {"box": (1, 2)}


def test_a_package_tells_its_names_before_one_is_asked_for() -> None:
    """``dir`` reads the stub, where no name was loaded so far."""
    package = cryosparc_spec.columns
    assert package.__file__ is not None
    get, names = cryosparc_spec.names_in_stub(package.__name__, package.__file__)
    assert {"DTypeLike", "FieldLike"} <= set(names())
    assert get("FieldLike") is cryosparc_spec.columns.FieldLike
