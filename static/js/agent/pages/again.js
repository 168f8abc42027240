/** While photos are being looked at, the page looks again by itself, unless something was chosen on it. */

const PATIENCE = 1_500;
const chosen = document.querySelector("#photos");

function again() {
  if (chosen?.files.length) return;
  location.reload();
}

if (document.querySelector(".thumbs .checking")) setTimeout(again, PATIENCE);
