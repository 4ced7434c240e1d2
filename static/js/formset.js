/* Rows of a Django formset: add from the <template>, remove with undo, move up and down.
   Without this script DELETE and ORDER are plain fields and the spare rows of the server are used. */

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

  function move(row, step) {
    const shown = rows().filter((one) => !one.hidden);
    const other = shown[shown.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    tell(field(row, "ORDER"));
    const button = row.querySelector(step < 0 ? "[data-formset-up]" : "[data-formset-down]");
    (button.disabled ? row.querySelector("[data-formset-remove]") : button).focus();
  }

  set.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("[data-formset-row]");
    if ("formsetAdd" in button.dataset) add();
    else if (row && "formsetRemove" in button.dataset) remove(row);
    else if (row && "formsetUp" in button.dataset) move(row, -1);
    else if (row && "formsetDown" in button.dataset) move(row, 1);
  });

  rows().forEach(hidePlain);
  number();
}
