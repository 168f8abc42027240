/** The pages of a person's own listing: whatever changes what its agent will sign is sent by that agent, from here. */

import { load } from "../identity.js";
import { addPhoto, arrangePhotos, photos, removePhoto } from "../photos.js";
import { edit, isFromHere, renewConsent } from "../selling.js";
import { complain, empty, field, say, terms } from "./sealed_form.js";

const page = document.querySelector("#own").dataset;
const buttons = [...document.querySelectorAll("#own button")];

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

async function replace(agent) {
  const own = terms(page);
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

function changePhoto(agent, { photo, to }) {
  if (to === "out") return removePhoto(agent, page.listing, photo);
  return arrangePhotos(agent, page.listing, moved(photo, to === "later" ? 1 : -1));
}

async function addAll(agent) {
  for (const file of field("photos").files) await addPhoto(agent, page.listing, file);
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
  if (page.photos !== undefined) await photos(agent, page.listing); // what was looked at meanwhile is remembered
  offerDeeds(agent);
}

window.addEventListener("pagehide", empty);
ready().catch(complain);
