/** Puts a verdict where templates/components/verdict.html has places for it, as text and nothing else. */

import { CannotJudge } from "./bytes.js";
import { MAX_BYTES, SIDES } from "./evidence.js";
import { digest, verify } from "./verification.js";

const WHY_NOT = {
  no_web_crypto: "Your browser offers no cryptography to a page that came neither by https nor from this machine.",
  no_ed25519: "Your browser cannot check Ed25519 signatures.",
};

/** The first bytes of a file or an answer: one more than a contract may have tells too much from enough. */
export async function firstBytes(blob) {
  return new Uint8Array(await blob.slice(0, MAX_BYTES + 1).arrayBuffer());
}

/** Judges a document in bytes; the answer shows the verdict when it is called. Throws CannotJudge. */
export async function judge(bytes, expect) {
  const verdict = await verify(bytes, expect);
  const facts = await factsOf(verdict, bytes);
  return () => show(verdict, facts);
}

/** Why nothing was judged, for a person. */
export function trouble(error) {
  if (!(error instanceof CannotJudge)) return "It could not be read.";
  return `${WHY_NOT[error.message]} Nothing was judged.`;
}

/** Takes away what is shown of a verdict. */
export function clear() {
  fill("none", "", {}, "", () => ["waiting", ""], []);
}

function show(verdict, facts) {
  const { unreadable } = words();
  if (verdict.unreadable !== undefined) {
    fill("unreadable", `Unreadable: ${unreadable[verdict.unreadable]}.`, {}, "", () => ["waiting", ""], []);
    return;
  }
  const json = isTyped(verdict) ? printable(JSON.stringify(verdict.statement, null, 2)) : "";
  const known = SIDES.map((side) => `${side}_key_holder`).filter((code) => !verdict.unknown.includes(code));
  fill(verdict.valid ? "valid" : "invalid", headline(verdict), facts, json, rowOf(verdict), known);
}

function headline({ valid, checks, unjudged }) {
  if (valid) return `Valid: all ${checks.length} checks hold.`;
  const failing = checks.filter(({ passed }) => !passed).length;
  const others = unjudged.length > 0 ? `, ${unjudged.length} could not be judged` : "";
  return `Not valid: ${failing} ${failing === 1 ? "check fails" : "checks fail"}${others}.`;
}

function rowOf({ checks, unjudged }) {
  return (name) => {
    const found = checks.find((check) => check.name === name);
    if (found === undefined) return [unjudged.includes(name) ? "unjudged" : "unasked", ""];
    return [found.passed ? "yes" : "no", found.detail];
  };
}

/** Whether what was signed is a statement in all its parts. What is none is not shown as if it were. */
function isTyped({ statement, checks }) {
  return Boolean(statement) && checks.some(({ name, passed }) => name === "payload_types" && passed);
}

async function factsOf(verdict, bytes) {
  if (verdict.unreadable !== undefined || !isTyped(verdict)) return {};
  const { statement } = verdict;
  const { listing, outcome, parties, room } = statement;
  const { nobody } = words();
  const facts = {
    outcome: outcome.deal ? `A deal at ${outcome.price} ${listing.currency}` : "No deal",
    bits: outcome.bits,
    title: listing.title,
    asking: `${listing.asking_price} ${listing.currency}`,
    market: statement.tenant,
    decided: statement.decided_at,
    seller_human: parties.seller.owner ?? nobody,
    seller_key: parties.seller.fingerprint,
    buyer_human: parties.buyer.owner ?? nobody,
    buyer_key: parties.buyer.fingerprint,
    room_key: room.fingerprint,
    room: room.id,
    digest: (await digest(bytes)) ?? "none: programs read this document differently",
  };
  return Object.fromEntries(Object.entries(facts).map(([slot, text]) => [slot, printable(text)]));
}

function fill(state, headlineText, facts, json, row, known) {
  const verdict = document.getElementById("verdict");
  verdict.dataset.state = state;
  for (const place of verdict.querySelectorAll("[data-slot]")) place.textContent = ""; // of the verdict before
  put(verdict, { headline: headlineText, as_json: json, ...facts });
  verdict.querySelector("[data-by=market]").hidden = true;
  verdict.querySelector("[data-by=browser]").hidden = state === "none";
  verdict.querySelector("[data-part=facts]").hidden = Object.keys(facts).length === 0;
  verdict.querySelector("[data-part=as_json]").hidden = json === "";
  for (const item of verdict.querySelectorAll("[data-check]")) fillRow(item, ...row(item.dataset.check));
  for (const item of verdict.querySelectorAll("[data-unknown]")) item.hidden = known.includes(item.dataset.unknown);
}

function fillRow(item, state, detail) {
  item.dataset.state = state;
  put(item, { word: words().words[state], detail });
}

function put(place, texts) {
  for (const [slot, text] of Object.entries(texts)) place.querySelector(`[data-slot=${slot}]`).textContent = text;
}

function words() {
  return JSON.parse(document.getElementById("verdict-words").textContent);
}

/** The text with what a page would act upon (direction marks above all) spelled as JSON escapes. */
function printable(text) {
  return text.replace(/[\p{C}\p{Z}]/gu, (one) => (one === " " || one === "\n" ? one : escaped(one)));
}

function escaped(character) {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
