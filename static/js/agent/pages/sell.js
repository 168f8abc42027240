/** The last step of selling: what is private is sealed, and the listing is posted. */

import { digest } from "../../verify/canonical.js";
import { Refusal } from "../refusal.js";
import { pending, prepare, send } from "../selling.js";
import { field, say, serve } from "./sealed_form.js";

const page = document.querySelector("#sell").dataset;

/** The draft, which has to be the one that this page was made of. */
async function asShown() {
  const answer = await fetch(`${page.base}listing.json?with=photos`, { cache: "no-store", redirect: "error" });
  const { listing, photos } = answer.ok ? await answer.json() : {};
  if (!answer.ok || (await digest(listing)) !== page.digest || photos.join(" ") !== page.photos) {
    throw new Refusal("draft_changed", "The draft has changed since this page was made. Load it again. Nothing was sent.");
  }
  const { draft: id, ...offered } = listing;
  return { offered, draft: { id, photos } };
}

async function seal(agent, own) {
  say("Looking at what runs in the room …");
  const { offered, draft } = await asShown();
  say("Sealing …");
  const consent = field("consent-operator").checked ? "operator" : "exact";
  return prepare(agent, offered, own, { consent, manifest: page.manifest, draft });
}

async function post(agent, request) {
  const listing = await send(agent, request);
  return `/sell/listings/${encodeURIComponent(listing.id)}/`;
}

async function ofThisDraft(agent) {
  const here = await pending(agent);
  return here.find((one) => page.base === `/sell/${one.body.draft}/`) ?? null;
}

serve({
  page,
  seal,
  send: post,
  pending: ofThisDraft,
  waits: "Sent; waiting for the market …",
  again: "What you sealed here before was sent, and no answer came. Send it again: it makes one listing however often it is sent.",
});
