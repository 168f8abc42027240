"""JSON as JavaScript writes it: vectors, and Node itself where it is here."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from agents.domain.javascript_json import stringify

VECTORS: list[tuple[Any, str]] = [
    (
        {"b": 1, "a": None, "10": True, "9": [], "-1": {}, "01": ""},
        '{"9":[],"10":true,"-1":{},"01":"","a":null,"b":1}',
    ),
    ({"4294967294": 1, "4294967295": 2, "a": 3}, '{"4294967294":1,"4294967295":2,"a":3}'),
    ({"€": 1, "\U0001f600": 2, "ﬀ": 3}, '{"€":1,"\U0001f600":2,"ﬀ":3}'),
    ('Grüße \u2028 \x1f " \\ /', '"Grüße \u2028 \\u001f \\" \\\\ /"'),
    ([1.0, 1e21, 1e-7, 0.1, -0.0, 9007199254740991], "[1,1e+21,1e-7,0.1,0,9007199254740991]"),
    ({"nested": [{"z": 1, "y": {"2": 0, "1": 0}}]}, '{"nested":[{"y":{"1":0,"2":0},"z":1}]}'),
]
SORTED = """
const sorted = v => Array.isArray(v) ? v.map(sorted) : v && typeof v === "object"
  ? Object.keys(v).sort().reduce((o, k) => { o[k] = sorted(v[k]); return o; }, {}) : v;
process.stdout.write(JSON.stringify(sorted(JSON.parse(require("fs").readFileSync(0, "utf8")))));
"""


@pytest.mark.parametrize(("value", "text"), VECTORS, ids=lambda one: str(one)[:30])
def test_a_value_is_written_as_javascript_writes_it(value: Any, text: str) -> None:
    assert stringify(value).decode() == text


NODE = shutil.which("node") or "node"


@pytest.mark.skipif(
    not shutil.which("node") and "node" not in os.environ.get("REQUIRE", ""), reason="node is not here"
)
def test_node_writes_the_same() -> None:
    for value, text in VECTORS:
        said = subprocess.run(
            [NODE, "-e", SORTED],
            input=json.dumps(value).encode(),
            capture_output=True,
            check=True,
            timeout=30,
        )
        assert said.stdout.decode() == text


@pytest.mark.parametrize(
    "value", [2**53, float("nan"), float("inf"), "\ud800", {"\ud800": 1}, b"x"], ids=repr
)
def test_what_javascript_would_read_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r".*"):
        stringify(value)
