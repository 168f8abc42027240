"""The Alien SSO for tests and for `make run`: a real OpenID provider on loopback that verifies nobody.

`with AlienSso() as server: server.issuer`, or `python -m tests.alien_sso --port 8009`.
It stands in for the browser's way in (a redirect) and for the agents' (`response_mode=json`, polled), with PKCE and
with DPoP (RFC 6749, 7636, 9068, 9207, 9449, OpenID Connect Core); `agent` is a small client of the latter.
Not importable in production: `tests` is in no wheel, and no app may import it.
"""

from tests.alien_sso.keys import signing_key
from tests.alien_sso.mint import ADA, ALAN, GRACE, HUMANS, PROVIDER
from tests.alien_sso.server import AlienSso

__all__ = ["ADA", "ALAN", "GRACE", "HUMANS", "PROVIDER", "AlienSso", "signing_key"]
