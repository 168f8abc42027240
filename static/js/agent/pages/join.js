/** The page where a person joins as a buyer. */

import { enter, looked, prepared, unanswered } from "../bargaining.js";
import { field, say, serve } from "./sealed_form.js";

const page = document.querySelector("#join").dataset;

async function seal(agent, own) {
  say("Looking at what runs in the room, and at the listing …");
  const seen = await looked(page.listing, { manifest: page.manifest, listing: page.digest });
  say("Sealing …");
  return prepared(agent, seen, field("profile").value.trim(), own);
}

async function send(agent, request) {
  const room = await enter(agent, request);
  return `/rooms/${encodeURIComponent(room.id)}/`;
}

serve({
  page,
  seal,
  send,
  pending: (agent) => unanswered(agent, page.listing),
  waits: "Sent; waiting for the room …",
  again: "What you sealed here before was sent, and no answer came. Send it again: it opens one room however often it is sent.",
});
