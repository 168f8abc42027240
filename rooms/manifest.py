"""What runs here, measured. `python -m rooms.manifest --check DIGEST` recomputes it from a clone.

The source digest covers the code that decides and speaks, so a mended style sheet changes no manifest.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.domain import keys
from contracts.domain.canonical import digest
from marketplace.domain.sealing import SUITE_NAME
from rooms.domain.room import ROUNDS

PROJECT = Path(__file__).resolve().parent.parent
COVERED = ("rooms/domain", "rooms/negotiators", "rooms/prompts", "contracts/domain", "marketplace/domain")
PROMPTS = "rooms/prompts"


def source_digest(project: Path = PROJECT) -> str:
    """The digest of {path: sha256 of the file} over every covered file, paths with forward slashes."""
    return digest({name: _sha256(project / name) for name in _files(project, COVERED)})


def prompts_digest(project: Path = PROJECT) -> str:
    """The same over the prompts alone."""
    return digest({name: _sha256(project / name) for name in _files(project, (PROMPTS,))})


def _files(project: Path, folders: tuple[str, ...]) -> Iterator[str]:
    for folder in folders:
        for path in sorted((project / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield path.relative_to(project).as_posix()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(
    *,
    source: str,
    inference: Mapping[str, Any],
    room_key: bytes,
    privacy: str,
    retention: Mapping[str, int],
) -> dict[str, Any]:
    """The manifest object of PROTOCOL section 4.

    source: a digest. inference: as rooms.domain.inference has it. room_key: the Ed25519 public key, 32 raw bytes.
    retention: hours by kind.
    """
    return {
        "protocol": "alien-bargain/1",
        "software": {"source_digest": source},
        "inference": dict(inference),
        "rounds": ROUNDS,
        "bands": "percent-of-asking/128",
        "settlement": "midpoint",
        "privacy": privacy,
        "retention": dict(retention),
        "sealing": {"suite": SUITE_NAME},
        "room_key": keys.to_jwk(room_key),
        "attestation": {"type": "none"},
    }


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when the clone has the expected source digest, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m rooms.manifest", description=__doc__)
    parser.add_argument("--check", metavar="DIGEST", help="the software.source_digest of a manifest")
    wanted = parser.parse_args(arguments).check
    found = source_digest()
    sys.stdout.write(f"{found}\n")
    if wanted is None or wanted == found:
        return 0
    sys.stderr.write(f"This clone is not what that manifest measured: {wanted}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
