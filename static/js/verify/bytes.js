/** Bytes as text, and their hash. */

/** Thrown where this browser, or the way the page was reached, lacks the cryptography that a verdict needs. */
export class CannotJudge extends Error {}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

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
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** RFC 4648 section 4, as PEM has it. */
export function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The bytes of the one spelling that `toBase64url` gives them; null for any other text, and for what is no text. */
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (one) => one.charCodeAt(0));
  return toBase64url(bytes) === text ? bytes : null; // spare bits that are not 0 are another spelling
}
