/* The share sheet of the telephone, where there is one; without it the button stays away. */

const button = document.querySelector("[data-share-target]");
if (button && navigator.share) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.querySelector(button.dataset.shareTarget).textContent.trim();
    try {
      await navigator.share({ title: button.dataset.shareTitle, text });
    } catch (error) {
      // Thinking better of it is no fault.
      if (error.name !== "AbortError") throw error;
    }
  });
}
