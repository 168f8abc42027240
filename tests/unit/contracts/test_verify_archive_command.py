"""`python -m contracts.verify --archive`: contracts with their evidence in one file, judged by a stranger; and whatever
somebody may have made of that file."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.domain import evidence
from contracts import verify
from contracts.domain import archive
from tests.alien_sso import ADA, AlienSso
from tests.unit.contracts.test_verify_command import ALONE, ROOT
from tests.unit.contracts.test_verify_export_command import line, proof

File = tuple[str, bytes]
Judge = Callable[..., tuple[int, str]]
ASKED = {"until": "2026-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as server:
        yield server


def room(number: int) -> str:
    return f"01930d5e-7a00-7c1e-8000-{number:012x}"


def some(count: int, **more: Any) -> list[dict[str, Any]]:
    """So many contracts, each of a room of its own; nobody's owner is known."""
    return [of_room(one, **more) for one in range(count)]


def of_room(number: int, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"owners": (None, None), "seller": [], "room.id": room(number), **more}
    return line(**told)


def packed(contracts: list[dict[str, Any]], market: str = "cars") -> bytes:
    batches = [contracts[at : at + 7] for at in range(0, len(contracts), 7)]
    return b"".join(archive.written(batches, market=market, asked=ASKED))


def files(of: bytes) -> list[File]:
    """As a reader that is none of ours finds them."""
    with tarfile.open(fileobj=io.BytesIO(of), mode="r:gz") as opened:
        return [(one.name, opened.extractfile(one).read()) for one in opened]  # type: ignore[union-attr]


def repacked(found: list[File]) -> bytes:
    """Those files in an archive that is announced as ours are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as made:
        for name, content in found:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
        made.fileobj.write(bytes(1024))
        return gzip.compress(out.getvalue(), mtime=0)


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    """(exit status, what was printed) of an archive of these bytes, with the issuer's keys if given."""

    def run(found: bytes, jwks: Any = None) -> tuple[int, str]:
        (tmp_path / "archive").write_bytes(found)
        (tmp_path / "jwks").write_text(json.dumps(jwks))
        more = [] if jwks is None else ["--jwks", str(tmp_path / "jwks")]
        return verify.main(["--archive", str(tmp_path / "archive"), *more]), capsys.readouterr().out

    return run


def test_a_sound_archive_is_valid_and_what_cannot_be_known_is_said(sso: AlienSso, judge: Judge) -> None:
    owned = of_room(9, seller=[proof(sso, "seller", "Ada")], owners=(ADA, None))
    found = packed([*some(9), owned])
    status, told = judge(found)
    assert (status, told.splitlines()[-1]) == (0, "VALID")
    assert "10 contracts, 0 of them invalid; 0 entries unreadable; 1 owners named\n" in told
    assert "whether these are all the contracts that the market had" in told
    assert evidence.UNKNOWN_JWKS in told
    status, told = judge(found, sso.jwks())
    assert status == 0
    assert evidence.UNKNOWN_JWKS not in told


def test_the_vector_is_valid_and_is_written_as_this_writes() -> None:
    exports = ROOT / "tests" / "vectors" / "exports"
    vector = exports / "archive.tar.gz"
    assert verify.main(["--archive", str(vector), "--jwks", str(exports / "jwks.json")]) == 0
    owned = json.loads((exports / "valid.ndjson").read_text().splitlines()[0])
    made = packed([of_room(1), of_room(2), owned])
    assert zlib.decompress(made, wbits=31) == zlib.decompress(vector.read_bytes(), wbits=31)


def test_an_archive_of_none_is_valid_and_says_so(judge: Judge) -> None:
    status, told = judge(packed([]))
    assert status == 0
    assert "0 contracts" in told


def test_the_same_contracts_are_the_same_bytes_however_they_were_read() -> None:
    contracts = some(30)
    one_by_one = b"".join(archive.written([[one] for one in contracts], market="cars", asked=ASKED))
    assert one_by_one == packed(contracts)


def test_other_programs_unpack_it_and_check_the_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "IN_A_PART", 4)
    (tmp_path / "archive.tar.gz").write_bytes(packed(some(10)))

    def shell(command: str) -> str:
        return subprocess.run(
            ["sh", "-euc", command],  # noqa: S607 - the shell of whoever unpacks it
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    shell("tar xzf archive.tar.gz")
    assert shell("ls").split() == ["000001", "000002", "000003", "archive.tar.gz", "manifest.json"]
    assert (
        shell("for one in 0*; do (cd $one && sha256sum --strict -c SHA256SUMS); done").count(": OK\n") == 20
    )
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert told["contracts"] == 10
    assert told["digest"] == "sha256:" + shell("cat 0*/SHA256SUMS | sha256sum").split()[0]


def test_folders_follow_each_other(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "IN_A_PART", 4)
    for count in (3, 4, 5, 8, 9):
        assert judge(packed(some(count)))[0] == 0, count


def changed(name: str, content: bytes, at: list[File]) -> list[File]:
    return [(name, content) if one == name else (one, held) for one, held in at]


def without(name: str, at: list[File]) -> list[File]:
    return [one for one in at if one[0] != name]


ONE = f"000001/{room(1)}.contract.json"
ITS_EVIDENCE = f"000001/{room(1)}.evidence.json"
SUMS = "000001/SHA256SUMS"
MANIFEST = "manifest.json"


SOUND = files(packed(some(3)))
CONTENT = dict(SOUND)
OF_FOUR = dict(files(packed(some(4))))
OF_TWO = files(packed([*some(2), of_room(2, tenant="bikes")]))
SPOILED: dict[str, tuple[list[File], str]] = {
    "a changed contract": (
        changed(ONE, CONTENT[ONE].replace(b'"18400.00"', b'"1.00"'), SOUND),
        f"{ITS_EVIDENCE} FAIL  statement_matches: ",
    ),
    "changed spacing": (
        changed(ONE, CONTENT[ONE] + b" ", SOUND),
        f"{SUMS} FAIL  sums: {room(1)}.contract.json was changed",
    ),
    "a contract left out": (
        without(ONE, without(ITS_EVIDENCE, SOUND)),
        f"{SUMS} FAIL  sums: {room(1)}.contract.json is not there",
    ),
    "evidence left out": (without(ITS_EVIDENCE, SOUND), f"the evidence of room {room(1)} is missing before it"),
    "a contract of two left out": (without(ONE, SOUND), f"{ITS_EVIDENCE} FAIL  entry_order: its contract is not"),
    "sums left out": (without(SUMS, SOUND), f"{MANIFEST} FAIL  sums: {SUMS} is missing before it"),
    "sums and contracts of fewer": (
        [*files(packed(some(2)))[:-1], (MANIFEST, CONTENT[MANIFEST])],
        f"{MANIFEST} FAIL  manifest: it says 3 contracts, and there are 2",
    ),
    "no manifest": (SOUND[:-1], f"{MANIFEST} FAIL  manifest: there is none"),
    "a manifest of another": (changed(MANIFEST, OF_FOUR[MANIFEST], SOUND), "it says 4 contracts, and there are 3"),
    "a manifest with more in it": (
        changed(MANIFEST, CONTENT[MANIFEST][:-1] + b',"z":1}', SOUND), "it is not written as a manifest is",
    ),
    "a manifest in other words": (changed(MANIFEST, CONTENT[MANIFEST] + b"\n", SOUND), "it is not written as"),
    "a manifest that is none": (changed(MANIFEST, b"[]", SOUND), "it is not written as a manifest is"),
    "a manifest that counts in words": (
        changed(MANIFEST, CONTENT[MANIFEST].replace(b":3,", b":true,"), SOUND), "it is not written as",
    ),
    "a manifest of another market": (
        changed(MANIFEST, CONTENT[MANIFEST].replace(b"cars", b"bikes"), SOUND), "it names another market",
    ),
    "a contract of another market": (OF_TWO, f"{room(2)}.evidence.json FAIL  market: "),
    "a file twice": ([*SOUND[:4], *SOUND[2:4], *SOUND[4:]], f"{ONE} FAIL  entry_order: the contract is there"),
    "another order": ([*SOUND[2:4], *SOUND[:2], *SOUND[4:]], "FAIL  entry_order: the contract is there twice, or"),
    "a file after the manifest": ([*SOUND, SOUND[0]], "FAIL  entry_order: it stands after the manifest"),
    "a second manifest": ([*SOUND, SOUND[-1]], "FAIL  entry_order: it stands after the manifest"),
    "a file more": ([*SOUND[:2], ("README", b"read me"), *SOUND[2:]], "README FAIL  entry_name: "),
    "a path upwards": ([("../../etc/cron.d/x", b"x"), *SOUND], "../../etc/cron.d/x FAIL  entry_name: "),
    "a path from the root": ([("/etc/passwd", b"x"), *SOUND], "/etc/passwd FAIL  entry_name: "),
    "another folder": ([(f"000002/{room(0)}.contract.json", SOUND[0][1]), *SOUND[1:]], "folder is not the next"),
    "a name of another room": (
        [(name.replace(room(2), room(15)), held) for name, held in SOUND],
        "FAIL  entry_name: it is named for another room",
    ),
    "evidence that is no JSON": (changed(ITS_EVIDENCE, b"{", SOUND), "or its contract is unreadable"),
    "evidence that reads in two ways": (
        changed(ITS_EVIDENCE, b'{"seller":[],"seller":[],"buyer":[]}', SOUND), "or its contract is unreadable",
    ),
    "evidence of one side": (changed(ITS_EVIDENCE, b'{"seller":[]}', SOUND), f"{ITS_EVIDENCE} FAIL  evidence: "),
    "a contract that is no JSON": (changed(ONE, b"", SOUND), f"{ITS_EVIDENCE} or its contract is unreadable"),
    "sums of nothing": ([*SOUND[:-1], ("000002/SHA256SUMS", b""), SOUND[-1]], "FAIL  sums: they are not those of"),
    "sums that are no text": (changed(SUMS, b"\xff\x1b[2J  x\n", SOUND), f"{SUMS} FAIL  sums: "),
}  # fmt: skip
"""What was done to a sound archive -> (the files then, a line that tells of it)."""


@pytest.mark.parametrize("said", SPOILED)
def test_whatever_was_done_to_it_is_told(judge: Judge, said: str) -> None:
    found, told = SPOILED[said]
    status, printed = judge(repacked(found))
    assert status == 1, printed
    assert told in printed
    assert printed.endswith("\nINVALID\n")
    assert "\x1b" not in printed


def test_what_is_repacked_as_it_was_is_valid(judge: Judge) -> None:
    assert judge(repacked(files(packed(some(3)))))[0] == 0, "or the tests above prove nothing"


def announced(**members: Any) -> bytes:
    """An archive whose first entry says so of itself."""
    sound = zlib.decompress(packed(some(1)), wbits=31)
    info = tarfile.TarInfo(f"000001/{room(0)}.contract.json")
    for name, value in members.items():
        setattr(info, name, value)
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + sound, mtime=0)


OTHERWISE: dict[str, dict[str, Any]] = {
    "a symbolic link": {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
    "a hard link": {"type": tarfile.LNKTYPE, "linkname": "manifest.json"},
    "a folder": {"type": tarfile.DIRTYPE},
    "a device": {"type": tarfile.CHRTYPE},
    "a long name": {"type": tarfile.GNUTYPE_LONGNAME, "size": 5},
    "further members": {"type": tarfile.XHDTYPE, "size": 5},
    "a file with holes": {"type": tarfile.GNUTYPE_SPARSE},
    "another mode": {"mode": 0o4755},
    "another owner": {"uid": 1},
    "an owner's name": {"uname": "root"},
    "a time": {"mtime": 1},
    "less than nothing": {"size": -1},
    "members without end": {"type": tarfile.XHDTYPE, "size": 8**12},
    "a name that goes on": {"name": "a" * 101},
    "a name in no ASCII": {"name": "\u202e"},
}


@pytest.mark.parametrize("said", OTHERWISE)
def test_what_is_no_plain_file_is_told_and_nothing_after_it_is_read(judge: Judge, said: str) -> None:
    status, told = judge(announced(**OTHERWISE[said]))
    assert status == 1, told
    assert "not a plain file as an archive of contracts has it" in told
    assert "nothing after that was read" in told


def test_a_file_that_is_too_large_is_not_read(judge: Judge) -> None:
    status, told = judge(announced(size=archive.MAX_BYTES + 1))
    assert (status, f"has {archive.MAX_BYTES} bytes at most" in told) == (1, True)


def test_an_archive_cut_off_anywhere_is_never_valid(judge: Judge) -> None:
    found = packed(some(2))
    for end in [*range(0, len(found), 211), len(found) - 8, len(found) - 1]:
        status, told = judge(found[:end])
        assert (status, told.splitlines()[-1]) == (2, "UNREADABLE"), end
        assert "the archive: it ends before its end; nothing after that was read" in told


def test_one_that_is_cut_off_and_ended_again_is_invalid(judge: Judge) -> None:
    plain = zlib.decompress(packed(some(2)), wbits=31)
    status, told = judge(gzip.compress(plain[: 8 * 512] + bytes(1024)))
    assert status == 1, told
    assert judge(gzip.compress(plain[:-512]))[0] == 2, "half of its end"


def test_what_is_damaged_or_is_something_else_is_unreadable(judge: Judge) -> None:
    found = packed(some(2))
    damaged = found[:-8] + bytes([found[-8] ^ 1]) + found[-7:]
    for other in (damaged, b"PK\x03\x04" + found, b"xyz", zlib.decompress(found, wbits=31)):
        status, told = judge(other)
        assert (status, "it is no gzip file, or a damaged one" in told) == (2, True)


def test_what_follows_the_end_is_told(judge: Judge) -> None:
    found = packed(some(2))
    plain = zlib.decompress(found, wbits=31)
    for longer in (
        found + b"\n",
        found + found,
        found + gzip.compress(b""),
        gzip.compress(plain + bytes(512)),
    ):
        status, told = judge(longer)
        assert (status, "something follows its end" in told) == (1, True)


def bomb(entries: int) -> bytes:
    """Files that are announced as they should be and hold nothing but zeros; a thousandth of their size."""
    name = f"000001/{room(0)}.contract.json"
    info = tarfile.TarInfo(name)
    info.size = archive.MAX_BYTES
    return gzip.compress(entries * (info.tobuf(tarfile.USTAR_FORMAT) + bytes(archive.MAX_BYTES)), 9)


def test_an_archive_that_is_made_to_burst_is_left_where_it_does(judge: Judge) -> None:
    found = bomb(400)
    assert len(found) < 1 << 18, "100 MB of it"
    tracemalloc.start()
    try:
        status, told = judge(found)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert status == 1, "files twice are wrong before that"
    assert "the archive: it would grow to more than 100 times its size; nothing after that was read" in told
    assert peak < 8 << 20


def test_a_changed_contract_is_not_hidden_behind_an_unreadable_end(judge: Judge) -> None:
    contracts = some(3)
    contracts[0]["contract"]["statement"]["outcome"]["price"] = "1.00"
    assert judge(packed(contracts)[:-9])[0] == 1


def test_a_word_of_the_archive_repaints_no_terminal(judge: Judge) -> None:
    info = tarfile.TarInfo("x\x1b[2Jy")
    found = info.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)
    told = judge(gzip.compress(found))[1]
    assert "\x1b" not in told
    assert "x\\u001b[2Jy FAIL  entry_name: " in told


def test_an_owner_without_good_evidence_is_wrong(sso: AlienSso, judge: Judge) -> None:
    status, told = judge(packed([line(seller=[proof(sso, "seller", "Grace")])]))
    assert status == 1
    assert "FAIL  seller_owner: " in told
    assert ADA not in told


def test_it_runs_where_nothing_else_is_installed() -> None:
    command = [sys.executable, "-c", ALONE, "--archive", "-"]
    done = subprocess.run(
        command, cwd=ROOT, input=packed(some(2)), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1] == "VALID"


@pytest.mark.parametrize(
    "arguments", [["a", "--archive", "b"], ["--archive", "a", "--export", "b"], ["--archive", "a", "--json"]]
)
def test_a_question_that_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        verify.main(arguments)
    assert refused.value.code == 2


def test_its_size_is_in_memory_neither_when_it_is_made_nor_when_it_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(archive, "IN_A_PART", 20)
    contracts = some(300)

    def peaks(count: int) -> tuple[int, int]:
        path = tmp_path / "archive"
        tracemalloc.start()
        try:
            with path.open("wb") as opened:
                for piece in archive.written(
                    ([one] for one in contracts[:count]), market="cars", asked=ASKED
                ):
                    opened.write(piece)
            made = tracemalloc.get_traced_memory()[1]
            tracemalloc.reset_peak()
            assert verify.main(["--archive", str(path)]) == 0
            return made, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peaks(1)  # what is loaded once is loaded
    few, many = peaks(30), peaks(300)
    assert many[0] < 1.2 * few[0]
    assert many[1] < 1.2 * few[1]
