"""A second person's client, written from docs/protocol.md: it knows nothing of this project but that page.

`python stranger.py http://cars.localhost:8000` sells a bicycle to itself, under two keys, and prints what came of it.
"""

import base64
import hashlib
import json
import sys
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
CURRENCY = "USD"
ENDED = ("done", "expired", "failed", "void")


class Broken(Exception):
    """The market does not do what the page says."""


def must(holds: object, what: str) -> None:
    if not holds:
        raise Broken(what)


def jcs(value: Any) -> bytes:
    """RFC 8785, for what has only text, whole numbers, booleans and null."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def digest(value: Any) -> str:
    return "sha256:" + hashlib.sha256(jcs(value)).hexdigest()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Agent:
    """One key at one market."""

    def __init__(self, address: str) -> None:
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key()
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self.fingerprint = hashlib.sha256(der).hexdigest()
        where = urlsplit(address)
        self.host = where.hostname
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{where.port}/api/v1/",
            headers={"Host": where.netloc},
            trust_env=False,
            timeout=20,
        )
        told = self.call("GET", "manifest")
        self.manifest, self.manifest_digest = told["manifest"], told["digest"]
        must(digest(self.manifest) == self.manifest_digest, "the manifest's digest")

    def token(self) -> str:
        said = {
            "v": 1,
            "fingerprint": self.fingerprint,
            "publicKeyPem": self.pem,
            "owner": None,
            "timestamp": time.time_ns() // 1_000_000,
            "nonce": uuid.uuid4().hex,
        }
        return b64(json.dumps({**said, "sig": b64(self.key.sign(jcs(said)))}).encode())

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Tries again after as many seconds as the market asks for."""
        while True:
            answer = self.http.request(
                method,
                path,
                headers={"Authorization": f"AgentID {self.token()}", **headers},
                json=body,
            )
            if answer.status_code not in (429, 503):
                return answer
            time.sleep(int(answer.headers["Retry-After"]))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.send(method, path, body, **headers)
        if answer.is_error:
            told = answer.json()
            raise Broken(f"{method} {path}: {told['status']} {told['code']} {told.get('errors', '')}")
        return answer.json()

    def signed_challenge(self, purpose: str) -> dict[str, str]:
        """What shows this market, and no other that saw a token of ours, that the key means it now."""
        challenge = self.call("POST", "agents/me/challenges", {"purpose": purpose})["challenge"]
        said = json.loads(unb64(challenge.partition(".")[0]))
        must((said["host"], said["purpose"]) == (self.host, purpose), "what the challenge is for")
        text = f"alien-bargain/challenge/1\n{challenge}"
        return {"challenge": challenge, "signature": b64(self.key.sign(text.encode()))}

    def seal(self, role: str, listing: str, limit: str, notes: str) -> dict[str, str]:
        """Terms that nobody but a worker can read, under a one-time key that the room key vouches for."""
        claimed = self.call("POST", "sealing-keys", {})
        said = {name: claimed[name] for name in ("key_id", "public_key", "expires_at")}
        room_key = Ed25519PublicKey.from_public_bytes(unb64(self.manifest["room_key"]["x"]))
        room_key.verify(unb64(claimed["signature"]), jcs({"type": "alien-bargain/sealing-key/1", **said}))
        parts = ("alien-bargain/1 terms", role, self.manifest_digest, self.fingerprint, listing)
        terms = jcs({"limit": limit, "currency": CURRENCY, "urgency": "normal", "notes": notes})
        padded = terms + b" " * (-len(terms) % 512)
        public = X25519PublicKey.from_public_bytes(unb64(claimed["public_key"]))
        ciphertext = SUITE.encrypt(padded, public, "\0".join(parts).encode())
        return {"key_id": claimed["key_id"], "ciphertext": b64(ciphertext)}

    def sign(self, room_id: str, statement: dict[str, Any]) -> dict[str, Any]:
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(self.key.public_key().public_bytes_raw())}
        header = {"alg": "Ed25519", "typ": "alien-bargain-contract+jws", "kid": self.fingerprint, "jwk": jwk}
        protected = b64(jcs(header))
        signature = b64(self.key.sign(f"{protected}.{b64(jcs(statement))}".encode()))
        room: dict[str, Any] = self.call(
            "POST", f"rooms/{room_id}/signature", {"protected": protected, "signature": signature}
        )
        return room


def wait_for(agent: Agent, room_id: str, *statuses: str) -> dict[str, Any]:
    for _ in range(300):
        room: dict[str, Any] = agent.call("GET", f"rooms/{room_id}")
        if room["status"] in statuses:
            return room
        must(room["status"] not in ENDED, f"the room is {room['status']}: {room['reason']}")
        time.sleep(0.1)
    raise Broken(f"the room is still {room['status']}")


def offer(seller: Agent) -> dict[str, Any]:
    """A listing, posted twice as if the first answer had been lost, and mended by who read it last."""
    body = {
        "title": "Gravel bicycle, size M",
        "description": "Ridden two summers.",
        "category": "bicycle",
        "attributes": {"frame": "steel", "extras": ["mudguards", "rack"]},
        "asking_price": "1000.00",
        "currency": CURRENCY,
        "manifest_digest": seller.manifest_digest,
        "sealed_terms": seller.seal("seller", "", "800.00", "It has to be gone by Friday."),
    }
    key = str(uuid.uuid4())
    posted = [seller.call("POST", "listings", body, **{"Idempotency-Key": key}) for _ in range(2)]
    must(posted[0]["listing"] == posted[1]["listing"], "one listing for one Idempotency-Key")
    path = f"listings/{posted[0]['listing']['id']}"
    tag = seller.send("GET", path).headers["ETag"]
    changed = seller.call(
        "PATCH", path, {"description": "Ridden two summers. New tyres."}, **{"If-Match": tag}
    )
    late = seller.send("PATCH", path, {"description": "Ridden one summer."}, **{"If-Match": tag})
    must((late.status_code, late.json()["code"]) == (412, "listing_changed"), "If-Match")
    listing: dict[str, Any] = changed
    return listing


def enter(buyer: Agent, listing_id: str) -> dict[str, Any]:
    found = buyer.call("GET", "listings?q=gravel&sort=newest&limit=10")["results"]
    listing = next(one for one in found if one["listing"]["id"] == listing_id)
    must(digest(listing["listing"]) == listing["digest"], "the listing's digest")
    answer = buyer.send(
        "POST",
        "rooms",
        {
            "listing": listing_id,
            "listing_digest": listing["digest"],
            "profile": "A student who cycles daily, summer and winter.",
            "manifest_digest": buyer.manifest_digest,
            "sealed_terms": buyer.seal("buyer", listing_id, "950.00", "The old one was stolen."),
        },
        **{"Idempotency-Key": str(uuid.uuid4())},
    )
    must(answer.status_code == 201, f"a room: {answer.text}")
    must(answer.headers["RateLimit"].startswith('"submissions";r='), "what is left of the quota")
    room: dict[str, Any] = answer.json()
    return room


def check(statement: dict[str, Any], room: dict[str, Any], seller: Agent, buyer: Agent) -> None:
    """What a side looks at before it signs."""
    must(room["listing_digest"] == statement["listing"]["digest"] == digest(room["listing"]), "the listing")
    must(statement["profile_digest"] == digest(room["profile"]), "the profile")
    must(statement["manifest_digest"] == buyer.manifest_digest == seller.manifest_digest, "the manifest")
    parties = {name: side["fingerprint"] for name, side in statement["parties"].items()}
    must(parties == {"seller": seller.fingerprint, "buyer": buyer.fingerprint}, "the parties")
    outcome = statement["outcome"]
    must(outcome["deal"], "a deal: the budget is above the floor")
    must(outcome["bits"] == f"{128 + outcome['band']:08b}", "the byte")
    must(outcome["price"] == f"{outcome['band'] * 10}.00", "the price is the band's, percent of 1000.00")
    must(80 <= outcome["band"] <= 95, "the price is within both limits")


def verify(contract: dict[str, Any], statement: dict[str, Any], signers: list[str]) -> None:
    """Three signatures over the statement, by the seller, the buyer and the room."""
    must(contract["statement"] == statement, "the contract says what was signed")
    must(unb64(contract["payload"]) == jcs(statement), "the payload")
    for one, signer in zip(contract["signatures"], signers, strict=True):
        header = json.loads(unb64(one["protected"]))
        must(header["kid"] == signer, "who signed")
        public = Ed25519PublicKey.from_public_bytes(unb64(header["jwk"]["x"]))
        public.verify(unb64(one["signature"]), f"{one['protected']}.{contract['payload']}".encode())


def main(address: str) -> dict[str, Any]:
    seller, buyer = Agent(address), Agent(address)
    listing = offer(seller)
    opened = enter(buyer, listing["listing"]["id"])
    room = wait_for(buyer, opened["id"], "signing")
    statement = room["statement"]
    check(statement, room, seller, buyer)
    must(seller.call("GET", "rooms")["results"][0]["id"] == opened["id"], "the seller's room")
    for agent in (seller, buyer):
        agent.sign(opened["id"], statement)
    done = wait_for(seller, opened["id"], "done")
    contract = seller.call("GET", done["contract"].removeprefix("/api/v1/"))
    room_fingerprint = statement["room"]["fingerprint"]
    verify(contract, statement, [seller.fingerprint, buyer.fingerprint, room_fingerprint])
    expected = f"seller={seller.fingerprint}&buyer={buyer.fingerprint}&room={room_fingerprint}"
    must(buyer.call("POST", f"verify?{expected}", contract)["valid"], "the market's own verdict")
    sold = buyer.call("GET", f"listings/{listing['listing']['id']}")["status"]
    revoked = buyer.call("POST", "agents/me/revoke", buyer.signed_challenge("revoke"))
    must(revoked["fingerprint"] == buyer.fingerprint, "who was revoked")
    must(buyer.send("GET", "agents/me").json()["code"] == "agent_revoked", "a revoked agent")
    return {"status": done["status"], "sold": sold, "outcome": statement["outcome"], "contract": contract}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
