/** Private terms on their way out: sound or refused, then sealed to the room. marketplace/domain/terms.py has the rules. */

import { concat, toBase64url, utf8 } from "../verify/bytes.js";
import { format, parse } from "../verify/money.js";
import { priceOf, TOP_BAND } from "../verify/statement.js";
import { seal } from "./hpke.js";
import { usableKey } from "./manifest.js";
import { call } from "./market.js";
import { Refusal } from "./refusal.js";

const MOST_DEALBREAKERS = 10;
const LONGEST_DEALBREAKER = 80;
const LONGEST_NOTES = 4_000;
const PADDED_TO = 512; // bytes: a ciphertext's length would count the digits of the limit
const URGENCIES = ["low", "normal", "high"];
const INFO = "alien-bargain/1 terms";
const SPACE = 0x20;
const GROUPED = /^[0-9]{1,3}([,\u0020\u00a0\u202f'])[0-9]{3}(?:\1[0-9]{3})*(?![^.])/;

/**
 * Terms as the room reads them, from what a person filled in. limit: as it was typed; askingPrice: an amount in the
 * currency, which says how many fraction digits there are; dealbreakers: phrases, one a line; urgency: low, normal, high.
 */
export function filledIn({ limit, currency, urgency = "normal", dealbreakers = "", notes = "" }, askingPrice) {
  const phrases = dealbreakers.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const amount = typed(limit, parse(askingPrice)?.digits ?? 0);
  return sound({ limit: amount, currency, urgency, dealbreakers: phrases, notes: notes.trim() });
}

/** What a person typed ("18500", "18,500.5", "18 500") as the one spelling; null where it is no amount above zero, or where
 * it can be read in two ways: of "1,500" in a currency of three fraction digits the comma may be a decimal one. */
export function typed(text, digits) {
  const ungrouped = (whole, mark) => (mark === "," && digits === 3 ? whole : whole.replaceAll(mark, ""));
  const bare = text.trim().replace(GROUPED, ungrouped);
  const [whole, fraction = "", ...more] = bare.split(".");
  const found = more.length > 0 ? null : parse(digits === 0 && fraction === "" ? whole : `${whole}.${fraction.padEnd(digits, "0")}`);
  return found === null || found.digits !== digits || found.minor === 0n ? null : format(found.minor, digits);
}

/** The terms themselves where they are sound. limit: the one spelling of an amount, null where it is none. */
export function sound({ limit, currency, urgency, dealbreakers, notes }) {
  if (parse(limit) === null) throw new Refusal("bad_limit", "The limit is no amount above zero in this currency.");
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

/** Refuses a floor that no band reaches: sealed, it would be refused out of sight, later. */
export function mustBeOnScale({ limit }, askingPrice) {
  const [floor, ask] = [parse(limit), parse(askingPrice)];
  if (ask !== null && floor.minor > priceOf(TOP_BAND, ask.minor)) {
    throw new Refusal("floor_above_scale", "The floor is above 127 % of the asking price.");
  }
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

/** A request's members for terms that only the room can open: {sealed_terms: {key_id, ciphertext}, manifest_digest}. */
export async function sealed(identity, manifest, role, listing, terms) {
  return (await sealedUntil(identity, manifest, role, listing, terms)).given;
}

/**
 * `sealed` as `given`, and `until`: when the market takes them no more, in milliseconds since 1970. Claims a one-time key and seals to it once its signature is found to be the room's. manifest: of ./manifest.js.
 */
export async function sealedUntil(identity, manifest, role, listing, terms, now = Date.now()) {
  const key = await call(identity, "POST", "sealing-keys", {});
  const publicKey = await usableKey(key, manifest, now);
  const binding = info({ role, manifestDigest: manifest.digest, fingerprint: identity.fingerprint, listing });
  const ciphertext = toBase64url(await seal(publicKey, binding, toBytes(terms)));
  const given = { sealed_terms: { key_id: key.key_id, ciphertext }, manifest_digest: manifest.digest };
  return { given, until: Date.parse(key.expires_at) };
}
