/** A contract document taken apart, nothing judged. What is not there, or could not be read, is null. */

import { fromBase64url } from "./bytes.js";
import { fingerprint } from "./keys.js";
import { read, readOrNull, Unreadable } from "./strict_json.js";

export const SIDES = ["seller", "buyer", "room"];
export const MAX_BYTES = 65_536;

/**
 * The parts of a document in bytes; `expected` are fingerprints by side. Throws Unreadable: too_large over 64 KiB, and
 * the codes of text that is no JSON.
 */
export async function takeApart(bytes, expected) {
  if (bytes.length > MAX_BYTES) throw new Unreadable("too_large");
  const document = read(bytes);
  const payload = textOf(document.value, "payload");
  const payloadBytes = fromBase64url(payload);
  const listed = member(document.value, "signatures");
  const signatures = Array.isArray(listed) ? listed : null;
  // A fourth signature has no side; that it is there is judged by counting.
  const entries = (signatures ?? []).slice(0, SIDES.length);
  return {
    document,
    clear: member(document.value, "statement"),
    payload,
    payloadBytes,
    signed: readOrNull(payloadBytes),
    signatures,
    signers: await Promise.all(entries.map((entry, place) => takeSigner(SIDES[place], entry))),
    expected,
  };
}

async function takeSigner(side, entry) {
  const [protectedText, signature] = [textOf(entry, "protected"), textOf(entry, "signature")];
  const headerBytes = fromBase64url(protectedText);
  const header = readOrNull(headerBytes);
  const key = keyBytes(member(header?.value, "jwk"));
  return {
    side,
    entry,
    protectedText,
    signature,
    headerBytes,
    header,
    key, // what the JWK names, of any length, sound or not
    fingerprint: key === null ? null : await fingerprint(key),
    signatureBytes: fromBase64url(signature),
  };
}

function keyBytes(jwk) {
  if (!hasExactly(jwk, ["crv", "kty", "x"])) return null;
  return jwk.get("crv") === "Ed25519" && jwk.get("kty") === "OKP" ? fromBase64url(jwk.get("x")) : null;
}

/** The value at a path of member names, or undefined. */
export function member(value, ...path) {
  return path.reduce((inner, name) => (inner instanceof Map ? inner.get(name) : undefined), value);
}

/** The string at a path of member names, or null where there is no string. */
export function textOf(value, ...path) {
  const found = member(value, ...path);
  return typeof found === "string" ? found : null;
}

/** Whether a value is an object of exactly these members. */
export function hasExactly(value, names) {
  return value instanceof Map && value.size === names.length && names.every((name) => value.has(name));
}
