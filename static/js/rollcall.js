/* Roll call in one pass: ↑ ↓ go from person to person, 1–5 (or data-key letters) mark and go on,
   one button marks everybody still unmarked. Works on the plain radios of the form. */

for (const form of document.querySelectorAll("[data-rollcall-form]")) start(form);

function start(form) {
  const rows = () => [...form.querySelectorAll("[data-rollcall-row]")];
  const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
  const chosen = (row) => radios(row).find((radio) => radio.checked && radio.value);

  function count() {
    const all = rows();
    const marks = all.map((row) => chosen(row)?.value);
    for (const output of form.querySelectorAll("[data-rollcall-count]")) {
      const wanted = output.dataset.rollcallCount.split(" ");
      write(output, marks.filter((mark) => wanted.includes(mark)).length);
    }
    weigh(all, marks);
    const left = marks.filter((mark) => !mark).length;
    for (const output of form.querySelectorAll("[data-rollcall-left]")) write(output, left);
  }

  /* Whether enough are here to adopt: the base has everybody who always votes, and those exempt
     only when present. The server counts it again, in the same integers. */
  function weigh(all, marks) {
    const board = form.querySelector("[data-adoption]");
    if (!board) return;
    const isHere = (mark) => mark === "present" || mark === "online";
    const here = all.filter((row, index) => isHere(marks[index]) && row.dataset.vote !== "no");
    const guests = here.filter((row) => row.dataset.vote === "present");
    const base = Number(board.dataset.base) + guests.length;
    const product = Number(board.dataset.numerator) * base;
    const parts = product / Number(board.dataset.denominator);
    const needed = "strict" in board.dataset ? Math.floor(parts) + 1 : Math.ceil(parts);
    const numbers = { present: here.length, base, needed };
    for (const output of board.querySelectorAll("[data-adoption-number]")) {
      write(output, numbers[output.dataset.adoptionNumber]);
    }
    board.classList.toggle("is-enough", here.length >= needed);
    for (const words of board.querySelectorAll("[data-adoption-words]")) {
      words.hidden = (words.dataset.adoptionWords === "enough") !== (here.length >= needed);
    }
  }

  /* Members check in on their phones meanwhile: their marks appear, and are nobody's to save. */
  async function lookForCheckIns() {
    const seen = form.elements.seen;
    const answer = await fetch(`${form.dataset.rollcallCheckins}?seen=${seen.value}`).catch(() => null);
    if (answer?.status !== 200 || answer.redirected) return;
    const found = await answer.json();
    for (const id of found.present) {
      const choices = [...form.querySelectorAll(`input[name="status-${id}"]`)];
      const isHere = choices.some((one) => one.checked && ["present", "online"].includes(one.value));
      const present = choices.find((one) => one.value === "present");
      if (!isHere && present) present.checked = true;
    }
    seen.value = found.seen;
    count();
  }

  function write(output, number) {
    if (output.textContent !== String(number)) output.textContent = number;
  }

  function go(row) {
    if (!row) return;
    const target = chosen(row) ?? radios(row).find((radio) => radio.value) ?? radios(row)[0];
    target?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function mark(row, radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const all = rows();
    go(all[all.indexOf(row) + 1] ?? row);
  }

  function byKey(row, key) {
    const choices = radios(row).filter((radio) => radio.value);
    return choices[Number(key) - 1] ?? choices.find((radio) => radio.dataset.key === key.toLowerCase());
  }

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-rollcall-row]");
    if (!row || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = rows();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      go(all[all.indexOf(row) + step]);
      return;
    }
    const radio = byKey(row, event.key);
    if (!radio) return;
    event.preventDefault();
    mark(row, radio);
  });

  /* From the signed sheet: the numbers of those who did not sign; null when one is none. */
  function missing(field) {
    const numbers = (field?.value.match(/[^\s,;.]+/g) ?? []).map(Number);
    const isWrong = numbers.some((number) => !Number.isInteger(number) || !rows()[number - 1]);
    field?.setCustomValidity(isWrong ? field.dataset.textWrong : "");
    return isWrong ? null : numbers.map((number) => rows()[number - 1]);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rollcall-all]");
    if (!button) return;
    const field = form.elements.missing;
    const away = missing(field);
    if (!away) return void field.reportValidity();
    for (const row of away.filter((one) => !chosen(one))) {
      const radio = radios(row).find((one) => one.value === "unexcused");
      if (radio) radio.checked = true;
    }
    for (const row of rows().filter((one) => !chosen(one))) {
      const radio = radios(row).find((one) => one.value === button.dataset.rollcallAll);
      if (radio) radio.checked = true;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    count();
  });

  form.elements.missing?.addEventListener("input", () => form.elements.missing.setCustomValidity(""));
  form.addEventListener("change", count);
  count();
  if (form.dataset.rollcallCheckins) setInterval(() => document.hidden || lookForCheckIns(), 3000);
}
