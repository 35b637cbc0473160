"""The catalogue and the vocabulary as tables, made from the code when the site is built."""

from __future__ import annotations

import json

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

import cryosparc_spec
from cryosparc_spec import known_slot_types, vocabulary
from cryosparc_spec.catalogue import (
    Column,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    known_job_types,
)
from cryosparc_spec.catalogue.job_type_entries import Attested
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.vocabulary import content_type_for
from cryosparc_spec.vocabulary.families import StrFamily, is_family
from docs._ext.tables import Cell, Sources, code, table, text

_MOST_EXAMPLES = 3


class CitingDirective(SphinxDirective):
    """A directive that cites sources, which its page numbers and lists."""

    @property
    def sources(self) -> Sources:
        """The sources of the page."""
        found = self.env.temp_data.setdefault("sources", Sources())
        assert isinstance(found, Sources)
        return found


class SourcesDirective(CitingDirective):
    """``{sources}``: the sources that the tables above it cite."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [self.sources.listed()]


class SlotTypesDirective(CitingDirective):
    """``{slot-types}``: a row for each slot type."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        header = ["datatype", "slot type", "names of slots", "columns", "confidence", "sources"]
        rows = [
            [
                text(each.datatype),
                code(each.slot_type),
                code(*each.names, *each.series),
                text(str(len(each.columns))),
                text(each.confidence),
                self.sources.cited(each.sources),
            ]
            for each in known_slot_types().values()
        ]
        return [table(header, rows)]


class ColumnsDirective(CitingDirective):
    """``{columns}``: a row for each column of each slot type."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        header = ["slot type", "column", "dtype", "seen", "required", "sources"]
        rows = [
            [
                code(f"{each.datatype}.{each.slot_type}"),
                code(column.name),
                code(column.dtype) if column.dtype else text("not known"),
                text(_seen(column)),
                text("yes" if column.required else "not known"),
                self.sources.cited(column.sources),
            ]
            for each in known_slot_types().values()
            for column in each.columns
        ]
        return [table(header, rows)]


def _seen(column: Column) -> str:
    return f"{column.seen} ({column.seen_in})" if column.seen_in else column.seen


class JobTypesDirective(SphinxDirective):
    """``{job-types}``: a row for each job type."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        header = ["job type", "title", "category", "inputs", "outputs"]
        rows = [
            [
                [_section_of(each.type)],
                text(each.title),
                text(each.category or "not known"),
                code(*each.inputs),
                code(*each.outputs),
            ]
            for each in known_job_types().values()
        ]
        return [table(header, rows)]


def _section_of(job_type: str) -> nodes.Node:
    """Return a reference to the section that ``{job-types-of}`` makes, on whatever page."""
    return addnodes.pending_xref(
        "",
        nodes.literal(text=job_type),
        refdomain="std",
        reftype="ref",
        reftarget=f"job-type-{job_type}",
        refexplicit=True,
        refwarn=True,
    )


class JobTypesOfDirective(CitingDirective):
    """``{job-types-of} CATEGORY...``: a section for each job type of the categories.

    The category ``none`` has those of which it is not known.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        words = ["" if word == "none" else word for word in self.arguments[0].split()]
        types = [each for word in words for each in known_job_types().in_category(word)]
        return [self._section(each) for each in types]

    def _section(self, job_type: KnownJobType) -> nodes.section:
        section = nodes.section("", nodes.title("", "", *code(job_type.type)))
        section["names"].append(job_type.type)
        self.state.document.note_implicit_target(section, section)
        labels = self.env.domains.standard_domain
        label = f"job-type-{job_type.type}"
        labels.note_hyperlink_target(label, self.env.docname, section["ids"][0], job_type.type)
        title = job_type.title or "Title not known"
        section += nodes.paragraph("", f"{title}: {job_type.category or 'category not known'}")
        inputs = [self._port("input", *named) for named in job_type.inputs.items()]
        outputs = [self._port("output", *named) for named in job_type.outputs.items()]
        if inputs or outputs:
            section += table(["", "name", "datatype", "slots", "sources"], [*inputs, *outputs])
        if job_type.params:
            header = ["parameter", "title", "type", "default or examples", "basis", "sources"]
            section += table(header, [self._param(*named) for named in job_type.params.items()])
        section += nodes.paragraph("", "", nodes.Text("Sources: "), *self._cited(job_type))
        return section

    def _cited(self, fact: Attested) -> Cell:
        return self.sources.cited(fact.sources)

    def _port(self, side: str, name: str, port: KnownInput | KnownOutput) -> list[Cell]:
        needed = ", required" if isinstance(port, KnownInput) and port.is_required else ""
        return [
            text(side + needed),
            code(name),
            text(port.datatype or "not known"),
            code(
                *(f"?{slot.name}" if slot.required is False else slot.name for slot in port.slots)
            ),
            self._cited(port),
        ]

    def _param(self, name: str, param: KnownParam) -> list[Cell]:
        values = [default.value for default in param.defaults] or param.examples[:_MOST_EXAMPLES]
        spelled = dict.fromkeys(json.dumps(thaw(value), ensure_ascii=False) for value in values)
        return [
            code(name),
            text(param.title),
            text(" or ".join(param.types) or "not known"),
            code(*spelled)
            if param.defaults
            else [*text("as in "), *code(*spelled)]
            if spelled
            else [],
            text(param.basis),
            self._cited(param),
        ]


class WordsDirective(SphinxDirective):
    """``{words} CLASS...``: a row for each word of each class."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        header = ["class", "word", "what it means", "in cryosparc-tools since"]
        rows = [
            [code(name), code(str(word)), text(word.description), text(word.since or "not known")]
            for name in self.arguments[0].split()
            for word in _family(name)
        ]
        return [table(header, rows)]


def _family(name: str) -> type[StrFamily]:
    found = getattr(vocabulary, name, None) or getattr(cryosparc_spec, name)
    assert is_family(found), name
    return found


class FormatsDirective(SphinxDirective):
    """``{formats}``: a row for each file format, with its content type."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            [code(str(each)), text(each.description), code(str(content_type_for(str(each))))]
            for each in cryosparc_spec.AnyFormat
        ]
        return [table(["format", "what it is", "content type"], rows)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx of the directives."""
    app.add_directive("slot-types", SlotTypesDirective)
    app.add_directive("columns", ColumnsDirective)
    app.add_directive("job-types", JobTypesDirective)
    app.add_directive("job-types-of", JobTypesOfDirective)
    app.add_directive("words", WordsDirective)
    app.add_directive("formats", FormatsDirective)
    app.add_directive("sources", SourcesDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
