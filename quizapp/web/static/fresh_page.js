// A desk page that changes by itself: one part of it is fetched anew every few seconds. The page works without this.
(() => {
  "use strict";
  const EVERY = 3000;
  const page = document.querySelector("[data-fresh-page]");
  const alarm = page.querySelector("[data-alarm]");

  const put = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-fresh-part]");
    if (!fresh) {
      location.reload();
      return;
    }
    fresh.querySelector("[data-reload]").hidden = true;
    page.querySelector("[data-fresh-part]").replaceWith(fresh);
  };
  const ask = () => fetch(page.querySelector("[data-reload]").href, { redirect: "error", cache: "no-store" })
    .then((reply) => (reply.ok ? reply.text() : Promise.reject(new Error(String(reply.status)))))
    .then((html) => { alarm.hidden = true; put(html); })
    .catch(() => { alarm.textContent = page.dataset.behind; alarm.hidden = false; })
    .then(() => setTimeout(ask, EVERY));
  setTimeout(ask, EVERY);
})();
