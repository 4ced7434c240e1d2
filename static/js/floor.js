/* Running the evening: tells the projection window of this browser, and starts on the new item. */

const page = document.querySelector("[data-floor]");
if (page) new BroadcastChannel(`floor:${page.dataset.floor}`).postMessage(page.dataset.revision);

/* “All for”: the number of those in the room, which the recorder still checks and sends. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-votes-all]");
  if (!button) return;
  const form = button.closest("form");
  form.elements.votes_for.value = button.dataset.votesAll;
  form.elements.votes_against.value = 0;
  form.elements.votes_abstain.value = 0;
  form.elements.votes_for.focus();
});
