/** The list of a person's rooms: what this browser has to know of each is remembered, what it need not is dropped. */

import { forgetTheLate, lookAtRooms } from "../bargaining.js";
import { load } from "../identity.js";
import { wordsOf } from "../refusal.js";

const { person } = document.querySelector("#mine").dataset;
const told = document.querySelector("#told");

async function ready() {
  const identity = await load(person);
  if (identity === null) return;
  await lookAtRooms(identity);
  await forgetTheLate(identity);
}

ready().catch((error) => {
  told.className = "wrong";
  told.textContent = wordsOf(error);
});
