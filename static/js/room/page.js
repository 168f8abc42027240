/** The room page: what the server wrote, kept up to date by the room's frames. */

import { follow } from "./live.js";
import { draw, watchWidth } from "./picture.js";
import { refresh } from "./refresh.js";
import { offerReplay } from "./replay.js";
import { say } from "./talk.js";
import "./share.js";

const CALM = 1_500; // ms that a connection may be away before anything is said about it
const STANDING = ["standing", "result"];
const ALL = [...STANDING, "talk", "picture"];
const WORDS = {
  live: "Live",
  waiting: "Connecting again …",
  refused: "This room is no longer shown to you here. Load the page again to see why.",
  over: "Over: nothing more will come",
};

const room = document.querySelector("#room");
const connection = document.querySelector("#connection");
const news = document.querySelector("#news");
let stop = () => {};
let saying = 0;

function told(state) {
  clearTimeout(saying);
  const quick = state !== "waiting";
  saying = setTimeout(() => show(state), quick ? 0 : CALM);
}

function show(state) {
  connection.hidden = false;
  connection.dataset.state = state;
  if (connection.textContent !== WORDS[state]) connection.textContent = WORDS[state];
}

function onFrame(frame) {
  room.dataset.seq = frame.seq;
  if (frame.type === "turn") {
    say(frame);
    draw(frame.seq);
  } else {
    refresh(frame.type === "erased" && frame.through > 0 ? ALL : STANDING, onFresh);
  }
}

function onFresh() {
  draw();
  const standing = document.querySelector("#standing-words").textContent.trim();
  if (news.textContent !== standing) news.textContent = standing;
  offerReplay();
  endIfOver();
  document.dispatchEvent(new CustomEvent("room:news")); // for the module of whoever is a party
}

function endIfOver() {
  if (document.querySelector('[data-section="standing"]').dataset.over === undefined) return;
  stop();
  told("over");
}

function onState(state) {
  told(state);
  if (state === "refused") refresh(STANDING, onFresh); // where the page itself is refused too, it says why
}

draw();
watchWidth();
offerReplay();
const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/rooms/${room.dataset.room}/`;
stop = follow(address, { after: Number(room.dataset.seq), onFrame, onState });
endIfOver();
