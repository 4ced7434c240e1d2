/* The page without a network: in the language of the page before, with how many texts are kept here.
   Titles and texts stay where they are: whoever holds the device may not be who wrote them. */

let language = "vi";
let kept = 0;
try {
  language = localStorage.getItem("language") ?? language;
  kept = Object.keys(localStorage).filter((key) => key.startsWith("draft:")).length;
} catch {
  // Storage forbidden: then nothing is kept either.
}

const parts = [...document.querySelectorAll("[data-offline]")];
const shown = parts.find((part) => part.lang === language) ?? parts[0];
for (const part of parts) part.hidden = part !== shown;
document.documentElement.lang = shown.lang;
document.querySelector("h1").textContent = shown.dataset.offline;
document.title = `${shown.dataset.offline} – Sổ Chi Bộ`;

const line = shown.querySelector("[data-offline-kept]");
line.textContent = (kept ? line.dataset.textSome : line.dataset.textNone).replace("{number}", kept);

/* This address once more, asked for and not sent again. */
shown.querySelector("[data-offline-again]").href = location.href;
window.addEventListener("online", () => {
  const back = shown.querySelector("[data-offline-back]");
  back.textContent = back.dataset.text;
});
