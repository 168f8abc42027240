/**
 * The talk once more, turn by turn, while it is kept. Replaying hides what comes later; at the end nothing is hidden, and
 * without this module nothing ever is.
 */

import { draw } from "./picture.js";

const PAUSE = { shortest: 1_200, longest: 4_500, letter: 28 }; // ms: as long as a turn takes to read
const place = document.querySelector("#replay");
const [play, back, forward, count] = ["play", "back", "forward", "count"].map((name) => place?.querySelector(`#replay-${name}`));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let shown = null; // how many turns; null before a whole talk stood here
let timer = null;

function turns() {
  return [...document.querySelectorAll("#talk .turn")];
}

/** Offers it where a whole talk stands on the page; takes it away where the talk is gone or still goes on. */
export function offerReplay() {
  if (place === null) return;
  const isTalking = document.querySelector('[data-section="standing"]').dataset.talking !== undefined;
  const total = turns().length;
  place.hidden = isTalking || total === 0;
  if (place.hidden) {
    stop();
    shown = null;
  } else if (shown === null) show(total);
}

/** Shows the first so many turns, their offers, and the picture of them. */
function show(wanted, newest = null) {
  const all = turns();
  shown = Math.max(0, Math.min(wanted, all.length));
  const last = Number(all[shown - 1]?.dataset.seq ?? 0);
  for (const one of [...all, ...document.querySelectorAll("#offers tbody tr")]) one.hidden = Number(one.dataset.seq) > last;
  document.querySelector("#picture")?.toggleAttribute("data-partial", shown < all.length);
  draw(newest);
  count.textContent = `Turn ${shown} of ${all.length}`;
  back.disabled = shown === 0;
  forward.disabled = shown === all.length;
}

function step(by) {
  show(shown + by, by > 0 ? Number(turns()[shown]?.dataset.seq) : null);
  if (by > 0) turns()[shown - 1]?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function run() {
  const words = turns()[shown - 1]?.textContent.length ?? 0;
  const pause = Math.min(PAUSE.longest, Math.max(PAUSE.shortest, words * PAUSE.letter));
  timer = setTimeout(() => {
    step(1);
    if (shown < turns().length) run();
    else stop();
  }, shown === 0 ? 0 : pause);
}

function start() {
  if (shown >= turns().length) show(0);
  play.textContent = "Pause";
  run();
}

function stop() {
  clearTimeout(timer);
  timer = null;
  if (play !== undefined) play.textContent = "Replay the talk";
}

function toggle() {
  if (timer === null) start();
  else {
    stop();
    play.textContent = "Go on";
  }
}

function by(steps) {
  stop();
  step(steps);
  if (shown < turns().length && shown > 0) play.textContent = "Go on";
}

play?.addEventListener("click", toggle);
back?.addEventListener("click", () => by(-1));
forward?.addEventListener("click", () => by(1));
