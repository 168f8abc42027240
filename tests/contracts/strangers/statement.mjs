// Sections 2 and 3 of docs/contract-format.md: a statement's members and text forms, the outcome, the price.

import { JsonNumber } from "./strict_json.mjs";

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?Z$/;
const BITS = /^[01]{8}$/;

const exactly = (text) => (value) => value === text;
const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const isText = (value) => typeof value === "string" && value !== "";
const orNull = (rule) => (value) => value === null || rule(value);
const isBand = (value) => value instanceof JsonNumber && value.isInteger && value.value >= 0 && value.value <= 127;

const FINGERPRINT = matching(/^[0-9a-f]{64}$/);
const DIGEST = matching(/^sha256:[0-9a-f]{64}$/);
const ID = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const PARTY = { fingerprint: FINGERPRINT, owner: orNull(isText) };

const STATEMENT = {
  type: exactly("alien-bargain/contract/1"),
  room: { id: ID, fingerprint: FINGERPRINT },
  tenant: isText,
  listing: {
    id: ID,
    title: isText,
    digest: DIGEST,
    asking_price: (value) => asking(value) !== undefined,
    currency: matching(/^[A-Z]{3}$/),
  },
  profile_digest: DIGEST,
  manifest_digest: DIGEST,
  settlement: exactly("midpoint"),
  outcome: {
    bits: matching(BITS),
    deal: (value) => typeof value === "boolean",
    band: orNull(isBand),
    price: orNull(isText),
  },
  parties: { seller: PARTY, buyer: PARTY },
  decided_at: isTime,
};

/** Whether a value has exactly a statement's members, types and text forms. */
export function hasShape(value, shape = STATEMENT) {
  if (typeof shape === "function") return shape(value);
  const names = Object.keys(shape);
  if (!(value instanceof Map) || value.size !== names.length) return false;
  return names.every((name) => value.has(name) && hasShape(value.get(name), shape[name]));
}

function isTime(value) {
  const found = typeof value === "string" ? TIME.exec(value) : null;
  if (found === null) return false;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  return day >= 1 && day <= daysIn(year, month);
}

function daysIn(year, month) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** {minor, digits} of an asking price, or undefined where the text is none. */
function asking(value) {
  const found = typeof value === "string" ? /^(0|[1-9][0-9]*)(?:\.([0-9]{1,4}))?$/.exec(value) : null;
  if (found === null) return undefined;
  const digits = (found[2] ?? "").length;
  const minor = BigInt(found[1] + (found[2] ?? ""));
  return minor > 0n && minor < 10n ** 15n ? { minor, digits } : undefined;
}

/** true, false, or undefined where it is not judged (the details of section 7). */
export function outcomeAgrees(outcome) {
  const [bits, deal, band] = ["bits", "deal", "band"].map((name) => outcome?.get(name));
  const isNumber = band instanceof JsonNumber && band.isInteger;
  if (typeof bits !== "string" || typeof deal !== "boolean" || !(isNumber || band === null)) return undefined;
  if (!deal) return band === null && bits === "00000000";
  return isBand(band) && bits === (128 | band.value).toString(2);
}

/** The same for the price. */
export function priceAgrees(askingPrice, outcome) {
  const ask = asking(askingPrice);
  const [deal, band, price] = ["deal", "band", "price"].map((name) => outcome?.get(name));
  if (ask === undefined || !(typeof price === "string" || price === null)) return undefined;
  if (deal === false) return price === null;
  if (deal !== true || !isBand(band)) return undefined;
  return price === written((ask.minor * BigInt(band.value) + 50n) / 100n, ask.digits);
}

function written(minor, digits) {
  const text = minor.toString().padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
