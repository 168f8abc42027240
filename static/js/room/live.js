/**
 * A room's frames over a WebSocket: in order, each once, for as long as the page lives.
 *
 * The number of the newest frame is the whole state. Whatever happens to a connection, the next one asks for
 * what came after that number, so nothing is lost and nothing comes twice.
 */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
const LONGEST_OPENING = 10_000;
const LONGEST_SILENCE = 60_000;
const TICK = 5_000;

const SIGNED_OUT = 4401;
const ABSENT = 4404;
const TOO_SLOW = 4408;

/**
 * address: of the socket, without a query. after: the number of the newest frame that the page holds.
 * onFrame(frame): each frame, parsed. onState("live" | "waiting" | "refused"): how the connection stands.
 * Returns a function that ends it.
 */
export function follow(address, { after, onFrame, onState }) {
  let socket = null;
  let retry = 0;
  let tries = 0;
  let since = Date.now(); // of the last sign of life of this socket
  let ticked = Date.now();

  function open() {
    clearTimeout(retry);
    drop();
    since = Date.now();
    const mine = new WebSocket(`${address}?after=${after}`);
    socket = mine;
    mine.onopen = () => socket === mine && live();
    mine.onmessage = ({ data }) => socket === mine && hear(JSON.parse(data));
    mine.onclose = ({ code }) => socket === mine && lost(code);
  }

  function drop() {
    const old = socket;
    socket = null; // first: what this one still says is not for us
    old?.close();
  }

  function live() {
    since = Date.now();
    onState("live");
  }

  function hear(frame) {
    since = Date.now();
    tries = 0;
    if (frame.seq <= after) return;
    after = frame.seq;
    onFrame(frame);
  }

  function lost(code) {
    socket = null;
    if (code === SIGNED_OUT || code === ABSENT) {
      stop();
      onState("refused");
      return;
    }
    onState("waiting");
    clearTimeout(retry);
    retry = setTimeout(open, code === TOO_SLOW && tries === 0 ? 0 : wait());
    tries += 1;
  }

  function wait() {
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.5 + Math.random() / 2);
  }

  /** A socket can be dead and not know it: after sleep, behind a box that forgot it, or never answered. */
  function tick() {
    const now = Date.now();
    const slept = now - ticked > 3 * TICK;
    ticked = now;
    const patience = socket?.readyState === WebSocket.OPEN ? LONGEST_SILENCE : LONGEST_OPENING;
    if (slept || (socket !== null && now - since > patience)) open();
  }

  function wake() {
    if (document.visibilityState === "visible") open();
  }

  const ticking = setInterval(tick, TICK);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", open);
  window.addEventListener("pageshow", cameBack);

  function cameBack({ persisted }) {
    if (persisted) open();
  }

  function stop() {
    clearInterval(ticking);
    clearTimeout(retry);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", open);
    window.removeEventListener("pageshow", cameBack);
    drop();
  }

  open();
  return stop;
}
