/**
 * The seller's side of a browser agent, for pages that sell: client/selling.py in the browser.
 *
 *   import { load } from "./identity.js";
 *   import { filledIn, offer } from "./selling.js";
 *
 *   const agent = await load(person);         // person: user.get_username(); null where this browser has no key of theirs:
 *                                             // then lead to /account/agents/browser/?next=<this page's path>
 *   const terms = filledIn({ limit, currency, urgency, dealbreakers, notes }, askingPrice);     // as they were typed
 *   const listing = await offer(agent, { title, description, category, attributes, asking_price, currency }, terms,
 *                               { consent: "exact", manifest: digestThatThePageShowed });
 *
 * `offer` seals the terms in this browser to a one-time key of the room's, whose signature it checks first, remembers what
 * it will hold a statement against, sends the listing with the agent's own request signature, and finds that the market
 * published what was sent. Where no answer came (`Unanswered`), `pending` has the request and `send` sends it again: it
 * makes one listing however often it is sent. Everything that can go wrong is a Refusal with a stable `code` and a message
 * for the person; neither ever holds a term. `wordsOf(error)` of ./refusal.js is what to show.
 *
 * A page that has the market post the listing otherwise takes the three steps apart: `prepare`, its own way of sending
 * `request.body`, and `published` with the API's answer.
 *
 * `edit`, `renewConsent` and `withdraw` change it later; ./photos.js has its photos.
 *
 * Terms are for the arguments of these functions alone: read them from fields without a name, empty the fields at once,
 * keep them nowhere. consent: "exact", or "operator" for later manifests too (PROTOCOL section 4);
 * templates/components/agent_consent.html asks for it in plain words.
 */

import { lookAtRooms, soundly, listed } from "./bargaining.js";
import { inForce } from "./manifest.js";
import { call, isFinal, Unanswered } from "./market.js";
import { nameOf, offering, publish, publishedHere, says, withVersion } from "./memories.js";
import { Refusal } from "./refusal.js";
import { drop, keep, keepNew, read, readAll } from "./store.js";
import { filledIn, mustBeOnScale, sealed } from "./terms.js";

export { filledIn, Refusal, Unanswered };

/**
 * A request's members for a seller's terms: {sealed_terms, manifest_digest}. listing: its id, "" while it is being made.
 * manifest: the digest that the person was shown; a Refusal `manifest_changed` where another one is in force.
 */
export async function sealedTerms(agent, terms, { listing = "", manifest } = {}) {
  return sealed(agent, await inForce(manifest), "seller", listing, terms);
}

/** Posts a listing with its sealed terms; its public object as it was published. */
export async function offer(agent, listing, terms, options) {
  return send(agent, await prepare(agent, listing, terms, options));
}

/**
 * A listing with sealed terms, remembered, to be sent by `send` as often as it takes: {body, idempotencyKey, …}.
 * draft: {id, photos}, a draft of the person's whose photos, named as the page showed them, the listing has from the start.
 */
export async function prepare(agent, listing, terms, { consent = "exact", manifest, draft = null } = {}) {
  mustBeOnScale(terms, listing.asking_price);
  const under = await inForce(manifest);
  const body = { ...listing, ...(await sealed(agent, under, "seller", "", terms)), consent };
  if (draft !== null) body.draft = draft.id;
  const idempotencyKey = crypto.randomUUID();
  const told = draft === null ? listing : { ...listing, photos: draft.photos };
  const memory = { public: told, limit: terms.limit, manifest: under.content, consent };
  const request = { name: nameOf(agent, offering(idempotencyKey)), body, idempotencyKey, memory };
  await keepNew("requests", request.name, request);
  return request;
}

/** Sends a prepared listing; its public object as it was published. Forgotten where it is refused for good. */
export async function send(agent, request) {
  try {
    const headers = { "idempotency-key": request.idempotencyKey };
    return await published(agent, request, await call(agent, "POST", "listings", request.body, headers));
  } catch (error) {
    if (isFinal(error)) await drop("requests", request.name);
    throw error;
  }
}

/** Remembers what the API answered to a prepared request, once it says what was sent. Its public object. */
export async function published(agent, request, answer) {
  const listing = await soundly(answer);
  await mustSay(listing, request.memory.public, agent);
  await publish(agent, request, listing);
  return listing;
}

/** Requests to post a listing that were sealed here and not answered yet. */
export function pending(agent) {
  return readAll("requests", nameOf(agent, offering()));
}

/** Whether this browser published the listing, and so can sign for it. listing: {id, …}. */
export async function isFromHere(agent, listing) {
  return (await publishedHere(agent, listing)) !== null;
}

/**
 * Changes the public part (the members that change), the terms, or both: its public object afterwards. terms null: they
 * stay as they are. Rooms past `waiting` keep both as they were.
 */
export async function edit(agent, listingId, changes, terms = null, { manifest } = {}) {
  const before = await own(agent, listingId);
  if (terms === null) return edited(agent, listingId, changes, before, changes);
  mustBeOnScale(terms, changes.asking_price ?? before.versions.at(-1).asking_price);
  const waiting = await lookAtRooms(agent, listingId);
  const under = await inForce(manifest);
  const given = await sealed(agent, under, "seller", listingId, terms);
  const body = { ...changes, ...given, consent: before.consent };
  const after = { ...before, limit: terms.limit, manifest: under.content };
  const listing = await edited(agent, listingId, body, after, changes);
  await changeLimits(agent, waiting, terms.limit);
  return listing;
}

async function edited(agent, listingId, body, memory, changes) {
  const listing = await soundly(await call(agent, "PATCH", `listings/${listingId}`, body), listingId);
  await mustSay(listing, changes, agent);
  await keep("listings", nameOf(agent, listingId), withVersion(memory, listing));
  return listing;
}

/** Rooms that still wait take the terms in force when they stop waiting. */
async function changeLimits(agent, roomIds, limit) {
  for (const name of roomIds.map((id) => nameOf(agent, id))) {
    const memory = await read("rooms", name);
    if (memory !== undefined) await keep("rooms", name, { ...memory, limit });
  }
}

/** Lets the standing terms be used under the manifest that the person was shown, without sending them again. */
export async function renewConsent(agent, listingId, consent, { manifest } = {}) {
  const before = await own(agent, listingId);
  await lookAtRooms(agent, listingId);
  const to = await inForce(manifest);
  await call(agent, "POST", `listings/${listingId}/consent`, { manifest_digest: to.digest, consent });
  await keep("listings", nameOf(agent, listingId), { ...before, manifest: to.content, consent });
}

/** Takes a listing off the market. Rooms that await signatures go on, so they are looked at before. */
export async function withdraw(agent, listingId) {
  await lookAtRooms(agent, listingId);
  await call(agent, "POST", `listings/${listingId}/withdraw`, {});
  await drop("listings", nameOf(agent, listingId));
}

/** What is remembered of a listing of this agent's; a Refusal where that is nothing. */
export async function own(agent, listingId) {
  const found = await publishedHere(agent, await listed(listingId, agent));
  if (found === null) throw new Refusal("unknown_listing", "This listing was not published from this browser.");
  return found;
}

async function mustSay(listing, submitted, agent) {
  if (!(await says(listing, submitted, agent))) {
    throw new Refusal("listing_altered", "The market published something else than was sent.");
  }
}
