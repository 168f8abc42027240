"""`manage.py kept`: how much that is private this installation holds now."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from rooms import queries
from rooms.vault import keyring


class Command(BaseCommand):
    help = "Print, as JSON, how many sealed terms, turns and claimed private halves are kept."

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(json.dumps(queries.kept(keyring().key_ids())))
