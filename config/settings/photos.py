"""Where photos are kept."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from marketplace.domain.photos import Keeping


def photos(env: Environment, data_dir: Path) -> Keeping:
    """PHOTOS_DIR, or photos/ in data_dir. It is made when the first one comes, for its owner only."""
    directory = Path(env.text("PHOTOS_DIR", str(data_dir / "photos"))).expanduser()
    if not directory.is_absolute():
        raise ImproperlyConfigured("PHOTOS_DIR must be an absolute path.")
    return Keeping(directory)
