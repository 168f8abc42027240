/**
 * Ed25519 keys and signatures, held to stricter rules than WebCrypto holds them (docs/contract-format.md section 6).
 *
 * WebCrypto loads keys of small order and then accepts signatures that nobody made, and it loads several spellings of
 * one key. So each key and each signature passes the rules here before WebCrypto is asked.
 */

import { CannotJudge, concat, fromHex, sha256, toHex } from "./bytes.js";

const P = 2n ** 255n - 19n; // the field
const L = 2n ** 252n + 27742317777372353535851937790883648493n; // the order of the base point
const D = modulo(-121665n * power(121666n, P - 2n)); // the curve: -x^2 + y^2 = 1 + D x^2 y^2
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SPKI_PREFIX = fromHex("302a300506032b6570032100"); // RFC 8410: SubjectPublicKeyInfo, id-Ed25519

// The y of the eight points whose order divides 8. Each but 1 and -1 belongs to two points, x and -x.
const Y_OF_ORDER_8 = number(fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
const SMALL_ORDER_Y = [0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8];

/**
 * "" where these bytes are the one spelling of a point of large order, else why not: bad_key_length; bad_key_encoding
 * where RFC 8032 section 5.1.3 fails to decode; small_order_key for points under which anybody can forge.
 */
export function faultOfKey(bytes) {
  if (bytes.length !== KEY_BYTES) return "bad_key_length";
  const sign = bytes[31] >> 7;
  const y = BigInt.asUintN(255, number(bytes));
  if (y >= P || (sign === 1 && (y === 1n || y === P - 1n))) return "bad_key_encoding";
  if (SMALL_ORDER_Y.includes(y)) return "small_order_key";
  return hasX(y) ? "" : "bad_key_encoding";
}

function hasX(y) {
  // x^2 = u / v has a root exactly where u * v has one: Euler's criterion.
  const [u, v] = [y * y - 1n, D * y * y + 1n];
  return power(u * v, (P - 1n) / 2n) === 1n;
}

/** Whether bytes are 64 of the form that an honest signer gives them: S < L, R a sound point. */
export function isSoundSignature(bytes) {
  if (bytes.length !== SIGNATURE_BYTES || number(bytes.subarray(KEY_BYTES)) >= L) return false;
  return faultOfKey(bytes.subarray(0, KEY_BYTES)) === "";
}

/** Whether R || S over the message is by this key. Throws CannotJudge where the browser knows no Ed25519. */
export async function verify(key, message, signature) {
  if (faultOfKey(key) !== "" || !isSoundSignature(signature)) return false;
  return holds(key, message, signature);
}

async function holds(key, message, signature) {
  if (globalThis.crypto?.subtle === undefined) throw new CannotJudge("no_web_crypto");
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch {
    throw new CannotJudge("no_ed25519"); // key and signature are sound, so it is the browser that lacks something
  }
}

/** By what a key is known: lower-case hex SHA-256 of its DER SubjectPublicKeyInfo; null for bytes that no key has. */
export async function fingerprint(bytes) {
  return bytes.length === KEY_BYTES ? sha256(der(bytes)) : null;
}

/** The DER SubjectPublicKeyInfo of a key. */
export function der(bytes) {
  return concat(SPKI_PREFIX, bytes);
}

function number(bytes) {
  return BigInt(`0x${toHex(bytes.slice().reverse())}`); // little-endian, as all of RFC 8032
}

function modulo(value) {
  return ((value % P) + P) % P;
}

function power(base, exponent) {
  let [result, square] = [1n, modulo(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
