"""The pages say what the code does."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PROTOCOL = (PROJECT / "docs/protocol.md").read_text()
RAISED = re.compile(
    r"(?:Malformed|Unauthenticated|Forbidden|Conflict|TooLarge|Invalid|TooMany|Unavailable)\(\s*\"([a-z_]+)\""
)
REASONS = re.compile(r"^    \"([a-z_]+)\",$", re.MULTILINE)


def sources() -> list[Path]:
    return [
        path
        for app in ("agents", "marketplace", "contracts", "rooms")
        for path in (PROJECT / app).rglob("*.py")
        if "negotiators" not in path.parts
    ]


def codes_raised() -> set[str]:
    return {code for path in sources() for code in RAISED.findall(path.read_text())}


def test_every_code_that_is_raised_stands_in_the_protocol() -> None:
    raised = codes_raised()
    assert len(raised) > 20
    assert {code for code in raised if f"`{code}`" not in PROTOCOL} == set()


@pytest.mark.parametrize(
    ("module", "table"),
    [("marketplace/domain/terms.py", "REASONS"), ("agents/domain/agentid.py", "_REASONS")],
)
def test_every_refusal_of_the_domain_stands_in_the_protocol(module: str, table: str) -> None:
    body = (PROJECT / module).read_text().split(f"{table}: Final = {{")[1].split("}")[0]
    codes = re.findall(r"^    \"([a-z_]+)\":", body, re.MULTILINE)
    assert len(codes) > 5
    assert [code for code in codes if f"`{code}`" not in PROTOCOL] == []


def test_every_reason_that_a_room_can_end_with_stands_in_the_protocol() -> None:
    body = (PROJECT / "rooms/domain/room.py").read_text().split("Reason = Literal[")[1].split("]")[0]
    reasons = REASONS.findall(body)
    assert len(reasons) > 8
    assert [reason for reason in reasons if f"| `{reason}` |" not in PROTOCOL] == []
