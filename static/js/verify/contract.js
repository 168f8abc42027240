/** A contract's page: judges the very file that its download link leads to, here. */

import { clear, firstBytes, judge, trouble } from "./show.js";

const button = document.getElementById("verify-here");
const download = document.getElementById("download");
const told = document.getElementById("trouble");

function say(text) {
  told.textContent = text;
  told.hidden = text === "";
}

async function judgeDownload() {
  say("");
  button.disabled = true;
  try {
    const answer = await fetch(download.href, { cache: "no-store", credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error("no document");
    const show = await judge(await firstBytes(await answer.blob()), {});
    show();
    document.getElementById("verdict-news").scrollIntoView({ block: "nearest", behavior: "auto" });
  } catch (error) {
    clear();
    say(trouble(error));
  }
  button.disabled = false;
}

button.addEventListener("click", judgeDownload);
for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
