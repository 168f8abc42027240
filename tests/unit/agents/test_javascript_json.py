"""JSON as JavaScript writes it with sorted names, quirk and all."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.domain import javascript_json

AWKWARD = 'tab\t nl\n bs\b ff\f cr\r nul\0 esc\x1b del\x7f q" bs\\ slash/ é \u2028 \u2029 😀 \ufeff <>&'
# What node prints: JSON.stringify(JSON.parse(left)) with the names of every object sorted first.
VECTORS: list[tuple[str, str]] = [
    ("null", "null"),
    ("[true, false, null]", "[true,false,null]"),
    ("{}", "{}"),
    ("[]", "[]"),
    ('{"b": 1, "a": {"d": [], "c": {}}}', '{"a":{"c":{},"d":[]},"b":1}'),
    ('{"b": 1, "10": 2, "9": 3, "a": 4}', '{"9":3,"10":2,"a":4,"b":1}'),
    ('{"-1": 1, "01": 2, "1": 3, "1.5": 4, "": 5}', '{"1":3,"":5,"-1":1,"01":2,"1.5":4}'),
    ('{"4294967295": 1, "4294967294": 2, "0": 3}', '{"0":3,"4294967294":2,"4294967295":1}'),
    ('{"A": 1, "a": 2, "Z": 3, "_": 4}', '{"A":1,"Z":3,"_":4,"a":2}'),
    # By UTF-16 code units the emoji, a pair of surrogates, comes before the private use character.
    ('{"\\ue000": 1, "😀": 2, "é": 3}', '{"é":3,"😀":2,"\ue000":1}'),
    ("[1.0, -0.0, -0, 1e2, 1E-7, 0.000001, 1e21, 123456789012345680000.0]",
     "[1,0,0,100,1e-7,0.000001,1e+21,123456789012345680000]"),
    ("[5e-324, 1.7976931348623157e308, 0.1, 333333333.33333329]",
     "[5e-324,1.7976931348623157e+308,0.1,333333333.3333333]"),
    ("[9007199254740991, -9007199254740991]", "[9007199254740991,-9007199254740991]"),
    ('"\\u00e9\\u2028\\/\\u007f\\u001f"', '"é\u2028/\x7f\\u001f"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VECTORS)
def test_it_writes_what_javascript_writes(text: str, expected: str) -> None:
    assert javascript_json.stringify(json.loads(text)).decode() == expected


@pytest.mark.parametrize(
    "value",
    [2**53, -(2**53), 2**64, float("nan"), float("inf"), float("-inf"), json.loads("1e400"), "\ud800",
     {"\ud800": 1}, {"a": "\ud800"}, {5: 1}, {None: 1}, {"a": {5: 1}}, {"__proto__": {}}, {"__proto__": 1},
     b"bytes", {"a"}, 1j, [2**53]],
    ids=ascii,
)  # fmt: skip
def test_what_javascript_reads_otherwise_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        javascript_json.stringify(value)


def test_what_is_nested_without_end_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="nested too deep"):
        javascript_json.stringify(deep)
    while deep:  # so that nothing has to unwind it at once
        deep = deep[0]


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
NAMES = st.one_of(st.text(st.characters(codec="utf-8"), max_size=4), st.integers(0, 2**33).map(str)).filter(
    lambda name: name != "__proto__"
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=12)


@given(VALUES)
def test_the_text_is_the_value(value: Any) -> None:
    # JavaScript writes 6477015934103475e1 with all its digits, and reads them as the same double.
    assert json.loads(javascript_json.stringify(value), parse_int=float) == value


@given(VALUES)
def test_the_order_of_the_members_is_no_matter(value: Any) -> None:
    assert javascript_json.stringify(turned(value)) == javascript_json.stringify(value)


def turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


SORTED = """
const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
};
process.stdin.setEncoding("utf8");
let text = "";
process.stdin.on("data", (part) => { text += part; });
process.stdin.on("end", () => {
  process.stdout.write(JSON.stringify(JSON.parse(text).map((one) => JSON.stringify(sorted(JSON.parse(one))))));
});
"""


def awkward() -> list[str]:
    """Texts of JSON: the vectors, and every name and number that the two languages might see differently."""
    names = ["0", "1", "00", "10", "2", "-1", "1e3", "4294967294", "4294967295", "4294967296", "constructor"]
    names += ["toString", "", " ", "é", "e\u0301", "\ufffd", "\ue000", "😀", "\u2028", AWKWARD]
    numbers = [sign * mantissa * 10.0**power for power in range(-30, 31) for mantissa in (1, 1.5, 123.456789)
               for sign in (1, -1)]  # fmt: skip
    values: list[Any] = [dict.fromkeys(names, 1), {name: [{}] for name in reversed(names)}, numbers, AWKWARD]
    return [text for text, _ in VECTORS] + [json.dumps(value) for value in values]


NODE = shutil.which("node") or "node"


@pytest.mark.skipif(
    not shutil.which("node") and "node" not in os.environ.get("REQUIRE", ""), reason="node is not here"
)
def test_node_writes_the_same() -> None:
    texts = awkward()
    done = subprocess.run(
        [NODE, "-e", SORTED], input=json.dumps(texts).encode(), capture_output=True, timeout=60, check=True
    )
    assert [javascript_json.stringify(json.loads(text)).decode() for text in texts] == json.loads(done.stdout)


ASSIGNED = """
const out = {};
for (const name of Object.keys(JSON.parse('{"__proto__": {"b": 1}, "a": 2}')).sort()) out[name] = 1;
process.stdout.write(JSON.stringify(out));
"""


@pytest.mark.skipif(
    not shutil.which("node") and "node" not in os.environ.get("REQUIRE", ""), reason="node is not here"
)
def test_node_loses_the_member_that_is_refused_here() -> None:
    done = subprocess.run([NODE, "-e", ASSIGNED], capture_output=True, timeout=60, check=True)
    assert done.stdout == b'{"a":1}'
