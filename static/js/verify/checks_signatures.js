/**
 * The checks on who signed a contract, by the names of contracts/domain/checks_signatures.py.
 *
 * They answer as those in checks_content.js do. One over three signatures holds where each of the three holds, names
 * the sides where it does not, and is not judged where a side could not be and no other failed.
 */

import { toHex } from "./bytes.js";
import { isCanonical } from "./canonical.js";
import { hasExactly, SIDES, textOf } from "./evidence.js";
import { faultOfKey, isSoundSignature, verify } from "./keys.js";

const TYP = "alien-bargain-contract+jws";
const ALGORITHMS = ["Ed25519", "EdDSA"]; // the second is the older name of the first
const SIGNATURE_BYTES = 64;
const areTexts = (values) => values.every((value) => typeof value === "string");

function hasSignatureMembers({ entry }) {
  return hasExactly(entry, ["protected", "signature"]) && areTexts([...entry.values()]);
}

function isHeaderEncoded({ protectedText, header, headerBytes }) {
  if (protectedText === null) return null;
  return header !== null && header.faults.length === 0 && isCanonical(header.value, headerBytes);
}

function isHeaderExact({ header }) {
  if (header === null) return null;
  if (!hasExactly(header.value, ["alg", "jwk", "kid", "typ"])) return false;
  const jwk = header.value.get("jwk");
  if (!hasExactly(jwk, ["crv", "kty", "x"])) return false;
  return areTexts([...["alg", "kid", "typ"].map((name) => header.value.get(name)), ...jwk.values()]);
}

function headerSays({ header }, name, allowed) {
  const told = textOf(header?.value, name);
  return told === null ? null : allowed.includes(told);
}

function isKeySound(signer) {
  // Another curve, or an x that is no base64url, unless there is no such header at all.
  if (signer.key === null) return isHeaderExact(signer) ? false : null;
  return faultOfKey(signer.key) === "";
}

function isKidRight({ header, key, fingerprint }) {
  const kid = textOf(header?.value, "kid");
  return kid === null || key === null ? null : kid === fingerprint;
}

function isNamed(signed, { side, key, fingerprint }) {
  const path = side === "room" ? ["room"] : ["parties", side];
  const named = textOf(signed?.value, ...path, "fingerprint");
  return named === null || key === null ? null : named === fingerprint;
}

function distinctKeys({ signers }) {
  const held = signers.filter(({ key }) => key !== null).map(({ key }) => toHex(key));
  if (new Set(held).size < held.length) return "one key signed in two places";
  return held.length === SIDES.length ? "" : null;
}

function isSignatureEncoded({ signature, signatureBytes }) {
  return signature === null ? null : signatureBytes?.length === SIGNATURE_BYTES;
}

function isSignatureSound(signer) {
  return isSignatureEncoded(signer) ? isSoundSignature(signer.signatureBytes) : null;
}

const BEFORE_THE_EQUATION = [
  isHeaderEncoded,
  isHeaderExact,
  (signer) => headerSays(signer, "alg", ALGORITHMS),
  (signer) => headerSays(signer, "typ", [TYP]),
  isKeySound,
  isSignatureSound,
];

/** Under a header, a key or a form that another check refuses, which bytes are signed, and by whom, is not certain. */
async function holds({ payload, payloadBytes }, signer) {
  if (payloadBytes === null || !BEFORE_THE_EQUATION.every((rule) => rule(signer))) return null;
  const input = new TextEncoder().encode(`${signer.protectedText}.${payload}`); // RFC 7515 section 5.1
  return verify(signer.key, input, signer.signatureBytes);
}

function threeSignatures({ signatures }) {
  if (signatures === null) return null;
  return signatures.length === SIDES.length ? "" : "not exactly three signatures";
}

function each(rule) {
  return async (evidence) => {
    const judged = await Promise.all(evidence.signers.map((signer) => rule(signer, evidence)));
    const failing = evidence.signers.filter((_, place) => judged[place] === false).map(({ side }) => side);
    if (failing.length > 0) return failing.join(", ");
    return judged.length === SIDES.length && judged.every(Boolean) ? "" : null;
  };
}

/** Name -> check, in the order of docs/contract-format.md section 7. */
export const SIGNATURES = {
  three_signatures: threeSignatures,
  signature_members: each(hasSignatureMembers),
  header_encoding: each(isHeaderEncoded),
  header_members: each(isHeaderExact),
  header_algorithm: each((signer) => headerSays(signer, "alg", ALGORITHMS)),
  header_type: each((signer) => headerSays(signer, "typ", [TYP])),
  key_sound: each(isKeySound),
  key_id: each(isKidRight),
  key_party: each((signer, { signed }) => isNamed(signed, signer)),
  distinct_keys: distinctKeys,
  signature_encoding: each(isSignatureEncoded),
  signature_canonical: each(isSignatureSound),
  signature_valid: each((signer, evidence) => holds(evidence, signer)),
};

/** The check that a side's key is the one that the caller expects: only it ties a contract to somebody. */
export function isExpected({ signers, expected }, side) {
  const signer = signers[SIDES.indexOf(side)];
  if (signer === undefined || signer.key === null) return null;
  return signer.fingerprint === expected[side] ? "" : "another key signed";
}
