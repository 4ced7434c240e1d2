/* Assigning people to the parts of a split, or to cells: counts as one chooses, and a search by name
   with or without accents. The radios alone do the work; who is "as the group" goes where it goes. */

for (const form of document.querySelectorAll("[data-split]")) start(form);

function start(form) {
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll(/[đĐ]/g, "d").toLowerCase();
  const chosen = (row) => row.querySelector("input[type=radio]:checked")?.value ?? "";

  function count() {
    const counts = new Map();
    for (const group of form.querySelectorAll("[data-split-group]")) {
      const whole = chosen(group.querySelector("[data-split-whole]"));
      for (const row of group.querySelectorAll("[data-split-row]")) {
        const part = chosen(row) || whole;
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
    for (const output of form.querySelectorAll("[data-split-count]")) {
      output.textContent = counts.get(output.dataset.splitCount) ?? 0;
    }
    const left = form.querySelector("[data-split-left]");
    if (left) left.textContent = counts.get("") ?? 0;
  }

  function search(words) {
    const wanted = plain(words).split(/\s+/);
    if (words) for (const people of form.querySelectorAll("[data-split-people]")) people.open = true;
    for (const row of form.querySelectorAll("[data-split-row]")) {
      const name = plain(row.querySelector("[data-split-name]").textContent);
      row.hidden = !wanted.every((word) => name.includes(word));
    }
  }

  for (const tool of form.querySelectorAll("[data-split-tools]")) tool.hidden = false;
  form.addEventListener("change", count);
  const box = form.querySelector("[data-split-search]");
  box.addEventListener("input", () => search(box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  count();
}
