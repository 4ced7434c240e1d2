/* Buttons above <textarea data-prose> that write the marks of the Markdown subset; without this script
   people type them. Looks and words come from <template id="prose-tools">. */

const template = document.getElementById("prose-tools");

function dress() {
  for (const area of document.querySelectorAll("textarea[data-prose]:not([data-prose-dressed])")) {
    if (area.closest("template")) continue;
    area.dataset.proseDressed = "";
    const tools = template.content.firstElementChild.cloneNode(true);
    if (area.id) tools.setAttribute("aria-controls", area.id);
    area.before(tools);
  }
}

/* As if typed, so that Ctrl+Z takes it back; the old way where the browser does not know it. */
function write(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const words = chosen.trim();
  const lead = chosen.indexOf(words);
  write(area, start + lead, start + lead + words.length, mark + words + mark);
  const at = start + lead + mark.length;
  area.setSelectionRange(at, at + words.length);
}

function list(area, isNumbered) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const after = value.indexOf("\n", to);
  const end = after < 0 ? value.length : after;
  const lines = value.slice(start, end).split("\n");
  const plain = lines.map((one) => one.replace(/^(- |\d+\. )/, ""));
  const marked = plain.map((one, index) => (isNumbered ? `${index + 1}. ` : "- ") + one);
  const isListed = lines.every((one, index) => one === marked[index]);
  write(area, start, end, (isListed ? plain : marked).join("\n"));
}

function table(area, column) {
  const at = area.selectionEnd;
  const before = area.value.slice(0, at);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  write(area, at, at, `${gap}| ${column} 1 | ${column} 2 |\n|---|---|\n|  |  |\n`);
}

const MARKS = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  list: (area) => list(area, false),
  numbers: (area) => list(area, true),
  table: (area, button) => table(area, button.dataset.column),
};

if (template) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) MARKS[button.dataset.mark](button.closest(".prose-tools").nextElementSibling, button);
  });
  // Rows that formset.js adds tell of themselves.
  document.addEventListener("change", dress);
  dress();
}
