/** Parsed JSON written in its one spelling (JCS, RFC 8785), compared, and handed to whoever wants plain objects. */

import { sha256, utf8 } from "./bytes.js";
import { JsonNumber } from "./strict_json.js";

const HALF_A_CHARACTER = /[\ud800-\udfff]/u;

class NotRepresentable extends Error {}

/**
 * JCS of a value as `read` or as JSON.parse yields it, in UTF-8; null for what has none: half a character, a number
 * without end.
 */
export function canonical(value) {
  try {
    return utf8(written(value));
  } catch (error) {
    if (error instanceof NotRepresentable) return null;
    throw error;
  }
}

/** "sha256:" and the SHA-256 of the value's JCS in hex; null for what has none. */
export async function digest(value) {
  const bytes = canonical(value);
  return bytes === null ? null : `sha256:${await sha256(bytes)}`;
}

/** Whether the bytes are the JCS of the value. */
export function isCanonical(value, bytes) {
  const right = canonical(value);
  return right !== null && right.length === bytes.length && right.every((byte, at) => byte === bytes[at]);
}

function written(value) {
  if (value instanceof JsonNumber) return number(value.value);
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return string(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value === "boolean") return String(value);
  if (value instanceof Map) return object([...value]);
  if (Object.getPrototypeOf(value) === Object.prototype) return object(Object.entries(value));
  throw new NotRepresentable(); // undefined, functions, bytes
}

function object(members) {
  // Names are in the order of their UTF-16 code units, which is how JavaScript compares strings.
  const ordered = members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${ordered.map(([name, value]) => `${string(name)}:${written(value)}`).join(",")}}`;
}

function number(value) {
  if (!Number.isFinite(value)) throw new NotRepresentable();
  return String(value); // RFC 8785 takes the spelling of numbers from ECMAScript, and -0 is 0 in both
}

function string(text) {
  if (HALF_A_CHARACTER.test(text)) throw new NotRepresentable();
  return JSON.stringify(text);
}

/** Whether two values are equal and of equal types all the way down: 92 and 92.0 are not. */
export function same(one, other) {
  if (one instanceof JsonNumber && other instanceof JsonNumber) {
    return one.isInteger === other.isInteger && one.value === other.value;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => same(item, other[at]));
  }
  if (one instanceof Map && other instanceof Map) {
    const isIn = ([name, inner]) => other.has(name) && same(inner, other.get(name));
    return one.size === other.size && [...one].every(isIn);
  }
  return one === other;
}

/** The value with objects for Maps and numbers for JsonNumbers. */
export function plain(value) {
  if (value instanceof JsonNumber) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)])); // own members, __proto__ too
}
