"""What the strategies take from hypothesis, or the error that says how to install it."""

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as error:
    raise ImportError(
        f'the strategies need {error.name}: pip install "cryosparc-spec[testing]"',
        name=error.name,
    ) from None

__all__ = ["SearchStrategy", "st"]
