"""Files that people send as photos, sound ones and hostile ones."""

import io
import struct
import zlib

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

CANARY = b"CANARY-48.20849N-16.37208E"
SCRIPT = b"<script>alert('polyglot')</script>"
GPS_IFD, ORIENTATION, DESCRIPTION = 0x8825, 0x0112, 0x010E


def picture(size: tuple[int, int] = (640, 480), colour: str = "teal", mode: str = "RGB") -> Image.Image:
    """A square of red in the upper left corner tells how it is turned; the rest has one colour."""
    drawn = Image.new("RGB", size, colour)
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return drawn.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def jpeg(size: tuple[int, int] = (640, 480), colour: str = "teal", *, orientation: int = 1) -> bytes:
    """As a phone writes it: where it was taken, what the camera says, which way is up, and a comment."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = CANARY.decode()
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (48.0, 12.0, 30.564), 3: "E", 4: (16.0, 22.0, 19.488)})
    exif.get_ifd(GPS_IFD)[27] = CANARY
    return encoded(picture(size, colour), exif=exif, comment=CANARY)


def png(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> bytes:
    """With text beside the pixels."""
    info = PngInfo()
    info.add_text("Location", CANARY.decode())
    info.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    return encoded(picture(size, mode=mode), "PNG", pnginfo=info)


def webp() -> bytes:
    return encoded(picture(), "WEBP", xmp=CANARY)


def animation() -> bytes:
    """Teal first, then red."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "red")]
    return encoded(
        Image.new("RGB", (64, 64), "teal"), "WEBP", save_all=True, append_images=frames, lossless=True
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *between: bytes, rows: bytes = b"") -> bytes:
    """A grey PNG that says it is so large, with chunks between its head and its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = rows or zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def packed_text(inflated: int) -> bytes:
    """A chunk of compressed text that grows a thousandfold."""
    return chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(inflated), 9))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
GIF_AND_SCRIPT = b"GIF89a/*" + encoded(picture(), "GIF")[8:] + b"*/=1;alert('polyglot')//"
JPEG_AND_SCRIPT = jpeg() + SCRIPT
JPEG_HEAD_ON_SCRIPT = b"\xff\xd8\xff\xe0" + SCRIPT
WEBP_HEAD_ON_SVG = b"RIFF\x00\x10\x00\x00WEBP" + SVG
TRUNCATED_JPEG = jpeg()[: len(jpeg()) // 2]
