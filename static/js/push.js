/* Asks the browser for notifications, only after the button, and sends what it answers as a form. */

const form = document.querySelector("[data-push]");

function show(state) {
  for (const name of ["ask", "on", "denied", "missing"]) {
    for (const part of form.querySelectorAll(`[data-push-${name}]`)) part.hidden = name !== state;
  }
}

function toBytes(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function begin() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return show("missing");
  if (Notification.permission === "denied") return show("denied");
  const worker = await navigator.serviceWorker.getRegistration("/");
  show((await worker?.pushManager?.getSubscription()) ? "on" : "ask");
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  const worker = await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: toBytes(form.dataset.key),
  });
  const { endpoint, keys } = subscription.toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.p256dh.value = keys.p256dh;
  form.elements.auth.value = keys.auth;
  form.submit();
}

if (form) {
  begin();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    subscribe().catch(() => form.submit());
  }, { capture: true });
}
