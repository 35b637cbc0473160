"""Tests of how notebooks and rich show objects."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from immutabledict import immutabledict
from rich.console import Console

from cryosparc_spec import (
    Datatype,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    JobRegister,
    OutputSpec,
    Problem,
    ResultsGroup,
    Slot,
    SpecError,
    StructureError,
    Workflow,
    check,
    check_dataset,
    check_file,
    dumps,
    known_slot_types,
    structure,
    unstructure,
)
from cryosparc_spec.catalogue import (
    Column,
    JobTypes,
    KnownInput,
    KnownJobType,
    SlotType,
    SlotTypes,
    known_job_types,
)
from cryosparc_spec.checks import DatasetCheck, check_document, check_results_group, connectable
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.converters import problems_in
from cryosparc_spec.converters.plain_data import PUBLIC_CLASSES
from cryosparc_spec.datasets import Certainty, DatasetHeader, Inference, InferredSlot
from cryosparc_spec.display.displayed import (
    Displayed,
    DisplayedMapping,
    DisplayedRows,
    DisplayedTuple,
    ProblemList,
)
from cryosparc_spec.documents import (
    JobSpec,
    JobType,
    RegisterInput,
    WorkflowPort,
)
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.problems import Edit, Position, Severity, TextEdit
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.testing.classes import strategy_for
from cryosparc_spec.testing.values import problems
from tests.test_public_api import public_classes

DISPLAYED = [
    pytest.param(cls, id=cls.__name__)
    for cls in sorted(public_classes(), key=lambda cls: cls.__name__)
    if issubclass(cls, Displayed)
]
TAGS = {"div", "style", "b", "table", "tr", "th", "td", "details", "summary"}


def html_of(value: Any) -> str:
    text: str = value._repr_html_()
    return text


def parsed(value: Any) -> ElementTree.Element:
    """The elements of an object's HTML, which is well-formed XML at that."""
    return ElementTree.fromstring(html_of(value).encode())


def content(value: Any) -> str:
    """The HTML of an object, without what is the same for all."""
    html = re.sub(r"<style>.*?</style>", "", html_of(value), flags=re.DOTALL)
    return html.removeprefix('<div class="cryosparc-spec">').removesuffix("</div>")


def texts(value: Any) -> list[str]:
    """The text of each element."""
    return ["".join(element.itertext()) for element in parsed(value).iter()]


def test_documents_definitions_and_headers_are_displayed() -> None:
    """All documents of CryoSPARC are, what users write, what is known, and what is said of tables.

    Catalogues and lists of problems are tables with a row for each of what they hold.
    """
    classes = {parameter.values[0] for parameter in DISPLAYED}
    rows: set[Any] = {SlotTypes, JobTypes}
    others: set[Any] = {*PUBLIC_CLASSES} - rows - {Problem, Position, Fix, Edit, TextEdit}
    others |= {DatasetHeader, DatasetCheck, Inference, InferredSlot}
    assert classes == {cls for cls in public_classes() if issubclass(cls, ServerDocument)} | others
    assert all(issubclass(cls, DisplayedRows) for cls in rows)


@pytest.mark.parametrize("cls", DISPLAYED)
@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_html_is_well_formed(cls: type[Any], data: st.DataObject) -> None:
    """Whatever an object holds, its HTML has our elements only, and the style is not touched."""
    value = data.draw(strategy_for(cls))
    assert {element.tag for element in parsed(value).iter()} <= TAGS
    assert html_of(value).count("<style>") == 1


@given(st.lists(problems(), max_size=3).map(ProblemList))
@settings(max_examples=20)
def test_html_of_problems_is_well_formed(found: ProblemList) -> None:
    """The same holds for lists of problems, with a row for each."""
    rows = parsed(found).iter("tr")
    assert len(list(rows)) == (1 + len(found) if found else 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="a script"),
        pytest.param("</td></table>", "</td></table>", id="ends of elements"),
        pytest.param("<!-- ", "<!-- ", id="a comment"),
        pytest.param('" onclick="x', '" onclick="x', id="quotes"),
        pytest.param("&lt;&#60;", "&lt;&#60;", id="entities"),
        pytest.param("two\nlines\tand a tab", "two\nlines\tand a tab", id="lines"),
        pytest.param("\x00\x1b[31m\x7f\x85", "\\x00\\x1b[31m\\x7f\\x85", id="steering characters"),
        pytest.param("a\u202eb\u2028\u2066", "a\\u202eb\\u2028\\u2066", id="direction of text"),
        pytest.param("\ud800\uffff", "\\ud800\\uffff", id="no characters"),
        pytest.param("größe 🧊", "größe 🧊", id="other scripts"),
        pytest.param("x" * 5000, "x" * 1000 + "...", id="long"),
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(lambda text: JobDefinition(title=text), id="title"),
        pytest.param(
            lambda text: JobDefinition(inputs={"a": InputSpec(type="mask", title=text)}),
            id="title in a table",
        ),
        pytest.param(
            lambda text: JobDefinition(inputs={text: InputSpec(type="mask")}), id="name of an input"
        ),
        pytest.param(lambda text: JobDefinition(params={text: 1}), id="name of a parameter"),
        pytest.param(lambda text: JobDefinition(params={"a": text}), id="parameter"),
        pytest.param(
            lambda text: Job(uid="J1", spec=JobSpec(type="x", extras={"a": {text: 2}})),
            id="unknown key",
        ),
        pytest.param(lambda text: Job(uid="J1", tags=(text,), spec=JobSpec(type="x")), id="list"),
        pytest.param(lambda text: ProblemList([Problem((), text)]), id="message"),
        pytest.param(lambda text: ProblemList([Problem((), "a", hint=text)]), id="fix"),
        pytest.param(
            lambda text: ProblemList([Problem((), "a", position=Position(text))]), id="file"
        ),
    ],
)
def test_what_users_put_in_is_escaped(place: Callable[[str], Any], text: str, shown: str) -> None:
    """Text stands in its cell as it is, markup and all, or with escapes for what has no sight."""
    assert shown in texts(place(text))


PICKER = JobDefinition(
    title="Picker & <co>",
    inputs={
        "a": InputSpec(type="exposure", slots=["micrograph_blob", "?ctf"], count_max=1),
        "b": InputSpec(type="mask", slots=["mask"], repeat_allowed=True),
    },
    params={"box": [256, [1, 2]], "deep": {"flag": True, "none": None, "list": [{"a": 1}]}},
)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        pytest.param(
            PICKER,
            '<b>JobDefinition</b><table class="pairs">'
            "<tr><th>title</th><td>Picker &amp; &lt;co&gt;</td></tr>"
            '<tr><th>inputs</th><td><table class="cards">'
            "<tr><th></th><th>type</th><th>slots</th><th>count_max</th><th>repeat_allowed</th></tr>"
            '<tr><th>a</th><td data-of="type">exposure</td>'
            '<td data-of="slots">micrograph_blob, ?ctf</td><td data-of="count_max">1</td>'
            '<td data-of="repeat_allowed">false</td></tr>'
            '<tr><th>b</th><td data-of="type">mask</td><td data-of="slots">mask</td>'
            '<td data-of="count_max"></td><td data-of="repeat_allowed">true</td></tr>'
            "</table></td></tr>"
            '<tr><th>params</th><td><table class="pairs">'
            "<tr><th>box</th><td>256, [1, 2]</td></tr>"
            '<tr><th>deep</th><td><table class="pairs">'
            "<tr><th>flag</th><td>true</td></tr>"
            "<tr><th>none</th><td></td></tr>"
            "<tr><th>list</th><td>{&quot;a&quot;: 1}</td></tr>"
            "</table></td></tr>"
            "</table></td></tr></table>",
            id="definition",
        ),
        pytest.param(
            InputSpec(type="mask", slots=["mask"]),
            '<b>InputSpec</b><table class="pairs">'
            "<tr><th>type</th><td>mask</td></tr>"
            "<tr><th>slots</th><td><table><tr><th>name</th><th>dtype</th><th>required</th></tr>"
            "<tr><td>mask</td><td>blob</td><td>true</td></tr></table></td></tr></table>",
            id="input",
        ),
        pytest.param(
            JobType(
                type="x",
                category="import",
                inputs={
                    "a": RegisterInput(type="mask", slots=("mask", "?ctf")),
                    "b": structure(
                        {"type": "mask", "slots": [{"name": "m", "dtype": "mask"}]}, RegisterInput
                    ),
                    "c": structure(
                        {"type": "mask", "slots": ["a", {"name": "m", "dtype": "mask"}]},
                        RegisterInput,
                    ),
                },
            ),
            '<b>JobType</b><table class="pairs">'
            "<tr><th>type</th><td>x</td></tr>"
            "<tr><th>category</th><td>import</td></tr>"
            "<tr><th>inputs</th><td><table><tr><th></th><th>type</th><th>slots</th></tr>"
            "<tr><th>a</th><td>mask</td><td>mask, ?ctf</td></tr>"
            "<tr><th>b</th><td>mask</td><td><details><summary>m</summary><table>"
            "<tr><th>name</th><th>dtype</th></tr><tr><td>m</td><td>mask</td></tr>"
            "</table></details></td></tr>"
            "<tr><th>c</th><td>mask</td><td>a, name: m, dtype: mask</td></tr>"
            "</table></td></tr></table>",
            id="job type",
        ),
        pytest.param(
            ProblemList(
                [
                    Problem(("a", 0), "it is wrong", hint='write "x"', position=Position("f", 1)),
                    Problem((), "doubtful", severity=Severity.WARNING),
                ]
            ),
            '<table class="cards"><tr><th>severity</th><th>where</th><th>what</th><th>fix</th>'
            "<th>in the file</th></tr>"
            '<tr><td data-of="severity"><b class="error">error</b></td>'
            '<td data-of="where">$.a[0]</td><td data-of="what">it is wrong</td>'
            '<td data-of="fix">write &quot;x&quot;</td><td data-of="in the file">f:1</td></tr>'
            '<tr><td data-of="severity"><b class="warning">warning</b></td>'
            '<td data-of="where">$</td><td data-of="what">doubtful</td>'
            '<td data-of="fix"></td><td data-of="in the file"></td></tr></table>',
            id="problems",
        ),
        pytest.param(ProblemList(), "<b>no problems</b>", id="no problems"),
        pytest.param(
            PICKER.inputs["a"].slots,
            "<table><tr><th>name</th><th>dtype</th><th>required</th></tr>"
            "<tr><td>micrograph_blob</td><td>micrograph_blob</td><td>true</td></tr>"
            "<tr><td>ctf</td><td>ctf</td><td>false</td></tr></table>",
            id="slots",
        ),
        pytest.param(
            Slot("mask", "blob"),
            '<b>Slot</b><table class="pairs"><tr><th>name</th><td>mask</td></tr>'
            "<tr><th>dtype</th><td>blob</td></tr><tr><th>required</th><td>true</td></tr></table>",
            id="slot",
        ),
        pytest.param(
            attrs.evolve(PICKER, inputs={"b": InputSpec(type="mask")}).inputs,
            "<table><tr><th></th><th>type</th></tr><tr><th>b</th><td>mask</td></tr></table>",
            id="inputs",
        ),
        pytest.param(PICKER.outputs, "<b>none</b>", id="no outputs"),
        pytest.param(
            Inference(Datatype.MASK, (InferredSlot(Slot("m", "blob"), Certainty.LIKELY),)),
            '<b>Inference</b><table class="pairs"><tr><th>datatype</th><td>mask</td></tr>'
            "<tr><th>slots</th><td><table>"
            "<tr><th>name</th><th>dtype</th><th>certainty</th></tr>"
            "<tr><td>m</td><td>blob</td><td>likely</td></tr></table></td></tr></table>",
            id="inference",
        ),
        pytest.param(
            SlotTypes([SlotType(datatype="mask", slot_type="blob", names=["a", "b"])]),
            '<table class="cards"><tr><th>datatype</th><th>slot_type</th><th>names</th>'
            "<th>series</th><th>columns</th></tr>"
            '<tr><td data-of="datatype">mask</td><td data-of="slot_type">blob</td>'
            '<td data-of="names">a, b</td><td data-of="series"></td>'
            '<td data-of="columns"></td></tr></table>',
            id="slot types",
        ),
        pytest.param(
            JobTypes([KnownJobType(type="a", title="A & B")]),
            "<table><tr><th>type</th><th>title</th></tr>"
            "<tr><td>a</td><td>A &amp; B</td></tr></table>",
            id="job types",
        ),
        pytest.param(
            structure({"uid": "J1", "title": "", "tags": [], "spec": {"type": "x"}}, Job),
            '<b>Job</b><table class="pairs"><tr><th>uid</th><td>J1</td></tr>'
            '<tr><th>spec</th><td><table class="pairs"><tr><th>type</th><td>x</td></tr></table>'
            "</td></tr></table>",
            id="job without empty text",
        ),
    ],
)
def test_html(value: Any, html: str) -> None:
    """Objects are tables of what differs from the default; what is many is a table again."""
    assert content(value) == html


def test_much_is_cut() -> None:
    """A table has 200 rows, and all of an object 2,000 together; it says what is left out."""
    fields = [Field(f"a/{number}", "f4") for number in range(5000)]
    header = DatasetHeader(rows=1, fields=fields, format="NPY 1.0", header_size=9)
    assert content(header).count("<tr>") == 1 + 200 + 1 + 4
    assert "and 4800 more" in texts(header)
    ports = {str(number): RegisterInput(type="mask", extras={"a": 1}) for number in range(150)}
    job_types = [JobType(type="x", category="import", inputs=ports) for _ in range(150)]
    register = JobRegister(specs=tuple(job_types))
    assert 2000 < content(register).count("<tr>") < 2050
    assert "and 136 more" in texts(register)


def luminance(colour: str) -> float:
    """How bright a colour is, as the guidelines on contrast of the W3C have it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_colours_can_be_read_on_light_and_dark_pages() -> None:
    """Text has the colour of the page, but for white on colours that are dark enough for it."""
    style = parsed(ProblemList())[0].text or ""
    rules = re.findall(r"([^{}]+)\{([^{}]+)\}", style)
    coloured = [selector for selector, body in rules if re.search(r"(?<![-\w])color:", body)]
    assert [re.findall(r"b\.(\w+)", selector) for selector in coloured] == [[*Severity]]
    backgrounds = re.findall(r"background: (#\w{6})", style)
    assert len(backgrounds) == len(Severity)
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in backgrounds)


def test_cells_are_aligned_in_jupyter_too() -> None:
    """Its rule for cells has a class and a pseudo-class before the element: ours weighs as much."""
    style = parsed(ProblemList())[0].text or ""
    [selector] = re.findall(r"([^{}]+)\{[^{}]*text-align: left", style)
    assert selector.split() == [".cryosparc-spec.cryosparc-spec", ":is(th,", "td)"]


def test_problem_lists_are_tuples() -> None:
    """A list of problems is a tuple in all respects."""
    found = check(JobDefinition())
    assert found == tuple(found)
    assert hash(found) == hash(tuple(found))
    assert repr(found) == repr(tuple(found))
    assert check(PICKER) == ()
    for again in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found)):
        assert type(again) is ProblemList
        assert again == found


HEADER = DatasetHeader(rows=1, fields=(Field("uid", "u8"),), format="NPY 1.0", header_size=9)
GROUP = structure({"group": {"name": "a", "type": "mask"}, "results": {}}, ResultsGroup)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(lambda: check(PICKER), id="check"),
        pytest.param(lambda: check_raw_definition({}), id="check_raw_definition"),
        pytest.param(lambda: check_raw_definition([]), id="check_raw_definition of no mapping"),
        pytest.param(lambda: check_document(GROUP), id="check_document"),
        pytest.param(lambda: check_results_group(GROUP), id="check_results_group"),
        pytest.param(lambda: check_file("docs/examples/picker.yaml"), id="check_file"),
        pytest.param(
            lambda: check_file("docs/broken_examples/not_yaml.yaml"), id="check_file of no document"
        ),
        pytest.param(lambda: check_file("docs"), id="check_file of no file"),
        pytest.param(
            lambda: check_dataset(HEADER, slots=["mask"], datatype="mask").problems,
            id="check_dataset",
        ),
        pytest.param(
            lambda: connectable(OutputSpec(type="mask"), InputSpec(type="mask")), id="connectable"
        ),
        pytest.param(lambda: Workflow().connection_problems(), id="connection_problems"),
        pytest.param(lambda: problems_in(StructureError.of("a")), id="problems_in"),
    ],
)
def test_checks_give_lists_that_are_displayed(
    found: Callable[[], Any], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever returns problems returns a list that a notebook shows as a table."""
    monkeypatch.chdir(request.config.rootpath)
    assert type(found()) is ProblemList


def printed(value: object) -> str:
    console = Console(width=60, color_system=None)
    with console.capture() as capture:
        console.print(value)
    return capture.get()


def test_rich_shows_what_differs_from_the_default() -> None:
    """Rich prints the attributes that say something, one below the other where there are many."""
    definition = attrs.evolve(PICKER, params={}, inputs={"b": PICKER.inputs["b"]})
    assert printed(definition) == (
        "JobDefinition(\n"
        "    title='Picker & <co>',\n"
        "    inputs={\n"
        "        'b': InputSpec(\n"
        "            type=<Datatype.MASK: 'mask'>,\n"
        "            slots=(Slot(name='mask', dtype='blob'),),\n"
        "            repeat_allowed=True\n"
        "        )\n"
        "    }\n"
        ")\n"
    )


def test_rich_hides_how_a_document_was_written() -> None:
    """What is not part of the text of an object is none of what rich prints."""
    read = structure({"group": {"name": "a", "type": "mask"}, "results": {}}, ResultsGroup)
    assert read._keys_read == ("group", "results")
    assert printed(read) == (
        "ResultsGroup(\n"
        "    group=Group(name='a', type=<Datatype.MASK: 'mask'>),\n"
        "    results={}\n"
        ")\n"
    )


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        pytest.param(InputSpec.title, "What people read in the builder.", id="of an input"),
        pytest.param(JobDefinition.params, "Parameters of the author's script", id="of a job"),
    ],
)
def test_help_says_what_attributes_mean(attribute: object, text: str) -> None:
    """The docstring under an attribute is what ``help`` shows for it."""
    assert (inspect.getdoc(attribute) or "").startswith(text)


HOSTILE = "<img src=x onerror=alert(1)>\"'&</table></style>"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(DisplayedMapping({HOSTILE: InputSpec(type="mask")}), id="name of an input"),
        pytest.param(
            JobDefinition(outputs={HOSTILE: OutputSpec(type="mask", passthrough=HOSTILE)}).outputs,
            id="outputs",
        ),
        pytest.param(
            DisplayedTuple([InputSpec(type="mask", title=HOSTILE, description=HOSTILE)]), id="list"
        ),
        pytest.param(
            SlotTypes(
                [
                    SlotType(
                        datatype="mask",
                        slot_type="a",
                        names=[HOSTILE],
                        series=[HOSTILE],
                        columns=[Column(name=HOSTILE, required=HOSTILE)],
                    )
                ]
            ),
            id="slot types",
        ),
        pytest.param(
            JobTypes([KnownJobType(type=HOSTILE, title=HOSTILE, notes=[HOSTILE])]), id="job types"
        ),
        pytest.param(KnownJobType(type=HOSTILE, inputs={HOSTILE: KnownInput()}), id="job type"),
        pytest.param(
            JobType(type=HOSTILE, category=HOSTILE, inputs={HOSTILE: RegisterInput(type=HOSTILE)}),
            id="register",
        ),
        pytest.param(ProblemList([Problem((HOSTILE,), HOSTILE, hint=HOSTILE)]), id="problems"),
        pytest.param(Problem((HOSTILE,), HOSTILE), id="problem"),
        pytest.param(Field(HOSTILE.replace("/", ""), "f4"), id="field"),
        pytest.param(WorkflowPort(HOSTILE, HOSTILE), id="port"),
        pytest.param(
            Job(uid=HOSTILE, spec=JobSpec(type=HOSTILE, params={HOSTILE: {HOSTILE: HOSTILE}})),
            id="job",
        ),
    ],
)
def test_hostile_text_stays_text(value: Any) -> None:
    """In whatever is shown, a name is no markup: all elements are ours, and so is what they say."""
    if not hasattr(value, "_repr_html_"):
        value = ProblemList([value])
    elements = list(parsed(value).iter())
    assert {element.tag for element in elements} <= TAGS
    assert {key for element in elements for key in element.attrib} <= {"class", "data-of"}
    assert any(HOSTILE[:20] in text for text in texts(value))


def test_headings_of_narrow_pages_are_escaped() -> None:
    """The heading that stands before a cell on a narrow page is that of its column."""
    rows = list(parsed(ProblemList([Problem((), "a")])).iter("tr"))
    headings = [cell.text for cell in rows[0]]
    assert [cell.attrib["data-of"] for cell in rows[1]] == headings


@pytest.mark.parametrize(
    ("get", "message"),
    [
        pytest.param(
            lambda: PICKER.inputs["aa"],
            '"aa" is not one of the names here: expected one of a, b; write "a"',
            id="input",
        ),
        pytest.param(
            lambda: PICKER.outputs["picked"],
            '"picked" is not one of the names here: there are none',
            id="no outputs",
        ),
        pytest.param(
            lambda: structure(
                {"spec": {"type": "x", "inputs": {"particles": {"type": "particle"}}}}, Job
            ).spec.inputs["partcles"],
            '"partcles" is not one of the names here: expected one of particles; write "particles"',
            id="input of a job",
        ),
        pytest.param(
            lambda: known_slot_types()["particle", "ctff"],
            '"particle.ctff" is not among the 30 slot types known: expected a datatype and a slot '
            'type, as in ("particle", "ctf"); write ("particle", "ctf")',
            id="slot type",
        ),
        pytest.param(
            lambda: known_slot_types()["ctf"],  # type: ignore[index]
            '"ctf" is not among the 30 slot types known: expected a datatype and a slot type, '
            'as in ("particle", "ctf")',
            id="slot type without a datatype",
        ),
        pytest.param(
            lambda: known_job_types()["homo_abinito"],
            '"homo_abinito" is not among the 110 job types known; write "homo_abinit"',
            id="job type",
        ),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest_one(
    get: Callable[[], Any], message: str
) -> None:
    """The error is a `KeyError`, and one of ours, with a text that says what to write."""
    with pytest.raises(KeyError) as caught:
        get()
    assert isinstance(caught.value, SpecError)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "mapping",
    [
        pytest.param(PICKER.inputs, id="inputs"),
        pytest.param(known_slot_types(), id="slot types"),
        pytest.param(known_job_types(), id="job types"),
    ],
)
def test_mappings_are_mappings(mapping: Any) -> None:
    """What is shown as a table is a mapping in all other respects."""
    assert dict(mapping) == dict(zip(mapping.keys(), mapping.values(), strict=True))
    assert [*mapping] == [key for key, _ in mapping.items()]
    first = next(iter(mapping))
    assert first in mapping
    assert mapping.get(first) == mapping[first]
    assert (mapping.get("no"), mapping.get("no", 3), "no" in mapping) == (None, 3, False)
    for again in (pickle.loads(pickle.dumps(mapping)), copy.copy(mapping), copy.deepcopy(mapping)):
        assert (again, hash(again), type(again)) == (mapping, hash(mapping), type(mapping))


def test_inputs_and_slots_are_written_as_plain_data() -> None:
    """Alone, as in a definition; and their text is that of what they hold."""
    inputs = PICKER.inputs
    assert unstructure(inputs) == unstructure(PICKER)["inputs"] == json.loads(dumps(inputs))
    slots = unstructure(inputs["b"].slots)
    assert slots == json.loads(dumps(inputs["b"].slots)) == [inputs["b"].slots[0].to_dict()]
    assert repr(inputs) == repr(immutabledict(inputs))
    assert repr(inputs["b"].slots) == repr((Slot("mask", "blob"),))


def test_what_is_shown_as_rows_says_which_they_are() -> None:
    """A class that does not say so is not shown as an empty table."""
    with pytest.raises(NotImplementedError):
        DisplayedRows()._repr_html_()
