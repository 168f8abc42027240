/** The photos of a listing, changed by the agent that signs for it. */

import { call, Unanswered } from "./market.js";
import { Refusal } from "./refusal.js";

const LONGEST_WAIT = 120_000;

/** Sends one more, a File. A worker looks at it next: `changedPhotos` of ./selling.js comes once it has. */
export async function add(agent, listingId, file) {
  const answer = await sent(agent, listingId, file);
  if (answer.ok) return;
  const problem = await answer.json().catch(() => null);
  throw new Refusal(problem?.code ?? "refused", problem?.detail ?? "The market did not take this photo.");
}

async function sent(agent, listingId, file) {
  try {
    return await fetch(`/api/v1/listings/${listingId}/photos`, {
      method: "POST",
      headers: { accept: "application/json", authorization: await agent.authorization(), "content-type": file.type },
      body: file,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
  } catch {
    throw new Unanswered("no_answer", "The market did not answer. Try again.");
  }
}

/** order: the ids of all that are not refused, each once. */
export function arrange(agent, listingId, order) {
  return call(agent, "PATCH", `listings/${listingId}/photos`, { order });
}

export function remove(agent, listingId, photoId) {
  return call(agent, "DELETE", `listings/${listingId}/photos/${photoId}`);
}
