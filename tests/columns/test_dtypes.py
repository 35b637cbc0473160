from __future__ import annotations

import itertools
import sys
import warnings
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import Datatype, DTypeSpec, ParseError, Shape
from cryosparc_spec.columns.dtypes import parse_text
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.values import dtype_specs, texts
from tests.frozen_values import assert_is_value

WORDS = (
    "expected one of b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c8, c16, O, "
    "S<length>, U<length>, or a numpy name such as float32"
)
CODE = 'expected a code such as "f4", "3u4" or "(2,3)f4"'

EQUAL: list[tuple[Any, ...]] = [
    ("u4", "<u4", "=u4", "|u4", "uint32", "()u4", ("u4", ()), ["<u4", []]),
    (
        *("3u4", "<3u4", "3<u4", "(3,)u4", "(3)u4", "3 u4", "3uint32"),
        *(("<u4", (3,)), ["u4", [3]], ("u4", 3), ("3u4", ())),
    ),
    (
        *("(2,3)f4", "<2,3f4", "2,3f4", "<(2,3)f4", "(2,3)<f4", "(2, 3) f4", "2 , 3f4"),
        *(("f4", (2, 3)), ["float32", [2, 3]], ("3f4", (2,)), ("<3f4", 2)),
    ),
    ("1f8", "(1,)f8", "1float64", ("f8", 1), ("f8", (1,))),
    (">3i2", "3>i2", "(3,)>i2", (">i2", (3,)), ">3int16"),
    ("b1", "|b1", "<b1", ">b1", "?", "bool", "bool_"),
    ("u1", "|u1", ">u1", "uint8"),
    ("c16", "<c16", "complex128"),
    (
        *("O", "|O", "O8", "object", "object_", "S", "S0", "|S12", "S3", "bytes", "bytes_"),
        *("U", "<U5", ">U5", "U1", "str", "str_", ("O", ()), ["S12", []]),
    ),
    ("3O", "3S12", "(3,)U5", ("O", 3), ["|S1", [3]]),
]
DIFFERENT: list[tuple[Any, Any]] = [
    ("u4", "i4"),
    ("u4", "u8"),
    ("u4", ">u4"),
    ("u1", "b1"),
    ("f8", "c8"),
    ("u4", "1u4"),
    ("3u4", "(3,1)u4"),
    ("(2,3)u4", "(3,2)u4"),
    ("O", "1O"),
    ("O", "u8"),
]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(spellings[0], spelling, id=f"{spellings[0]} and {spelling}")
        for spellings in EQUAL
        for spelling in spellings[1:]
    ],
)
def test_equal_by_meaning(left: Any, right: Any) -> None:
    """Two spellings of one dtype are equal and hash alike."""
    assert DTypeSpec.parse(left) == DTypeSpec.parse(right)
    assert hash(DTypeSpec.parse(left)) == hash(DTypeSpec.parse(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        *[pytest.param(*pair, id=f"{pair[0]} and {pair[1]}") for pair in DIFFERENT],
        *[
            pytest.param(one[0], other[0], id=f"{one[0]} and {other[0]}")
            for one, other in itertools.combinations(EQUAL, 2)
        ],
    ],
)
def test_different_by_meaning(left: Any, right: Any) -> None:
    """Kind, size, byte order and shape each make a difference."""
    assert DTypeSpec.parse(left) != DTypeSpec.parse(right)


@pytest.mark.parametrize(
    ("value", "text", "descr"),
    [
        pytest.param("<f4", "f4", "<f4", id="little-endian"),
        pytest.param(">f4", ">f4", ">f4", id="big-endian"),
        pytest.param("=f4", "f4", "<f4", id="native is little-endian"),
        pytest.param(">u1", "u1", "|u1", id="one byte has no order"),
        pytest.param("?", "b1", "|b1", id="bool"),
        pytest.param("S12", "S12", "|S12", id="bytes"),
        pytest.param("S0", "S", "|S", id="bytes of no length"),
        pytest.param("U", "U", "<U", id="text of no length"),
        pytest.param("<U5", "U5", "<U5", id="text"),
        pytest.param(">U5", ">U5", ">U5", id="big-endian text"),
        pytest.param("object", "O", "|O", id="objects"),
        pytest.param("<3u4", "3u4", ("<u4", (3,)), id="one dimension"),
        pytest.param("3>u4", "3>u4", (">u4", (3,)), id="one dimension, big-endian"),
        pytest.param("1u4", "(1,)u4", ("<u4", (1,)), id="one dimension of one"),
        pytest.param("<2,3f4", "(2,3)f4", ("<f4", (2, 3)), id="as tools writes it"),
        pytest.param(("3S4", (2,)), "(2,3)S4", ("|S4", (2, 3)), id="shape of shapes"),
    ],
)
def test_canonical_forms(value: Any, text: str, descr: Any) -> None:
    """One text and one ``descr`` goes back, whatever the spelling; of text, the kind is kept."""
    spec = DTypeSpec.parse(value)
    assert str(spec) == text
    assert spec.descr == descr
    assert repr(spec) == f"DTypeSpec(scalar={spec.scalar!r}, shape={spec.shape!r})"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[
            (f"{kind}{8 * size}", f"{kind[0]}{size}")
            for kind in ("int", "uint")
            for size in (1, 2, 4, 8)
        ],
        *[(f"float{8 * size}", f"f{size}") for size in (2, 4, 8)],
        *[(f"complex{8 * size}", f"c{size}") for size in (8, 16)],
        *[("bool", "b1"), ("bool_", "b1"), ("?", "b1"), ("object", "O"), ("object_", "O")],
        *[("bytes", "S"), ("bytes_", "S"), ("str", "U"), ("str_", "U")],
    ],
)
def test_numpy_names(name: str, code: str) -> None:
    """The names of numpy's types read as their codes."""
    assert str(DTypeSpec.parse(name)) == code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("", f'"" is not a dtype: {CODE}', id="empty"),
        pytest.param("3", f'"3" is not a dtype: {CODE}', id="shape only"),
        pytest.param(" f4", f'" f4" is not a dtype: {CODE}', id="space before"),
        pytest.param("f4 ", f'"f4 " is not a dtype: {CODE}', id="space after"),
        pytest.param("f4\n", f'"f4\\n" is not a dtype: {CODE}', id="line break"),
        pytest.param("-3f4", f'"-3f4" is not a dtype: {CODE}', id="negative"),
        pytest.param(
            "3,f4", f'"3,f4" is not a dtype: {CODE}; write "3f4"', id="comma after the shape"
        ),
        pytest.param(
            "(2,3f4", f'"(2,3f4" is not a dtype: {CODE}; write "(2,3)f4"', id="half a bracket"
        ),
        pytest.param(
            "<3<f4", f'"<3<f4" is not a dtype: {CODE}; write "3f4"', id="byte order twice"
        ),
        pytest.param("²f4", f'"²f4" is not a dtype: {CODE}', id="digit of another script"),
        pytest.param("f" * 257, f'"{"f" * 60}..." is not a dtype: {CODE}', id="too long"),
        pytest.param(
            "f4,i4", f'"f4,i4" is not a dtype: {CODE}; write one field a column', id="structured"
        ),
        pytest.param("V4", f'"V4" is not a dtype of a column: {WORDS}', id="void"),
        pytest.param("m8", f'"m8" is not a dtype of a column: {WORDS}', id="timedelta"),
        pytest.param("M8", f'"M8" is not a dtype of a column: {WORDS}', id="datetime"),
        pytest.param("m8[ns]", f'"m8[ns]" is not a dtype: {CODE}', id="timedelta with unit"),
        pytest.param("i", f'"i" is not a dtype of a column: {WORDS}; write "i4"', id="letter"),
        pytest.param(">d", f'">d" is not a dtype of a column: {WORDS}; write ">f8"', id="double"),
        pytest.param("int", f'"int" is not a dtype of a column: {WORDS}; write "i8"', id="int"),
        pytest.param(
            "3float", f'"3float" is not a dtype of a column: {WORDS}; write "3f8"', id="float"
        ),
        pytest.param("a", f'"a" is not a dtype of a column: {WORDS}; write "S"', id="old bytes"),
        pytest.param(
            "flaot32",
            f'"flaot32" is not a dtype of a column: {WORDS}; write "float32"',
            id="mistyped name",
        ),
        pytest.param("zz", f'"zz" is not a dtype of a column: {WORDS}', id="nothing near"),
        pytest.param("0f4", "dimension 0: expected 1 to 2147483647", id="no elements"),
        pytest.param("(2,0)f4", "dimension 0: expected 1 to 2147483647", id="no elements inside"),
        pytest.param(
            ("f4", -1), "$[1]: dimension -1: expected 1 to 2147483647", id="negative shape"
        ),
        pytest.param("9999999999u1", "dimension 9999999999: expected 1 to 2147483647", id="absurd"),
        pytest.param(
            "1073741824u4",
            "shape (1073741824,) of <u4 takes 4294967296 bytes: expected at most 2147483647",
            id="row too long",
        ),
        pytest.param(
            f"({','.join(['1'] * 33)})u1",
            "the shape has 33 dimensions: expected at most 32",
            id="too many dimensions",
        ),
        pytest.param(
            "S2147483648", '"S2147483648" is too long: expected under 2 GiB', id="bytes too long"
        ),
        pytest.param(
            "U536870912", '"U536870912" is too long: expected under 2 GiB', id="text too long"
        ),
        pytest.param(
            "3S", '"|S" has no length, and so cannot have a shape; write "3O"', id="text and shape"
        ),
        pytest.param(
            ("f4", (2.0,)),
            "$[1]: expected a whole number as dimension, got 2.0",
            id="float dimension",
        ),
        pytest.param(
            ("f4", (True,)),
            "$[1]: expected a whole number as dimension, got true",
            id="bool dimension",
        ),
        pytest.param(
            ("f4", True), "$[1]: expected a whole number as dimension, got true", id="bool shape"
        ),
        pytest.param(
            ("f4", "3"), '$[1]: expected a shape such as [2], got "3"', id="text as shape"
        ),
        pytest.param(
            ("f4", None), "$[1]: expected a shape such as [2], got null", id="null as shape"
        ),
        pytest.param(
            (4, 3), '$[0]: expected a numpy code such as "<u4", got 4', id="number as code"
        ),
        pytest.param(
            (("f4", 2), 3),
            '$[0]: expected a numpy code such as "<u4", got a list',
            id="pair as code",
        ),
        pytest.param(
            ["f4"], 'expected a dtype such as "3u4" or ["<u4", [3]], got a list', id="one part"
        ),
        pytest.param(
            {"f4": 1}, 'expected a dtype such as "3u4" or ["<u4", [3]], got a mapping', id="mapping"
        ),
        pytest.param(None, 'expected a dtype such as "3u4" or ["<u4", [3]], got null', id="null"),
        pytest.param(
            float,
            'expected a dtype such as "3u4" or ["<u4", [3]], got the class float; write "f8"',
            id="class",
        ),
        pytest.param(
            (np.uint32, (2,)),
            '$[0]: expected a numpy code such as "<u4", got the class uint32; write "u4"',
            id="class of numpy",
        ),
        pytest.param(
            bool,
            'expected a dtype such as "3u4" or ["<u4", [3]], got the class bool; write "b1"',
            id="class of booleans",
        ),
        pytest.param(
            dict,
            'expected a dtype such as "3u4" or ["<u4", [3]], got the class dict',
            id="class of something else",
        ),
    ],
)
def test_refused(value: Any, text: str) -> None:
    """What no column holds is refused, with what was expected and, where one is near, the fix."""
    for _ in range(2):
        with pytest.raises(ParseError) as caught:
            DTypeSpec.parse(value)
        assert str(caught.value) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("f16", "f8", id="float too long"),
        pytest.param("f12", "f8", id="float of no size"),
        pytest.param("f3", "f4", id="between two sizes"),
        pytest.param(">f16", ">f8", id="byte order"),
        pytest.param("float128", "float64", id="long double"),
        pytest.param("u16", "u8", id="unsigned too long"),
        pytest.param("int128", "int64", id="name too long"),
        pytest.param("uint7", "uint8", id="bits of no size"),
        pytest.param("c32", "c16", id="complex too long"),
        pytest.param("complex256", "complex128", id="name that ends in x"),
        pytest.param("b8", "b1", id="boolean too long"),
        pytest.param("flot32", "float32", id="mistyped name"),
        pytest.param("unit8", "uint8", id="mistyped, and nearer to a signed one"),
        pytest.param("3float", "3f8", id="name with a shape"),
        pytest.param("<3float", "3f8", id="name with a shape and a byte order"),
        pytest.param(">2i", "2>i4", id="letter with a shape and a byte order"),
        pytest.param("(2,3)double", "(2,3)f8", id="name with two dimensions"),
        pytest.param("2,3u3", "(2,3)u4", id="two dimensions without brackets"),
        pytest.param("3string", "3O", id="text of no length with a shape"),
        pytest.param("3x2f4", "(3,2)f4", id="dimensions with an x"),
        pytest.param("3*u4", "3u4", id="dimensions with a star"),
        pytest.param("[2, 3]f4", "(2,3)f4", id="square brackets"),
        pytest.param("f4x3", "3f4", id="dimensions behind"),
        pytest.param("float[3]", "3f8", id="dimensions behind in brackets"),
        pytest.param("0float", None, id="no elements"),
        pytest.param("(3)x", None, id="no such kind"),
    ],
)
def test_a_fix_keeps_kind_shape_and_byte_order(written: str, meant: str | None) -> None:
    """What is to be written instead is read, and is the column that was most likely meant."""
    with pytest.raises(ParseError) as caught:
        DTypeSpec.parse(written)
    assert caught.value.problems[0].hint == (f'write "{meant}"' if meant else None)
    assert meant is None or DTypeSpec.parse(meant).itemsize


@pytest.mark.parametrize(
    ("scalar", "shape", "text"),
    [
        pytest.param(
            "3u4",
            (),
            '"3u4" is not a numpy code such as "<u4"; DTypeSpec.parse reads "3u4"',
            id="shape",
        ),
        pytest.param("", (), '"" is not a numpy code such as "<u4"', id="empty"),
        pytest.param("<>u4", (), '"<>u4" is not a numpy code such as "<u4"', id="two orders"),
        pytest.param(4, (), 'expected a numpy code such as "<u4", got 4', id="number"),
        pytest.param("u4", (0,), "dimension 0: expected 1 to 2147483647", id="no elements"),
    ],
)
def test_constructor_is_strict(scalar: Any, shape: Shape, text: str) -> None:
    """No invalid instance exists, made by hand or by ``evolve``."""
    with pytest.raises(ParseError) as caught:
        DTypeSpec(scalar, shape)
    assert str(caught.value) == text
    with pytest.raises(ParseError):
        attrs.evolve(DTypeSpec("<f4"), scalar=scalar, shape=shape)


def test_kind_of_problem() -> None:
    """A program can tell a value of the wrong type from a text that is no dtype."""
    with pytest.raises(ParseError) as caught:
        DTypeSpec.parse(["u4", "3"])
    assert caught.value.problems[0].kind is ProblemKind.WRONG_TYPE
    with pytest.raises(ParseError) as caught:
        DTypeSpec.parse("zz")
    assert caught.value.problems[0].kind is ProblemKind.INVALID_VALUE


@given(spec=dtype_specs())
def test_text_reads_back(spec: DTypeSpec) -> None:
    """``parse(str(x))`` and ``parse(x.descr)`` give back the same, to the spelling of text."""
    for again in (DTypeSpec.parse(str(spec)), DTypeSpec.parse(spec.descr), DTypeSpec.parse(spec)):
        assert again == spec
        assert again.scalar == spec.scalar


TEXTS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "<", ">", "=", "|"]),
        st.sampled_from(["", "1", "3", "2,3", "(3,)", "(3)", "( 2 , 3 )", "()", "03"]),
        st.sampled_from(["", " "]),
        st.sampled_from(["", "<", ">"]),
        st.sampled_from(["f4", "uint32", "?", "O", "S12", "S", "U5", "bool", "c8", "zz", ""]),
    ),
)


@given(text=TEXTS | texts())
def test_canonical_text_is_idempotent(text: str) -> None:
    """``str(parse(t))`` of a canonical text is that text, for whatever text is read at all."""
    try:
        canonical = str(DTypeSpec.parse(text))
    except ParseError:
        return
    assert str(DTypeSpec.parse(canonical)) == canonical


@given(spec=dtype_specs())
def test_dtypes_are_values(spec: DTypeSpec) -> None:
    """A dtype hashes, pickles, copies and evolves, and cannot be changed."""
    assert_is_value(spec)
    assert type(spec.shape) is tuple


@pytest.mark.parametrize(
    ("text", "is_text"),
    [("O", True), ("S", True), ("2S12", True), (">U5", True), ("u4", False), ("b1", False)],
)
def test_is_text(text: str, is_text: bool) -> None:
    """Text of whatever spelling is told from numbers."""
    assert DTypeSpec.parse(text).is_text is is_text


def test_plain_text_of_another_class_is_read() -> None:
    """A subclass of ``str`` is read as its text, and is not kept."""

    class Text(str):
        """Text of another class."""

    assert DTypeSpec.parse(Text("3u4")) == DTypeSpec("<u4", (3,))
    assert type(DTypeSpec.parse((Text("u4"), 3)).scalar) is str
    with pytest.raises(ParseError):
        DTypeSpec.parse(Datatype.MASK)


def test_equal_text_is_shared() -> None:
    """The same text gives one object; a look-alike pair does not reach it through the cache."""
    assert DTypeSpec.parse("3u4") is DTypeSpec.parse("3u4")
    for _ in range(2):
        assert DTypeSpec.parse(("u4", (1,))).shape == (1,)
        for pretender in (True, 1.0):
            with pytest.raises(ParseError, match="expected a whole number as dimension"):
                DTypeSpec.parse(("u4", (pretender,)))


@pytest.mark.parametrize(
    ("text", "itemsize"),
    [
        pytest.param("2147483647u1", 2**31 - 1, id="numbers"),
        pytest.param("1073741823u2", 2**31 - 2, id="numbers of two bytes"),
        pytest.param("S2147483647", 2**31 - 1, id="bytes"),
        pytest.param("U536870911", 2**31 - 4, id="text"),
    ],
)
def test_a_row_may_take_almost_two_gibibytes(text: str, itemsize: int) -> None:
    """One more of each is refused, as the table of refused dtypes shows."""
    assert DTypeSpec.parse(text).itemsize == itemsize


def test_cache_is_bounded() -> None:
    """20,000 dtypes that never repeat leave a bounded number behind."""
    for length in range(1, 20_001):
        assert DTypeSpec.parse(f"S{length}").itemsize == length
    assert parse_text.cache_info().currsize <= 4096


# What numpy reads and we do not, over the grid below: each with the reason.
ORDERS = ("", "<", ">", "=", "|")
INNER_ORDERS = ("", "<", ">")
SHAPES = (
    "",
    "1",
    "3",
    "0",
    "03",
    "2,3",
    "3,",
    "(2,3)",
    "(3,)",
    "(3)",
    "()",
    "(0,)",
    "(2, 3)",
    " 3",
)
READ = (
    *("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"),
    *("?", "O", "O8", "S12", "U5"),
)
READ_WITHOUT_LENGTH = ("S", "S0", "U", "U0", "str", "str_", "bytes", "bytes_")
READ_NAMES = (
    *("bool", "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128", "object", "object_"),
)
REFUSED = {
    "letters whose size depends on the platform, or that are short for a code": (
        *("b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "F", "D", "p", "P"),
        *("n", "N", "c"),
    ),
    "names whose size depends on the platform, or that are names of C": (
        *("int", "int_", "uint", "float", "complex", "half", "single", "double", "longdouble"),
        *("longlong", "byte", "short", "intc", "intp", "unicode", "long", "ulong", "string"),
    ),
    "more than 8 bytes a number, which no file was seen to have": (
        *("f16", "f12", "c32", "c24", "g", "G", "float128", "float96", "complex256"),
    ),
    "raw memory": ("V", "V4", "void"),
    "times": ("m8", "M8", "m8[ns]", "M8[ns]", "timedelta64", "datetime64"),
    "pointers of another size": ("O4",),
    "text of variable length, and an old code of bytes": ("T", "a", "a10"),
    "several columns": ("f4,i4", "float32,int32", "f4,2i4"),
}
REFUSED_SHAPES = {
    "rows without elements": ("0", "(0,)"),
    "a comma after the shape": ("3,",),
}
READ_BY_US_ALONE_SHAPES = {
    "one number in brackets": ("(3)",),
    "zeros before a number": ("03",),
}


def numpy_reads(value: Any) -> Any:
    """The dtype numpy makes of it, or None."""
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return numpy.dtype(value)
        except (TypeError, ValueError, SyntaxError, KeyError):
            return None


def we_read(value: Any) -> DTypeSpec | None:
    try:
        return DTypeSpec.parse(value)
    except ParseError:
        return None


def of_column(dtype: Any) -> tuple[Any, Any]:
    """Kind of element and shape of a row of a column with this dtype, as numpy makes it."""
    import numpy

    column = numpy.zeros(0, [("x", dtype)])["x"]
    return column.dtype, column.shape[1:]


def why_only_numpy_reads(order: str, shape: str, inner: str, scalar: str) -> list[str]:
    """Reasons for which we refuse what numpy reads."""
    reasons = [reason for reason, scalars in REFUSED.items() if scalar in scalars]
    reasons += [reason for reason, shapes in REFUSED_SHAPES.items() if shape in shapes]
    if order and inner:
        reasons.append("byte order twice")
    if shape not in ("", "()") and scalar in READ_WITHOUT_LENGTH:
        reasons.append("text without a length, with a shape")
    return reasons


def why_only_we_read(order: str, shape: str, inner: str, scalar: str) -> list[str]:
    """Reasons for which numpy refuses what we read."""
    reasons = [reason for reason, shapes in READ_BY_US_ALONE_SHAPES.items() if shape in shapes]
    if (order or inner) and scalar in (*READ_NAMES, *READ_WITHOUT_LENGTH):
        reasons.append("byte order before a name")
    if shape and scalar in (*READ_NAMES, *READ_WITHOUT_LENGTH) and scalar.endswith("_"):
        reasons.append("shape before a name that ends with an underscore")
    if shape == "()" and scalar in READ_WITHOUT_LENGTH:
        reasons.append("empty shape before text without a length")
    return reasons


SCALARS = (
    *READ,
    *READ_NAMES,
    *READ_WITHOUT_LENGTH,
    *(scalar for scalars in REFUSED.values() for scalar in scalars),
    *("u", "s5", "F4", "b8", "i3", "i16", "U-1", "1", "nonsense", "uint33"),
)


@pytest.mark.parametrize("scalar", SCALARS)
def test_numpy_as_oracle(scalar: str) -> None:
    """What both read is the same dtype; where one refuses, the reason is in the lists above.

    No byte order means little-endian for us, and the machine's own for numpy.
    """
    pytest.importorskip("numpy", reason="numpy is not installed")
    for order, shape, inner in itertools.product(ORDERS, SHAPES, INNER_ORDERS):
        text = f"{order}{shape}{inner}{scalar}"
        theirs, ours = numpy_reads(text), we_read(text)
        if theirs is not None and ours is not None:
            assert sys.byteorder == "little"
            assert of_column(ours.descr) == of_column(theirs), text
            assert ours.itemsize == theirs.itemsize, text
            assert ours.ndim == len(theirs.shape), text
        elif theirs is not None:
            assert why_only_numpy_reads(order, shape, inner, scalar), text
        elif ours is not None:
            assert why_only_we_read(order, shape, inner, scalar), text


@pytest.mark.parametrize(
    "texts",
    [
        *[pytest.param(scalars, id=reason) for reason, scalars in REFUSED.items()],
        *[
            pytest.param([f"{shape}f4" for shape in shapes], id=reason)
            for reason, shapes in REFUSED_SHAPES.items()
        ],
        pytest.param(["<3<f4"], id="byte order twice"),
        pytest.param(["3S"], id="text without a length, with a shape"),
    ],
)
def test_numpy_reads_what_is_listed(texts: list[str]) -> None:
    """Each reason to refuse what numpy reads is needed: numpy reads one of its texts."""
    assert any(numpy_reads(text) is not None for text in texts)
    assert not any(map(we_read, texts))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        pytest.param("(3)f4", "3f4", id="one number in brackets"),
        pytest.param("03f4", "3f4", id="zeros before a number"),
        pytest.param(">float32", ">f4", id="byte order before a name"),
        pytest.param("3bool_", "3b1", id="shape before a name that ends with an underscore"),
        pytest.param("()S", "S", id="empty shape before text without a length"),
    ],
)
def test_we_read_what_is_listed(text: str, same: str) -> None:
    """Each reason why numpy refuses what we read is needed, and the meaning is plain."""
    assert numpy_reads(text) is None
    assert DTypeSpec.parse(text) == DTypeSpec.parse(same)


@pytest.mark.parametrize("code", ["u4", ">u4", "3u4", "float32", "S", "S5", "O", "V4", "f4,i4"])
@pytest.mark.parametrize(
    "shape",
    [(), 1, 3, 0, -1, (1,), (3,), [3], (2, 3), (0,), (2.0,), True, "3", None, 2**40],
    ids=repr,
)
def test_numpy_as_oracle_of_pairs(code: str, shape: Any) -> None:
    """Of a code and a shape, what both read makes the same column; ``("S", 3)`` is not a shape."""
    theirs, ours = numpy_reads((code, shape)), we_read((code, shape))
    if theirs is not None and ours is not None:
        assert of_column(ours.descr) == of_column(theirs)
    elif theirs is not None:
        assert code in ("S", "V4", "f4,i4") or shape in (0, (0,))
    else:
        assert ours is None or (code, shape) == ("S", ())


@given(spec=dtype_specs())
def test_descr_is_what_numpy_takes(spec: DTypeSpec) -> None:
    """``descr``, the text, size and dimensions agree with numpy."""
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    dtype = numpy.dtype(spec.descr)
    assert numpy.dtype(spec.descr if spec.shape == () else str(spec)) == dtype
    assert dtype.base.str.rstrip("0") == spec.scalar.rstrip("0")
    assert (dtype.itemsize, dtype.shape, dtype.ndim) == (spec.itemsize, spec.shape, spec.ndim)


@pytest.mark.parametrize("letter", "bBhHiIqQefdFD")
def test_letters_of_numpy_are_told_in_our_words(letter: str) -> None:
    """One letter stands for a dtype in numpy, which knows what it is."""
    with pytest.raises(ParseError) as caught:
        DTypeSpec.parse(letter)
    assert caught.value.problems[0].hint == f'write "{np.dtype(letter).str.lstrip("<|")}"'


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *(("half", "f2"), ("single", "f4"), ("double", "f8"), ("float", "f8"), ("complex", "c16")),
        *(("int", "i8"), ("uint", "u8"), ("long", "i8"), ("unicode", "U"), ("string", "S")),
        ("boolean", "bool"),
    ],
)
def test_words_of_others_are_told_in_ours(word: str, meant: str) -> None:
    """Each as people mean it."""
    with pytest.raises(ParseError) as caught:
        DTypeSpec.parse(word)
    assert caught.value.problems[0].hint == f'write "{meant}"'
