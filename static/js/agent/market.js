/** The market's API, called as the browser agent: JSON in, JSON of one reading out, and a Refusal for everything else. */

import { plain } from "../verify/canonical.js";
import { read } from "../verify/strict_json.js";
import { Refusal } from "./refusal.js";

const LONGEST_WAIT = 20_000;

/** No answer came, or none that says what became of the request: asking again is right. */
export class Unanswered extends Refusal {}

/** Whether an error is the market's last word on a request: asking again would change nothing. */
export function isFinal(error) {
  return error instanceof Refusal && !(error instanceof Unanswered);
}

/** identity: of ./identity.js, null for what everybody may ask. body: JSON to be, or a Blob as it is. headers: further ones. */
export async function call(identity, method, path, body, headers = {}) {
  const answer = await answered(identity, method, path, body, headers);
  const told = await parsed(answer);
  if (answer.ok) return told;
  const Kind = answer.status >= 500 || answer.status === 429 ? Unanswered : Refusal;
  throw new Kind(String(told?.code ?? "refused"), words(told, answer.status));
}

/** The bytes of an answer that is kept as it came: a contract. */
export async function bytesOf(identity, path) {
  const answer = await answered(identity, "GET", path);
  if (!answer.ok) throw new Unanswered("no_answer", "The market did not give out the contract. Try again.");
  return new Uint8Array(await answer.arrayBuffer());
}

/** Every item of a list, page by page. Of `next` the cursor alone is used: no other address gets this agent's tokens. */
export async function itemsOf(identity, path) {
  const items = [];
  for (let query = ""; query !== null; ) {
    const page = await call(identity, "GET", `${path}${query}`);
    items.push(...page.results);
    query = page.next === null ? null : new URL(page.next, location.origin).search;
  }
  return items;
}

async function answered(identity, method, path, body, headers = {}) {
  const sent = { accept: "application/json", ...headers };
  if (identity !== null) sent.authorization = await identity.authorization();
  const isFile = body instanceof Blob;
  if (body !== undefined) sent["content-type"] = isFile ? body.type : "application/json";
  try {
    return await fetch(`/api/v1/${path}`, {
      method,
      headers: sent,
      body: isFile ? body : JSON.stringify(body),
      // The agent calls, not the person: no cookie goes along, and nothing is kept.
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
  } catch {
    throw new Unanswered("no_answer", "The market did not answer. Try again.");
  }
}

async function parsed(answer) {
  const { value, faults } = await readStrictly(answer);
  if (faults.length > 0) throw new Unanswered("no_answer", "The market's answer can be read in two ways.");
  return plain(value);
}

async function readStrictly(answer) {
  try {
    return read(new Uint8Array(await answer.arrayBuffer()));
  } catch {
    throw new Unanswered("no_answer", "The market's answer cannot be read. Try again.");
  }
}

function words(problem, status) {
  const told = typeof problem?.detail === "string" ? problem.detail : `The market answered ${status}.`;
  const more = Array.isArray(problem?.errors) ? problem.errors.map((one) => one.detail) : [];
  return [told, ...more.filter((one) => typeof one === "string" && one !== told)].join(" ");
}
