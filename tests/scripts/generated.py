"""Random definitions, and scripts that declare them in the ways in which people write Python."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from cryosparc_spec import Datatype, InputSpec, JobDefinition, OutputSpec, Slot, known_slot_types

_NAMES = ("particles", "micrographs", "volume", "mask_1", "Kept", "x2", "templates_all", "out_b")
_TYPES = known_slot_types()
_DATATYPES = [Datatype(word) for word in ("exposure", "particle", "volume", "mask", "template")]
_INDENT = "    "


def random_definition(random: Random) -> JobDefinition:
    """Return a definition without problems."""
    names = random.sample(_NAMES, random.randint(2, 5))
    split = random.randint(1, len(names) - 1)
    inputs = {name: _input(random) for name in names[:split]}
    outputs = {name: _output(random, inputs) for name in names[split:]}
    title = random.choice(["", "Picker", 'With "quotes"', "Größe {x} %d"])
    return JobDefinition(title=title, inputs=inputs, outputs=outputs)


def _slots(random: Random, datatype: Datatype, *, optional: bool) -> list[Slot]:
    if datatype == "particle" and random.random() < 0.3:
        return [*Slot.series("components_mode_{}", "components", random.randint(1, 4))]
    names = [
        (name, slot_type.slot_type)
        for slot_type in _TYPES.under(datatype)
        for name in slot_type.names
        if _TYPES.slot_type_of(name) == slot_type.slot_type
    ]
    chosen = dict(random.sample(names, min(len(names), random.randint(1, 4))))
    return [
        Slot(name, dtype, not (optional and random.random() < 0.3))
        for name, dtype in chosen.items()
    ]


def _input(random: Random) -> InputSpec:
    datatype = random.choice(_DATATYPES)
    most = random.choice([None, 1, 3])
    return InputSpec(
        type=datatype,
        title=random.choice(["", "What goes in"]),
        description=random.choice(["", "At length"]),
        slots=_slots(random, datatype, optional=True),
        count_min=random.choice([0, 1]),
        count_max=most,
    )


def _output(random: Random, inputs: dict[str, InputSpec]) -> OutputSpec:
    datatype = random.choice(_DATATYPES)
    same = [name for name, spec in inputs.items() if spec.type == datatype]
    return OutputSpec(
        type=datatype,
        title=random.choice(["", "What comes out"]),
        slots=_slots(random, datatype, optional=False),
        passthrough=random.choice([None, *same]),
    )


class Writer:
    """Writes a script that declares a definition; what is planted is written out where it goes."""

    def __init__(self, random: Random, planted: str = "") -> None:
        self.random = random
        self.planted = planted
        self.before: list[str] = []
        self.names = 0

    def script(self, definition: JobDefinition, *after: str) -> str:
        """Return a script."""
        project = self.random.choice(
            ['CryoSPARC(base_url="http://localhost:39000").find_project("P3")', "connect()"]
        )
        if project == "connect()":
            self.before += [
                "def connect():",
                '    cs = CryoSPARC(host="localhost", base_port=39000)',
                '    return cs.find_project("P3")',
            ]
        body = [f"job = {self._created(project, definition)}"]
        for name, spec in definition.inputs.items():
            body += self._declared("add_input", name, self._of_input(spec))
        for name, output in definition.outputs.items():
            body += self._declared("add_output", name, self._of_output(output))
        return "\n".join(
            ["from cryosparc.tools import CryoSPARC", *self._laid_out([*body, *after]), ""]
        )

    def _created(self, project: str, definition: JobDefinition) -> str:
        title = self.text(definition.title) if definition.title else ""
        if not title:
            return f'{project}.create_external_job("W1")'
        given = title if self.random.random() < 0.5 else f"title={title}"
        if self.random.random() < 0.3:
            return f'{project}.find_workspace("W1").create_external_job({given})'
        return f'{project}.create_external_job("W1", {given})'

    def _of_input(self, spec: InputSpec) -> dict[str, str]:
        given = {"type": self.text(spec.type.value), "slots": self.slots(spec.slots)}
        given |= {"min": str(spec.count_min)} if spec.count_min else {}
        given |= {"max": self.text(spec.count_max)} if spec.count_max is not None else {}
        given |= {"title": self.text(spec.title)} if spec.title else {}
        return given | ({"desc": self.text(spec.description)} if spec.description else {})

    def _of_output(self, spec: OutputSpec) -> dict[str, str]:
        given = {"type": self.text(spec.type.value), "slots": self.slots(spec.slots)}
        given |= {"passthrough": self.text(spec.passthrough)} if spec.passthrough else {}
        return given | ({"title": self.text(spec.title)} if spec.title else {})

    def _declared(self, method: str, name: str, given: dict[str, str]) -> list[str]:
        given = {"name": self.text(name), **given}
        ways = [self._plainly, self._with_dict, self._in_function, self._in_loop]
        return self.random.choice(ways)(method, given)

    def _plainly(self, method: str, given: dict[str, str]) -> list[str]:
        rest = {key: value for key, value in given.items() if key not in ("type", "name")}
        if self.random.random() < 0.5:
            arguments = [given["type"], given["name"], *(f"{k}={v}" for k, v in rest.items())]
        else:
            arguments = [f"{key}={value}" for key, value in self._shuffled(given)]
        return [f"job.{method}(", *(f"    {each}," for each in arguments), ")"]

    def _with_dict(self, method: str, given: dict[str, str]) -> list[str]:
        name = self._new_name()
        entries = (f'    "{key}": {value},' for key, value in self._shuffled(given))
        return [f"{name} = {{", *entries, "}", f"job.{method}(**{name})"]

    def _in_function(self, method: str, given: dict[str, str]) -> list[str]:
        name = self._new_name()
        rest = ", ".join(f"{k}={v}" for k, v in given.items() if k not in ("type", "name"))
        self.before += [
            f"def {name}(where, kind, name, **more):",
            f"    return where.{method}(kind, name=name, **more)",
        ]
        return [f"{name}(job, {given['type']}, {given['name']}, {rest})"]

    def _in_loop(self, method: str, given: dict[str, str]) -> list[str]:
        rest = ", ".join(f"{k}={v}" for k, v in given.items() if k not in ("type", "name"))
        return [
            f"for kind, name in [({given['type']}, {given['name']})]:",
            f"    job.{method}(kind, name, {rest})",
        ]

    def _laid_out(self, body: list[str]) -> list[str]:
        match self.random.randrange(4):
            case 0:
                return [*self.before, *body]
            case 1:
                called = ['if __name__ == "__main__":', "    main()"]
                return [*self.before, "def main():", *_indented(body), *called]
            case 2:
                return [*self.before, "@command", "def main():", *_indented(body)]
            case _:
                lines = [line.replace("job.", "self.job.") for line in body]
                lines = [line.replace("(job, ", "(self.job, ") for line in lines]
                lines[0] = lines[0].replace("job = ", "self.job = ", 1)
                run = ["    def run(self):", *_indented(_indented(lines))]
                return [*self.before, "class Main:", *run, "Main().run()"]

    def text(self, value: Any) -> str:
        """Return an expression for text or a number."""
        written = json.dumps(value, ensure_ascii=False)
        if value == self.planted or not isinstance(value, str) or "{" in value or "%" in value:
            return written
        half = len(value) // 2
        first, second = (json.dumps(part) for part in (value[:half], value[half:]))
        match self.random.randrange(9):
            case 0:
                return self._constant(written)
            case 1:
                return f"{first} + {second}"
            case 2:
                return f'f"{{{self._constant(first)}}}{second[1:-1]}"'
            case 3:
                return f'"".join([{first}, {second}])'
            case 4:
                return f'{{"a": {written}, "b": 1}}["a"]'
            case 5:
                return f'"{{}}%s".format({first}) % {second}'
            case _:
                return written

    def slots(self, slots: tuple[Slot, ...]) -> str:
        """Return an expression for a list of slots."""
        series = len(slots) > 1 and all(s.name.startswith("components_mode_") for s in slots)
        if series and not self.planted and self.random.random() < 0.6:
            item = '{"name": f"components_mode_{i}", "dtype": "components"}'
            return f"[{item} for i in range({len(slots)})]"
        written = [self._slot(slot) for slot in slots]
        half = len(written) // 2
        first, second = (f"[{', '.join(part)}]" for part in (written[:half], written[half:]))
        match self.random.randrange(6):
            case 0:
                return self._constant(f"[{', '.join(written)}]")
            case 1:
                return f"{first} + {second}"
            case 2:
                return f"[*{self._constant(first)}, *{second}]"
            case 3:
                return f"list({first}) + list(tuple({second}))"
            case 4:
                name = self._constant(first)
                self.before.append(f"{name}.extend({second})")
                return name
            case _:
                return f"[{', '.join(written)}]"

    def _slot(self, slot: Slot) -> str:
        short = slot.name if slot.required else f"?{slot.name}"
        if slot.name == slot.dtype and (short == self.planted or self.random.random() < 0.7):
            return self.text(short)
        given = {"name": self.text(slot.name), "dtype": self.text(slot.dtype)}
        if not slot.required:
            given["required"] = "False"
        elif self.random.random() < 0.3:
            given["required"] = "True"
        if self.random.random() < 0.3:
            return f"dict({', '.join(f'{k}={v}' for k, v in self._shuffled(given))})"
        return f"{{{', '.join(f'{json.dumps(k)}: {v}' for k, v in self._shuffled(given))}}}"

    def _shuffled(self, given: dict[str, str]) -> list[tuple[str, str]]:
        return self.random.sample([*given.items()], len(given))

    def _constant(self, written: str) -> str:
        name = self._new_name().upper()
        self.before.append(f"{name} = {written}")
        return name

    def _new_name(self) -> str:
        self.names += 1
        return f"name_{self.names}"


def _indented(lines: list[str]) -> list[str]:
    return [f"{_INDENT}{line}" for line in lines]
