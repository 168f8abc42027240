"""`python -m client` is the `bargain` command."""

import sys

from client.cli import main

sys.exit(main())
