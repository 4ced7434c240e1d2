/* What stands in the controls of a form as a list, and back: for autosave.js. */

const SKIPPED = new Set(["csrfmiddlewaretoken", "version", "autosave"]);

function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* Puts kept values back; controls of one name are filled in their order. */
function fill(form, entries) {
  const values = groupByName(entries);
  for (const set of form.querySelectorAll("[data-formset]")) growRows(set, values);
  for (const control of form.elements) {
    if (!control.name || SKIPPED.has(control.name) || control.type === "file") continue;
    const kept = (values.get(control.name) ?? []).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = kept.includes(control.value);
    } else if (control.tagName === "SELECT") {
      for (const option of control.options) option.selected = kept.includes(option.value);
    } else if (kept.length) {
      control.value = kept[0];
      values.set(control.name, values.get(control.name).slice(1));
    }
  }
}

function groupByName(entries) {
  const map = new Map();
  for (const entry of entries) map.set(entry[0], [...(map.get(entry[0]) ?? []), entry]);
  return map;
}

function growRows(set, values) {
  const name = `${set.dataset.formset}-TOTAL_FORMS`;
  const wanted = Number(values.get(name)?.[0][1] ?? 0);
  const total = set.querySelector(`[name="${name}"]`);
  const add = set.querySelector("[data-formset-add]");
  for (let guard = 0; add && total && Number(total.value) < wanted && guard < 200; guard += 1) add.click();
}

/* What is folded away is not seen: everything around a part is opened. */
function unfold(part) {
  for (let one = part.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
}

window.formEntries = { SKIPPED, entriesOf, fill, isSame, unfold };
