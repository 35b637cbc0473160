"""The calls of a script that reach the client, with their arguments by name, job by job."""

from __future__ import annotations

import ast
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from cryosparc_spec.scripts.client_signatures import (
    RETURNS,
    SIGNATURES,
    Parameters,
    installed_version,
    is_of_external_jobs,
    named,
    parameters_of,
    parameters_of_class,
    positional,
    takes_any_name,
)
from cryosparc_spec.scripts.client_uses import Lookup, Use
from cryosparc_spec.scripts.expressions import OutOfStepsError
from cryosparc_spec.scripts.following import Following
from cryosparc_spec.scripts.meanings import (
    class_meant,
    has_computed_name,
    is_datatype,
    job_looked_for,
    jobs_in,
    name_of,
)
from cryosparc_spec.scripts.source import Source
from cryosparc_spec.scripts.statements import Flow
from cryosparc_spec.scripts.values import (
    Argument,
    Attribute,
    Call,
    Class,
    Entries,
    Entry,
    Function,
    Imported,
    Instance,
    JobTrace,
    Known,
    Object,
    Scope,
    Unknown,
    Value,
    as_it_is,
    options_of,
)

DECLARING = frozenset(
    [
        *("create_external_job", "add_input", "add_output", "save_external_result", "connect"),
        *("save_output", "alloc_output", "load_input", "load_output"),
    ]
)
"""Methods by which an object of unknown type is taken for one of the client."""

_CLASSES = {
    **{name: name for name in SIGNATURES[4]},
    **{f"{name}Controller": name for name in ("Project", "Workspace", "Job", "ExternalJob")},
}
_OF_JOBS = ("Job", "ExternalJob")
_STEPS_AT_LEAST = 5000
_STEPS_A_NODE = 20
_COLUMN = re.compile(r"[A-Za-z]\w*/[A-Za-z]\w*")
_DATASETS = frozenset(
    [
        *(
            "append",
            "append_many",
            "copy",
            "extend",
            "filter_fields",
            "filter_prefix",
            "load",
            "mask",
        ),
        *(
            "filter_prefixes",
            "innerjoin",
            "innerjoin_many",
            "interlace",
            "query",
            "replace",
            "slice",
        ),
        *("split_by", "subset", "take", "union", "union_many"),
    ]
)
"""Methods of a table that give another table."""


class ClientCalls(Following):
    """Follows a script, and keeps the calls of the client and the jobs that they declare."""

    def __init__(self, source: Source, *, mentions_client: bool) -> None:
        super().__init__(_STEPS_AT_LEAST + _STEPS_A_NODE * sum(1 for _ in ast.walk(source.tree)))
        self.source = source
        self.mentions_client = mentions_client
        self.calls: list[Call] = []
        self.jobs: list[JobTrace] = []
        self.uses: list[Use] = []
        self.lookups: list[Lookup] = []
        self.seen: set[ast.AST] = set()

    def follow_script(self) -> None:
        """Follow the script from its first line, then what nothing in it calls."""
        module = Scope()
        with self._given_up(OutOfStepsError):
            for statement in self.source.tree.body:
                with self._given_up(RecursionError):
                    self.run([statement], module)
            with self._given_up(RecursionError):
                self.follow_the_rest()
        if self.source.gaps:
            self.give_all_away()
        for node in self._calls_left():
            self.depth, self.stack = 1, []
            self.steps = max(self.steps, _STEPS_AT_LEAST)
            with suppress(OutOfStepsError, RecursionError):
                self.value(node, Scope(parent=module))

    @contextmanager
    def _given_up(self, error: type[Exception]) -> Generator[None]:
        """Keep where following ends early that jobs may have more than was read."""
        try:
            yield
        except error:
            self.give_all_away()

    def _calls_left(self) -> Iterator[ast.Call]:
        """Give the calls that were not reached, such as those after an endless loop."""
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.Call) and node not in self.seen:
                function = node.func
                if isinstance(function, ast.Attribute) and function.attr in DECLARING:
                    yield node

    def call(self, node: ast.Call, scope: Scope) -> Value:
        """Return the value of a call, which is then not left over."""
        self.seen.add(node)
        return super().call(node, scope)

    def imported(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> Flow:
        """Follow an import, and keep what it takes from the client."""
        flow = super().imported(node, scope)
        for alias in node.names:
            from_module = isinstance(node, ast.ImportFrom) and not node.level and node.module
            path = f"{from_module}.{alias.name}" if from_module else alias.name
            if path.partition(".")[0] == "cryosparc":
                self.uses.append(Use("", path, alias))
        return flow

    def got(self, node: ast.Attribute, value: Value) -> Value:
        """Return an attribute of a value, and keep which of the client is asked for."""
        if isinstance(value, Instance):
            self.uses.append(Use(value.cls, node.attr, node))
            if node.attr == "cs":
                self.give_away([value])  # whose API may be asked to add to it
        return super().got(node, value)

    def of_object(self, value: Object, name: str, node: ast.Attribute) -> Value:
        """Return an attribute of an object, which may come from a class of the client."""
        base = self._client_base(value.cls)
        if base is None or name in value.attributes or value.cls.find(name):
            return super().of_object(value, name, node)
        own = value.attributes.setdefault("<client>", self._instance(base, value.node))
        return self.got(node, own)

    def _client_base(self, cls: Class) -> str | None:
        for base in cls.bases:
            if isinstance(base, Class):
                return self._client_base(base)
            if isinstance(base, Imported) and base.is_of_client:
                return _CLASSES.get(base.path.rpartition(".")[2])
        return None

    def looked_up(self, node: ast.Subscript, value: Value, index: Value) -> None:
        """Keep which columns are asked for."""
        of_table = isinstance(value, (Instance, Unknown, Attribute))
        if of_table and isinstance(index, Known) and _COLUMN.fullmatch(str(index.value)):
            is_assigned = isinstance(node.ctx, ast.Store)
            self.lookups.append(Lookup(str(index.value), node.slice, is_assigned))

    def of_type(self, annotation: ast.expr | None, scope: Scope, node: Any) -> Value:
        """Return a value of which the type is written down: a job of the client, or unknown."""
        for part in ast.walk(annotation) if annotation is not None else ():
            name = part.value if isinstance(part, ast.Constant) else None
            found = scope.find(part.id) if isinstance(part, ast.Name) else None
            path = name if isinstance(name, str) else getattr(found, "path", "")
            cls = _CLASSES.get(path.rpartition(".")[2])
            if cls and (isinstance(name, str) or path.startswith("cryosparc")):
                return self._instance(cls, node)
        return Unknown(node)

    def _instance(self, cls: str, node: Any) -> Instance:
        return Instance(cls, node, self._job(node) if cls == "ExternalJob" else None)

    def _job(self, node: Any, call: Call | None = None) -> JobTrace:
        title, text = (call.get("title"), call.get("desc")) if call else (None, None)
        job = JobTrace(node, call is not None, self.depth, title, text)
        self.jobs.append(job)
        return job

    def called_elsewhere(
        self, node: ast.Call, function: Value, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        """Return what a function gives that is not one of the script."""
        path = function.path if isinstance(function, Imported) else ""
        cls = path.rpartition(".")[2]
        parameters = parameters_of_class(path)
        if parameters is not None:
            call = self._bound(node, cls, "__init__", arguments, named, parameters)
            return self._model(self._kept(call), node)
        if path.startswith("cryosparc.") and ".Dataset." in path:
            return self._on_client(node, Instance("Dataset", node), cls, arguments, named)
        if path.startswith("cryosparc.") and cls in _CLASSES:
            if cls in ("CryoSPARC", "Dataset"):
                self._kept(self._bound(node, cls, "__init__", arguments, named))
            return self._instance(_CLASSES[cls], node)
        self.give_away([*arguments, *named.values()])
        return Unknown(node)

    def _model(self, call: Call, node: ast.Call) -> Value:
        """Return the entries of a slot or a specification, which reads like a dict of them."""
        pairs = call.arguments.items()
        return Entries({name: Entry(given.node, given.value) for name, given in pairs}, node)

    def give_away(self, values: Iterable[Value]) -> None:
        """Keep that code which is not in the script gets hold of the jobs in values."""
        for value in values:
            if isinstance(value, Function) and self.declares(value.node):
                self.give_all_away()
            for job in jobs_in(value):
                job.is_given_away = True

    def give_all_away(self) -> None:
        """Keep that jobs may have more than is read of them."""
        for job in self.jobs:
            job.is_open = True

    def called_on(
        self, node: ast.Call, method: Attribute, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        """Return what a method of the client gives, and keep the call."""
        receiver = method.of
        if isinstance(receiver, Instance):
            return self._on_client(node, receiver, method.name, arguments, named)
        if isinstance(receiver, (Unknown, Attribute)) and self._is_clients(
            method.name, arguments, named
        ):
            cls = class_meant(method.name, arguments, named)
            if cls is None:
                self.open_calls.add(node)
                cls, arguments = "Workspace", []
            if method.name != "create_external_job" and cls in _OF_JOBS:
                receiver.job = receiver.job or self._job(receiver.node)
            taken = Instance(cls, receiver.node, receiver.job)
            return self._on_client(node, taken, method.name, arguments, named, certain=False)
        is_open = isinstance(receiver, (Unknown, Attribute))
        if is_open and method.name in RETURNS and self.mentions_client:
            return self._instance(RETURNS[method.name], node)
        self.give_away([*arguments, *named.values()])
        return Unknown(node)

    def _is_clients(self, name: str, arguments: list[Value], named: dict[str, Value]) -> bool:
        """Whether a method of something unknown is most likely one of the client."""
        if name not in DECLARING:
            return False
        first = named.get("type", arguments[0] if arguments else None)
        has_datatype = any(is_datatype(option) for option in options_of(first)) if first else False
        if name in ("add_input", "add_output"):
            return ("slots" in named or self.mentions_client) and (
                has_datatype or ("slots" in named and self.mentions_client)
            )
        if name == "connect":
            return self.mentions_client and (
                "slots" in named or "source_output" in named or len(arguments) == 3
            )
        return self.mentions_client

    def _on_client(
        self,
        node: ast.Call,
        receiver: Instance,
        name: str,
        arguments: list[Value],
        named: dict[str, Value],
        *,
        certain: bool = True,
    ) -> Value:
        if name == "create_job":
            arguments = [as_it_is(argument) for argument in arguments]
            named = {key: as_it_is(argument) for key, argument in named.items()}
        if is_of_external_jobs(receiver.cls, name):
            receiver.job = receiver.job or self._job(receiver.node)
            receiver = Instance("ExternalJob", receiver.node, receiver.job)
        call = self._bound(node, receiver.cls, name, arguments, named)
        call.job, call.is_certain = receiver.job, certain
        if call.job is not None:
            call.is_conditional = self.depth > call.job.depth
            call.job.calls.append(call)
            call.job.is_open |= self.loops > 0 and has_computed_name(call)
        self._kept(call)
        return self._result(call, receiver)

    def _result(self, call: Call, receiver: Instance) -> Value:
        node = call.node
        match call.name:
            case "create_external_job":
                return Instance("ExternalJob", node, self._job(node, call))
            case "add_output" if call.get("alloc") is not None:
                return Instance("Dataset", node)
            case "add_input" | "add_output":
                return name_of(call) or Unknown(node)
            case "run" | "refresh":
                return receiver
            case "find_external_job" | "find_job" if job_looked_for(call) is not None:
                return Instance("ExternalJob", node, job_looked_for(call))
            case name if name in RETURNS:
                if name == "find_external_job" and not isinstance(call.get("job_uid"), Known):
                    self.give_all_away()  # since it may be any of them
                return self._instance(RETURNS[name], node)
            case name if receiver.cls == "Dataset" and name in _DATASETS:
                return Instance("Dataset", node)
            case _:
                return Unknown(node)

    def _kept(self, call: Call) -> Call:
        self.calls.append(call)
        return call

    def _bound(
        self,
        node: ast.Call,
        cls: str,
        name: str,
        arguments: Sequence[Value],
        given: Mapping[str, Value],
        parameters: Parameters | None = None,
    ) -> Call:
        """Return a call with its arguments by the names of the parameters."""
        versions = parameters_of(cls, name)
        own = versions.get(installed_version(), "".join([*versions.values()][-1:]))
        names = positional(own if parameters is None else parameters)
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        nodes = node.args if len(node.args) == len(arguments) and not starred else []
        call = Call(cls, name, node, {}, parameters=parameters or "")
        for index, (parameter, value) in enumerate(zip(names, arguments, strict=False)):
            call.arguments[parameter] = Argument(value, nodes[index] if nodes else node)
        keywords = {keyword.arg: keyword for keyword in node.keywords if keyword.arg}
        for parameter, value in given.items():
            place = keywords.get(parameter, node)
            call.arguments[parameter] = Argument(value, place, keyword=parameter in keywords)
        call.is_complete = node not in self.open_calls
        call.others = _others(keywords, parameters, versions)
        return call


def _others(
    keywords: Mapping[str, ast.keyword],
    parameters: Parameters | None,
    versions: Mapping[int, Parameters],
) -> tuple[ast.keyword, ...]:
    """Return the arguments that a function has in no version, or not under that name."""
    signatures = [*versions.values()] if parameters is None else [parameters]
    if not signatures:
        return ()
    known = set[str]().union(*map(named, signatures))
    free = any(map(takes_any_name, signatures)) and "slots" not in known and "image" not in known
    return tuple(k for name, k in keywords.items() if name not in known and not free)
