// Section 7 of docs/contract-format.md: the checks by name. A check answers true, false, or undefined where it is not
// judged.

import { generalVerify, importJWK } from "jose";

import { fingerprint, keyIsSound, signatureIsSound } from "./keys.mjs";
import { hasShape, outcomeAgrees, priceAgrees } from "./statement.mjs";
import { fromBase64url, isCanonical, read, readOrNothing, same } from "./strict_json.mjs";

const SIDES = ["seller", "buyer", "room"];
const ALGORITHMS = ["Ed25519", "EdDSA"];
const TYPE = "alien-bargain-contract+jws";

/** The member at a path, or undefined. */
function at(value, ...path) {
  return path.reduce((inner, name) => (inner instanceof Map ? inner.get(name) : undefined), value);
}

function hasExactly(value, names) {
  return value instanceof Map && value.size === names.length && names.every((name) => value.has(name));
}

const isString = (value) => typeof value === "string";

function signer(entry, side) {
  const [protectedText, signature] = [at(entry, "protected"), at(entry, "signature")];
  const headerBytes = fromBase64url(protectedText);
  const header = readOrNothing(headerBytes);
  return {
    side,
    entry,
    protectedText,
    signature,
    headerBytes,
    header,
    key: keyBytes(at(header?.value, "jwk")),
    signatureBytes: fromBase64url(signature),
  };
}

function keyBytes(jwk) {
  if (!hasExactly(jwk, ["crv", "kty", "x"])) return undefined;
  return jwk.get("crv") === "Ed25519" && jwk.get("kty") === "OKP" ? fromBase64url(jwk.get("x")) : undefined;
}

function each(signers, rule) {
  const judged = signers.map(rule);
  if (judged.includes(false)) return false;
  return judged.length === 3 && judged.every((answer) => answer === true) ? true : undefined;
}

function hasOurMembers(header) {
  if (!hasExactly(header, ["alg", "jwk", "kid", "typ"]) || !hasExactly(header.get("jwk"), ["crv", "kty", "x"])) return false;
  return ["alg", "kid", "typ"].every((name) => isString(header.get(name))) && [...header.get("jwk").values()].every(isString);
}

// The rules on one signer, by the names of their checks.
const RULES = {
  signature_members: ({ entry }) => hasExactly(entry, ["protected", "signature"]) && [...entry.values()].every(isString),
  header_encoding: ({ protectedText, header, headerBytes }) =>
    isString(protectedText)
      ? header !== undefined && header.faults.length === 0 && isCanonical(header.value, headerBytes)
      : undefined,
  header_members: ({ header }) => (header === undefined ? undefined : hasOurMembers(header.value)),
  header_algorithm: ({ header }) => says(header, "alg", ALGORITHMS),
  header_type: ({ header }) => says(header, "typ", [TYPE]),
  key_sound: (one) => {
    if (one.key !== undefined) return keyIsSound(one.key);
    return RULES.header_members(one) ? false : undefined;
  },
  key_id: ({ header, key }) => {
    const kid = at(header?.value, "kid");
    return isString(kid) && key !== undefined ? kid === fingerprint(key) : undefined;
  },
  signature_encoding: ({ signature, signatureBytes }) => (isString(signature) ? signatureBytes?.length === 64 : undefined),
  signature_canonical: (one) => (RULES.signature_encoding(one) ? signatureIsSound(one.signatureBytes) : undefined),
};

function says(header, name, allowed) {
  const told = at(header?.value, name);
  return isString(told) ? allowed.includes(told) : undefined;
}

const BEFORE_A_SIGNATURE = [
  "header_encoding",
  "header_members",
  "header_algorithm",
  "header_type",
  "key_sound",
  "signature_encoding",
  "signature_canonical",
];

/** signature_valid of one signer, by jose: the document with this signature alone. */
async function signatureHolds(payload, payloadBytes, one) {
  if (payloadBytes === undefined || !BEFORE_A_SIGNATURE.every((name) => RULES[name](one) === true)) return undefined;
  const jws = { payload, signatures: [{ protected: one.protectedText, signature: one.signature }] };
  const key = await importJWK({ kty: "OKP", crv: "Ed25519", x: one.key.toString("base64url") }, "Ed25519");
  return generalVerify(jws, key, { algorithms: ALGORITHMS }).then(
    () => true,
    () => false,
  );
}

function distinctKeys(signers) {
  const held = signers.map(({ key }) => key?.toString("hex")).filter((key) => key !== undefined);
  if (new Set(held).size < held.length) return false;
  return held.length === 3 ? true : undefined;
}

function keyParty(signed, { side, key }) {
  const named = side === "room" ? at(signed, "room", "fingerprint") : at(signed, "parties", side, "fingerprint");
  return isString(named) && key !== undefined ? named === fingerprint(key) : undefined;
}

/** What the checks say of a document in bytes, by name and in order. Throws Unreadable. */
export async function judge(bytes, expect) {
  const document = read(bytes);
  const [statement, payload, listed] = ["statement", "payload", "signatures"].map((name) => at(document.value, name));
  const payloadBytes = fromBase64url(payload);
  const signed = readOrNothing(payloadBytes);
  const signers = (Array.isArray(listed) ? listed : []).slice(0, 3).map((entry, place) => signer(entry, SIDES[place]));
  const rule = (name) => each(signers, RULES[name]);
  const holds = await Promise.all(signers.map((one) => signatureHolds(payload, payloadBytes, one)));
  const outcome = at(signed?.value, "outcome");
  return {
    document_json: document.faults.length === 0,
    document_members:
      hasExactly(document.value, ["statement", "payload", "signatures"]) &&
      statement instanceof Map && isString(payload) && Array.isArray(listed),
    payload_encoding: isString(payload) ? payloadBytes !== undefined : undefined,
    payload_json: payloadBytes && signed?.faults.length === 0,
    payload_canonical: signed && isCanonical(signed.value, payloadBytes),
    payload_types: signed && hasShape(signed.value),
    statement_matches: signed && statement instanceof Map ? same(statement, signed.value) : undefined,
    outcome_agrees: outcomeAgrees(outcome instanceof Map ? outcome : undefined),
    price_agrees: priceAgrees(at(signed?.value, "listing", "asking_price"), outcome instanceof Map ? outcome : undefined),
    three_signatures: Array.isArray(listed) ? listed.length === 3 : undefined,
    signature_members: rule("signature_members"),
    header_encoding: rule("header_encoding"),
    header_members: rule("header_members"),
    header_algorithm: rule("header_algorithm"),
    header_type: rule("header_type"),
    key_sound: rule("key_sound"),
    key_id: rule("key_id"),
    key_party: each(signers, (one) => keyParty(signed?.value, one)),
    distinct_keys: distinctKeys(signers),
    signature_encoding: rule("signature_encoding"),
    signature_canonical: rule("signature_canonical"),
    signature_valid: each(holds, (answer) => answer),
    ...expected(signers, expect),
  };
}

function expected(signers, expect) {
  const sides = SIDES.filter((side) => expect[side] !== undefined);
  return Object.fromEntries(sides.map((side) => [`expected_${side}`, expectedOf(signers[SIDES.indexOf(side)], expect[side])]));
}

function expectedOf(one, wanted) {
  return one?.key === undefined ? undefined : fingerprint(one.key) === wanted;
}
