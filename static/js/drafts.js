/* Shows what autosave.js and draft.js keep on this device for other pages than this one, a link each;
   forgets what was saved and what nobody came back for. The text is put back by its own page. */

const OLDEST = 7 * 24 * 3600 * 1000;
// Day before month in both languages.
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "short" });

function kept() {
  const found = [];
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) {
    const draft = JSON.parse(localStorage.getItem(key));
    if (Date.now() - (draft.at ?? 0) > OLDEST) localStorage.removeItem(key);
    else found.push({ ...draft, user: key.split(":")[1] });
  }
  return found;
}

function line(draft) {
  const link = document.createElement("a");
  link.className = "touch";
  link.href = draft.page;
  link.textContent = draft.title.replace(/ – Sổ Chi Bộ$/, "");
  const item = document.createElement("li");
  item.append(link, ` – ${MOMENT.format(draft.at)}`);
  return item;
}

/* A form was sent just now: only a page that says so has saved it. */
function settle() {
  const key = sessionStorage.getItem("draft:sent");
  if (!key) return;
  sessionStorage.removeItem("draft:sent");
  if (document.querySelector(".message-success")) localStorage.removeItem(key);
}

const slot = document.querySelector("[data-drafts]");
try {
  settle();
  const pages = new Map();
  for (const draft of slot ? kept() : []) {
    if (draft.user === slot.dataset.user && draft.page !== location.pathname) pages.set(draft.page, draft);
  }
  slot?.querySelector("[data-drafts-list]").append(...[...pages.values()].map(line));
  slot?.toggleAttribute("hidden", pages.size === 0);
} catch {
  // Storage forbidden: there is nothing to show.
}
