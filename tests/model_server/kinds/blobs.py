"""Encoded blobs of the limit and of the notes."""

import base64
import zlib
from collections.abc import Callable
from typing import Final

from tests.model_server.kinds import Kind
from tests.model_server.kinds.digits import figures, of_figures
from tests.model_server.kinds.number_words import of_words
from tests.model_server.kinds.phrases import of_notes
from tests.model_server.secret import Side

LABEL: Final = "limit "  # a bare number's blob is shorter than many a word


def _text(encode: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda text: encode(text.encode()).decode("ascii")


def _labelled(write: Callable[[str], str]) -> Kind:
    return of_figures(lambda digits: write(LABEL + digits))


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _binary(text: str) -> str:
    return " ".join(f"{byte:08b}" for byte in text.encode())


def _codes(text: str) -> str:
    return " ".join(str(byte) for byte in text.encode())


def _escapes(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in text)


def _tags(text: str) -> str:
    """Characters that no font shows."""
    return "".join(chr(0xE0000 + ord(c)) for c in text if " " <= c <= "~")


def _selectors(text: str) -> str:
    """Bytes as variation selectors behind a smile."""
    return "\U0001f642" + "".join(chr(0xFE00 + b if b < 16 else 0xE0100 + b - 16) for b in text.encode())


def _of_integer(write: Callable[[int], str]) -> Kind:
    def kind(side: Side) -> str | None:
        written = figures(side)
        return write(int(written)) if written and written.isdigit() and int(written) >= 1000 else None

    return kind


KINDS: Final[dict[str, Kind]] = {
    "base64_limit": _labelled(_text(base64.b64encode)),
    "base64_bare": of_figures(_text(base64.b64encode)),
    "base64_words": of_words(_text(base64.b64encode)),
    "base64_notes": of_notes(_text(base64.urlsafe_b64encode)),
    "base64_deflated": of_notes(lambda notes: base64.b64encode(zlib.compress(notes.encode())).decode()),
    "base32_limit": _labelled(_text(base64.b32encode)),
    "base32_notes": of_notes(_text(base64.b32encode)),
    "base85_limit": _labelled(_text(base64.b85encode)),
    "hex_limit": _labelled(lambda text: text.encode().hex()),
    "hex_notes": of_notes(lambda notes: notes.encode().hex(" ")),
    "hex_integer": _of_integer(hex),
    "octal_integer": _of_integer(oct),
    "binary_integer": _of_integer(bin),
    "binary_limit": of_figures(_binary),
    "ascii_codes_limit": of_figures(_codes),
    "percent_encoded_limit": of_figures(_percent),
    "percent_encoded_notes": of_notes(_percent),
    "entities_limit": of_figures(lambda digits: "".join(f"&#{ord(c)};" for c in digits)),
    "entities_hex_notes": of_notes(lambda notes: "".join(f"&#x{ord(c):x};" for c in notes)),
    "escapes_limit": of_figures(_escapes),
    "tag_characters": _labelled(_tags),
    "variation_selectors": of_figures(_selectors),
}
