/**
 * A form with private terms: read once, sealed, and gone from the page. What was sealed is sent until the market has
 * answered it, however often the page is loaded in between.
 */

import { loadOwn } from "../identity.js";
import { isFinal } from "../market.js";
import { wordsOf } from "../refusal.js";
import { asLastingAsCanBe } from "../store.js";
import { filledIn } from "../terms.js";

const PRIVATE = ["limit", "dealbreakers", "notes"];
const told = document.querySelector("#told");

export function field(id) {
  return document.getElementById(id);
}

export function say(words) {
  told.className = "";
  told.textContent = words;
}

export function complain(error) {
  say(wordsOf(error));
  told.className = "wrong";
  told.focus();
}

/** What is private, as it is typed. Throws a Refusal where it cannot be meant. */
export function terms({ currency, asking }) {
  const [limit, dealbreakers, notes] = PRIVATE.map((name) => field(name).value);
  return filledIn({ limit, currency, urgency: field("urgency").value, dealbreakers, notes }, asking);
}

/** From here on the page holds nothing private: not in its fields, and not in what a browser restores. */
export function empty() {
  for (const name of PRIVATE) if (field(name)) field(name).value = "";
  if (field("urgency")) field("urgency").value = "normal";
}

/**
 * Serves the form of a page.
 *
 * page: its data, {person, own, currency, asking}. pending(agent): what was sealed here before and not answered, or null.
 * seal(agent, own): a request with the terms sealed. send(agent, request): the address to go to, once it is answered.
 * waits: what is said meanwhile. again: what is said of a pending one.
 */
export function serve({ page, pending, seal, send, waits, again }) {
  const button = field("send");
  const asks = button.textContent;
  let request = null; // sealed and not answered yet: it is sent again as it is

  /** Nothing else can be filled in until the market has answered. */
  function holdBack() {
    empty();
    field("fields").disabled = true;
    button.textContent = "Send it again";
  }

  function fillAgain() {
    request = null;
    field("fields").disabled = false;
    button.textContent = asks;
  }

  function noAgent() {
    field("no-agent").hidden = false;
    field("no-agent").scrollIntoView({ block: "center", behavior: "auto" });
    return false;
  }

  async function sealed(agent) {
    const own = terms(page);
    await asLastingAsCanBe();
    const made = await seal(agent, own);
    holdBack();
    return made;
  }

  async function submit() {
    const agent = await loadOwn(page);
    if (agent === null) return noAgent();
    request ??= await sealed(agent);
    say(waits);
    location.assign(await send(agent, request));
    return true;
  }

  async function ready() {
    const agent = await loadOwn(page);
    if (agent === null) noAgent();
    request = agent && (await pending(agent));
    if (request !== null) {
      holdBack();
      say(again);
    }
    button.disabled = false;
  }

  field("terms").addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    let isAway = false;
    try {
      isAway = await submit();
    } catch (error) {
      if (request !== null && isFinal(error)) fillAgain();
      complain(error);
    }
    button.disabled = isAway;
  });
  window.addEventListener("pagehide", empty);
  ready().catch(complain);
}
