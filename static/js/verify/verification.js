/** The verdict on a contract document, made here: no server is asked. */

import { digest as digestOf, plain } from "./canonical.js";
import { CONTENT } from "./checks_content.js";
import { isExpected, SIGNATURES } from "./checks_signatures.js";
import { SIDES, takeApart } from "./evidence.js";
import { read, Unreadable } from "./strict_json.js";

/**
 * What `python -m contracts.verify --json` prints: {valid, checks: [{name, passed, detail}], unjudged, unknown,
 * statement}, or {unreadable: code} for what is no JSON text or over 64 KiB.
 *
 * bytes: a Uint8Array. expect: fingerprints by side (seller, buyer, room), each optional. Throws CannotJudge where the
 * browser cannot tell.
 */
export async function verify(bytes, expect = {}) {
  try {
    const sides = SIDES.filter((side) => expect[side] !== undefined);
    return await verdict(await takeApart(bytes, Object.fromEntries(sides.map((side) => [side, expect[side]]))));
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.code };
    throw error;
  }
}

async function verdict(evidence) {
  const found = await findings(evidence);
  return {
    valid: found.every(([, finding]) => finding === ""),
    checks: found
      .filter(([, finding]) => finding !== null)
      .map(([name, finding]) => ({ name, passed: finding === "", detail: finding })),
    unjudged: found.filter(([, finding]) => finding === null).map(([name]) => name),
    unknown: SIDES.filter((side) => !(side in evidence.expected)).map((side) => `${side}_key_holder`),
    statement: readableStatement(evidence),
  };
}

async function findings(evidence) {
  const checks = Object.entries({ ...CONTENT, ...SIGNATURES });
  const judged = await Promise.all(checks.map(async ([name, check]) => [name, await check(evidence)]));
  const sides = SIDES.filter((side) => side in evidence.expected);
  return [...judged, ...sides.map((side) => [`expected_${side}`, isExpected(evidence, side)])];
}

/** What was signed. A text with two readings is not shown as if it had one. */
function readableStatement({ signed }) {
  if (signed === null || signed.faults.length > 0 || !(signed.value instanceof Map)) return null;
  return plain(signed.value);
}

/** The digest of a readable document: sha256: and the SHA-256 of its JCS; null for what parsers read differently. */
export async function digest(bytes) {
  const { value, faults } = read(bytes);
  return faults.length === 0 ? digestOf(value) : null;
}
