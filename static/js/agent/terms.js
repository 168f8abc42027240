/** Private terms on their way out: sound or refused, then sealed to the room. marketplace/domain/terms.py has the rules. */

import { base64url, concat, utf8 } from "./bytes.js";
import { seal } from "./hpke.js";
import { Refusal } from "./refusal.js";

const MOST_DEALBREAKERS = 10;
const LONGEST_DEALBREAKER = 80;
const LONGEST_NOTES = 4_000;
const PADDED_TO = 512; // bytes: a ciphertext's length would count the digits of the limit
const URGENCIES = ["low", "normal", "high"];
const INFO = "alien-bargain/1 terms";
const SPACE = 0x20;

/** Terms as the room reads them, from what was filled in. limit: the one spelling of an amount, null where it is none. */
export function sound({ limit, currency, urgency, dealbreakers, notes }) {
  if (limit === null) throw new Refusal("bad_limit", "The limit is no amount above zero in this currency.");
  if (!URGENCIES.includes(urgency)) throw new Refusal("bad_urgency", "Choose how urgent it is.");
  if (dealbreakers.length > MOST_DEALBREAKERS) throw new Refusal("too_many_dealbreakers", "At most 10 dealbreakers.");
  if (!dealbreakers.every(isPhrase)) {
    throw new Refusal("bad_dealbreaker", "A dealbreaker is a phrase of at most 80 characters, one a line.");
  }
  if (points(notes) > LONGEST_NOTES) throw new Refusal("notes_too_long", "Notes have at most 4,000 characters.");
  if (!notes.isWellFormed() || /[^\P{Cc}\n\r\t]/u.test(notes)) {
    throw new Refusal("bad_notes", "Notes are text without control characters.");
  }
  return { limit, currency, urgency, dealbreakers, notes };
}

function isPhrase(text) {
  const printable = !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
  return text.isWellFormed() && printable && /[\p{L}\p{N}]/u.test(text) && points(text) <= LONGEST_DEALBREAKER;
}

function points(text) {
  return Array.from(text).length;
}

/** The JSON to seal, with white space at its end so that the length tells next to nothing. */
export function toBytes(terms) {
  const text = utf8(JSON.stringify(terms));
  return concat(text, new Uint8Array((PADDED_TO - (text.length % PADDED_TO)) % PADDED_TO).fill(SPACE));
}

/** What a ciphertext is bound to (PROTOCOL section 6). listing: "" while it is being made. */
export function info({ role, manifestDigest, fingerprint, listing }) {
  const parts = [INFO, role, manifestDigest, fingerprint, listing];
  if (parts.some((part) => part.includes("\0"))) throw new Error("a part of the info string holds a NUL");
  return utf8(parts.join("\0"));
}

/** The request's member for terms that only the room can open. key: as the market gave it out, checked to be `publicKey`. */
export async function sealed(terms, key, publicKey, binding) {
  return { key_id: key.key_id, ciphertext: base64url(await seal(publicKey, info(binding), toBytes(terms))) };
}
