/* Timers count in the browser: <p data-timer="seconds so far" data-planned="minutes"> with
   [data-timer-now] inside. Past the plan it gets the class is-over. */

const begun = new WeakMap();

function clock(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

function tick() {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    if (!begun.has(timer)) begun.set(timer, performance.now());
    const seconds = Number(timer.dataset.timer) + (performance.now() - begun.get(timer)) / 1000;
    const planned = Number(timer.dataset.planned) * 60;
    timer.querySelector("[data-timer-now]").textContent = clock(seconds);
    timer.classList.toggle("is-over", planned > 0 && seconds > planned);
  }
}

tick();
setInterval(tick, 1000);
