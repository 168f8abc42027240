/** Where the market lets everybody watch: the address of the room, handed on. */

const button = document.querySelector("#share-button");
const told = document.querySelector("#share-told");

async function share() {
  const { address } = button.dataset;
  try {
    if (navigator.share !== undefined) await navigator.share({ url: address, title: document.title });
    else await navigator.clipboard.writeText(address);
    told.textContent = navigator.share === undefined ? "Copied." : "";
  } catch (error) {
    told.textContent = error.name === "AbortError" ? "" : `It is ${address}`;
  }
}

if (button !== null) {
  button.hidden = false;
  button.addEventListener("click", share);
}
