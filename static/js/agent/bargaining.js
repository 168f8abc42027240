/** A room, from either side: entered, looked at, signed. */

import { digest } from "../verify/canonical.js";
import { toSign } from "./checks.js";
import { inForce } from "./manifest.js";
import { call, isFinal, itemsOf } from "./market.js";
import { conclude, ENDED, joining, memoryOf, nameOf } from "./memories.js";
import { Refusal } from "./refusal.js";
import { drop, keepNew, read, readAll } from "./store.js";
import { sealedUntil } from "./terms.js";

/** What runs and what is on offer, each found to be what its digest says, and both the ones that the person was shown. */
export async function looked(listingId, shown) {
  const manifest = await inForce(shown.manifest);
  const listing = await listed(listingId);
  if ((await digest(listing)) !== shown.listing) {
    throw new Refusal("listing_changed", "The listing has changed since this page was made. Load it again.");
  }
  return { manifest, listing };
}

/** A listing's public object, found to be what its digest says. identity: its seller's, who sees it withdrawn too. */
export async function listed(listingId, identity = null) {
  return soundly(await call(identity, "GET", `listings/${listingId}`), listingId);
}

/** The public object of a listing's answer; a Refusal where the digest is not its own. */
export async function soundly({ listing, digest: told }, listingId = listing?.id) {
  const found = await digest(listing);
  if (found === null || found !== told || listing.id !== listingId) {
    throw new Refusal("wrong_listing_digest", "The listing's digest is not that of the listing.");
  }
  return listing;
}

/** A request of this agent's to enter a room on a listing that was sealed and not answered yet, or null. */
export async function unanswered(identity, listingId) {
  return (await read("requests", nameOf(identity, joining(listingId)))) ?? null;
}

/**
 * A request to enter a room as the buyer, sealed and remembered, to be sent by `enter` as often as it takes.
 * seen: of `looked`. terms: of ./terms.js, for nobody but the room. A Refusal `sealed_before` where another tab has sealed
 * some that are not answered yet: of two limits only one would be remembered, and perhaps not that of the room.
 */
export async function prepared(identity, { manifest, listing }, profile, terms) {
  const { given, until } = await sealedUntil(identity, manifest, "buyer", listing.id, terms);
  const body = { listing: listing.id, listing_digest: await digest(listing), profile, ...given };
  const agreed = { manifest_digest: manifest.digest, room_fingerprint: manifest.roomFingerprint };
  const memory = { listing, profile, limit: terms.limit, ...agreed };
  const request = { name: nameOf(identity, joining(listing.id)), body, idempotencyKey: crypto.randomUUID(), until, memory };
  // Before it is sent: a room that was opened while the answer was lost is known all the same.
  if (!(await keepNew("requests", request.name, request))) {
    throw new Refusal("sealed_before", "Terms for this room were sealed here before, perhaps in another tab. Load this page again to send those.");
  }
  return request;
}

/** The room that a prepared request opens, the same one each time it is sent. Forgotten where it is refused for good. */
export async function enter(identity, request) {
  const { body, idempotencyKey } = request;
  try {
    const room = await call(identity, "POST", "rooms", body, { "idempotency-key": idempotencyKey });
    await memoryOf(identity, room);
    return room;
  } catch (error) {
    if (isFinal(error)) await forget(request);
    throw error;
  }
}

/** Drops a request, and none that took its place. */
async function forget({ name, idempotencyKey }) {
  if ((await read("requests", name))?.idempotencyKey === idempotencyKey) await drop("requests", name);
}

/** The room, as its party sees it; remembered from the first look on, and forgotten once it has ended: `agreed` says that
 * its contract was found to be what this browser knows. */
export async function look(identity, roomId) {
  const room = await call(identity, "GET", `rooms/${roomId}`);
  if (ENDED.includes(room.status)) return { ...room, agreed: await conclude(identity, room) };
  await memoryOf(identity, room);
  return room;
}

/**
 * Looks at every live room of this agent's on one listing, or on all, so that each is remembered as it stands now; drops
 * what is kept of those that have ended. The ids of those that wait for terms. A room that is refused keeps no other one
 * from being looked at: the first refusal is thrown at the end.
 */
export async function lookAtRooms(identity, listingId = null) {
  const [waiting, refused] = [[], []];
  for (const { id, listing_id, status } of await itemsOf(identity, "rooms")) {
    if (listingId !== null && listing_id !== listingId) continue;
    const isKept = (await read("rooms", nameOf(identity, id))) !== undefined;
    if (isKept || !ENDED.includes(status)) refused.push(await refusalOf(look(identity, id)));
    if (status === "waiting") waiting.push(id);
  }
  const first = refused.find((one) => one !== null);
  if (first !== undefined) throw first;
  return waiting;
}

/** The refusal that a promise ends in, null where it ends in none. */
async function refusalOf(promised) {
  try {
    await promised;
    return null;
  } catch (error) {
    if (isFinal(error)) return error;
    throw error;
  }
}

/** Drops requests to enter rooms whose time is over: what they opened has been looked at, and they open nothing more. */
export async function forgetTheLate(identity, now = Date.now()) {
  const late = (await readAll("requests", nameOf(identity, joining("")))).filter(({ until }) => until < now);
  for (const request of late) await forget(request);
}

/** The checks that come before a signature: {room, made} where there is one to give, with `made` null where it is given. */
export async function checked(identity, roomId) {
  const room = await look(identity, roomId);
  if (room.status !== "signing" || room.signed[room.role]) return { room, made: null };
  const memory = await memoryOf(identity, room);
  if (memory === null) {
    throw new Refusal("nothing_remembered", "This room was not entered from this browser, so it cannot check what it would sign.");
  }
  return { room, made: await toSign(room, memory, identity) };
}

/** Signs a room's statement if it says what this browser knows; a Refusal otherwise. Asking again is harmless. */
export async function sign(identity, roomId) {
  const { room, made } = await checked(identity, roomId);
  if (made === null) return room;
  const signature = await identity.sign(made.input);
  return call(identity, "POST", `rooms/${roomId}/signature`, { protected: made.protected, signature });
}
