"""`python -m marketplace.imaging`: a photo on standard input, what may be published of it on standard output.

A program of its own, and the only one that knows Pillow: what strangers send is decoded where no key, no terms and no
database is in memory, under limits that the kernel holds. Published are pixels, drawn anew: no metadata, no profile,
nothing that rode along before, between or behind them.

The output is a line of JSON, {"width", "height", "size"}, then the picture in `size` bytes and the small one, WebP
both. Status 0: good. TOO_MANY_PIXELS: it was not decoded. Anything else: it cannot be.
"""

import io
import json
import os
import resource
import sys
import warnings
from typing import Final

from PIL import Image, ImageCms

from marketplace.domain.photos import LONGEST_EDGE, MOST_PIXELS, SMALL_EDGE

TOO_MANY_PIXELS: Final = 3
MEMORY: Final = 1 << 30
SECONDS: Final = 20
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP")
DRAWN_AS_THEY_ARE: Final = ("RGB", "RGBA", "L", "CMYK")
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation of EXIF, what makes the picture upright."""


def confine() -> None:
    """No more memory, time or files than a photo takes, and after everybody else."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.nice(10)


def drawn(raw: bytes) -> Image.Image:
    """The photo upright, in sRGB on white, its longer edge at most LONGEST_EDGE. An animation is its first frame.

    Raises Image.DecompressionBombError before it decodes what has too many pixels, and whatever Pillow raises.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(raw), formats=FORMATS) as photo:
        turn, profile = _turn(photo), photo.info.get("icc_profile")
        small: Image.Image = photo if photo.mode in DRAWN_AS_THEY_ARE else _plain(photo)
        small.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
        flat = _on_white(_in_srgb(small, profile))
    return flat if turn is None else flat.transpose(turn)


def _plain(photo: Image.Image) -> Image.Image:
    """Palettes, bits and sixteen-bit greys as what can be scaled."""
    if photo.mode.startswith("I"):
        return photo.convert("L")
    return photo.convert("RGBA" if photo.has_transparency_data else "RGB")


def _turn(photo: Image.Image) -> Image.Transpose | None:
    """What makes it upright. EXIF that cannot be read says nothing."""
    try:
        return TURNS.get(photo.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - the parser has many ways to fail
        return None


def _in_srgb(photo: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones photograph in wider colours. A profile that does not fit is left out, as browsers do."""
    if not profile or photo.mode not in ("RGB", "CMYK", "L"):
        return photo
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(photo, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return photo
    return found or photo


def _on_white(photo: Image.Image) -> Image.Image:
    """On a new canvas, which has no metadata; what was transparent hides nothing."""
    canvas = Image.new("RGB", photo.size, "white")
    mask = photo.getchannel("A") if photo.mode == "RGBA" else None
    canvas.paste(photo.convert("RGB"), mask=mask)
    return canvas


def encoded(picture: Image.Image) -> bytes:
    """As WebP."""
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()


def main() -> int:
    confine()
    try:
        picture = drawn(sys.stdin.buffer.read())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_PIXELS
    whole = encoded(picture)
    told = {"width": picture.width, "height": picture.height, "size": len(whole)}
    picture.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + whole + encoded(picture))
    return 0


if __name__ == "__main__":
    sys.exit(main())
