// Section 4 of docs/contract-format.md: JSON read strictly, JCS, base64url in its one spelling.
//
// JSON.parse hides what the page asks for (a name given twice, 37.0), so this is a scanner of its own. It yields
// null, booleans, strings, arrays, Maps, and Numbers that keep whether they were written as integers.

import { createHash } from "node:crypto";

const MOST_BYTES = 65_536;
const DEEPEST = 32;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = { true: true, false: false, null: null };

/** Text that has no verdict; `code` is bad_utf8, bad_json, too_deep or too_large. */
export class Unreadable extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class JsonNumber {
  constructor(value, isInteger) {
    this.value = value;
    this.isInteger = isInteger;
  }
}

/** {value, faults} of a JSON text in bytes; faults are what two parsers would read differently. Throws Unreadable. */
export function read(bytes) {
  if (bytes.length > MOST_BYTES) throw new Unreadable("too_large");
  const text = decode(bytes);
  if (depth(text) > DEEPEST) throw new Unreadable("too_deep");
  const scanner = new Scanner(text);
  return { value: scanner.whole(), faults: [...scanner.faults] };
}

/** The same, or undefined where there are no bytes or no JSON. */
export function readOrNothing(bytes) {
  try {
    return bytes === undefined ? undefined : read(bytes);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unreadable("bad_utf8");
  }
}

// Brackets outside strings, before anything is parsed: the parser below recurses.
function depth(text) {
  let now = 0;
  let deepest = 0;
  for (const [found] of text.matchAll(/"(?:[^"\\]|\\[^]?)*"?|[[{\]}]/g)) {
    if (found === "[" || found === "{") deepest = Math.max(deepest, ++now);
    else if (found === "]" || found === "}") now -= 1;
  }
  return deepest;
}

class Scanner {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.faults = new Set();
  }

  whole() {
    const value = this.value();
    if (this.at < this.text.length) throw new Unreadable("bad_json");
    return value;
  }

  value() {
    this.space();
    const value = this.bare();
    this.space();
    return value;
  }

  bare() {
    if (this.take("{")) return this.object();
    if (this.take("[")) return this.array();
    if (this.take('"')) return this.string();
    for (const [word, value] of Object.entries(WORDS)) if (this.take(word)) return value;
    return this.number();
  }

  space() {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? "x")) this.at += 1;
  }

  take(token) {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  need(token) {
    if (!this.take(token)) throw new Unreadable("bad_json");
  }

  object() {
    const members = new Map();
    this.space();
    if (this.take("}")) return members;
    do this.member(members);
    while (this.take(","));
    this.need("}");
    return members;
  }

  member(members) {
    this.space();
    this.need('"');
    const name = this.string();
    this.space();
    this.need(":");
    const value = this.value();
    if (members.has(name)) this.faults.add("duplicate_name");
    members.set(name, value);
  }

  array() {
    const items = [];
    this.space();
    if (this.take("]")) return items;
    do items.push(this.value());
    while (this.take(","));
    this.need("]");
    return items;
  }

  string() {
    let text = "";
    while (!this.take('"')) text += this.take("\\") ? this.escape() : this.character();
    if (!text.isWellFormed()) this.faults.add("lone_surrogate");
    return text;
  }

  character() {
    const found = this.text[this.at++];
    if (found === undefined || found < " ") throw new Unreadable("bad_json");
    return found;
  }

  escape() {
    const found = this.character();
    if (found !== "u") return ESCAPES[found] ?? this.refuse();
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.refuse();
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  refuse() {
    throw new Unreadable("bad_json");
  }

  number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text) ?? this.refuse();
    this.at = NUMBER.lastIndex;
    const number = Number(found[0]);
    const isInteger = found[1] === undefined && found[2] === undefined && found[0] !== "-0";
    const inRange = isInteger ? Number.isSafeInteger(number) : Number.isFinite(number);
    if (!inRange) this.faults.add("number_out_of_range");
    return new JsonNumber(number, isInteger);
  }
}

/** RFC 8785 of a value as `read` yields it; undefined where it has none. */
export function jcs(value) {
  if (value instanceof JsonNumber) return Number.isFinite(value.value) ? String(value.value) : undefined;
  if (typeof value === "string") return value.isWellFormed() ? JSON.stringify(value) : undefined;
  if (Array.isArray(value)) return joined(value.map(jcs), "[", "]");
  if (!(value instanceof Map)) return JSON.stringify(value);
  // Names sort by UTF-16 code units, which is how JavaScript compares strings.
  return joined([...value.keys()].sort().map((name) => pair(name, value.get(name))), "{", "}");
}

function pair(name, value) {
  const parts = [jcs(name), jcs(value)];
  return parts.includes(undefined) ? undefined : parts.join(":");
}

function joined(parts, open, close) {
  return parts.includes(undefined) ? undefined : open + parts.join(",") + close;
}

/** Whether the bytes are the JCS of the value. */
export function isCanonical(value, bytes) {
  const text = jcs(value);
  return text !== undefined && Buffer.from(text).equals(bytes);
}

/** Equal, type by type: 92 and 92.0 are not. */
export function same(one, other) {
  if (one instanceof JsonNumber && other instanceof JsonNumber) {
    return one.isInteger === other.isInteger && one.value === other.value;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => same(item, other[at]));
  }
  if (one instanceof Map && other instanceof Map) {
    return one.size === other.size && [...one].every(([name, inner]) => other.has(name) && same(inner, other.get(name)));
  }
  return one === other;
}

/** The bytes of a base64url text, or undefined where it is not the one spelling of them. */
export function fromBase64url(text) {
  if (typeof text !== "string") return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
