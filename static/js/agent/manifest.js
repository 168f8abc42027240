/**
 * Validating the room before anything is submitted to it: client/manifest.py in the browser. From then on exactly one
 * thing of the market is trusted: the room key that the manifest names.
 */

import { fromBase64url } from "../verify/bytes.js";
import { canonical, digest } from "../verify/canonical.js";
import { faultOfKey, fingerprint, verify } from "../verify/keys.js";
import { call } from "./market.js";
import { Refusal } from "./refusal.js";

export const SUITE = "DHKEM(X25519,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM";
const RULES = { protocol: "alien-bargain/1", bands: "percent-of-asking/128", settlement: "midpoint" };
const KEY_STATEMENT = "alien-bargain/sealing-key/1";
const MAY_CHANGE = ["software", "retention"]; // under `operator`, with the prompts' digest

/** What runs at this market now, validated. shown: the digest that the person was shown; another one is refused. */
export async function inForce(shown) {
  const manifest = await validated(await call(null, "GET", "manifest"));
  if (shown !== undefined && manifest.digest !== shown) {
    throw new Refusal("manifest_changed", "What runs in the room has changed since this page was made. Load it again.");
  }
  return manifest;
}

/** {content, digest, roomKey, roomFingerprint} of a GET manifest answer. */
export async function validated(answer) {
  const manifest = await known(answer?.manifest);
  if (manifest.digest !== answer.digest) {
    throw new Refusal("wrong_manifest_digest", "The manifest's digest is not that of the manifest.");
  }
  return manifest;
}

/** The same of a manifest's content alone. */
export async function known(content) {
  for (const [name, value] of Object.entries(RULES)) {
    if (content?.[name] !== value) throw new Refusal("unknown_rules", "This room runs by rules that this page does not know.");
  }
  if (content.sealing?.suite !== SUITE) throw new Refusal("unknown_suite", "This room seals in a way that this page does not know.");
  const [found, roomKey] = [await digest(content), ofJwk(content.room_key)];
  if (found === null) throw new Refusal("wrong_manifest_digest", "The manifest cannot be digested.");
  if (roomKey === null) throw new Refusal("bad_room_key", "The manifest's room key is unsound.");
  return { content, digest: found, roomKey, roomFingerprint: await fingerprint(roomKey) };
}

/** The sound key that a JWK of exactly kty, crv and x names; null for any other. */
function ofJwk(jwk) {
  const isOurs = jwk?.kty === "OKP" && jwk.crv === "Ed25519" && Object.keys(jwk).length === 3;
  const raw = fromBase64url(isOurs ? jwk.x : null);
  return raw !== null && faultOfKey(raw) === "" ? raw : null;
}

/** The X25519 key to seal to: signed by the manifest's room key and not expired. now: milliseconds since 1970. */
export async function usableKey(key, manifest, now) {
  const { key_id, public_key, expires_at } = key ?? {};
  const [raw, signature] = [fromBase64url(public_key), fromBase64url(key?.signature)];
  const statement = canonical({ type: KEY_STATEMENT, key_id, public_key, expires_at });
  const isRead = raw?.length === 32 && signature !== null && statement !== null;
  if (!isRead || !(await verify(manifest.roomKey, statement, signature))) {
    throw new Refusal("bad_sealing_key", "The sealing key is not signed by this room. Nothing was sent.");
  }
  if (!(Date.parse(expires_at) > now)) throw new Refusal("sealing_key_expired", "The sealing key has expired. Try again.");
  return raw;
}

/**
 * Whether consent that was given to one manifest holds for a later one. kind: `exact`, the same digest alone, or
 * `operator`: all as it was but for software, prompts and retention, nothing kept longer, and the same room key.
 */
export function covers(given, kind, later) {
  if (given.digest === later.digest) return true;
  return kind === "operator" && sameRules(given.content, later.content) && keepsNoLonger(given.content, later.content);
}

function sameRules(given, later) {
  const [before, after] = [given, later].map((content) => new TextDecoder().decode(canonical(withoutWhatMayChange(content))));
  return before === after;
}

function withoutWhatMayChange({ inference, ...content }) {
  const { prompts_digest: _, ...engine } = inference ?? {};
  const rest = Object.entries(content).filter(([name]) => !MAY_CHANGE.includes(name));
  return { ...Object.fromEntries(rest), inference: engine };
}

function keepsNoLonger({ retention: before }, { retention: after }) {
  const kinds = [before, after].map((hours) => Object.keys(hours ?? {}).sort());
  if (kinds[0].length === 0 || kinds[0].join() !== kinds[1].join()) return false;
  const hours = (value) => (typeof value === "number" ? value : Infinity); // anything else is for ever
  return kinds[0].every((kind) => hours(after[kind]) <= hours(before[kind]));
}
