/* A box above each table of parameters that shows the rows in which all typed words occur. */
document.addEventListener("DOMContentLoaded", () => {
  for (const holder of document.querySelectorAll(".searchable")) {
    const rows = [...holder.querySelectorAll("tbody tr")];
    const box = document.createElement("input");
    const count = document.createElement("p");
    box.type = "search";
    box.placeholder = "Filter: a word of the name, the meaning, the grade or the source";
    box.setAttribute("aria-label", "Filter the rows of the table");
    count.setAttribute("role", "status");
    const show = () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = `${shown} of ${rows.length} rows`;
    };
    box.addEventListener("input", show);
    holder.prepend(box, count);
    show();
  }
});
