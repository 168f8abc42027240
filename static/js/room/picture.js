/** The bargaining as a picture: each side's voiced offers over the rounds, drawn from the table beside it. */

import { prices } from "./talk.js";

const SVG = "http://www.w3.org/2000/svg";
const TOP_BAND = 127;
const FEWEST_BANDS = 8;
const EDGE = { top: 18, right: 48, bottom: 34 };
const LETTER = 7.4; // px, a wide estimate of a figure at the axis' size
const SIDES = ["seller", "buyer"];
const STEPS = [1, 2, 5, 10, 20, 50];

/** Draws everything anew; a picture is a function of what the page holds. newest: the seq that just came. */
export function draw(newest = null) {
  const figure = document.querySelector("#picture");
  const old = figure?.querySelector("svg");
  if (!old) return;
  const points = [...figure.querySelectorAll("#offers tbody tr:not([hidden])")].map(read);
  const agreed = agreedBand();
  const scale = scaleOf(old.parentElement.clientWidth, points, agreed, Number(figure.dataset.rounds));
  const fresh = paper(scale, told(points, agreed));
  fresh.append(axes(scale));
  if (agreed !== null) fresh.append(agreedLine(scale, agreed));
  for (const side of SIDES) {
    const own = points.filter((one) => one.side === side);
    fresh.append(curve(scale, side, own, newest));
  }
  old.replaceWith(fresh);
}

function paper({ width, height }, description) {
  const named = { role: "img", "aria-labelledby": "picture-title picture-desc" };
  const made = svg("svg", { viewBox: `0 0 ${width} ${height}`, ...named });
  made.append(text("title", { id: "picture-title" }, "What both sides offered, round by round"));
  made.append(text("desc", { id: "picture-desc" }, description));
  return made;
}

/** Redraws where the width changes: text in the picture keeps its size. */
export function watchWidth() {
  const frame = document.querySelector("#picture .frame");
  if (frame === null) return;
  let width = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth === width) return;
    width = frame.clientWidth;
    draw();
  }).observe(frame);
}

function read({ dataset }) {
  return { seq: Number(dataset.seq), round: Number(dataset.round), side: dataset.persona, band: Number(dataset.band) };
}

function agreedBand() {
  if (document.querySelector("#picture").dataset.partial !== undefined) return null; // a replay is not there yet
  const told = document.querySelector("[data-agreed-band]")?.dataset.agreedBand;
  return told === undefined ? null : Number(told);
}

/** Where a round and a band are on the paper. The seller speaks first: its mark stands left of the buyer's. */
function scaleOf(width, points, agreed, rounds) {
  const bands = points.map((one) => one.band).concat(agreed ?? []);
  const [low, high] = used(bands.length > 0 ? bands : [80, 100]);
  const money = prices();
  const left = 14 + LETTER * Math.max(money[low].length, money[high].length);
  const height = Math.round(Math.min(380, Math.max(250, width * 0.62)));
  const column = (width - left - EDGE.right) / rounds;
  return {
    width, height, low, high, left, rounds, money,
    x: (round, side) => left + column * (round - 1 + (side === "seller" ? 0.25 : 0.75)),
    middle: (round) => left + column * (round - 0.5),
    y: (band) => EDGE.top + ((high - band) / (high - low)) * (height - EDGE.top - EDGE.bottom),
  };
}

/** The range of bands that is used, with air around it, never narrower than FEWEST_BANDS. */
function used(bands) {
  const air = Math.max(1, (FEWEST_BANDS - (Math.max(...bands) - Math.min(...bands))) / 2);
  return [Math.max(0, Math.floor(Math.min(...bands) - air)), Math.min(TOP_BAND, Math.ceil(Math.max(...bands) + air))];
}

function axes(scale) {
  const group = svg("g", { class: "axes", "aria-hidden": "true" });
  const step = STEPS.find((one) => (scale.high - scale.low) / one <= 7);
  for (let band = Math.ceil(scale.low / step) * step; band <= scale.high; band += step) {
    const y = scale.y(band);
    group.append(svg("line", { x1: scale.left, x2: scale.width - EDGE.right, y1: y, y2: y }));
    group.append(text("text", { x: scale.left - 8, y: y + 4, class: "money" }, scale.money[band]));
    group.append(text("text", { x: scale.width - EDGE.right + 8, y: y + 4, class: "percent" }, `${band} %`));
  }
  const floor = scale.height - EDGE.bottom;
  group.append(text("text", { x: scale.left - 8, y: floor + 24, class: "money" }, "round"));
  for (let round = 1; round <= scale.rounds; round += 1) {
    group.append(text("text", { x: scale.middle(round), y: floor + 24, class: "round" }, round));
  }
  return group;
}

function agreedLine(scale, band) {
  const group = svg("g", { class: "agreed", "aria-hidden": "true" });
  const y = scale.y(band);
  group.append(svg("line", { x1: scale.left, x2: scale.width - EDGE.right, y1: y, y2: y }));
  group.append(text("text", { x: scale.left + 6, y: y - 7 }, `agreed: ${scale.money[band]}`));
  return group;
}

function curve(scale, side, points, newest) {
  const group = svg("g", { class: `curve ${side}`, "aria-hidden": "true" });
  if (points.length === 0) return group;
  const places = points.map(({ seq, round, band }) => ({ x: scale.x(round, side), y: scale.y(band), isNew: seq === newest }));
  group.append(svg("polyline", { points: places.map(({ x, y }) => `${x},${y}`).join(" ") }));
  for (const place of places) group.append(mark(side, place));
  const end = places.at(-1);
  const above = side === "seller" ? -12 : 22;
  group.append(text("text", { x: end.x, y: end.y + above, class: "name" }, side));
  return group;
}

/** A full disc sells, an open diamond buys: the sides differ without colour. */
function mark(side, { x, y, isNew }) {
  const look = { class: isNew ? "mark new" : "mark" };
  if (side === "seller") return svg("circle", { ...look, cx: x, cy: y, r: 5 });
  return svg("path", { ...look, d: `M${x} ${y - 6.5}l6.5 6.5l-6.5 6.5l-6.5 -6.5z` });
}

function told(points, agreed) {
  const money = prices();
  const sentences = SIDES.map((side) => {
    const own = points.filter((one) => one.side === side);
    if (own.length === 0) return `The ${side} has named no price yet.`;
    if (own.length === 1) return `The ${side} named ${money[own[0].band]}.`;
    return `The ${side} went from ${money[own[0].band]} to ${money[own.at(-1).band]} in ${own.length} offers.`;
  });
  if (agreed !== null) sentences.push(`They agreed on ${money[agreed]}.`);
  return sentences.join(" ");
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function text(name, attributes, content) {
  const made = svg(name, attributes);
  made.textContent = content;
  return made;
}
