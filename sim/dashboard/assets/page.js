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

  const typedOf = (input) => document.getElementById(input.id + "-n");
  document.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=range][data-path]")) return;
    say(event.target);
    const typed = typedOf(event.target);
    if (typed) typed.value = Number((Number(event.target.value) * Number(typed.dataset.factor)).toPrecision(6));
  });
  // A number that is typed moves its slider; one beyond the slider stretches it.
  document.addEventListener("change", (event) => {
    const typed = event.target;
    if (!typed.matches("input.typed")) return;
    const input = document.getElementById(typed.dataset.for);
    const value = Number(typed.value) / Number(typed.dataset.factor);
    if (typed.value === "" || !Number.isFinite(value)) { input.dispatchEvent(new Event("input", { bubbles: true })); return; }
    if (input.dataset.kind !== "week" && value > Number(input.max)) input.max = value;
    input.step = "any";
    input.value = value;
    say(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) Shiny.setInputValue("plan_act", { act: button.dataset.act, arm: button.dataset.arm }, { priority: "event" });
  });

  // The steps of a place of one's own: the fields of a form go to the server when its button is pressed.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-step], button[data-answer]");
    if (!button || button.disabled) return;
    if (button.dataset.answer !== undefined) {
      const { blank } = button.dataset;
      let flag = button.dataset.answer;
      if (blank) {
        const typed = button.parentElement.querySelector("input.blank");
        if (!typed.value.trim()) { typed.focus(); return; }
        flag = flag.replace(new RegExp(blank + "$"), typed.value.trim());
      }
      Shiny.setInputValue("place_answer", { flag }, { priority: "event" });
      return;
    }
    const form = button.closest("[data-form]");
    const fields = {};
    if (form) for (const one of form.querySelectorAll("[data-field]")) fields[one.dataset.field] = one.value;
    Shiny.setInputValue("place_step", { step: button.dataset.step, fields }, { priority: "event" });
  });
  // Staff, sessions and money convert into one another while they are typed.
  document.addEventListener("input", (event) => {
    const { role } = event.target.dataset || {};
    const form = role && event.target.closest("[data-form]");
    if (!form) return;
    const of = (name) => form.querySelector(`[data-role=${name}]`);
    const value = (name) => Number(of(name).value) || 0;
    const put = (name, number) => { if (Number.isFinite(number)) of(name).value = Number(number.toPrecision(7)); };
    if (role === "staff" || role === "load") put("slots", Math.round(value("staff") * value("load")));
    if (role === "money" && value("cost")) put("slots", Math.round(value("money") / 52 / value("cost")));
    if ((role === "slots" || role === "money") && value("load")) put("staff", Math.round(10 * value("slots") / value("load")) / 10);
    if (role !== "money") put("money", Math.round(value("slots") * value("cost") * 52));
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "damage-file" || !event.target.files.length || event.target.files[0].size > 2e6) return;
    event.target.files[0].text().then((text) => { document.getElementById("f-damage-lines").value = text; });
  });

  // Maps and charts that can be asked, by pointer or by the arrow keys; the answer stands below them.
  const tipOf = (box) => box.parentElement.querySelector(".tip");
  const askMap = (box, mark) => {
    for (const one of box.querySelectorAll(".at")) one.classList.remove("at");
    if (!mark) return;
    mark.classList.add("at");
    tipOf(box).textContent = mark.dataset.tip;
  };
  const askChart = (box, at) => {
    const asked = JSON.parse(box.dataset.asked);
    const n = Math.max(0, Math.min(asked.weeks.length - 1, at));
    box.dataset.at = n;
    const x = asked.left + (asked.right - asked.left) * asked.weeks[n] / asked.weeks[asked.weeks.length - 1];
    const cursor = box.querySelector(".cursor");
    cursor.removeAttribute("hidden");
    cursor.setAttribute("transform", `translate(${x} 0)`);
    tipOf(box).textContent = asked.week.replace("{week}", asked.weeks[n]) + " " + asked.labels.map((label, i) => label + ": " + asked.rows[n][i]).join("; ");
  };
  document.addEventListener("pointermove", (event) => {
    const box = event.target.closest ? event.target.closest(".asked") : null;
    if (!box) return;
    if (box.classList.contains("map-box")) { if (event.target.matches(".place")) askMap(box, event.target); return; }
    const svg = box.querySelector("svg").getBoundingClientRect();
    const asked = JSON.parse(box.dataset.asked);
    const across = (event.clientX - svg.left) / svg.width * 720;
    const week = (across - asked.left) / (asked.right - asked.left) * asked.weeks[asked.weeks.length - 1];
    askChart(box, asked.weeks.reduce((best, one, i) => Math.abs(one - week) < Math.abs(asked.weeks[best] - week) ? i : best, 0));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches(".asked")) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (box.classList.contains("map-box")) {
      const marks = [...box.querySelectorAll(".place")];
      const here = marks.findIndex((one) => one.classList.contains("at"));
      askMap(box, marks[(here + step + marks.length) % marks.length]);
    } else askChart(box, box.dataset.at === undefined ? 0 : Number(box.dataset.at) + step);
  });
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("[data-path]")) return;
    const { path, kind, whole, never } = input.dataset;
    let value = kind === "choice" || kind === "text" ? input.value : Number(input.value);
    if (kind === "text" && !value.trim()) { input.value = input.defaultValue; return; }
    if (never && value >= Number(never)) value = "never";
    window.asked = performance.now();
    Shiny.setInputValue("moved", { path, value, whole: Boolean(whole) }, { priority: "event" });
  });

  // One page at a time, by the part of the address after #, so that the back button and bookmarks work.
  const go = (focus) => {
    const known = pages().map((page) => page.id);
    const wanted = "page-" + (location.hash.slice(1) || "situation");
    const part = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const around = part && part.closest("section.page");
    const shown = known.includes(wanted) ? wanted : around ? around.id : known[0];
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
    else { const part = document.getElementById(location.hash.slice(1)); if (part && part.closest("section.page")) { go(false); part.scrollIntoView(); } }
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
    Shiny.addCustomMessageHandler("busy", ({ busy, stale, cancelled }) => {
      document.documentElement.classList.toggle("stale", stale);
      document.documentElement.classList.toggle("cancelled", cancelled);
      document.getElementById("stale").hidden = !stale;
      document.getElementById("cancel").setAttribute("aria-disabled", busy ? "false" : "true");
    });
    Shiny.addCustomMessageHandler("put", ({ id, value }) => {
      const input = document.getElementById(id);
      if (input) { input.value = value; say(input); }
    });
  };
  if (window.Shiny) ready(); else document.addEventListener("DOMContentLoaded", ready);
})();
