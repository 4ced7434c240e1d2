/* The screen follows the secretary's page: asks a tiny address whether anything is new, and only
   then for the page. The tiny question goes without cookies: it needs no account, only the ticket. */

const screen = document.querySelector("[data-projection]");
const offline = document.querySelector("[data-projection-offline]");
const EVERY = Number(screen.dataset.every);
const EVERY_HIDDEN = 5000;
const CODE_EVERY = 3000;

function shown() {
  return screen.querySelector("[data-revision]").dataset;
}

async function isNew() {
  const { ticket, revision } = shown();
  const question = new URLSearchParams({ ticket, seen: revision });
  const answer = await fetch(`${screen.dataset.state}?${question}`, {
    credentials: "omit",
    cache: "no-store",
  });
  if (answer.status >= 500) throw new Error(answer.status);
  return answer.status !== 204;
}

async function refresh() {
  const answer = await fetch(screen.dataset.url, { cache: "no-store" });
  if (answer.redirected || [401, 403, 404].includes(answer.status)) {
    location.reload();
    return;
  }
  if (!answer.ok) throw new Error(answer.status);
  screen.innerHTML = await answer.text();
  showCode();
}

let busy = false;
async function look() {
  if (busy) return;
  busy = true;
  try {
    if (await isNew()) await refresh();
    say("");
  } catch {
    say(offline.dataset.text);
  }
  busy = false;
}

function say(words) {
  if (offline.textContent !== words) offline.textContent = words;
}

function later() {
  setTimeout(async () => {
    await look();
    later();
  }, document.hidden ? EVERY_HIDDEN : EVERY);
}

/* The code of the check-in changes by itself. */
async function showCode() {
  const place = screen.querySelector("[data-checkin-code]");
  if (!place) return;
  try {
    const answer = await fetch(place.dataset.checkinCode, { cache: "no-store" });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // The next round tries again; the line below says that there is no connection.
  }
}

/* A window of the same browser tells us at once. */
new BroadcastChannel(`floor:${screen.dataset.projection}`).addEventListener("message", look);

showCode();
setInterval(showCode, CODE_EVERY);
later();
document.addEventListener("visibilitychange", () => document.hidden || look());
