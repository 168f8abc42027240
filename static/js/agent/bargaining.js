/** A room, from the buyer's side: entered, remembered, signed. */

import { toSign } from "./checks.js";
import { digest } from "./json.js";
import { usableKey, validated } from "./manifest.js";
import { call } from "./market.js";
import { Refusal, orRefuse } from "./refusal.js";
import { keep, read } from "./store.js";
import { sealed } from "./terms.js";

/** What runs and what is on offer, each found to be what its digest says, and both the ones that the person was shown. */
export async function looked(listingId, shown) {
  const manifest = await validated(await call(null, "GET", "manifest"));
  if (manifest.digest !== shown.manifest) {
    throw new Refusal("manifest_changed", "What runs in this room has changed since this page was made. Load it again.");
  }
  const answer = await call(null, "GET", `listings/${listingId}`);
  const found = await orRefuse(() => digest(answer.listing), "wrong_listing_digest", "The listing cannot be digested.");
  if (found !== answer.digest || answer.listing.id !== listingId) {
    throw new Refusal("wrong_listing_digest", "The listing's digest is not that of the listing.");
  }
  if (found !== shown.listing) throw new Refusal("listing_changed", "The listing has changed since this page was made. Load it again.");
  return { manifest, listing: answer.listing, digest: found };
}

/**
 * A request to enter a room as the buyer, sealed and remembered, to be sent by `enter` as often as it takes.
 * seen: of `looked`. terms: of ./terms.js, for nobody but the room.
 */
export async function prepared(identity, seen, profile, terms, now = Date.now()) {
  const key = await call(identity, "POST", "sealing-keys", {});
  const publicKey = await usableKey(key, seen.manifest, now);
  const binding = { role: "buyer", manifestDigest: seen.manifest.digest, fingerprint: identity.fingerprint, listing: seen.listing.id };
  const submitted = {
    role: "buyer",
    fingerprint: identity.fingerprint,
    room_fingerprint: seen.manifest.roomFingerprint,
    listing: seen.listing,
    profile,
    manifest_digest: seen.manifest.digest,
    limit: terms.limit,
  };
  // Before it is sent: a room that was opened while the answer was lost is known all the same.
  await keep("submissions", submissionName(identity, seen.listing.id), submitted);
  const body = {
    listing: seen.listing.id,
    listing_digest: seen.digest,
    profile,
    sealed_terms: await sealed(terms, key, publicKey, binding),
    manifest_digest: seen.manifest.digest,
  };
  return { body, idempotencyKey: crypto.randomUUID() };
}

/** The room that a prepared request opens, the same one each time it is sent. */
export async function enter(identity, { body, idempotencyKey }) {
  const room = await call(identity, "POST", "rooms", body, { "idempotency-key": idempotencyKey });
  await memoryOf(identity, room);
  return room;
}

/** What this browser remembers of a room. A Refusal where that is nothing, or where the room is not over what was
 * submitted. */
export async function memoryOf(identity, room) {
  const known = await read("rooms", room.id);
  if (known !== undefined) return known;
  const submitted = await read("submissions", submissionName(identity, room.listing?.id));
  if (submitted === undefined || room.role !== submitted.role) {
    throw new Refusal("nothing_remembered", "This room was not entered from this browser, so it cannot check what it would sign.");
  }
  const memory = { ...submitted, room_id: room.id, tenant: room.tenant, seller: room.parties.seller, buyer: room.parties.buyer };
  await mustEcho(room, memory);
  await keep("rooms", room.id, memory);
  return memory;
}

function submissionName(identity, listingId) {
  return `${identity.fingerprint} ${listingId}`;
}

/** What the market echoes is what was submitted, at the moment of submitting. */
async function mustEcho(room, memory) {
  const listing = await digest(memory.listing);
  const same = {
    listing: room.listing_digest === listing && (await digest(room.listing)) === listing,
    profile: room.profile === memory.profile,
    manifest: room.manifest_digest === memory.manifest_digest,
    seller: room.parties.seller.fingerprint === memory.listing.seller,
    buyer: room.parties.buyer.fingerprint === memory.fingerprint,
  };
  const differs = Object.keys(same).find((name) => !same[name]);
  if (differs) throw new Refusal("room_altered", `The room was opened over another ${differs} than was submitted.`);
}

/** The room, as its party sees it. */
export function look(identity, roomId) {
  return call(identity, "GET", `rooms/${roomId}`);
}

/** The checks that come before a signature: {room, made} where there is one to give, with `made` null where it is given. */
export async function checked(identity, roomId) {
  const room = await look(identity, roomId);
  if (room.status !== "signing" || room.signed[room.role]) return { room, made: null };
  return { room, made: await toSign(room, await memoryOf(identity, room), identity) };
}

/** Signs a room's statement if it says what this browser knows; a Refusal otherwise. Asking again is harmless. */
export async function sign(identity, roomId) {
  const { room, made } = await checked(identity, roomId);
  if (made === null) return room;
  const signature = await identity.sign(made.input);
  return call(identity, "POST", `rooms/${roomId}/signature`, { protected: made.protected, signature });
}
