/**
 * Validating the room before anything is submitted to it. From then on exactly one thing of the market is trusted: the
 * room key that the manifest names.
 */

import { fromBase64url, utf8 } from "./bytes.js";
import { canonical, digest } from "./json.js";
import { fingerprint, fromJwk, verify } from "./keys.js";
import { Refusal, orRefuse } from "./refusal.js";

export const SUITE = "DHKEM(X25519,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM";
const RULES = { protocol: "alien-bargain/1", bands: "percent-of-asking/128", settlement: "midpoint" };
const KEY_STATEMENT = "alien-bargain/sealing-key/1";

/** {digest, roomKey, roomFingerprint} of a GET manifest answer. */
export async function validated(answer) {
  const content = answer?.manifest;
  for (const [name, value] of Object.entries(RULES)) {
    if (content?.[name] !== value) throw new Refusal("unknown_rules", "This room runs by rules that this page does not know.");
  }
  if (content.sealing?.suite !== SUITE) throw new Refusal("unknown_suite", "This room seals in a way that this page does not know.");
  const found = await orRefuse(() => digest(content), "wrong_manifest_digest", "The manifest cannot be digested.");
  if (found !== answer.digest) throw new Refusal("wrong_manifest_digest", "The manifest's digest is not that of the manifest.");
  const roomKey = await orRefuse(async () => fromJwk(content.room_key), "bad_room_key", "The manifest's room key is unsound.");
  return { digest: found, roomKey, roomFingerprint: await fingerprint(roomKey) };
}

/** The X25519 key to seal to: signed by the manifest's room key and not expired. now: milliseconds since 1970. */
export async function usableKey(key, manifest, now) {
  const { key_id, public_key, expires_at } = key;
  const statement = { type: KEY_STATEMENT, key_id, public_key, expires_at };
  const checked = async () => {
    const [raw, signature] = [fromBase64url(public_key), fromBase64url(key.signature)];
    return { raw, ours: await verify(manifest.roomKey, utf8(canonical(statement)), signature) };
  };
  const { raw, ours } = await orRefuse(checked, "bad_sealing_key", "The sealing key is malformed.");
  if (!ours || raw.length !== 32) {
    throw new Refusal("bad_sealing_key", "The sealing key is not signed by this room. Nothing was sent.");
  }
  if (!(Date.parse(expires_at) > now)) throw new Refusal("sealing_key_expired", "The sealing key has expired. Try again.");
  return raw;
}
