/** The pages of a person's own listing: whatever changes what its agent will sign is sent by that agent, from here. */

import { load } from "../identity.js";
import { add, arrange, remove } from "../photos.js";
import { wordsOf } from "../refusal.js";
import { changedPhotos, edit, filledIn, isFromHere, renewConsent } from "../selling.js";

const PRIVATE = ["limit", "dealbreakers", "notes"];
const page = document.querySelector("#own").dataset;
const told = document.querySelector("#told");
const buttons = [...document.querySelectorAll("#own button")];

function field(id) {
  return document.getElementById(id);
}

function say(words) {
  told.className = "";
  told.textContent = words;
}

function complain(error) {
  say(wordsOf(error));
  told.className = "wrong";
  told.focus();
}

function enable(may) {
  for (const one of buttons) one.disabled = !may;
}

/** Runs a deed of the agent's, then shows the page at the address, or this one again. */
async function does(deed, address = location.pathname) {
  enable(false);
  say("Sent; waiting for the market …");
  try {
    await deed();
    location.assign(address);
  } catch (error) {
    complain(error);
    enable(true);
  }
}

function on(selector, kind, act) {
  document.querySelector(selector)?.addEventListener(kind, (event) => {
    event.preventDefault();
    act(event);
  });
}

/** From here on the page holds nothing private: not in its fields, and not in what a browser restores. */
function empty() {
  for (const name of PRIVATE) if (field(name)) field(name).value = "";
}

function terms() {
  const [limit, dealbreakers, notes] = PRIVATE.map((name) => field(name).value);
  return filledIn({ limit, currency: page.currency, urgency: field("urgency").value, dealbreakers, notes }, page.asking);
}

async function replace(agent) {
  const own = terms();
  await edit(agent, page.listing, {}, own, { manifest: page.manifest });
  empty();
}

function renew(agent) {
  const consent = field("consent-operator").checked ? "operator" : "exact";
  return renewConsent(agent, page.listing, consent, { manifest: page.manifest });
}

/** The order with one photo a place earlier or later. */
function moved(photo, by) {
  const order = JSON.parse(page.order).filter((one) => one !== photo);
  order.splice(Math.max(0, JSON.parse(page.order).indexOf(photo) + by), 0, photo);
  return order;
}

async function changePhoto(agent, { photo, to }) {
  if (to === "out") await remove(agent, page.listing, photo);
  else await arrange(agent, page.listing, moved(photo, to === "later" ? 1 : -1));
  await changedPhotos(agent, page.listing);
}

async function addAll(agent) {
  for (const file of field("photos").files) await add(agent, page.listing, file);
}

function offerDeeds(agent) {
  on("#change", "submit", () => does(() => edit(agent, page.listing, JSON.parse(page.changes)), page.base));
  on("#replace", "submit", () => does(() => replace(agent), page.base));
  on("#renewal", "submit", () => does(() => renew(agent), page.base));
  on("#add", "submit", () => does(() => addAll(agent)));
  for (const one of document.querySelectorAll("[data-photo]")) {
    one.addEventListener("click", () => does(() => changePhoto(agent, one.dataset)));
  }
  enable(true);
}

function elsewhere() {
  for (const id of ["elsewhere", "command"]) {
    const one = field(id);
    if (one === null) continue;
    one.hidden = false;
    one.open = true;
  }
}

async function ready() {
  const agent = await load(page.person);
  const isHere = agent?.fingerprint === page.seller && (await isFromHere(agent, JSON.parse(page.public)));
  if (!isHere) return elsewhere();
  if (page.digest !== undefined && page.checking === undefined) await changedPhotos(agent, page.listing);
  offerDeeds(agent);
}

window.addEventListener("pagehide", empty);
ready().catch(complain);
