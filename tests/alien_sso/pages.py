"""The two pages that a person sees: no script, nothing fetched, readable at 360 px."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Final

from tests.alien_sso.grants import Pending

MARK: Final = "Stand-in for the Alien SSO, on this machine only. Nobody is verified here."
STYLE: Final = """
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { box-sizing: border-box; max-width: 30rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
.mark { border: 2px dashed; padding: .75rem; font-weight: bold; }
button { display: block; width: 100%; min-height: 3rem; margin: 0 0 .75rem; padding: .5rem; font: inherit; }
button small { display: block; font-family: monospace; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
"""
_STYLE_DIGEST: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-{_STYLE_DIGEST}'"
)
"""What the browser may load. It leaves `form-action` open: that would stop the redirect that answers the form."""


def choice(pending: Pending, humans: Mapping[str, str]) -> str:
    """Who are you, or do you refuse?"""
    buttons = "".join(
        f'<button name="human" value="{escape(name)}">{escape(name)} <small>{escape(address)}</small></button>\n'
        for name, address in humans.items()
    )
    asks = escape(pending.wanted.site.client_id)
    return _page(
        "Who are you?",
        f"<p>Asking: <code>{asks}</code>. Choose who you are to it.</p>\n"
        '<form method="post" action="/oauth/approve">\n'
        f'<input type="hidden" name="request" value="{escape(pending.id)}">\n'
        f'{buttons}<button name="refuse" value="yes">Refuse</button>\n</form>',
    )


def answered(pending: Pending) -> str:
    """What a person sees who answered an agent."""
    said = "You agreed." if pending.status == "authorized" else "You refused."
    return _page(said, "<p>You can close this page: the agent that asked is told.</p>")


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} Stand-in for the Alien SSO</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<p class="mark">{MARK}</p>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    )
