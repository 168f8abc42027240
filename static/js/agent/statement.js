/** A contract's statement: its members, types and text forms (docs/contract-format.md), and what its byte comes to. */

import { format, fractionDigits, parse } from "./money.js";

const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/;
const MOST_FRACTION_DIGITS = 4;
const DEAL_BIT = 128;

const exactly = (text) => (value) => value === text;
const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const orNull = (rule) => (value) => value === null || rule(value);
const isText = (value) => typeof value === "string" && value !== "";
const isBand = (value) => Number.isInteger(value) && value >= 0 && value < DEAL_BIT;

const FINGERPRINT = matching(/^[0-9a-f]{64}$/);
const DIGEST = matching(/^sha256:[0-9a-f]{64}$/);
const ID = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const PARTY = { fingerprint: FINGERPRINT, owner: orNull(isText) };
const SHAPE = {
  type: exactly("alien-bargain/contract/1"),
  room: { id: ID, fingerprint: FINGERPRINT },
  tenant: isText,
  listing: { id: ID, title: isText, digest: DIGEST, asking_price: (value) => asked(value) !== null, currency: matching(/^[A-Z]{3}$/) },
  profile_digest: DIGEST,
  manifest_digest: DIGEST,
  settlement: exactly("midpoint"),
  outcome: { bits: matching(/^[01]{8}$/), deal: (value) => typeof value === "boolean", band: orNull(isBand), price: orNull(isText) },
  parties: { seller: PARTY, buyer: PARTY },
  decided_at: isTime,
};

/** Whether a parsed value has exactly a statement's members, types and text forms. */
export function hasShape(value, shape = SHAPE) {
  if (typeof shape === "function") return shape(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const names = Object.keys(shape);
  const same = Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
  return same && names.every((name) => hasShape(value[name], shape[name]));
}

function isTime(value) {
  const found = typeof value === "string" ? TIME.exec(value) : null;
  const at = found === null ? NaN : Date.parse(value);
  // Date.parse takes 30 February for 2 March.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(found[1]);
}

function asked(value) {
  if (typeof value !== "string" || fractionDigits(value) > MOST_FRACTION_DIGITS) return null;
  const minor = parse(value, fractionDigits(value));
  return minor === null || minor === 0n ? null : minor;
}

/** {deal, band, price} that eight bits come to at an asking price; null for bits that name a band without a deal. */
export function outcomeOf(bits, asking) {
  const byte = Number.parseInt(bits, 2);
  if (byte === 0) return { deal: false, band: null, price: null };
  if ((byte & DEAL_BIT) === 0) return null;
  const band = byte & (DEAL_BIT - 1);
  const minor = (asked(asking) * BigInt(band) + 50n) / 100n;
  return { deal: true, band, price: format(minor, fractionDigits(asking)) };
}
