/* A copy on this device for <form data-draft data-user="ID">, which is saved by its button: nothing
   goes to the server before, and nothing typed is lost when the network, the session or the battery
   ends. Put back on return; where the server has something newer, both are shown and the person
   chooses. drafts.js forgets it once a page says that it was saved, app.js at log-out. Needs
   entries.js and the words of components/draft.html. */

const PAUSE = 300;
const { entriesOf, fill, isSame, unfold } = window.formEntries;
// Day before month in both languages.
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "short" });

const words = (name) => document.querySelector(`template[data-draft-${name}]`).content.firstElementChild;

let notes = 0;

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `draft:${form.dataset.user}:${form.getAttribute("action") || location.pathname}`;
    this.page = form.dataset.draft || location.pathname;
    this.shown = entriesOf(form); // what the server has, or what it has just refused
    this.base = this.shown;
    this.note = null;
    this.line = words("line").cloneNode(true);
    form.append(this.line);
    for (const name of ["input", "change"]) form.addEventListener(name, () => this.later());
    form.addEventListener("click", (event) => event.target.closest("button[type=button]") && this.later());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    window.addEventListener("pagehide", () => this.flush());
    this.restore();
  }

  isRefused() {
    const errors = this.form.querySelector(".is-invalid, [data-error-summary], .alert, .invalid-feedback");
    return Boolean(errors ?? document.querySelector("[data-conflict-panel]"));
  }

  say(state, time) {
    this.line.dataset.state = state === "kept" ? "typing" : "offline";
    const text = this.line.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    this.line.querySelector("[data-save-text]").textContent = text.replace("{time}", time ?? "");
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.keep();
  }

  keep() {
    this.timer = null;
    // What is kept waits for a choice: it is not overwritten by what is typed beside it.
    if (this.waits) return;
    const entries = entriesOf(this.form);
    if (isSame(entries, this.base)) {
      localStorage.removeItem(this.key);
      this.line.querySelector("[data-save-text]").textContent = "";
      return;
    }
    const draft = { entries, base: this.base, page: this.page, title: document.title, at: Date.now() };
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
      this.say("kept", MOMENT.format(draft.at).split(", ")[1]);
    } catch {
      this.say("unkept");
    }
  }

  restore() {
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      // Storage forbidden: nothing was kept.
    }
    if (this.isRefused()) {
      // What the server refused stands in the form, and is nowhere else.
      this.base = draft?.base ?? [];
      return void this.keep();
    }
    if (!draft) return;
    if (isSame(draft.entries, this.shown)) return localStorage.removeItem(this.key);
    if (!isSame(draft.base, this.shown)) return this.choose(draft);
    this.put(draft);
    this.tell("restored", draft);
  }

  put(draft) {
    unfold(this.form.elements[0] ?? this.form);
    fill(this.form, draft.entries);
  }

  tell(name, draft) {
    this.note = words(name).cloneNode(true);
    for (const part of this.note.querySelectorAll("p")) {
      if (!part.children.length) part.textContent = part.textContent.replace("{time}", MOMENT.format(draft.at));
    }
    // One note for each form: their headings are told apart.
    notes += 1;
    for (const part of this.note.querySelectorAll("[id]")) part.id += notes;
    for (const part of this.note.querySelectorAll("[aria-labelledby]")) {
      part.setAttribute("aria-labelledby", part.getAttribute("aria-labelledby") + notes);
    }
    this.note.querySelector("[data-draft-forget]").addEventListener("click", () => this.forget());
    this.form.before(this.note);
    unfold(this.note);
  }

  /* The server has something else than what the text began from: both are shown. */
  choose(draft) {
    this.waits = true;
    this.tell("newer", draft);
    const [mine, saved] = differences(this.form, draft.entries, this.shown);
    this.note.querySelector("[data-draft-mine]").textContent = mine;
    this.note.querySelector("[data-draft-saved]").textContent = saved;
    this.note.querySelector("[data-draft-take]").addEventListener("click", () => {
      this.waits = false;
      this.note.remove();
      this.put(draft);
      this.keep();
      this.form.scrollIntoView({ block: "start" });
    });
    this.note.focus();
  }

  forget() {
    localStorage.removeItem(this.key);
    clearTimeout(this.timer);
    this.timer = null;
    this.form.removeAttribute("data-unsaved-guard");
    this.form.dataset.sent = "1"; // nothing to warn of
    location.replace(this.page);
  }

  submitted(event) {
    if (event.defaultPrevented) return;
    clearTimeout(this.timer);
    this.keep();
    if (navigator.onLine) return sessionStorage.setItem("draft:sent", this.key);
    event.preventDefault();
    delete this.form.dataset.sent;
    for (const button of document.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
    this.say("offline");
    this.line.scrollIntoView({ block: "nearest" });
  }
}

/* The fields in which the two differ, a line each: mine, and what is saved. */
function differences(form, mine, saved) {
  const [here, there] = [byName(mine), byName(saved)];
  const names = [...new Set([...here.keys(), ...there.keys()])];
  const different = names.filter((name) => here.get(name) !== there.get(name));
  return [here, there].map((side) =>
    different
      .filter((name) => !/-(TOTAL|INITIAL)_FORMS$|-ORDER$/.test(name))
      .map((name) => `${labelOf(form, name)}: ${inWords(form, name, side.get(name) ?? "–")}`)
      .join("\n\n"),
  );
}

function byName(entries) {
  const found = new Map();
  for (const [name, value] of entries) found.set(name, [found.get(name), value].filter(Boolean).join(", "));
  return found;
}

function labelOf(form, name) {
  const control = [form.elements[name]].flat()[0];
  const label = (control?.labels ?? control?.[0]?.labels)?.[0];
  return label?.textContent.replace("*", "").trim() || name;
}

function inWords(form, name, value) {
  const options = form.elements[name]?.options;
  return [...(options ?? [])].find((option) => option.value === value)?.text ?? value;
}

/* After every script has run, so that sets of rows can grow while a draft is put back. */
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
});
