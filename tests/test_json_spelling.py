"""The JSON of a result is spelt as Python's own module spells it, whichever way it is made."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.process.result_json import rendered

KEYS = st.text()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
@pytest.mark.parametrize("indent", [None, 2, 4])
def test_it_is_spelt_as_python_spells_it(indent: int | None, record: dict[str, object]) -> None:
    assert rendered(record, indent=indent) == json.dumps(record, ensure_ascii=False, indent=indent)


@pytest.mark.parametrize(
    "value", [1e-05, 1e16, 2**70, 0.1, "\udce9.docx", "\x00\x1f\x7f\u2028", [], {}, [[]], [{}], {"": []}]
)
def test_odd_values_are_spelt_so_too(value: object) -> None:
    record = {"value": value, "beside": ["é", 1, True, None]}
    for indent in (None, 2):
        assert rendered(record, indent=indent) == json.dumps(record, ensure_ascii=False, indent=indent)
