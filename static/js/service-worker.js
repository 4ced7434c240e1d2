/* Shows that there is something new, and opens it. Keeps nothing: no page, no name, no message. */

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
