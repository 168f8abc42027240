"""`python -m contracts.verify --export`: an auditor's export, judged line by line by a stranger."""

import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.domain import evidence
from contracts import verify
from contracts.domain import export
from tests.alien_sso import ADA, GRACE, AlienSso, signing_key
from tests.alien_sso.agent import thumbprint
from tests.unit.contracts.test_verify_command import ALONE, ROOT
from tests.vectors.contracts import pen

AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as server:
        yield server


def proof(sso: AlienSso, of: str, human: str, **claims: Any) -> dict[str, Any]:
    """The evidence that this human owns the key of a test party."""
    key = pen.key(of)
    return evidence.of_access_token(
        public_key=pen.public(key),
        owner={"Ada": ADA, "Grace": GRACE}[human],
        issuer=sso.issuer,
        token=sso.access_token(human, **{"jkt": thumbprint(key), **claims}),
        jwk=sso.jwks()["keys"][0],
        at=AT,
    )


def line(
    *, seller: list[Any], buyer: list[Any] | None = None, owners: tuple[Any, Any] = (ADA, None), **more: Any
) -> dict[str, Any]:
    """A line over a sound contract; owners: of the seller and the buyer, as the statement names them."""
    named = {"parties.seller.owner": owners[0], "parties.buyer.owner": owners[1], **more}
    document = json.loads(pen.written(pen.contract(pen.changed(pen.deal(), named))))
    return {"contract": document, "evidence": {"seller": seller, "buyer": buyer or []}}


def written(*lines: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in lines)


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """(exit status, what was printed) of an export of these bytes, with the issuer's keys if given."""

    def run(export: bytes, jwks: Any = None) -> tuple[int, str]:
        (tmp_path / "export").write_bytes(export)
        (tmp_path / "jwks").write_text(json.dumps(jwks))
        more = [] if jwks is None else ["--jwks", str(tmp_path / "jwks")]
        return verify.main(["--export", str(tmp_path / "export"), *more]), capsys.readouterr().out

    return run


def test_sound_lines_are_valid_and_what_cannot_be_known_is_said(sso: AlienSso, judge: Any) -> None:
    lines = written(
        line(seller=[proof(sso, "seller", "Ada")]),
        line(
            owners=(ADA, GRACE),
            seller=[proof(sso, "seller", "Ada")],
            buyer=[proof(sso, "buyer", "Grace")],
        ),
        line(owners=(None, None), seller=[]),
    )
    status, told = judge(lines)
    assert (status, told.splitlines()[-1]) == (0, "VALID")
    assert "3 contracts, 0 of them invalid; 0 lines unreadable; 3 owners named" in told
    assert "lines may be missing" in told
    assert evidence.UNKNOWN_JWKS in told
    status, told = judge(lines, sso.jwks())
    assert status == 0
    assert evidence.UNKNOWN_JWKS not in told


def test_the_vector_is_valid_and_says_so_of_each_owner(capsys: pytest.CaptureFixture[str]) -> None:
    exports = ROOT / "tests" / "vectors" / "exports"
    assert verify.main(["--export", str(exports / "valid.ndjson"), "--jwks", str(exports / "jwks.json")]) == 0
    told = capsys.readouterr().out
    assert "3 contracts, 0 of them invalid; 0 lines unreadable; 3 owners named" in told
    assert evidence.OPERATORS_WORD in told


def test_the_markets_word_is_told_from_the_ssos(sso: AlienSso, judge: Any) -> None:
    word = evidence.of_confirmation(public_key=pen.public(pen.key("seller")), owner=ADA, at=AT)
    status, told = judge(written(line(seller=[word])))
    assert status == 0
    assert evidence.OPERATORS_WORD in told


def forged(of: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {**of, **members}


def test_an_owner_without_good_evidence_is_wrong(sso: AlienSso, judge: Any) -> None:
    good = proof(sso, "seller", "Ada")
    head, claims, signature = good["token"].split(".")
    stranger = sso.access_token(
        "Ada", jkt=thumbprint(pen.key("seller")), key=signing_key(3), header={"kid": "1"}
    )
    wrong: dict[str, list[Any]] = {
        "there is no evidence": [],
        "another owner's": [proof(sso, "seller", "Grace")],
        "another owner's, renamed": [forged(proof(sso, "seller", "Grace"), owner=ADA)],
        "another key's": [proof(sso, "buyer", "Ada")],
        "another key's, renamed": [
            forged(proof(sso, "buyer", "Ada"), fingerprint=pen.fingerprint_of("seller"))
        ],
        "a token bound to another key": [proof(sso, "seller", "Ada", jkt=thumbprint(pen.key("buyer")))],
        "a token bound to none": [proof(sso, "seller", "Ada", jkt=None)],
        "tampered claims": [forged(good, token=f"{head}.{claims[:-4]}AAAA.{signature}")],
        "a stranger's signature": [forged(good, token=stranger)],
        "no document": [None, [], "x", {}],
    }
    for said, proofs in wrong.items():
        status, told = judge(written(line(seller=proofs)))
        assert status == 1, said
        room = pen.deal()["room"]["id"]
        assert f"line 1 (room {room}) FAIL  seller_owner: " in told, said
        assert told.endswith("\nINVALID\n")
    assert judge(written(line(seller=[*wrong["tampered claims"], good])))[0] == 0, "one that is good will do"


def test_evidence_counts_for_its_own_side_only(sso: AlienSso, judge: Any) -> None:
    found = line(owners=(None, GRACE), seller=[proof(sso, "buyer", "Grace")])
    assert "buyer_owner: there is no evidence" in judge(written(found))[1]


def test_a_key_that_is_not_the_issuers_is_wrong_where_those_are_known(sso: AlienSso, judge: Any) -> None:
    found = written(line(seller=[proof(sso, "seller", "Ada")]))
    with AlienSso() as other:
        other.rotate(keep_old=False)
        status, told = judge(found, other.jwks())
    assert status == 1
    assert "seller_owner: the evidence fails jwk" in told
    assert judge(found, {"keys": []})[0] == 1
    no_sets: list[Any] = [[], {"keys": 1}, {}, "x"]
    assert [judge(found, one)[0] for one in no_sets] == [2] * len(no_sets)


def test_a_changed_contract_is_wrong(sso: AlienSso, judge: Any) -> None:
    found = line(seller=[proof(sso, "seller", "Ada")])
    found["contract"]["statement"]["outcome"]["price"] = "1.00"
    status, told = judge(written(line(owners=(None, None), seller=[]), found))
    assert status == 1
    assert "line 2 " in told
    assert "FAIL  statement_matches: " in told


def test_the_owner_that_counts_is_the_one_that_was_signed(sso: AlienSso, judge: Any) -> None:
    found = line(owners=(GRACE, None), seller=[proof(sso, "seller", "Ada")])
    found["contract"]["statement"]["parties"]["seller"]["owner"] = ADA
    told = judge(written(found))[1]
    assert "FAIL  seller_owner: " in told
    assert "FAIL  statement_matches: " in told


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: {**found, "note": 1},
        lambda found: {"contract": found["contract"]},
        lambda found: {**found, "evidence": []},
        lambda found: {**found, "evidence": {"seller": []}},
        lambda found: {**found, "evidence": {"seller": {}, "buyer": []}},
        lambda found: [found],
        lambda _: None,
    ],
)
def test_a_line_of_other_members_is_wrong(judge: Any, spoil: Any) -> None:
    status, told = judge(written(spoil(line(owners=(None, None), seller=[]))))
    assert status == 1
    assert "FAIL  line_members: " in told


def test_a_line_that_reads_in_two_ways_is_wrong(judge: Any) -> None:
    twice = written(line(owners=(None, None), seller=[])).replace(b'{"contract"', b'{"contract":1,"contract"')
    status, told = judge(twice)
    assert status == 1
    assert "FAIL  line_json: duplicate_name" in told


def test_what_is_no_json_is_unreadable_and_hides_nothing(judge: Any) -> None:
    good = written(line(owners=(None, None), seller=[]))
    for broken, why in (
        (b"{", "it is not JSON"),
        (b"", "it is not JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[" * 100, "it is nested too deep"),
        (b'"' + b"x" * export.MAX_BYTES + b'"', f"it has more than {export.MAX_BYTES} bytes"),
        (b'"' + b"x" * (9 * export.MAX_BYTES) + b'"', f"it has more than {export.MAX_BYTES} bytes"),
    ):
        status, told = judge(good + broken + b"\n" + good)
        assert (status, told.splitlines()[-1]) == (2, "UNREADABLE"), why
        assert f"line 2 is unreadable: {why}\n" in told
        assert "2 contracts, 0 of them invalid; 1 lines unreadable" in told
    changed = good.replace(b'"18400.00"', b'"1.00"')
    assert judge(b"{\n" + changed)[0] == 1, "a broken line does not hide a changed contract"
    assert judge(good[:-1])[0] == 0, "the last line feed is no part of it"
    assert judge(good[:-9])[0] == 2, "cut off"
    assert judge(b"")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a", "--export", "b"],
        ["a", "--jwks", "b"],
        ["--export", "a", "--json"],
        ["--export", "a", "--room", "0" * 64],
    ],
)
def test_a_question_that_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        verify.main(arguments)
    assert refused.value.code == 2


def test_files_that_cannot_be_opened_are_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export").write_bytes(b"")
    assert verify.main(["--export", str(tmp_path / "none")]) == 2
    assert verify.main(["--export", str(tmp_path / "export"), "--jwks", str(tmp_path / "keys")]) == 2
    assert "keys is unreadable" in capsys.readouterr().err


def test_it_runs_where_nothing_else_is_installed(sso: AlienSso, tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(written(line(seller=[proof(sso, "seller", "Ada")])))
    command = [sys.executable, "-c", ALONE, "--export", "-"]
    with (tmp_path / "export").open("rb") as sent:
        done = subprocess.run(command, cwd=ROOT, stdin=sent, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1] == "VALID"


def test_the_size_of_an_export_is_not_in_memory(
    tmp_path: Path, sso: AlienSso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    one = written(line(seller=[proof(sso, "seller", "Ada"), "x" * 20_000]))

    def peak(lines: int) -> int:
        (tmp_path / "export").write_bytes(one * lines)
        tracemalloc.start()
        try:
            assert verify.main(["--export", str(tmp_path / "export")]) == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # what is loaded once is loaded
    assert peak(200) < peak(2) + 20 * len(one)
