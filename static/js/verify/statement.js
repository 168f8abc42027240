/** What a statement is, what its eight bits say, and which price follows (docs/contract-format.md sections 2 and 3). */

import { format, parse } from "./money.js";
import { JsonNumber } from "./strict_json.js";

export const TOP_BAND = 127;
const DEAL_BIT = 128;
const MOST_FRACTION_DIGITS = 4;
const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,6})?Z$/;

const exactly = (text) => (value) => value === text;
const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const isText = (value) => typeof value === "string" && value !== "";
const isTextOrNull = (value) => value === null || isText(value);

const FINGERPRINT = matching(/^[0-9a-f]{64}$/);
const DIGEST = matching(/^sha256:[0-9a-f]{64}$/);
const ID = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const PARTY = { fingerprint: FINGERPRINT, owner: isTextOrNull };
const SHAPE = {
  type: exactly("alien-bargain/contract/1"),
  room: { id: ID, fingerprint: FINGERPRINT },
  tenant: isText,
  listing: {
    id: ID,
    title: isText,
    digest: DIGEST,
    asking_price: (value) => asking(value) !== null,
    currency: matching(/^[A-Z]{3}$/),
  },
  profile_digest: DIGEST,
  manifest_digest: DIGEST,
  settlement: exactly("midpoint"),
  outcome: {
    bits: matching(/^[01]{8}$/),
    deal: (value) => typeof value === "boolean",
    band: (value) => value === null || isBand(value),
    price: isTextOrNull,
  },
  parties: { seller: PARTY, buyer: PARTY },
  decided_at: isTime,
};

/** Where a value departs from a statement's members, types and text forms: dotted paths, [] when nowhere. */
export function shapeFaults(value, shape = SHAPE, path = "") {
  const names = Object.keys(shape);
  const isExact = value instanceof Map && value.size === names.length && names.every((name) => value.has(name));
  if (!isExact) return [path || "statement"];
  return names.flatMap((name) => {
    const [rule, inner] = [shape[name], path ? `${path}.${name}` : name];
    if (typeof rule !== "function") return shapeFaults(value.get(name), rule, inner);
    return rule(value.get(name)) ? [] : [inner];
  });
}

export function isInteger(value) {
  return value instanceof JsonNumber && value.isInteger;
}

function isBand(value) {
  return isInteger(value) && value.value >= 0 && value.value <= TOP_BAND;
}

function isTime(value) {
  const found = typeof value === "string" ? TIME.exec(value) : null;
  if (found === null) return false;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  return day >= 1 && day <= daysIn(year, month);
}

function daysIn(year, month) {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** {minor, digits} of an asking price: minor units above 0 as BigInt, fraction digits; null for what is none. */
export function asking(text) {
  const found = parse(text);
  return found !== null && found.digits <= MOST_FRACTION_DIGITS && found.minor > 0n ? found : null;
}

/** Whether eight bits, deal (boolean) and band (JsonNumber or null) say one thing. */
export function outcomeAgrees(bits, deal, band) {
  if (!deal) return band === null && bits === "00000000";
  return isBand(band) && bits === (DEAL_BIT | band.value).toString(2);
}

/**
 * The price of an outcome with as many fraction digits as the asking price: text, null without a deal, undefined where
 * the asking price is no amount or there is no such outcome.
 */
export function agreedPrice(deal, band, askingPrice) {
  const ask = asking(askingPrice);
  if (ask === null || (deal !== false && !(deal === true && isBand(band)))) return undefined;
  return deal ? format(priceOf(band.value, ask.minor), ask.digits) : null;
}

/** A band's price in minor units, rounded half up. */
export function priceOf(band, askMinor) {
  return (askMinor * BigInt(band) + 50n) / 100n;
}
