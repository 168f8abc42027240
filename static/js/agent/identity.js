/** Who a browser agent is: one Ed25519 key, which no script can read, and what it can do. */

import { fromBase64url, toBase64, toBase64url, toHex, utf8 } from "../verify/bytes.js";
import { canonical } from "../verify/canonical.js";
import { der, fingerprint } from "../verify/keys.js";
import { Refusal, orRefuse } from "./refusal.js";
import { keep, keepNew, read } from "./store.js";

const CHALLENGE = "alien-bargain/challenge/1";

/** The agent that a person made in this browser, or null. person: the name of the account. */
export async function load(person) {
  const pair = await read("keys", person);
  return pair === undefined ? null : identity(pair);
}

/**
 * The same, where the page names it as one of the person's: a key that was never enrolled, or was given up, would enter
 * rooms that the person never sees. own: fingerprints, a space between two.
 */
export async function loadOwn({ person, own }) {
  const found = await load(person);
  return found !== null && own.split(" ").includes(found.fingerprint) ? found : null;
}

/** A new one; where another tab has just made one, that one: a key that is overwritten is an agent that is gone. */
export async function create(person) {
  const pair = await generated();
  return (await keepNew("keys", person, pair)) ? identity(pair) : load(person);
}

/** A new one in place of one that opens nothing any more. */
export async function replace(person) {
  const pair = await generated();
  await keep("keys", person, pair);
  return identity(pair);
}

function generated() {
  const make = () => crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  return orRefuse(make, "no_ed25519", "This browser cannot make an Ed25519 key. A newer one can.");
}

async function identity({ privateKey, publicKey }) {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const signed = async (bytes) => toBase64url(new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes)));
  const own = await fingerprint(raw);
  return {
    fingerprint: own,
    raw,

    /** The Authorization header of one request: Alien Agent ID token v1. */
    async authorization(now = Date.now(), nonce = toHex(crypto.getRandomValues(new Uint8Array(16)))) {
      const told = { v: 1, fingerprint: own, publicKeyPem: pem(raw), owner: null, timestamp: now, nonce };
      const sig = await signed(canonical(told));
      return `AgentID ${toBase64url(canonical({ ...told, sig }))}`;
    },

    /** What the market's page takes for an answer to a challenge of this host for this person; no other is signed. */
    async answer(challenge, { host, person }) {
      const told = await orRefuse(() => readChallenge(challenge), "bad_challenge", "The market sent no challenge.");
      const ours = told.type === CHALLENGE && told.purpose === "enrol" && told.host === host && told.for === person;
      if (!ours) throw new Refusal("bad_challenge", "The market asked to sign something else than it should.");
      return `${toBase64url(raw)}.${await signed(utf8(`${CHALLENGE}\n${challenge}`))}`;
    },

    /** The signature over a JWS signing input. Call it with what `checks` has passed, and nothing else. */
    sign: (input) => signed(utf8(input)),
  };
}

function readChallenge(challenge) {
  return JSON.parse(new TextDecoder().decode(fromBase64url(challenge.split(".")[0])));
}

function pem(raw) {
  return `-----BEGIN PUBLIC KEY-----\n${toBase64(der(raw))}\n-----END PUBLIC KEY-----\n`;
}
