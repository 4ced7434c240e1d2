/* What every page needs: menu, messages, confirm dialog, copy, shortcuts, double-send guard.
   Everything here only eases what already works without a script. */

const body = document.body;
document.documentElement.classList.add("js");

/* Errors first: the summary takes the focus and the title says so. */
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  document.title = `${summary.dataset.titlePrefix} ${document.title}`;
  summary.focus();
}

/* Jumping to a field from the summary also puts the cursor in it. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
});

/* Menus close by Escape and by a click elsewhere. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-message-close]");
  if (!button) return;
  const message = button.closest("[data-message]");
  const next = message.nextElementSibling?.querySelector("button") ?? document.getElementById("main");
  message.remove();
  next?.focus();
});

let toastTimer;
function toast(text) {
  const line = document.querySelector("[data-toast]");
  if (!line) return;
  line.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (line.textContent = ""), 6000);
}

/* Copy */
async function copy(button) {
  const source = button.dataset.copyTarget && document.querySelector(button.dataset.copyTarget);
  const text = source ? (source.value ?? source.innerText) : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http in an office network has no clipboard API: the old way still works.
    const area = document.createElement("textarea");
    area.value = text;
    body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  toast(button.dataset.copied);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-target]");
  if (button) copy(button);
});

/* Confirm: one native dialog, made when first needed. */
function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "dialog-text");
  const text = document.createElement("p");
  text.className = "dialog-text";
  text.id = "dialog-text";
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog-actions";
  for (const value of ["ok", "cancel"]) {
    const button = document.createElement("button");
    button.value = value;
    form.append(button);
  }
  dialog.append(text, form);
  body.append(dialog);
  return dialog;
}

function ask({ text, ok, danger }) {
  const dialog = document.querySelector("dialog.dialog") ?? makeDialog();
  const [yes, no] = dialog.querySelectorAll("button");
  dialog.querySelector(".dialog-text").textContent = text;
  yes.textContent = ok || body.dataset.textOk;
  yes.className = danger ? "btn btn-danger" : "btn btn-primary";
  no.textContent = body.dataset.textCancel;
  no.className = "btn btn-quiet";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}

/* Sending: ask if the form (or its button) wants it, then never send twice. */
const agreed = new WeakSet();

async function confirmThenSend(form, asker, submitter) {
  const { confirm: text, confirmOk: ok } = asker.dataset;
  if (!(await ask({ text, ok, danger: "confirmDanger" in asker.dataset }))) return;
  agreed.add(form);
  form.requestSubmit(submitter ?? undefined);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
  if (asker && !agreed.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    confirmThenSend(form, asker, event.submitter);
    return;
  }
  agreed.delete(form);
  if (form.method !== "post" || "allowResend" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.classList.add("is-busy");
  // A refused or slow connection must not lock the form for ever.
  setTimeout(() => release(form), 8000);
}, true);

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, () => toast(body.dataset.textFailed));
}

/* Filters send themselves; the button stays for those without a script. */
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset && !form.hasAttribute("hx-get")) form.requestSubmit();
});

/* Keys: "/" to the search, Ctrl+Enter sends. */
function isTyping(element) {
  return element.closest("input, textarea, select, [contenteditable]");
}
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !isTyping(event.target)) {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form?.requestSubmit();
  }
});

/* Plain long forms: warn only when something was really changed. */
for (const form of document.querySelectorAll("form[data-unsaved-guard]")) {
  const before = new URLSearchParams(new FormData(form)).toString();
  const isChanged = () =>
    !form.dataset.sent && new URLSearchParams(new FormData(form)).toString() !== before;
  window.addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
}

/* The page for when there is no network is fetched while there is one (service-worker.js). */
if (body.dataset.worker && "serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(body.dataset.worker, { scope: "/" }).catch(() => {});
  });
}
// It speaks the language of the page before.
try {
  if (body.dataset.worker) localStorage.setItem("language", document.documentElement.lang);
} catch {
  // Storage forbidden: it speaks Vietnamese.
}

/* Log-out forgets what was kept on this device. */
document.addEventListener("submit", (event) => {
  if (!("logout" in event.target.dataset)) return;
  Object.keys(localStorage)
    .filter((key) => key.startsWith("draft:"))
    .forEach((key) => localStorage.removeItem(key));
});
