/** The page where a person joins as a buyer: what is private is read from the form, sealed, and gone from the page. */

import { enter, looked, prepared } from "../bargaining.js";
import { load } from "../identity.js";
import { Unanswered } from "../market.js";
import { Refusal } from "../refusal.js";
import { filledIn as soundTerms } from "../terms.js";

const { person, listing, digest, manifest, asking, currency } = document.querySelector("#join").dataset;
const form = document.querySelector("#terms");
const button = document.querySelector("#send");
const told = document.querySelector("#told");
let request = null; // sealed and not answered yet: it is sent again as it is
let away = false;

function field(id) {
  return document.getElementById(id);
}

function filledIn() {
  return sound({
    limit: typed(field("limit").value, fractionDigits(asking)),
    currency,
    urgency: field("urgency").value,
    dealbreakers: field("dealbreakers").value.split("\n").map((line) => line.trim()).filter((line) => line !== ""),
    notes: field("notes").value.trim(),
  });
}

async function join() {
  const identity = await load(person);
  if (identity === null) return noAgent();
  if (request === null) {
    const terms = filledIn();
    say("Looking at what runs in the room, and at the listing …");
    const seen = await looked(listing, { manifest, listing: digest });
    say("Sealing …");
    request = await prepared(identity, seen, field("profile").value.trim(), terms);
    empty();
  }
  say("Sent; waiting for the room …");
  const room = await enter(identity, request);
  away = true;
  location.assign(`/rooms/${room.id}/`);
}

/** From here on the page holds nothing private: not in its fields, and not in what a browser restores. */
function empty() {
  for (const id of ["profile", "limit", "dealbreakers", "notes"]) {
    field(id).value = field(id).defaultValue = "";
    field(id).disabled = true;
  }
  field("urgency").value = "normal";
}

function fillAgain() {
  request = null;
  for (const one of form.querySelectorAll(":disabled")) one.disabled = false;
}

function noAgent() {
  field("no-agent").hidden = false;
  field("no-agent").scrollIntoView({ block: "center" });
}

function say(words) {
  told.className = "";
  told.textContent = words;
}

function complain(error) {
  // Refused for good: whatever was sealed is used up. Not answered: the same is sent once more.
  if (request !== null && !(error instanceof Unanswered)) fillAgain();
  say(error instanceof Refusal ? error.message : "Something in this browser failed. Nothing was sent.");
  told.className = "wrong";
  told.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await join();
  } catch (error) {
    complain(error);
  } finally {
    if (!away) button.disabled = false;
  }
});

async function ready() {
  button.disabled = false;
  if ((await load(person)) === null) noAgent();
}

ready().catch(complain);
