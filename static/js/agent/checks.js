/**
 * What this agent signs, and what it refuses to: client/checks.py in the browser, by the same codes.
 *
 * Nothing that the market shows is taken on trust. The statement is held against what this browser remembers of its own
 * submission, the byte is worked out again, and what is signed is built here from the statement.
 *
 * A memory: {role, room_id, room_fingerprint, tenant, listing, profile, manifest_digest, limit, seller, buyer}; listing is
 * the public object that was published or submitted over, limit an amount, a party {fingerprint, owner}.
 */

import { toBase64url } from "../verify/bytes.js";
import { canonical, digest } from "../verify/canonical.js";
import { parse } from "../verify/money.js";
import { agreedPrice, outcomeAgrees, shapeFaults } from "../verify/statement.js";
import { readOrNull } from "../verify/strict_json.js";
import { Refusal } from "./refusal.js";

const TYP = "alien-bargain-contract+jws";

/** {protected, input} to sign for a room in `signing`, once everything about it matches; else a Refusal. */
export async function toSign(room, memory, identity) {
  if (room.statement === null) throw new Refusal("nothing_to_sign", "There is nothing to sign.");
  const own = memory[memory.role].fingerprint;
  if (own !== identity.fingerprint) throw new Refusal("wrong_own_key", "Another key than this browser's entered the room.");
  await checkStatement(room.statement, memory);
  const header = protectedHeader(identity);
  const input = `${header}.${toBase64url(canonical(room.statement))}`;
  // What the market says is to be signed must be what is signed here: else one of the two reads it differently.
  if (![null, header].includes(room.protected)) throw new Refusal("wrong_protected", "The header offered is not this key's.");
  if (![null, input].includes(room.signing_input)) {
    throw new Refusal("wrong_signing_input", "What the market offers for signing is not the statement that it shows.");
  }
  return { protected: header, input };
}

function protectedHeader({ raw, fingerprint }) {
  const jwk = { crv: "Ed25519", kty: "OKP", x: toBase64url(raw) };
  return toBase64url(canonical({ alg: "Ed25519", jwk, kid: fingerprint, typ: TYP }));
}

/** Passes where a statement says nothing but what this agent knows and agreed to; the Refusal names the first thing that
 * differs. */
export async function checkStatement(statement, memory) {
  const { value = null, faults = [] } = readOrNull(canonical(statement)) ?? {}; // what would be signed, read strictly
  if (value === null || faults.length > 0 || shapeFaults(value).length > 0) {
    throw new Refusal("bad_statement", "The statement's form is unsound.");
  }
  for (const [code, words, holds] of CHECKS) {
    if (!(await holds(statement, memory, value))) throw new Refusal(code, words);
  }
}

function hasSoundByte({ outcome, listing }, _memory, value) {
  const told = value.get("outcome");
  const price = agreedPrice(told.get("deal"), told.get("band"), listing.asking_price);
  return outcomeAgrees(outcome.bits, outcome.deal, told.get("band")) && price === outcome.price;
}

function isInsideLimit({ outcome }, { role, listing, limit }) {
  if (outcome.price === null) return true;
  const [ask, price, own] = [listing.asking_price, outcome.price, limit].map(parse);
  if ([ask, price, own].includes(null) || price.digits !== ask.digits || own.digits !== ask.digits) return false;
  return role === "seller" ? price.minor >= own.minor : price.minor <= own.minor;
}

/** The same key, and no other human than the one known of: the other side's is named with the outcome, not before. */
function agrees(told, known) {
  return told.fingerprint === known.fingerprint && (told.owner === null || known.owner === null || told.owner === known.owner);
}

const other = (role) => (role === "seller" ? "buyer" : "seller");
const sameInListing = (name) => (said, known) => said.listing[name] === known.listing[name];

const CHECKS = [
  ["wrong_room", "The statement is of another room.", (said, known) => said.room.id === known.room_id],
  ["wrong_room_key", "The room's key is not the one in the manifest that you accepted.", (said, known) => said.room.fingerprint === known.room_fingerprint],
  ["wrong_tenant", "The statement names another market.", (said, known) => said.tenant === known.tenant],
  ["wrong_listing", "The statement is about another listing.", sameInListing("id")],
  ["wrong_listing_digest", "The listing is not as you published or saw it.", async (said, known) => said.listing.digest === (await digest(known.listing))],
  ["wrong_title", "The title is not the listing's.", sameInListing("title")],
  ["wrong_currency", "The currency is not the listing's.", sameInListing("currency")],
  ["wrong_asking_price", "The asking price is not the listing's.", sameInListing("asking_price")],
  ["wrong_profile", "The profile is not the one that was submitted or shown.", async (said, known) => said.profile_digest === (await digest(known.profile))],
  ["wrong_manifest", "The manifest is not the one that you accepted.", (said, known) => said.manifest_digest === known.manifest_digest],
  ["bad_byte", "Bits, deal, band, price and asking price do not agree.", hasSoundByte],
  ["price_outside_limit", "The price is outside the limit that you set.", isInsideLimit],
  ["wrong_own_party", "Your side of the statement does not name this browser's agent.", (said, known) => agrees(said.parties[known.role], known[known.role])],
  ["wrong_other_party", "The other party is not the one that was shown before.", (said, known) => agrees(said.parties[other(known.role)], known[other(known.role)])],
  ["same_party", "Both sides are one key.", (said) => said.parties.seller.fingerprint !== said.parties.buyer.fingerprint],
];
