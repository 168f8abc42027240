/**
 * JSON that has one reading: RFC 8259 with the limits of RFC 7493 (docs/contract-format.md section 4).
 *
 * JSON.parse hides what counts here: a name given twice, and 37.0 written for 37. So this is a parser of its own. Its
 * values are null, booleans, strings, arrays, Maps for objects, and Numbers.
 */

const MAX_DEPTH = 32;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/y;
const ESCAPED = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = new Map([["true", true], ["false", false], ["null", null]]);
const HALF_A_CHARACTER = /[\ud800-\udfff]/u;

/** Text that is no JSON at all. `code` is bad_utf8, bad_json, too_deep or too_large. */
export class Unreadable extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** A number, and whether it was written as an integer that every parser keeps exact: 37.0, 1e3 and -0 are not. */
export class JsonNumber {
  constructor(value, isInteger) {
    this.value = value;
    this.isInteger = isInteger;
  }
}

/**
 * {value, faults} of a JSON text in bytes: the value as most parsers read it (the last of two equal names counts), and
 * why others may not: duplicate_name, number_out_of_range, lone_surrogate. Throws Unreadable.
 */
export function read(bytes) {
  const text = decoded(bytes);
  if (depth(text) > MAX_DEPTH) throw new Unreadable("too_deep");
  const parser = new Parser(text);
  const value = parser.whole();
  if (hasHalfACharacter(value)) parser.faults.add("lone_surrogate");
  return { value, faults: [...parser.faults] };
}

/** The same, or null where the bytes are null or no JSON. */
export function readOrNull(bytes) {
  try {
    return bytes === null ? null : read(bytes);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unreadable("bad_utf8");
  }
}

/** How deep the brackets outside strings are nested. Comes first, because the parser recurses. */
function depth(text) {
  let [now, deepest, isInString] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at];
    if (one === '"') isInString = !isInString;
    else if (isInString) at += one === "\\" ? 1 : 0;
    else if (one === "[" || one === "{") deepest = Math.max(deepest, ++now);
    else if (one === "]" || one === "}") now -= 1;
  }
  return deepest;
}

function hasHalfACharacter(value) {
  if (typeof value === "string") return HALF_A_CHARACTER.test(value);
  if (Array.isArray(value)) return value.some(hasHalfACharacter);
  return value instanceof Map && [...value].some((pair) => pair.some(hasHalfACharacter));
}

class Parser {
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

  /** A value with the white space around it. */
  value() {
    this.match(SPACE);
    const value = this.bare();
    this.match(SPACE);
    return value;
  }

  bare() {
    if (this.take("{")) return this.object();
    if (this.take("[")) return this.array();
    if (this.take('"')) return this.string();
    for (const [word, value] of WORDS) if (this.take(word)) return value;
    return this.number();
  }

  object() {
    const members = new Map();
    let count = 0;
    this.match(SPACE);
    if (this.take("}")) return members;
    do {
      members.set(...this.member());
      count += 1;
    } while (this.take(","));
    this.need("}");
    if (members.size < count) this.faults.add("duplicate_name");
    return members;
  }

  member() {
    this.match(SPACE);
    this.need('"');
    const name = this.string();
    this.match(SPACE);
    this.need(":");
    return [name, this.value()];
  }

  array() {
    const items = [];
    this.match(SPACE);
    if (this.take("]")) return items;
    do items.push(this.value());
    while (this.take(","));
    this.need("]");
    return items;
  }

  string() {
    const parts = [this.match(PLAIN)[0]];
    while (!this.take('"')) parts.push(this.escaped(), this.match(PLAIN)[0]);
    return parts.join("");
  }

  escaped() {
    const [, code, letter] = this.match(ESCAPE);
    return code === undefined ? ESCAPED[letter] : String.fromCharCode(Number.parseInt(code, 16));
  }

  number() {
    const [written, whole] = this.match(NUMBER);
    const value = Number(written);
    const isWhole = written === whole && written !== "-0";
    const isInteger = isWhole && Number.isSafeInteger(value);
    if (isWhole ? !isInteger : !Number.isFinite(value)) this.faults.add("number_out_of_range");
    return new JsonNumber(value, isInteger);
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new Unreadable("bad_json");
    this.at = pattern.lastIndex;
    return found;
  }

  take(token) {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  need(token) {
    if (!this.take(token)) throw new Unreadable("bad_json");
  }
}
