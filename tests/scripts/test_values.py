"""Values are followed as Python computes them, or are not known: never anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec.scripts import Script, read_script

BEFORE = (
    "from cryosparc.tools import CryoSPARC\njob = CryoSPARC().create_external_job('P1', 'W1')\n"
)
CALL = "\njob.add_output('particle', 'out', slots=x)\n"

COMPUTED = {
    "addition": "x = ['a'] + ['b'] + list(('c',))",
    "repetition": "x = ['a'] * 3 + ['b'] * True",
    "text repeated": "x = ['ab' * 2]",
    "numbers": "x = [f'm{7 // 2}{2 * 3}{5 - 1}{7 % 4}{-2}{+1}']",
    "division": "x = [str(1 / 4)]",
    "percent": "x = ['m_%d_%s' % (3, 'a'), 'm_%s' % 'b']",
    "format": "x = ['{}_{}'.format('a', 1), '{0}{0}'.format('b')]",
    "f-string": "n = 3; x = [f'{n:03d}', f'{n!r}', f'{\"a\"!s:>3}', f'{n}{n}']",
    "text methods": "x = ['A_b'.lower(), 'a-b'.replace('-', '_'), ' c '.strip(), 'ab'.upper()]",
    "split": "x = 'a b c'.split()[1:] + 'd/e'.split('/')",
    "join": "x = ['_'.join(['a', 'b']), '-'.join(('c', 'd')), ''.join('ef')]",
    "partition": "x = ['blob/path'.partition('/')[0], 'a.b'.rpartition('.')[2]]",
    "index": "y = ['a', 'b', 'c']; x = [y[0], y[-1], 'xyz'[1]]",
    "slices": "y = ['a', 'b', 'c', 'd']; x = y[1:3] + y[::-1] + y[:1] + ['abc'[1:]]",
    "star": "y = ['a']; x = [*y, *('b', 'c'), *{'d': 1}]",
    "dict": "y = {'a': 'b', **{'c': 'd'}}; x = [y['a'], y.get('c'), y.get('e', 'f'), *y]",
    "dict methods": "y = {'a': 'b'}; y.update({'c': 'd'}, e='f'); x = [*y.keys(), *y.values()]",
    "dict items": "y = {'a': 'b', 'c': 'd'}; x = [k + v for k, v in y.items()]",
    "dict merged": "x = list({'a': 1} | {'b': 2})",
    "dict copied": "y = {'a': 1}; z = y.copy(); z['b'] = 2; x = [*y, *z, y.setdefault('q', 'r')]",
    "dict made": "x = list(dict(a=1, **dict(b=2))) + list(dict({'c': 1}))",
    "dict entries": "y = {}; y['a'] = 'b'; x = [y['a']]",
    "nested": "y = {'in': {'slots': ['a']}}; y['in']['slots'].append('b'); x = y['in']['slots']",
    "comprehension": "x = [a + b for a in ['x', 'y'] for b in ('1', '2') if a + b != 'x1']",
    "generator": "x = list(c for c in 'abc' if c in ['a', 'c'])",
    "set comprehension": "x = sorted({c for c in 'aab'})",
    "dict comprehension": "x = [v for v in {k: k * 2 for k in 'ab'}.values()]",
    "conditional": "x = ['a' if 1 < 2 else 'b', 'c' if not True else 'd']",
    "chained comparison": "x = ['a'] if 1 < 2 <= 2 != 3 else ['b']",
    "in": "x = ['a'] if 'a' in 'cat' and 'b' not in {'c': 1} else ['b']",
    "is": "y = None; x = ['a'] if y is None else ['b']; z = [] is not None",
    "or": "x = [] or ['a']; y = x and ['b']; x = x + y",
    "and": "x = ['a'] and '' or ['b']",
    "range": "x = [f'a{i}' for i in range(3)] + [f'b{i}' for i in range(4, 0, -2)]",
    "enumerate": "x = [f'{i}{c}' for i, c in enumerate('ab')] + [str(i) for i, _ in enumerate('a', 5)]",
    "zip": "x = [a + b for a, b in zip(['a', 'b', 'c'], ['d', 'e'])]",
    "sorted and reversed": "x = sorted(['b', 'a']) + list(reversed(['c', 'd']))",
    "set": "x = sorted(set(['a', 'a', 'b'])) + sorted({'c', 'c'})",
    "len": "x = ['a' * len('abc'), str(len(['a', 'b'])), str(len({'a': 1}))]",
    "conversions": "x = [str(int('3')), str(float('1.5')), str(bool(''))] + [str(bool(['a']))]",
    "any and all": "x = ['a'] if any([False, True]) and all([True]) else ['b']",
    "min and max": "x = [str(min(3, 1)), str(max([4, 2])), str(sum([1, 2]))]",
    "map": "x = list(map(str, [1, 2])) + list(map(lambda c: c + '!', 'ab'))",
    "append": "x = []; x.append('a'); x.extend('bc'); x.insert(1, 'd'); x.insert(0, 'e'); x += ['f']",
    "remove": "x = ['a', 'b', 'a']; x.remove('b'); x.copy().append('c')",
    "add to a set": "y = {'a'}; y.add('b'); y.update(['c']); x = sorted(y.union(['d']))",
    "alias": "y = ['a']; x = y; y.append('b')",
    "assigned at once": "a = b = ['c']; x, y = a + ['d'], 1; (p, q), *r = ('e', 'f'), 'g', 'h'; x += [p, q, *r]",
    "entry of a list": "x = ['a', 'b']; x[0] = 'c'; x[-1] = 'd'",
    "augmented": "n = 1; n += 2; s = 'a'; s += 'b'; x = [s * n]",
    "walrus": "x = [(y := 'a'), y]",
    "lambda": "f = lambda a, b='y': [a + b]; x = f('x') + f('p', 'q') + f(b='r', a='s')",
    "function": "def f(a, *rest, b='z', **more):\n    return [a, *rest, b, *more]\nx = f('a', 'b', b='c', d=1)",
    "nested function": "def f():\n    y = ['a']\n    def g():\n        return y + ['b']\n    return g()\nx = f()",
    "early return": "def f(n):\n    if n > 1:\n        return ['a']\n    return ['b']\nx = f(1) + f(2)",
    "no return": "def f(y):\n    y.append('b')\nx = ['a']\nf(x)",
    "yield": "def f():\n    yield 'a'\n    yield from ['b', 'c']\nx = list(f())",
    "loop": "x = []\nfor i, c in enumerate('ab'):\n    if i == 1:\n        c = 'z'\n    x.append(c)\nelse:\n    x.append('end')",
    "break": "x = []\nfor c in 'abc':\n    if c == 'b':\n        break\n    x.append(c)",
    "continue": "x = []\nfor c in 'abc':\n    if c == 'b':\n        continue\n    x.append(c)",
    "return from a loop": "def f():\n    for c in 'ab':\n        if c == 'b':\n            return ['found']\nx = f()",
    "while that never runs": "x = ['a']\nwhile False:\n    x.append('b')",
    "try": "try:\n    x = ['a']\nexcept ValueError:\n    pass\nelse:\n    x.append('b')\nfinally:\n    x.append('c')",
    "global": "x = ['a']\ndef f():\n    global x\n    x = x + ['b']\nf()",
    "nonlocal": "def f():\n    y = ['a']\n    def g():\n        nonlocal y\n        y = y + ['b']\n    g()\n    return y\nx = f()",
    "class": "class A:\n    S = ['a']\n    @property\n    def s(self):\n        return self.S + [self.n]\n    def __init__(self, n):\n        self.n = n\nx = A('b').s",
    "class method": "class A:\n    S = ['a']\n    @classmethod\n    def s(cls, n='b'):\n        return cls.S + [n]\n    @staticmethod\n    def t():\n        return ['c']\nx = A.s() + A.t() + A().t() + A().s('d')",
    "inheritance": "class A:\n    def s(self):\n        return ['a']\nclass B(A):\n    def s(self):\n        return super().s() + ['b']\nx = B().s()",
    "enumeration": "import enum\nclass E(enum.Enum):\n    A = 'a'\nx = [E.A.value]",
    "dataclass": "import dataclasses\n@dataclasses.dataclass\nclass D:\n    a: str\n    b: str = 'b'\nd = D('a')\nx = [d.a, d.b]",
    "context manager": "import contextlib\n@contextlib.contextmanager\ndef f():\n    yield ['a']\nwith f() as x:\n    pass",
    "copy": "import copy\ny = ['a']; x = copy.deepcopy(y)",
    "cast": "import typing\nx: list = typing.cast(list, ['a'])",
    "match": "match ['a']:\n    case x:\n        x = ['b']",
    "tuple added": "x = ['a']; x += ('b',)",
}


def read(code: str, folder: Path) -> Script:
    """Read a script that declares an output with the slots ``x``."""
    path = folder / "script.py"
    path.write_text(BEFORE + code + CALL, "utf-8")
    return read_script(path)


@pytest.mark.parametrize("name", COMPUTED)
def test_values_are_those_that_python_computes(name: str, tmp_path: Path) -> None:
    """All of a value that is written out is known, and is what running the code gives."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(COMPUTED[name], names)
    call = read(COMPUTED[name], tmp_path).calls[-1]
    assert (call.slots, call.is_complete) == (tuple(names["x"]), True)


NOT_KNOWN: dict[str, tuple[str, list[str]]] = {
    "a name from elsewhere": ("from lab import y\nx = ['a', y]", ["a"]),
    "a name that is not there": ("x = ['a', nothing]", ["a"]),
    "a call": ("x = ['a', f()]", ["a"]),
    "an attribute": ("x = ['a', f.b.c]", ["a"]),
    "an argument": ("import sys\nx = ['a'] + sys.argv[1:]", ["a"]),
    "text with it": ("x = ['a', f'b{q}', 'c' + q, '%s' % q, '{}'.format(q), '_'.join(q)]", ["a"]),
    "a format that is not known": ("x = ['a', f'{1:{q}}', f'{1:99999}', f'{q!r}']", ["a"]),
    "starred": ("x = ['a', *q, 'b']", ["a", "b"]),
    "repeated": ("x = ['a'] * q", ["a"]),
    "slice": ("y = ['a', 'b']\nx = y[q:]", []),
    "index out of range": ("y = ['a']\nx = ['b', y[5], {}['k'], 'x'[9]]", ["b"]),
    "index not known": ("x = ['b', ['a'][q], {'k': 'v'}['l'], q['x'], 'abc'[q]]", ["b", "v"]),
    "comparison": ("x = ['a'] + (['b'] if q > 1 else ['c'])", ["a", "b", "c"]),
    "is": ("x = ['a'] if q is None else ['b']", ["a", "b"]),
    "not": ("x = ['a'] if not q else ['b']", ["a", "b"]),
    "or": ("x = q or ['a']", ["a"]),
    "in": ("x = ['a'] if q in ['b'] else ['c']", ["a", "c"]),
    "in a dict": ("y = {q: 1}\nx = ['a'] if 'b' in y else ['c']", ["a", "c"]),
    "dict that is not known": (
        "y = {**q, 'a': 'b'}\nx = ['c', y['z'], y.get(q), y.get('y', 'd')]",
        ["c", "b", "d"],
    ),
    "dict with a key that is not known": ("y = {'a': 'b'}\ny[q] = 'c'\nx = [*y]", ["a"]),
    "list entry": ("x = ['a', 'b']\nx[q] = 'c'", ["a", "b"]),
    "pop": ("x = ['a', 'b']\nx.pop()", ["a", "b"]),
    "append": ("x = ['a']\nx.append(q)\nx.extend(q)\nx += q", ["a"]),
    "odd methods": ("x = ['a']\nx.frobnicate()\ny = {}\ny.frobnicate()\n'a'.frobnicate()", ["a"]),
    "append under a condition": (
        "x = ['a']\nif q:\n    x.append('b')\n    x += ['c']\n    x.extend(['d'])",
        ["a", "b", "c", "d"],
    ),
    "loop": ("x = ['a']\nfor c in q:\n    x.append('b')", ["a", "b"]),
    "loop over a part": ("y = ['a']\ny += q\nx = []\nfor c in y:\n    x.append(c)", ["a"]),
    "comprehension": ("x = ['a', *[c for c in q], *['b' for _ in q]]", ["a", "b"]),
    "comprehension under a condition": ("x = [c for c in 'ab' if q]", ["a", "b"]),
    "dict comprehension": ("x = ['a', *{c: 1 for c in q}]", ["a"]),
    "while": ("x = ['a']\nwhile q:\n    x.append('b')", ["a", "b"]),
    "unpacked": ("a, *b = q\n(c, d) = 'e'\nx = ['a', a, b, c, d]", ["a"]),
    "unpacked too few": ("a, b = ['c']\nx = [a, b]", ["c"]),
    "range too long": ("x = ['a', *[str(i) for i in range(10**9)]]", ["a"]),
    "zip": ("x = ['a', *[b for b, c in zip(['d'], q)], *[e for e in enumerate(q)]]", ["a"]),
    "sorted": ("x = sorted(q) + sorted(['b', q]) + list(q) + list(set(q))", ["b"]),
    "either list": ("y = ['a'] if q else ['b']\nx = list(y)", ["a", "b"]),
    "either index": ("y = {'a': 'c', 'b': 'd'}\nx = [y['a' if q else 'b']]", ["c", "d"]),
    "either key in operators": (
        "y = ('a' if q else 'b') + ('c' if q else 'd')\nx = [y]",
        ["ac", "ad", "bc", "bd"],
    ),
    "map": ("x = ['a', *map(f, ['b']), *map(str, q)]", ["a"]),
    "conditional item mapped": (
        "y = []\nif q:\n    y.append('a')\nx = list(map(str.upper, y)) + [c for c in y]",
        ["a"],
    ),
    "round under a condition": (
        "y = []\nif q:\n    y.append('a')\nx = []\nfor c in y:\n    x.append(c)",
        ["a"],
    ),
    "recursion": ("def f(n):\n    return f(n - 1)\nx = ['a', f(3)]", ["a"]),
    "a try that may fail": ("try:\n    x = ['a']\nexcept E:\n    x = ['b']", ["a", "b"]),
    "match": (
        "match q:\n    case 1:\n        x = ['a']\n    case [b, *c]:\n        x = ['b', b]\n    case {'k': v, **rest}:\n        x = ['d']",
        ["a", "b", "d"],
    ),
    "not computed": ("x = ['a', 'b' - 1, 1 / 0, ~1, -'c', int('d'), b'e', 1j, ..., None]", ["a"]),
    "other expressions": (
        "x = ['a', (lambda: q)(), await_(q), q[1:2, ...], {1, *q}, {**q}]",
        ["a"],
    ),
    "an attribute of a class": ("class A:\n    pass\nx = ['a', A.b, A().c, A().d()]", ["a"]),
    "super outside": ("x = ['a', super().b]", ["a"]),
    "dict of pairs": ("x = ['a', *dict([('b', 1)])]", ["a"]),
    "deleted": ("x = ['a']\ndel y\nassert q\nglobal_ = 1", ["a"]),
}


@pytest.mark.parametrize("name", NOT_KNOWN)
def test_what_is_not_known_is_left_out(name: str, tmp_path: Path) -> None:
    """Part by part: what is written out is known all the same."""
    code, known = NOT_KNOWN[name]
    call = read(code, tmp_path).calls[-1]
    assert [slot for slot in call.slots if isinstance(slot, str)] == known
