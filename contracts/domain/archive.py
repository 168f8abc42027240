"""An archive of contracts with their evidence: a gzipped tar, written as it is read, the same bytes for the same rows.

    000001/ROOM.contract.json   the document that was signed
    000001/ROOM.evidence.json   {"seller": […], "buyer": […]}
    …                           contracts in the order of their rooms' ids, IN_A_PART in a folder
    000001/SHA256SUMS           of every file before it in the folder, as sha256sum writes it
    manifest.json               last: how many there are, and the SHA-256 of all SHA256SUMS one after the other

Whoever judges it holds one folder's sums in memory, whatever its size. An entry is a file of a name from above, with
its mode and times fixed, and nothing else: so there is no link, no path and no header to be careful with.
"""

import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from contracts.domain.canonical import canonical

TYPE: Final = "alien-bargain/archive/1"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
IN_A_PART: Final = 1000
MAX_BYTES: Final = 262_144
"""Of a file within."""
MOST_TIMES: Final = 100
"""How much larger than its packed bytes what is in an archive may be; contracts are 2 to 10 times as large."""
_FREE: Final = 1 << 20
_CHUNK: Final = 1 << 16
_BLOCK: Final = 512
_NOTHING: Final = bytes(_BLOCK)
_ROOM: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FILE: Final = re.compile(
    rf"(?P<part>[0-9]{{6}})/(?:(?P<room>{_ROOM})\.(?P<kind>contract|evidence)\.json|{SUMS})"
)


_UNREADABLE: Final = {
    "not_gzip": "it is no gzip file, or a damaged one",
    "truncated": "it ends before its end",
    "too_much": f"it would grow to more than {MOST_TIMES} times its size",
}
_WRONG: Final = {
    "not_a_file": "not a plain file as an archive of contracts has it (a link, a folder, or otherwise announced)",
    "file_too_large": f"a file has {MAX_BYTES} bytes at most",
    "goes_on": "something follows its end",
}


class Broken(ValueError):
    """Where an archive cannot be read on. `code` says why, `name` which entry, where that is known; `is_wrong`, that
    it is no archive of ours, and not merely damaged."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__({**_UNREADABLE, **_WRONG}[code])
        self.code = code
        self.name = name
        self.is_wrong = code in _WRONG


def folder(part: int) -> str:
    """The folder of a part, counted from 1."""
    return f"{part:06d}"


def sum_line(name: str, content: bytes) -> str:
    """A file's line of SHA256SUMS. name: without its folder."""
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n"


def written(
    batches: Iterable[list[dict[str, Any]]], *, market: str, asked: Mapping[str, str]
) -> Iterator[bytes]:
    """The archive's bytes, piece by piece.

    batches: of `{"contract", "evidence"}`, in the order of their rooms' ids. asked: which contracts were asked for.
    """
    packer = zlib.compressobj(wbits=31)  # gzip, with no time and no name in its header
    for some in _entries(batches, market, asked):
        if piece := packer.compress(b"".join(_packed(*one) for one in some)):
            yield piece
    yield packer.compress(2 * _NOTHING) + packer.flush()


def _entries(
    batches: Iterable[list[dict[str, Any]]], market: str, asked: Mapping[str, str]
) -> Iterator[list[tuple[str, bytes]]]:
    """(name, content) of every file, some at a time."""
    count, lines, whole = 0, list[str](), hashlib.sha256()
    for batch in batches:
        for one in batch:
            files = _files(one)
            yield [(f"{folder(count // IN_A_PART + 1)}/{name}", content) for name, content in files]
            lines += [sum_line(*file) for file in files]
            count += 1
            if count % IN_A_PART == 0:
                yield [_sums(count, lines, whole)]
                lines = []
    if lines:
        yield [_sums(count, lines, whole)]
    yield [(MANIFEST, manifest(market=market, asked=asked, contracts=count, digest=whole.hexdigest()))]


def _files(one: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    room = one["contract"]["statement"]["room"]["id"]
    return [(f"{room}.{kind}.json", _json(one[kind])) for kind in ("contract", "evidence")]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _sums(count: int, lines: list[str], whole: Any) -> tuple[str, bytes]:
    content = "".join(lines).encode()
    whole.update(content)
    return f"{folder((count - 1) // IN_A_PART + 1)}/{SUMS}", content


def manifest(*, market: str, asked: Mapping[str, str], contracts: int, digest: str) -> bytes:
    """The last file. digest: the hex SHA-256 of every SHA256SUMS, one after the other."""
    return canonical(
        {
            "type": TYPE,
            "market": market,
            "asked": dict(asked),
            "contracts": contracts,
            "digest": f"sha256:{digest}",
        }
    )


def _packed(name: str, content: bytes) -> bytes:
    return _header(name, len(content)) + content + bytes(-len(content) % _BLOCK)


def _header(name: str, size: int) -> bytes:
    """The one way in which an entry is announced. ValueError where there is none for such a name or size."""
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def entries(opened: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file of an archive, in order, one in memory at a time.

    Raises Broken: `not_gzip`, `truncated`, `too_much` (it is made to burst), and for what no archive of ours has
    `not_a_file`, `file_too_large`, `goes_on`.
    """
    plain = _Unpacked(opened)
    while (block := plain.read(_BLOCK)) != _NOTHING:
        name, size = _announced(block)
        content = plain.read(size)
        if any(plain.read(-size % _BLOCK)):
            raise Broken("not_a_file", name)
        yield name, content
    if plain.read(_BLOCK) != _NOTHING or not plain.is_over():
        raise Broken("goes_on")


def _announced(block: bytes) -> tuple[str, int]:
    try:
        info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except (tarfile.TarError, ValueError):
        raise Broken("not_a_file") from None
    if info.isreg() and info.size > MAX_BYTES:
        raise Broken("file_too_large", info.name)
    try:
        is_ours = _header(info.name, info.size) == block
    except ValueError:
        is_ours = False
    if not is_ours:  # a link, a folder, a device, a header that another reader takes otherwise
        raise Broken("not_a_file", info.name)
    return info.name, info.size


class _Unpacked:
    """What a gzip file holds, in memory never more than was asked for and a chunk."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened
        self._stream = zlib.decompressobj(wbits=31)
        self._plain = bytearray()
        self._taken = self._given = 0

    def read(self, count: int) -> bytes:
        """So many bytes. Raises Broken."""
        while len(self._plain) < count:
            if self._stream.eof:
                raise Broken("truncated")
            self._unpack()
        found = bytes(self._plain[:count])
        del self._plain[:count]
        return found

    def is_over(self) -> bool:
        """Whether nothing follows, neither packed nor after it. Raises Broken."""
        while not self._plain and not self._stream.eof:
            self._unpack()
        return not (self._plain or self._stream.unused_data or self._opened.read(1))

    def _unpack(self) -> None:
        packed = self._stream.unconsumed_tail
        if not packed:
            packed = self._opened.read(_CHUNK)
            self._taken += len(packed)
        try:
            found = self._stream.decompress(packed, _CHUNK)
        except zlib.error:
            raise Broken("not_gzip") from None
        if not (packed or found or self._stream.eof):
            raise Broken("truncated")
        self._given += len(found)
        if self._given > MOST_TIMES * self._taken + _FREE:
            raise Broken("too_much")
        self._plain += found
