/** The last step of selling: what is private is read from the form, sealed, and gone from the page; the listing is posted. */

import { digest } from "../../verify/canonical.js";
import { loadOwn } from "../identity.js";
import { isFinal } from "../market.js";
import { Refusal, wordsOf } from "../refusal.js";
import { filledIn, pending, prepare, send } from "../selling.js";
import { asLastingAsCanBe } from "../store.js";

const PRIVATE = ["limit", "dealbreakers", "notes"];
const page = document.querySelector("#sell").dataset;
const form = document.querySelector("#terms");
const button = document.querySelector("#send");
const told = document.querySelector("#told");
let request = null; // sealed and not answered yet: it is sent again as it is

function field(id) {
  return document.getElementById(id);
}

function terms() {
  const [limit, dealbreakers, notes] = PRIVATE.map((name) => field(name).value);
  return filledIn({ limit, currency: page.currency, urgency: field("urgency").value, dealbreakers, notes }, page.asking);
}

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

async function post() {
  const agent = await loadOwn(page);
  if (agent === null) return noAgent();
  request ??= await sealedRequest(agent);
  say("Sent; waiting for the market …");
  const listing = await send(agent, request);
  location.assign(`/sell/listings/${encodeURIComponent(listing.id)}/`);
  return true;
}

async function sealedRequest(agent) {
  const own = terms();
  say("Looking at what runs in the room …");
  await asLastingAsCanBe();
  const { offered, draft } = await asShown();
  say("Sealing …");
  const consent = field("consent-operator").checked ? "operator" : "exact";
  const made = await prepare(agent, offered, own, { consent, manifest: page.manifest, draft });
  holdBack();
  return made;
}

/** From here on the page holds nothing private: not in its fields, and not in what a browser restores. */
function empty() {
  for (const name of PRIVATE) field(name).value = "";
  field("urgency").value = "normal";
}

/** What was sealed waits to be sent: nothing else can be filled in until the market has answered. */
function holdBack() {
  empty();
  field("fields").disabled = true;
  button.textContent = "Send it again";
}

function fillAgain() {
  request = null;
  field("fields").disabled = false;
  button.textContent = "Seal and post it";
}

function noAgent() {
  field("no-agent").hidden = false;
  field("no-agent").scrollIntoView({ block: "center", behavior: "auto" });
  return false;
}

function say(words) {
  told.className = "";
  told.textContent = words;
}

function complain(error) {
  if (request !== null && isFinal(error)) fillAgain();
  say(wordsOf(error));
  told.className = "wrong";
  told.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  let isAway = false;
  try {
    isAway = await post();
  } catch (error) {
    complain(error);
  }
  button.disabled = isAway;
});
window.addEventListener("pagehide", empty);

async function ready() {
  const agent = await loadOwn(page);
  if (agent === null) noAgent();
  const here = agent === null ? [] : await pending(agent);
  request = here.find((one) => page.base === `/sell/${one.body.draft}/`) ?? null;
  if (request !== null) {
    holdBack();
    say("What you sealed here before was sent, and no answer came. Send it again: it makes one listing however often it is sent.");
  }
  button.disabled = false;
}

ready().catch(complain);
