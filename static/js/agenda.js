/* The sum of planned minutes while they are typed; the server shows the same sum after each save. */

const box = document.querySelector("[data-agenda-total]");
if (box) {
  const sum = box.querySelector("[data-agenda-sum]");
  const planned = Number(box.dataset.planned);
  const form = document.getElementById("agenda-form");

  const count = () => {
    let total = 0;
    for (const field of form.querySelectorAll("[data-agenda-minutes]")) {
      const row = field.closest("[data-formset-row]");
      const minutes = Number(field.value);
      if (!row.hidden && Number.isInteger(minutes) && minutes > 0) total += minutes;
    }
    sum.value = String(total);
    box.classList.toggle("is-over", total > planned);
  };

  form.addEventListener("input", count);
  form.addEventListener("change", count);
  count();
}
