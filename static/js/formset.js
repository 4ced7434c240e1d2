/* Rows of a Django formset: add from the <template>, remove with undo, move up and down by button,
   by Alt and an arrow key, or by dragging the grip. Without this script DELETE and ORDER are plain fields and the spare rows of the server are used. */

/* Nearer than this to the edge of the window, dragging scrolls it. */
const EDGE = 72;
const STEP = 14;

for (const set of document.querySelectorAll("[data-formset]")) start(set);

function start(set) {
  const list = set.querySelector("[data-formset-rows]");
  const template = set.querySelector("template[data-formset-empty]");
  const total = set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
  const rows = () => [...list.querySelectorAll(":scope > [data-formset-row]")];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  /* The buttons replace the plain fields. */
  function hidePlain(row) {
    for (const plain of row.querySelectorAll("[data-formset-plain]")) plain.hidden = true;
  }

  function tell(control) {
    control?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function number() {
    const shown = rows().filter((row) => !row.hidden);
    shown.forEach((row, index) => {
      const order = field(row, "ORDER");
      if (order) order.value = index + 1;
      row.querySelector("[data-formset-up]")?.toggleAttribute("disabled", index === 0);
      row.querySelector("[data-formset-down]")?.toggleAttribute("disabled", index === shown.length - 1);
    });
  }

  function add() {
    const index = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", index);
    const row = holder.content.querySelector("[data-formset-row]");
    total.value = index + 1;
    list.append(row);
    hidePlain(row);
    number();
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    tell(total);
  }

  function remove(row) {
    const box = field(row, "DELETE");
    if (box) box.checked = true;
    row.hidden = true;
    const undo = document.createElement("div");
    undo.className = "row-undo";
    const words = document.createElement("span");
    words.textContent = row.dataset.textRemoved;
    words.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = row.dataset.textUndo;
    button.addEventListener("click", () => {
      if (box) box.checked = false;
      row.hidden = false;
      undo.remove();
      number();
      tell(box ?? total);
      row.querySelector("[data-formset-remove]").focus();
    });
    undo.append(words, button);
    row.after(undo);
    number();
    tell(box ?? total);
    button.focus();
  }

  /* The neighbours go past the row: it keeps the focus, and the finger that drags it. */
  function pass(row, step) {
    const shown = rows().filter((one) => !one.hidden);
    const other = shown[shown.indexOf(row) + step];
    if (!other) return false;
    if (step < 0) row.after(other);
    else row.before(other);
    return true;
  }

  function moved(row) {
    number();
    tell(field(row, "ORDER"));
    const shown = rows().filter((one) => !one.hidden);
    const status = set.querySelector("[data-formset-status]");
    if (!status) return;
    const place = { NUMBER: shown.indexOf(row) + 1, TOTAL: shown.length };
    status.textContent = status.dataset.text.replace(/NUMBER|TOTAL/g, (name) => place[name]);
  }

  function move(row, step) {
    if (pass(row, step)) moved(row);
  }

  /* After a button the focus stays on it, or on the next one when it can go no further. */
  function press(row, button, step) {
    move(row, step);
    if (button.disabled) row.querySelector("[data-formset-remove]").focus();
  }

  function drag(row, grip, pointer) {
    const middle = (one) => {
      const box = one.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const neighbour = (step) => {
      const shown = rows().filter((one) => !one.hidden);
      return shown[shown.indexOf(row) + step];
    };
    let hasMoved = false;

    const follow = ({ clientY }) => {
      let other;
      while ((other = neighbour(-1)) && clientY < middle(other)) hasMoved = pass(row, -1);
      while ((other = neighbour(1)) && clientY > middle(other)) hasMoved = pass(row, 1);
      if (clientY < EDGE) window.scrollBy(0, -STEP);
      else if (clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", follow);
      row.classList.remove("is-dragged");
      if (hasMoved) moved(row);
    };

    grip.setPointerCapture(pointer);
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("lostpointercapture", drop, { once: true });
    row.classList.add("is-dragged");
  }

  set.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("[data-formset-row]");
    if ("formsetAdd" in button.dataset) add();
    else if (row && "formsetRemove" in button.dataset) remove(row);
    else if (row && "formsetUp" in button.dataset) press(row, button, -1);
    else if (row && "formsetDown" in button.dataset) press(row, button, 1);
  });

  set.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest("[data-formset-row]");
    // On the grip the arrow alone will do; in a field it belongs to the text.
    if (!step || !row || !(event.altKey || "formsetGrip" in event.target.dataset)) return;
    if (!row.querySelector("[data-formset-up]")) return;
    event.preventDefault();
    move(row, step);
    row.scrollIntoView({ block: "nearest" });
  });

  set.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-formset-grip]");
    if (grip && event.button === 0) drag(grip.closest("[data-formset-row]"), grip, event.pointerId);
  });

  rows().forEach(hidePlain);
  number();
}
