/**
 * What this browser knows of a room from its own doing, by agent and room: what it submitted or published, and what it was
 * first shown. client/memories.py in the browser. All of it is dropped by the first look at the room that finds it ended.
 */

import { canonical, digest, isCanonical } from "../verify/canonical.js";
import { verify } from "../verify/verification.js";
import { checkStatement } from "./checks.js";
import { covers, inForce, known } from "./manifest.js";
import { bytesOf } from "./market.js";
import { Refusal } from "./refusal.js";
import { drop, dropAll, keep, read, readAll } from "./store.js";

// White space as the market's str.split() has it: \s lacks some of it, and has a mark that it keeps.
const WHITE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

export const ENDED = ["done", "expired", "failed", "void"];

/** Under what something of an agent's is kept. */
export function nameOf(identity, what) {
  return `${identity.fingerprint} ${what}`;
}

export const joining = (listingId) => `room ${listingId}`;
export const offering = (key = "") => `offer ${key}`;

/** Drops everything that is remembered of an agent that opens nothing any more. */
export async function forgetAgent(identity) {
  for (const store of ["requests", "listings", "rooms"]) await dropAll(store, nameOf(identity, ""));
}

/** What is remembered of a room, from its first sight on; null where that is nothing. A Refusal where the market shows
 * another room than was entered. */
export async function memoryOf(identity, room) {
  const kept = await read("rooms", nameOf(identity, room.id));
  if (kept !== undefined) return kept;
  return room.role === "buyer" ? ofBuyer(identity, room) : ofSeller(identity, room);
}

async function ofBuyer(identity, room) {
  const name = nameOf(identity, joining(room.listing.id));
  const submitted = (await read("requests", name))?.memory;
  if (submitted === undefined) return null;
  const memory = { ...submitted, ...shownBy(room), role: "buyer" };
  await mustEcho(room, memory, identity);
  await keep("rooms", nameOf(identity, room.id), memory);
  await drop("requests", name);
  return memory;
}

function shownBy(room) {
  return { room_id: room.id, tenant: room.tenant, seller: room.parties.seller, buyer: room.parties.buyer };
}

/** What the market echoes is what was submitted, at the moment of submitting. */
async function mustEcho(room, memory, identity) {
  const listing = await digest(memory.listing);
  const same = {
    listing: room.listing_digest === listing && (await digest(room.listing)) === listing,
    profile: room.profile === memory.profile,
    manifest: room.manifest_digest === memory.manifest_digest,
    seller: room.parties.seller.fingerprint === memory.listing.seller,
    buyer: room.parties.buyer.fingerprint === identity.fingerprint,
  };
  const differs = Object.keys(same).find((name) => !same[name]);
  if (differs) throw new Refusal("room_altered", `The room was opened over another ${differs} than was submitted.`);
}

/** Pinned only where the room is over a version that was published here, under a manifest that the consent reaches. */
async function ofSeller(identity, room) {
  const published = await publishedHere(identity, room.listing);
  if (published === null) return null;
  const under = await reached(room, published);
  const memory = {
    ...shownBy(room),
    role: "seller",
    room_fingerprint: under.roomFingerprint,
    listing: (await version(published, room.listing_digest)) ?? published.versions.at(-1),
    profile: room.profile,
    manifest_digest: under.digest,
    limit: published.limit,
  };
  const isOurs = room.parties.seller.fingerprint === identity.fingerprint && room.manifest_digest === under.digest;
  if (isOurs && (await digest(memory.listing)) === room.listing_digest) await keep("rooms", nameOf(identity, room.id), memory);
  return memory;
}

async function version({ versions }, wanted) {
  for (const one of versions) if ((await digest(one)) === wanted) return one;
  return null;
}

/** The manifest of the room where the seller's consent reaches it; else the one consented to, so that signing fails on
 * it by name. */
async function reached(room, { manifest, consent }) {
  const given = await known(manifest);
  if (room.manifest_digest === given.digest) return given;
  const current = await inForce();
  return current.digest === room.manifest_digest && covers(given, consent, current) ? current : given;
}

/** A listing of this agent's that it published from this browser, or null: also one whose answer was lost. */
export async function publishedHere(identity, listing) {
  const kept = await read("listings", nameOf(identity, listing.id));
  if (kept !== undefined) return kept;
  for (const request of await readAll("requests", nameOf(identity, offering()))) {
    if (await says(listing, request.memory.public, identity)) return publish(identity, request, listing);
  }
  return null;
}

/** Remembers a listing that a request of selling.js has published. */
export async function publish(identity, { name, memory }, listing) {
  const { limit, manifest, consent } = memory;
  const published = { versions: [listing], limit, manifest, consent };
  await keep("listings", nameOf(identity, listing.id), published);
  await drop("requests", name);
  return published;
}

/** A listing's memory with one more version, its newest; none stands there twice. */
export function withVersion(published, version) {
  const same = (one) => isCanonical(one, canonical(version));
  return { ...published, versions: [...published.versions.filter((one) => !same(one)), version] };
}

/** Whether a published listing says what was submitted, and names this agent. Runs of white space in a title may have
 * become one space. */
export async function says(listing, submitted, identity) {
  const expected = { ...submitted, seller: identity.fingerprint };
  if (typeof submitted.title === "string") expected.title = submitted.title.split(WHITE).filter(Boolean).join(" ");
  for (const [name, value] of Object.entries(expected)) {
    if (!Object.hasOwn(listing, name) || (await digest(listing[name])) !== (await digest(value))) return false;
  }
  return true;
}

/** Drops what is kept of a room that has ended. What all three signed is first held against it: a Refusal where it is not
 * what was agreed. Whether that was done. */
export async function conclude(identity, room) {
  const memory = await read("rooms", nameOf(identity, room.id));
  if (memory === undefined) return false;
  if (room.contract) await checkContract(identity, room, memory);
  await drop("rooms", nameOf(identity, room.id));
  if (room.outcome?.deal && room.status === "done") await drop("listings", nameOf(identity, memory.listing.id));
  return Boolean(room.contract);
}

async function checkContract(identity, room, memory) {
  const bytes = await bytesOf(identity, `contracts/${encodeURIComponent(room.contract.split("/").at(-1))}`);
  const expected = { seller: memory.seller.fingerprint, buyer: memory.buyer.fingerprint, room: memory.room_fingerprint };
  const verdict = await verify(bytes, expected);
  if (!verdict.valid) throw new Refusal("bad_contract", "The contract does not verify. Keep it, and ask the market's operator.");
  await checkStatement(verdict.statement, memory);
}
