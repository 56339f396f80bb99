// The desk works without this. It adds three things: figures that stay fresh, buttons that print, a sum that follows.
(() => {
  "use strict";
  const EVERY = 5000;
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  const keepFresh = (page) => {
    const alarm = page.querySelector("[data-alarm]");
    const cells = all("[data-figure]");
    const bars = all("[data-bar]");
    page.querySelector("[data-reload]").hidden = true;
    page.querySelector("[data-fresh]").hidden = false;

    const put = (figures) => {
      const known = { whole: figures.whole, phase_name: figures.phase_name, as_of: figures.as_of };
      figures.towns.forEach((town) => { known[town.code] = town; });
      // A town that is new on the roster has no line yet: only the whole page can show it.
      if (figures.towns.some((town) => !page.ownerDocument.querySelector(`[data-figure="${town.code}.entered"]`))) {
        location.reload();
        return;
      }
      cells.forEach((cell) => {
        const [name, figure] = cell.dataset.figure.split(".");
        const value = figure ? (known[name] || {})[figure] : known[name];
        if (value !== undefined && cell.textContent !== String(value)) cell.textContent = value;
      });
      bars.map((bar) => [bar, known[bar.dataset.bar]]).filter(([, town]) => town).forEach(([bar, town]) => {
        bar.querySelector(".bar-fill").setAttribute("width", (100 * town.started) / town.entered);
      });
    };
    const ask = () => fetch(page.dataset.live, { headers: { Accept: "application/json" }, redirect: "error" })
      .then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(String(reply.status)))))
      .then((figures) => { alarm.hidden = true; put(figures); })
      .catch(() => { alarm.textContent = page.dataset.behind; alarm.hidden = false; })
      .then(() => setTimeout(ask, EVERY));
    setTimeout(ask, EVERY);
  };

  const printButtons = () => all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const only = `print-${button.dataset.print}`;
      document.body.classList.add(only);
      window.print();
      document.body.classList.remove(only);
    });
  });

  const followSum = (place) => {
    const number = (input) => Number(input.value.trim() || NaN);
    const sum = () => {
      let count = 0;
      let full = 0;
      all("[data-part]").forEach((part) => {
        const each = number(part.querySelector("[data-count]"));
        count += each;
        full += each * number(part.querySelector("[data-points]"));
      });
      const shown = Number.isFinite(full) && count > 0;
      place.textContent = shown
        ? place.dataset.sum.replace("{count}", count).replace("{full}", Math.round(full * 1000) / 1000) : "";
    };
    document.addEventListener("input", sum);
    sum();
  };

  all("[data-live]").forEach(keepFresh);
  all("[data-sum]").forEach(followSum);
  printButtons();
})();
