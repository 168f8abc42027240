/**
 * Everything but the talk is written by the server alone: when something else changes, the page is fetched
 * again and its sections are put in place of ours.
 */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

let wanted = new Set();
let busy = false;

/** Bring the named sections up to date. onDone() is called each time some were put in place. */
export async function refresh(names, onDone) {
  names.forEach((name) => wanted.add(name));
  if (busy) return;
  busy = true;
  let tries = 0;
  while (wanted.size > 0) {
    const asked = wanted;
    wanted = new Set();
    const page = await fetched();
    if (page === null) {
      asked.forEach((name) => wanted.add(name));
      await pause(tries++);
      continue;
    }
    tries = 0;
    asked.forEach((name) => swap(name, page));
    onDone();
  }
  busy = false;
}

/** The page as it is now; null where it cannot be had. Where it is ours no longer, the browser goes there. */
async function fetched() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT) });
    if (answer.redirected || answer.status === 404) location.reload();
    if (answer.redirected || !answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (whose(page) === whose(document)) return page;
    location.reload();
    return null;
  } catch {
    return null;
  }
}

/** Who reads a page, and which agents in the room are theirs: what acts for them acts for nobody else. */
function whose(page) {
  const { person = "", own = "" } = page.querySelector("#own")?.dataset ?? {};
  return `${person} ${own}`;
}

function pause(tries) {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return new Promise((go) => setTimeout(go, longest * (0.5 + Math.random() / 2)));
}

function swap(name, page) {
  const place = `[data-section="${name}"]`;
  const old = document.querySelector(place);
  const fresh = page.querySelector(place);
  if (old === null || fresh === null || old.isEqualNode(fresh)) return;
  const made = document.importNode(fresh, true);
  for (const shown of old.querySelectorAll("details[open]")) {
    made.querySelector(`#${shown.id}`)?.setAttribute("open", "");
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(made);
  if (focused !== null) refocus(made, focused);
}

/** Whoever stood in the section by keyboard stays there: on the same control, or at the section's start. */
function refocus(section, focused) {
  const same = focused.id && section.querySelector(`#${focused.id}`);
  const target = same || section;
  if (target === section) section.tabIndex = -1;
  target.focus({ preventScroll: true });
}
