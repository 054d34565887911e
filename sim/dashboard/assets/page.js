// Browser code beyond Shiny: one page at a time, sliders that show their value in words, and nothing loaded from elsewhere.
"use strict";
(() => {
  const lang = document.documentElement.lang || "en";
  const number = new Intl.NumberFormat(lang === "es" ? "es-US" : "en-US");
  const pages = () => [...document.querySelectorAll("section.page")];
  const months = document.documentElement.dataset.months.split(" ");

  // Value of a slider in words, as value_words() in widgets.py writes it.
  const told = (input) => {
    const { kind, unit, start, week, never, neverWords } = input.dataset;
    const value = Number(input.value);
    if (kind === "week") {
      if (never && value >= Number(never)) return neverWords;
      const day = new Date(start + "T00:00:00Z");
      day.setUTCDate(day.getUTCDate() + 7 * value);
      const date = document.documentElement.dataset.date
        .replace("{day}", day.getUTCDate()).replace("{month}", months[day.getUTCMonth()]).replace("{year}", day.getUTCFullYear());
      return week.replace("{week}", value).replace("{date}", date);
    }
    if (kind === "share") return document.documentElement.dataset.percent.replace("{number}", Math.round(100 * value));
    if (kind === "number") return Number(value.toPrecision(3)) + " " + unit;
    return number.format(value) + " " + unit;
  };

  const say = (input) => {
    const words = told(input);
    input.setAttribute("aria-valuetext", words);
    document.getElementById(input.id + "-told").textContent = words;
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("input[type=range][data-path]")) say(event.target);
  });
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("[data-path]")) return;
    const { path, kind, whole, never } = input.dataset;
    let value = kind === "choice" ? input.value : Number(input.value);
    if (never && value >= Number(never)) value = "never";
    window.asked = performance.now();
    Shiny.setInputValue("moved", { path, value, whole: Boolean(whole) }, { priority: "event" });
  });

  // One page at a time, by the part of the address after #, so that the back button and bookmarks work.
  const go = (focus) => {
    const known = pages().map((page) => page.id);
    const wanted = "page-" + (location.hash.slice(1) || "situation");
    const shown = known.includes(wanted) ? wanted : known[0];
    for (const page of pages()) {
      const here = page.id === shown;
      page.hidden = !here;
      if (here && window.jQuery) { window.jQuery(page).trigger("shown"); window.dispatchEvent(new Event("resize")); }
      const link = document.querySelector(`nav.pages a[href="#${page.id.slice(5)}"]`);
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    const title = document.querySelector(`#${shown} h1`);
    if (title) document.title = title.textContent + " – " + document.documentElement.dataset.brand;
    if (focus && title) { title.focus(); window.scrollTo(0, 0); }
    for (const other of document.querySelectorAll("a.language")) other.hash = location.hash;
  };
  window.addEventListener("hashchange", () => {
    if (pages().some((page) => page.id === "page-" + location.hash.slice(1))) go(true);
  });
  document.addEventListener("DOMContentLoaded", () => go(false));

  // A maximum number of plans: further ones are disabled until one is deselected.
  const limit = () => {
    const boxes = [...document.querySelectorAll("#plans input[type=checkbox]")];
    const full = boxes.filter((box) => box.checked).length >= Number(document.documentElement.dataset.most);
    for (const box of boxes) box.disabled = full && !box.checked;
  };
  document.addEventListener("change", (event) => { if (event.target.closest("#plans")) limit(); });
  const ready = () => {
    // No fading or spinners during updates: the bar of runs reports progress in words.
    delete document.documentElement.dataset.shinyBusySpinners;
    delete document.documentElement.dataset.shinyBusyPulse;
    // Sections that the reader has opened stay open when the page is updated.
    window.jQuery(document).on("shiny:value", ({ target }) => {
      const opened = [...target.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
      setTimeout(() => {
        limit();
        for (const one of target.querySelectorAll("details > summary")) if (opened.includes(one.textContent)) one.parentElement.open = true;
      }, 0);
    });
    window.jQuery(document).on("shiny:disconnected", () => { document.getElementById("gone").hidden = false; });
    window.jQuery(document).on("shiny:connected", () => { document.documentElement.dataset.ready = "1"; go(false); });
    Shiny.addCustomMessageHandler("busy", (busy) => {
      document.getElementById("cancel").setAttribute("aria-disabled", busy ? "false" : "true");
    });
    Shiny.addCustomMessageHandler("put", ({ id, value }) => {
      const input = document.getElementById(id);
      if (input) { input.value = value; say(input); }
    });
  };
  if (window.Shiny) ready(); else document.addEventListener("DOMContentLoaded", ready);
})();
