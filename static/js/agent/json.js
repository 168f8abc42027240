/** JCS (RFC 8785), which for texts and whole numbers is JSON.stringify with sorted names, and digests over it. */

import { hex, sha256, utf8 } from "./bytes.js";

/** The JCS text of a parsed JSON value. Throws for what has none. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") return object(value);
  if (typeof value === "string" && value.isWellFormed()) return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  throw new Error("no canonical form");
}

/** Names sort by UTF-16 code units, which is how JavaScript compares strings. */
function object(value) {
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** "sha256:" and the hex SHA-256 of the value's JCS. Throws for what has none. */
export async function digest(value) {
  return `sha256:${hex(await sha256(utf8(canonical(value))))}`;
}
