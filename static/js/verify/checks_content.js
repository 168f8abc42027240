/**
 * The checks on what a contract says, by the names and in the words of contracts/domain/checks_content.py.
 *
 * A check answers "" where its rule holds, what is wrong where it does not, and null where it cannot be judged, because
 * what it would judge could not be read; another check then says why. No answer repeats what the document says.
 */

import { isCanonical, same } from "./canonical.js";
import { hasExactly, member, textOf } from "./evidence.js";
import { agreedPrice, isInteger, outcomeAgrees, shapeFaults } from "./statement.js";

const DOCUMENT_MEMBERS = {
  statement: (value) => value instanceof Map,
  payload: (value) => typeof value === "string",
  signatures: (value) => Array.isArray(value),
};

function documentMembers({ document: { value } }) {
  const names = Object.keys(DOCUMENT_MEMBERS);
  if (!hasExactly(value, names)) return "the document is not exactly statement, payload and signatures";
  return names.filter((name) => !DOCUMENT_MEMBERS[name](value.get(name))).join(", ");
}

function payloadEncoding({ payload, payloadBytes }) {
  if (payload === null) return null;
  return payloadBytes === null ? "not base64url without padding" : "";
}

function payloadJson({ payloadBytes, signed }) {
  if (payloadBytes === null) return null;
  return signed === null ? "not JSON" : signed.faults.join(", ");
}

function payloadCanonical({ payloadBytes, signed }) {
  if (signed === null) return null;
  return isCanonical(signed.value, payloadBytes) ? "" : "not the JCS of its content";
}

function statementMatches({ clear, signed }) {
  if (signed === null || !(clear instanceof Map)) return null;
  return same(clear, signed.value) ? "" : "the statement is not what was signed";
}

function bitsDealAndBand({ signed }) {
  const [bits, deal, band] = ["bits", "deal", "band"].map((name) => member(signed?.value, "outcome", name));
  if (typeof bits !== "string" || typeof deal !== "boolean" || !(isInteger(band) || band === null)) return null;
  return outcomeAgrees(bits, deal, band) ? "" : "bits, deal and band disagree";
}

function priceAgrees({ signed }) {
  const [deal, band, told] = ["deal", "band", "price"].map((name) => member(signed?.value, "outcome", name));
  const right = agreedPrice(deal, band, textOf(signed?.value, "listing", "asking_price"));
  if (right === undefined || !(typeof told === "string" || told === null)) return null;
  return told === right ? "" : "the price is not that of the band";
}

/** Name -> check, in the order of docs/contract-format.md section 7. */
export const CONTENT = {
  document_json: ({ document }) => document.faults.join(", "),
  document_members: documentMembers,
  payload_encoding: payloadEncoding,
  payload_json: payloadJson,
  payload_canonical: payloadCanonical,
  payload_types: ({ signed }) => (signed === null ? null : shapeFaults(signed.value).join(", ")),
  statement_matches: statementMatches,
  outcome_agrees: bitsDealAndBand,
  price_agrees: priceAgrees,
};
