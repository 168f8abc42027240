/**
 * Ed25519 public keys and signatures, held to stricter rules than WebCrypto holds them: agents/domain/keys.py in BigInt.
 *
 * WebCrypto loads keys of small order and then accepts signatures that nobody made. A key is its 32 raw bytes.
 */

import { concat, fromBase64url, hex, sha256 } from "./bytes.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const SPKI = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00); // RFC 8410
const Y_OF_ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8]);

function mod(number) {
  return ((number % P) + P) % P;
}

function power(base, exponent) {
  let found = 1n;
  for (let square = mod(base), left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) {
    if (left & 1n) found = mod(found * square);
  }
  return found;
}

function littleEndian(bytes) {
  return BigInt(`0x${hex(bytes.toReversed())}`);
}

/** Whether 32 bytes are the one spelling of a point of large order. */
export function keyIsSound(raw) {
  if (raw.length !== 32) return false;
  const y = littleEndian(raw) & (2n ** 255n - 1n);
  // The points with x = 0 are of small order whatever their sign bit says.
  if (y >= P || SMALL_ORDER_Y.has(y)) return false;
  // x^2 = u / v has a root exactly where u * v has one: Euler's criterion.
  return power((y * y - 1n) * (D * y * y + 1n), (P - 1n) / 2n) === 1n;
}

/** Whether 64 bytes have the form that an honest signer gives them: canonical S, and an R held to the rule for keys. */
export function signatureIsSound(signature) {
  return signature.length === 64 && littleEndian(signature.subarray(32)) < L && keyIsSound(signature.subarray(0, 32));
}

/** Whether the signature over the message is by this key, strictly. Never throws. */
export async function verify(raw, message, signature) {
  if (!keyIsSound(raw) || !signatureIsSound(signature)) return false;
  try {
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    return false;
  }
}

/** The DER SubjectPublicKeyInfo of a key. */
export function der(raw) {
  return concat(SPKI, raw);
}

/** By what an agent is known: lower-case hex SHA-256 of the key's DER SubjectPublicKeyInfo. */
export async function fingerprint(raw) {
  return hex(await sha256(der(raw)));
}

/** The sound key that a JWK of exactly kty, crv and x names. Throws for any other. */
export function fromJwk(jwk) {
  const isOurs = jwk?.kty === "OKP" && jwk.crv === "Ed25519" && Object.keys(jwk).length === 3;
  const raw = fromBase64url(isOurs ? jwk.x : null);
  if (!keyIsSound(raw)) throw new Error("unsound key");
  return raw;
}
