/** The room page of somebody whose agent is in the room: a notice when it is their turn, and the signature. */

import { look, sign } from "../bargaining.js";
import { load } from "../identity.js";
import { isFinal } from "../market.js";
import { ENDED } from "../memories.js";
import { wordsOf } from "../refusal.js";
import { renewConsent } from "../selling.js";

const AGAIN = 4_000; // ms until the market is asked again where it gave no answer
const roomId = document.querySelector("#room").dataset.room;
const own = document.querySelector("#own");
const told = document.querySelector("#own-told");
const button = document.querySelector("#own-button");
const byItself = document.querySelector("#own-by-itself");
const agree = document.querySelector("#own-agree");
const title = document.title;
const OTHER = { seller: "buyer", buyer: "seller" };
let identity = null;
let room = null;
let isAgreed = false;
let turn = Promise.resolve();

/** One thing after the other: what is remembered of a room is looked at, signed by and dropped in that order. */
function inTurn(act) {
  turn = turn.then(act).catch(complain);
  return turn;
}

function update() {
  return inTurn(async () => {
    await lookAndShow();
    if (isMyTurn() && byItself.checked) await give();
  });
}

async function lookAndShow() {
  room = await look(identity, roomId);
  isAgreed ||= room.agreed === true;
  show();
}

function isMyTurn() {
  return room.status === "signing" && !room.signed[room.role];
}

function show() {
  const hasEnded = ENDED.includes(room.status);
  notice(isMyTurn() ? "Your signature is awaited" : "");
  own.classList.toggle("awaited", isMyTurn());
  document.querySelector("#own-sign").hidden = hasEnded || room.signed[room.role];
  document.querySelector("#own-consent").hidden = !mayAgree();
  button.hidden = !isMyTurn();
  say(hasEnded ? ended() : standing());
}

function mayAgree() {
  return room.status === "waiting" && room.role === "seller" && room.waiting_for.includes("seller_consent");
}

function standing() {
  if (mayAgree()) return "This room waits for you.";
  if (room.status !== "signing") return "When there is an outcome, it can be signed here.";
  if (isMyTurn()) return `It is your turn to sign, until ${moment(room.deadline)}. Unsigned, it expires, and counts against you.`;
  const { role } = room;
  return room.signed[OTHER[role]] ? "Both sides have signed." : `You have signed. The ${OTHER[role]} has not yet.`;
}

function ended() {
  const gone = "What this browser remembered of it is gone.";
  if (isAgreed) return `Done: this browser verified the contract, and it says what was agreed. ${gone}`;
  return `This room has ended. ${gone}`;
}

function moment(text) {
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** In the title of the page, for who looks at another one. */
function notice(words) {
  document.title = words === "" ? title : `${words} · ${title}`;
}

async function give() {
  button.disabled = true;
  say("Checking the statement …");
  try {
    await sign(identity, roomId);
    await lookAndShow();
  } catch (error) {
    byItself.checked = byItself.checked && !isFinal(error);
    throw error;
  } finally {
    button.disabled = false;
  }
}

async function giveConsent() {
  agree.disabled = true;
  try {
    await renewConsent(identity, room.listing.id, "exact", { manifest: room.manifest_digest });
    await lookAndShow();
  } finally {
    agree.disabled = false;
  }
}

function say(words) {
  told.className = "";
  if (told.textContent !== words) told.textContent = words;
}

/** A refusal stands until the room changes; where no answer came, the market is asked again. */
function complain(error) {
  say(wordsOf(error));
  told.className = "wrong";
  if (!isFinal(error)) setTimeout(update, AGAIN);
}

async function ready() {
  identity = await load(own.dataset.person);
  if (identity === null || !own.dataset.own.split(" ").includes(identity.fingerprint)) {
    say("It is not in this browser. Sign where it is.");
    return;
  }
  button.addEventListener("click", () => inTurn(give));
  byItself.addEventListener("change", update);
  agree.addEventListener("click", () => inTurn(giveConsent));
  document.addEventListener("room:news", update);
  await update();
}

ready().catch(complain);
