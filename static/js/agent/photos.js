/**
 * A listing's photos, sent, waited for, put in order and taken off by its seller's browser agent: client/photos.py in the
 * browser.
 *
 * What a listing shows is part of its digest, so each change is one more version that rooms may be opened over. It is
 * remembered, if the market shows just the photos that it says are this agent's, and changed nothing else with them.
 *
 * A photo is {id, state: checking | good | refused, code, name, width, height, url}.
 */

import { digest } from "../verify/canonical.js";
import { call } from "./market.js";
import { nameOf, withVersion } from "./memories.js";
import { Refusal } from "./refusal.js";
import { own } from "./selling.js";
import { keep } from "./store.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
const BETWEEN_LOOKS = 500; // ms

/** A listing's photos in order, those being looked at and those refused included. */
export async function photos(agent, listingId) {
  return shown(agent, listingId, await call(agent, "GET", `listings/${listingId}/photos`));
}

/**
 * Sends a JPEG, PNG or WebP (a File) and waits until the market has looked at it, at most `within` ms. The photo may be
 * refused, or still being looked at: then ask `photos` later, or what it changes is not remembered.
 */
export async function addPhoto(agent, listingId, file, within = 60_000) {
  if (!KINDS.includes(file.type)) throw new Refusal("no_photo", "A photo is a JPEG, PNG or WebP file.");
  const sent = await shown(agent, listingId, await call(agent, "POST", `listings/${listingId}/photos`, file));
  let photo = sent.at(-1);
  for (let left = within; photo.state === "checking" && left > 0; left -= BETWEEN_LOOKS) {
    await new Promise((go) => setTimeout(go, BETWEEN_LOOKS));
    photo = (await photos(agent, listingId)).find(({ id }) => id === photo.id) ?? photo;
  }
  return photo;
}

/** Puts the photos in this order of their ids. */
export async function arrangePhotos(agent, listingId, order) {
  return shown(agent, listingId, await call(agent, "PATCH", `listings/${listingId}/photos`, { order }));
}

/** Takes a photo off; those that are left. */
export async function removePhoto(agent, listingId, photoId) {
  return shown(agent, listingId, await call(agent, "DELETE", `listings/${listingId}/photos/${photoId}`));
}

async function shown(agent, listingId, answer) {
  const before = await own(agent, listingId);
  const names = answer.photos.map(({ name }) => name).filter((name) => name !== null);
  const version = { ...before.versions.at(-1), photos: names };
  if ((await digest(version)) !== answer.digest) {
    throw new Refusal("listing_altered", "The market published another listing than this one with its photos.");
  }
  await keep("listings", nameOf(agent, listingId), withVersion(before, version));
  return answer.photos;
}
