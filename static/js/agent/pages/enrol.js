/** The page where a browser agent is made: a key on a press of a button, and the market's challenge signed with it. */

import { create, load, replace } from "../identity.js";
import { call } from "../market.js";
import { forgetAgent } from "../memories.js";
import { Refusal } from "../refusal.js";
import { asLastingAsCanBe } from "../store.js";

const form = document.querySelector("#enrol");
const button = document.querySelector("#make-key");
const told = document.querySelector("#told");
const { person } = form.dataset;

/** Whether a key of this browser's still opens something. A market that does not answer has not revoked it. */
async function isRevoked(identity) {
  try {
    await call(identity, "GET", "agents/me");
    return false;
  } catch (error) {
    return error.code === "agent_revoked";
  }
}

async function ready() {
  const held = await load(person);
  if (held !== null) {
    document.querySelector("#held-fingerprint").textContent = held.fingerprint;
    document.querySelector("#held").hidden = false;
    button.textContent = (await isRevoked(held)) ? "It was revoked: make another" : "Enrol the key that is here";
  }
  button.disabled = false;
}

/** The agent to enrol: the one that is here unless it was revoked. */
async function wanted() {
  const held = await load(person);
  if (held === null) return create(person);
  if (!(await isRevoked(held))) return held;
  await forgetAgent(held);
  return replace(person);
}

async function enrol() {
  const lasting = await asLastingAsCanBe();
  say(lasting ? "The browser promised to keep it." : "The browser did not promise to keep it when space is short.");
  const identity = await wanted();
  const { answer, challenge } = form.elements;
  answer.value = await identity.answer(challenge.value, { host: location.hostname, person });
  form.submit();
}

function say(words) {
  told.textContent = words;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await enrol();
  } catch (error) {
    say(error instanceof Refusal ? error.message : "This browser cannot keep a key here. A private window often cannot.");
    button.disabled = false;
  }
});
ready().catch(() => say("This browser cannot keep a key here. A private window often cannot."));
