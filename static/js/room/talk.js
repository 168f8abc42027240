/** New lines of the talk, from the same templates that the server fills. */

const NEAR = 96; // px below the edge of the window that still count as being at the end

/** Appends a turn to the talk and, where one was voiced, its offer to the table. */
export function say(frame) {
  const lines = document.querySelector("#talk ol");
  if (lines === null) return;
  const following = endIsInView(lines);
  const line = fill("turn-template", frame);
  lines.append(line);
  document.querySelector("#talk [data-silence]")?.remove();
  if (frame.offer_band !== null) document.querySelector("#offers tbody")?.append(fill("offer-template", frame));
  if (following) line.scrollIntoView({ block: "nearest", behavior: "auto" });
}

/** Whether the reader is where the next line will appear. Who reads elsewhere is left in peace. */
function endIsInView(lines) {
  const { bottom } = lines.getBoundingClientRect();
  return lines.childElementCount > 0 && bottom > 0 && bottom < window.innerHeight + NEAR;
}

function fill(template, { seq, at, round, persona, text, offer_band: band }) {
  const made = document.getElementById(template).content.firstElementChild.cloneNode(true);
  Object.assign(made.dataset, { seq, round, persona });
  const price = band === null ? "" : prices()[band];
  if (band === null) made.querySelector("[data-slot=offer]")?.remove();
  else made.dataset.band = band;
  const slots = { round, persona, text, price, band, at: at.slice(11, 19) };
  for (const slot of made.querySelectorAll("[data-slot]")) {
    const value = slots[slot.dataset.slot];
    if (value !== undefined) slot.textContent = value;
  }
  made.querySelector("time")?.setAttribute("datetime", at);
  return made;
}

/** What each band is in money, as the server writes it. */
export function prices() {
  return JSON.parse(document.getElementById("prices")?.textContent ?? "[]");
}
