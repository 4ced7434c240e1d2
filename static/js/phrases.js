/* Ready phrases: one tap puts the sentence where the text was last edited, or at its end. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phrase]");
  if (!button) return;
  const form = button.closest("form");
  const focused = form.querySelector("textarea[data-last-edited]");
  const area = focused || document.getElementById(button.dataset.phraseFor);
  const at = focused ? area.selectionEnd : area.value.length;
  const before = area.value.slice(0, at);
  const gap = before && !/\s$/.test(before) ? " " : "";
  area.setRangeText(gap + button.dataset.phrase, at, at, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("focusin", (event) => {
  if (!event.target.matches("textarea")) return;
  const form = event.target.closest("form");
  form?.querySelectorAll("textarea[data-last-edited]").forEach((area) => delete area.dataset.lastEdited);
  event.target.dataset.lastEdited = "";
});
