/** Bytes as text, and their hash. */

/** Thrown where this browser, or the way the page was reached, lacks the cryptography that a verdict needs. */
export class CannotJudge extends Error {}

/** The SHA-256 of bytes in lower-case hex. Throws CannotJudge. */
export async function sha256(bytes) {
  if (globalThis.crypto?.subtle === undefined) throw new CannotJudge("no_web_crypto");
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** RFC 4648 section 5 without padding, as RFC 7515 writes it. */
export function toBase64url(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of the one spelling that `toBase64url` gives them; null for any other text, and for what is no text. */
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (one) => one.charCodeAt(0));
  return toBase64url(bytes) === text ? bytes : null; // spare bits that are not 0 are another spelling
}
