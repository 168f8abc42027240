/** /verify: judges the file that was chosen or dropped, here. Once it has loaded, no server is asked for anything. */

import { SIDES } from "./evidence.js";
import { clear, firstBytes, judge, trouble } from "./show.js";

const form = document.getElementById("verify");
const file = document.getElementById("document");
const drop = document.getElementById("drop");
const told = document.getElementById("trouble");
let asked = 0;

function say(text) {
  told.textContent = text;
  told.hidden = text === "";
}

/** The fingerprints that were typed, by side. */
function expected() {
  const typed = SIDES.map((side) => [side, form.elements[side].value.trim()]);
  return Object.fromEntries(typed.filter(([, text]) => text !== ""));
}

async function judgeChosen() {
  const mine = ++asked;
  say("");
  if (!form.reportValidity()) {
    clear();
    return;
  }
  try {
    const show = await judge(await firstBytes(file.files[0]), expected());
    if (mine !== asked) return;
    show();
    document.getElementById("verdict-news").scrollIntoView({ block: "nearest", behavior: "auto" });
  } catch (error) {
    if (mine === asked) fail(error);
  }
}

function fail(error) {
  clear();
  say(`${trouble(error)} The command below judges without a browser.`);
}

function onDrop(event) {
  event.preventDefault();
  drop.classList.remove("over");
  const dropped = event.dataTransfer?.files ?? [];
  if (dropped.length !== 1) {
    clear();
    say(dropped.length === 0 ? "That was no file." : "One file at a time, please.");
    return;
  }
  file.files = dropped;
  judgeChosen();
}

function onDrag(event) {
  event.preventDefault(); // or the browser would open what is dropped
  drop.classList.toggle("over", event.type === "dragover");
}

form.noValidate = true; // what is wrong with a field is told by judgeChosen, after what was shown is taken away
form.addEventListener("submit", (event) => {
  event.preventDefault();
  judgeChosen();
});
file.addEventListener("change", () => file.files.length > 0 && judgeChosen());
document.addEventListener("dragover", onDrag);
document.addEventListener("dragleave", onDrag);
document.addEventListener("drop", onDrop);
for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
