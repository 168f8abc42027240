// Section 6 of docs/contract-format.md: rules 1 to 3 on keys and signatures, to be put before any library's verify.

import { sha256 } from "./strict_json.mjs";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const SMALL = [
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, ...SMALL.map((hex) => yOf(Buffer.from(hex, "hex")))]);

function mod(number) {
  return ((number % P) + P) % P;
}

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n, square = mod(square * square)) {
    if (exponent & 1n) result = mod(result * square);
  }
  return result;
}

function littleEndian(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function yOf(bytes) {
  return littleEndian(bytes) & (2n ** 255n - 1n);
}

/** Rules 1 and 2. */
export function keyIsSound(bytes) {
  if (bytes.length !== 32) return false;
  const y = yOf(bytes);
  // The points with x = 0 are of small order whatever their sign bit says.
  if (y >= P || SMALL_ORDER_Y.has(y)) return false;
  return power((y * y - 1n) * (D * y * y + 1n), (P - 1n) / 2n) === 1n;
}

/** Rule 3. */
export function signatureIsSound(bytes) {
  return bytes.length === 64 && littleEndian(bytes.subarray(32)) < L && keyIsSound(bytes.subarray(0, 32));
}

export function fingerprint(bytes) {
  return sha256(Buffer.concat([SPKI, bytes]));
}
