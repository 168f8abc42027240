/** The page where a person joins as a buyer: what is private is read from the form, sealed, and gone from the page. */

import { enter, looked, prepared, unanswered } from "../bargaining.js";
import { loadOwn } from "../identity.js";
import { isFinal } from "../market.js";
import { wordsOf } from "../refusal.js";
import { asLastingAsCanBe } from "../store.js";
import { filledIn } from "../terms.js";

const PRIVATE = ["limit", "dealbreakers", "notes"];
const shown = document.querySelector("#join").dataset;
const { listing, digest, manifest, asking, currency } = shown;
const form = document.querySelector("#terms");
const button = document.querySelector("#send");
const told = document.querySelector("#told");
let request = null; // sealed and not answered yet: it is sent again as it is

function field(id) {
  return document.getElementById(id);
}

function terms() {
  const read = (name) => field(name).value;
  const [limit, dealbreakers, notes] = PRIVATE.map(read);
  return filledIn({ limit, currency, urgency: read("urgency"), dealbreakers, notes }, asking);
}

async function join() {
  const identity = await loadOwn(shown);
  if (identity === null) return noAgent();
  request ??= await sealedRequest(identity);
  say("Sent; waiting for the room …");
  const room = await enter(identity, request);
  location.assign(`/rooms/${encodeURIComponent(room.id)}/`);
  return true;
}

async function sealedRequest(identity) {
  const own = terms();
  say("Looking at what runs in the room, and at the listing …");
  await asLastingAsCanBe();
  const seen = await looked(listing, { manifest, listing: digest });
  say("Sealing …");
  const made = await prepared(identity, seen, field("profile").value.trim(), own);
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
  button.textContent = "Seal and join";
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
    isAway = await join();
  } catch (error) {
    complain(error);
  }
  button.disabled = isAway;
});
window.addEventListener("pagehide", empty);

async function ready() {
  const identity = await loadOwn(shown);
  if (identity === null) noAgent();
  request = identity && (await unanswered(identity, listing));
  if (request !== null) {
    holdBack();
    say("What you sealed here before was sent, and no answer came. Send it again: it opens one room however often it is sent.");
  }
  button.disabled = false;
}

ready().catch(complain);
