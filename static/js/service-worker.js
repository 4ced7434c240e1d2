/* Shows that there is something new, and opens it; without a network it answers with one small page
   of ours. That page and its files are all it ever keeps: no page of a person, no name, no message. */

const OFFLINE = "/offline/";
const KEPT = "offline";

async function keepOfflinePage() {
  const page = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  if (!page.ok) throw new Error(page.status);
  const html = await page.clone().text();
  const files = [...html.matchAll(/ (?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  // Files of an older release go with its page.
  await caches.delete(KEPT);
  const kept = await caches.open(KEPT);
  await kept.addAll([...new Set(files)]);
  await kept.put(OFFLINE, page);
}

self.addEventListener("install", (event) => event.waitUntil(keepOfflinePage()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => instead(OFFLINE)));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => instead(request)));
  }
});

async function instead(what) {
  return (await (await caches.open(KEPT)).match(what)) ?? Response.error();
}

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // Without words the branch still rings.
  }
  event.waitUntil(
    self.registration.showNotification("Sổ Chi Bộ", {
      body: said.text ?? "",
      // The same one again replaces itself: a double is not seen.
      tag: said.tag ?? "new",
      icon: "/static/img/icon-192.png",
      data: { url: said.url ?? "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // Ours alone, whatever a message says.
  const target = new URL(event.notification.data.url, self.location.origin);
  const address = target.origin === self.location.origin ? target.href : "/";
  event.waitUntil(self.clients.openWindow(address));
});
