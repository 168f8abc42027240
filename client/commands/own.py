"""This agent itself: its key, its name at a market, its end."""

from argparse import Namespace
from dataclasses import asdict

from client import terminal
from client.commands import begin
from client.errors import LocalError
from client.exits import Exit
from client.identity import Identity
from client.terminal import Screen


def keygen(options: Namespace, screen: Screen) -> int:
    """Makes this agent's key."""
    path = begin.key_path(options)
    identity = Identity.create(path)
    result = {"fingerprint": identity.fingerprint, "file": str(path)}
    screen.result(result, identity.fingerprint, f"key in {path}; keep it: losing it is losing this agent")
    return Exit.OK


def whoami(options: Namespace, screen: Screen) -> int:
    """Tells this agent's fingerprint and, where a market is named, how that market knows it."""
    identity = Identity.load(begin.key_path(options))
    if not options.market:
        screen.result({"fingerprint": identity.fingerprint}, identity.fingerprint)
        return Exit.OK
    with begin.market(options) as market:
        me = market.me()
    screen.result(asdict(me), me.fingerprint, f"owner {me.owner or 'none'}, proved by {me.proof}")
    return Exit.OK


def token(options: Namespace, screen: Screen) -> int:
    """Makes a token by which another program acts as this agent at one market; its key is shown once."""
    with begin.market(options) as market:
        made = market.make_token(options.label, options.days)
    screen.result(asdict(made), made.token, f"good until {made.expires_at}, at this market only")
    return Exit.OK


def enrol(options: Namespace, screen: Screen) -> int:
    """Signs the challenge of a market's account page: this agent is that person's from then on."""
    identity = Identity.load(begin.key_path(options))
    person, answer = identity.answer_enrolment(options.challenge, host=begin.host(options))
    asked = f"Is agent {identity.fingerprint} to be {person}'s?"
    if not options.yes and not terminal.confirm(terminal.printable(asked)):
        raise LocalError("not_confirmed", "nothing was signed for anybody to see")
    screen.result({"person": person, "answer": answer}, answer)
    return Exit.OK


def revoke(options: Namespace, screen: Screen) -> int:
    """Revokes this agent for good: its key and every token of it."""
    identity = Identity.load(begin.key_path(options))
    if not options.yes:
        if not terminal.is_person():
            raise LocalError("not_confirmed", "revoking cannot be undone; give --yes")
        if not terminal.confirm(f"Revoke agent {identity.fingerprint} for good?"):
            raise LocalError("not_confirmed", "nothing was revoked")
    with begin.market(options) as market:
        gone = market.revoke()
    screen.result(asdict(gone), f"{gone.fingerprint}  revoked at {gone.revoked_at}")
    return Exit.OK
