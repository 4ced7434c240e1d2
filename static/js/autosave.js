/* Autosave for <form data-autosave="URL" data-user="ID">: saves while you write, keeps a copy on this
   device until the server has it, never overwrites another person's text. Sending the form by its
   button saves first and leaves the page only when that worked, so no text goes where there is no
   network. drafts.js shows on other pages what is still kept. Needs entries.js. Contract:
   200 {version, saved_at, fields?}  409 {html, version}  400 {errors}  redirect/401/403 = session over. */

const PAUSE = 1500;
const AT_LEAST_EACH = 15000;
const RETRY = [3000, 6000, 12000, 30000];
const REFUSED = [401, 403];
const { SKIPPED, entriesOf, fill, isSame, unfold } = window.formEntries;

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = `draft:${form.dataset.user ?? ""}:${form.dataset.autosave}`;
    this.line = form.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
    this.changes = 0;
    this.saved = 0;
    this.sent = null; // what went out and was not answered
    this.failures = 0;
    this.panel = null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
    this.line?.addEventListener("click", (event) => {
      if (event.target.closest("[data-save-login]")) this.leavingNow = true;
    });
    document.addEventListener("click", (event) => this.choose(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save() : this.back()));
    window.addEventListener("focus", () => this.back());
    window.addEventListener("online", () => this.isDirty() && this.save());
    window.addEventListener("beforeunload", (event) => this.guard(event));
    this.restore();
  }

  isDirty = () => this.changes > this.saved;
  version = () => this.form.elements.version;

  show(state, { time, detail } = {}) {
    if (!this.line) return;
    const text = this.line.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    this.line.dataset.state = state;
    const words = text.replace("{time}", time ?? "") + (detail ? ` ${detail}` : "");
    const place = this.line.querySelector("[data-save-text]");
    if (place.textContent !== words) place.textContent = words;
    // The link asks for this page again: log-in first, then the kept text is put back.
    this.line.querySelector("[data-save-login]")?.toggleAttribute("hidden", state !== "expired");
  }

  changed() {
    this.changes += 1;
    this.leavingNow = false;
    this.keep();
    if (this.panel || this.expired) return;
    if (this.line?.dataset.state !== "offline") this.show("typing");
    this.firstChange ??= Date.now();
    const wait = Math.min(PAUSE, Math.max(0, this.firstChange + AT_LEAST_EACH - Date.now()));
    this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /* The copy on this device */
  keep() {
    const where = { page: location.pathname, title: document.title, at: Date.now(), sent: this.sent };
    const draft = { version: this.version()?.value, entries: entriesOf(this.form), ...where };
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
      this.isKept = true;
    } catch {
      // Storage full or forbidden: said when the connection is gone as well.
      this.isKept = false;
    }
  }

  forget = () => localStorage.removeItem(this.key);

  restore() {
    const draft = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!draft) return;
    if (isSame(draft.entries, entriesOf(this.form))) {
      // What the server refused stands in the form, and is nowhere else.
      if (!this.form.querySelector(".is-invalid, [data-error-summary]")) this.forget();
      return;
    }
    unfold(this.form);
    fill(this.form, draft.entries);
    // Sent with the version it was written on: if somebody saved since, the server answers 409.
    if (this.version()) this.version().value = draft.version;
    this.sent = draft.sent ?? null;
    this.changes += 1;
    this.keep();
    this.show("restored");
    this.later(400);
  }

  /* Saving */
  async save() {
    clearTimeout(this.timer);
    if (!this.isDirty() || this.panel || this.expired) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.send();
    await this.running;
    this.running = null;
    if (this.again && this.isDirty()) this.later(PAUSE);
    this.again = false;
  }

  async send() {
    this.firstChange = null;
    this.outcome = "";
    const [upTo, entries] = [this.changes, entriesOf(this.form)];
    this.show("saving");
    // What was never answered may have arrived, and this text would then be refused as somebody
    // else's. It goes out once more as it was: the same text twice is saved once.
    if (this.sent && !isSame(this.sent, entries)) {
      const earlier = await this.ask(this.sent);
      if (!earlier?.ok && ![400, 409].includes(earlier?.status)) return this.take(earlier, upTo);
      if (earlier.ok && this.version()) this.version().value = (await earlier.json()).version;
    }
    this.sent = entries;
    this.keep();
    return this.take(await this.ask(entries), upTo);
  }

  async ask(entries) {
    const answer = await this.post(entries);
    // The token of the form may be an old one while the session goes on: asked once.
    return answer?.status === 403 && (await this.renew()) ? this.post(entries) : answer;
  }

  async post(entries) {
    const data = new FormData();
    for (const name of SKIPPED) if (this.form.elements[name]) data.set(name, this.form.elements[name].value);
    for (const [name, value] of entries) data.append(name, value);
    data.set("autosave", "1");
    try {
      return await fetch(this.form.dataset.autosave, {
        ...{ method: "POST", body: data, credentials: "same-origin", redirect: "manual" },
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      });
    } catch {
      return null;
    }
  }

  async take(answer, upTo) {
    if (!answer || answer.status >= 500 || answer.status === 429) return this.offline();
    if (answer.type === "opaqueredirect" || REFUSED.includes(answer.status)) {
      this.expired = true;
      return this.show("expired");
    }
    this.sent = null;
    if (answer.status === 413) return this.show("toolarge");
    const json = await answer.json().catch(() => ({}));
    if (answer.status === 409) return this.conflict(json);
    this.outcome = answer.ok ? "saved" : "invalid";
    if (!answer.ok) return this.show("invalid", { detail: Object.values(json.errors ?? {}).flat().join(" ") });
    return this.done(json, upTo);
  }

  /* Logged in again, perhaps in another window: this page goes on with the token of the new session,
     if it is the same person. */
  async renew() {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token || !page.querySelector(`[data-user="${this.form.dataset.user}"]`)) return false;
    for (const control of document.querySelectorAll("[name=csrfmiddlewaretoken]")) control.value = token;
    return true;
  }

  async back() {
    if (!this.expired || !(await this.renew())) return;
    this.expired = false;
    this.save();
  }

  done(json, upTo) {
    this.failures = 0;
    this.saved = upTo;
    if (this.version()) this.version().value = json.version;
    for (const [name, value] of Object.entries(json.fields ?? {})) {
      const control = this.form.elements[name];
      if (control) control.value = value;
    }
    if (this.isDirty()) {
      this.keep();
      return this.later(PAUSE);
    }
    this.forget();
    return this.show("saved", { time: json.saved_at });
  }

  offline() {
    this.show(this.isKept === false ? "unkept" : "offline");
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    this.later(wait);
  }

  /* Two people wrote */
  conflict(json) {
    this.newVersion = json.version;
    const filled = { className: "conflict-slot", innerHTML: json.html };
    this.panel = Object.assign(document.createElement("div"), filled);
    this.form.before(this.panel);
    unfold(this.panel);
    this.show("conflict");
    const section = this.panel.querySelector("[data-conflict-panel]") ?? this.panel;
    section.scrollIntoView({ block: "start" });
    section.focus();
  }

  choose(event) {
    const choice = this.panel && event.target.closest("[data-conflict]");
    if (!choice || !this.panel.contains(choice)) return;
    if (choice.dataset.conflict === "theirs") {
      this.forget();
      this.saved = this.changes;
      if (choice.tagName !== "A") location.reload();
      return;
    }
    this.panel.remove();
    this.panel = null;
    if (this.version()) this.version().value = this.newVersion;
    this.keep();
    this.save();
  }

  /* Keys and leaving */
  pressed(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (this.isDirty()) this.save();
    }
  }

  async submitted(event) {
    if (event.defaultPrevented) return;
    if (this.mayLeave || this.panel || !this.isDirty()) {
      this.leavingNow = true;
      return void clearTimeout(this.timer);
    }
    event.preventDefault();
    await this.running;
    if (this.expired) await this.back();
    if (this.isDirty()) await this.save();
    await this.running;
    this.form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
    delete this.form.dataset.sent;
    if (this.isDirty() && this.outcome !== "invalid") return;
    // What was refused is sent all the same: the page that comes says where it stands.
    this.mayLeave = true;
    this.form.requestSubmit(event.submitter);
  }

  guard(event) {
    if (this.isDirty() && !this.leavingNow) event.preventDefault();
  }
}

/* After every script has run, so that sets of rows can grow while a draft is put back. */
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
});
