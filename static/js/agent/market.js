/** The market's API, called as the browser agent: JSON in, JSON out, and a Refusal for everything else. */

import { Refusal } from "./refusal.js";

const LONGEST_WAIT = 20_000;

/** No answer came, or none that says what became of the request: asking again is right. */
export class Unanswered extends Refusal {}

/** identity: of ./identity.js, null for what everybody may ask. headers: further ones. */
export async function call(identity, method, path, body, headers = {}) {
  const sent = { accept: "application/json", ...headers };
  if (identity !== null) sent.authorization = await identity.authorization();
  if (body !== undefined) sent["content-type"] = "application/json";
  const answer = await answered(`/api/v1/${path}`, {
    method,
    headers: sent,
    body: body === undefined ? undefined : JSON.stringify(body),
    // The agent calls, not the person: no cookie goes along, and nothing is kept.
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(LONGEST_WAIT),
  });
  const told = await parsed(answer);
  if (answer.ok) return told;
  const Kind = answer.status >= 500 ? Unanswered : Refusal;
  throw new Kind(String(told?.code ?? "refused"), words(told, answer.status));
}

async function answered(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new Unanswered("no_answer", "The market did not answer. Try again.");
  }
}

async function parsed(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Unanswered("no_answer", "The market's answer cannot be read. Try again.");
  }
}

function words(problem, status) {
  const told = typeof problem?.detail === "string" ? problem.detail : `The market answered ${status}.`;
  const more = Array.isArray(problem?.errors) ? problem.errors.map((one) => one.detail) : [];
  return [told, ...more.filter((one) => typeof one === "string" && one !== told)].join(" ");
}
