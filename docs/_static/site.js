// A box that finds rows in the tables of a page, and labels of cells for narrow screens.
// Without it, the tables are whole, and scroll.
"use strict";

for (const table of document.querySelectorAll("table.docutils")) {
  const labels = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  if (labels.length < 3) continue;
  table.classList.add("labelled");
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, index) => {
      cell.dataset.label = labels[index];
    });
  }
}

const tables = [...document.querySelectorAll("table.filtered")];
if (tables.length > 0) addSearch(tables);

function addSearch(tables) {
  const rows = tables.flatMap((table) => {
    const section = table.closest("section");
    const heading = section.querySelector("h2")?.textContent ?? "";
    const before = section.matches("section section") ? heading : "";
    return [...table.querySelectorAll("tbody tr")].map((row) => ({
      row,
      text: `${before} ${row.textContent}`.toLowerCase(),
    }));
  });

  const label = document.createElement("label");
  label.className = "row-search";
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = "Find rows with all these words";
  const count = document.createElement("output");
  label.append(box, count);
  const first = tables[0].closest("section section") ?? tables[0].parentElement;
  first.before(label);

  function search() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      found += row.hidden ? 0 : 1;
    }
    count.textContent = words.length ? `${found} of ${rows.length} rows` : `${rows.length} rows`;
    for (const table of tables) {
      table.hidden = !table.querySelector("tbody tr:not([hidden])");
    }
    for (const section of document.querySelectorAll("section section")) {
      const heading = section.querySelector("h2")?.textContent.toLowerCase() ?? "";
      const named = words.every((word) => heading.includes(word));
      const shown = section.querySelector("tbody tr:not([hidden]), ol.sources");
      section.hidden = !shown && !named;
    }
  }
  box.addEventListener("input", search);
  search();
}
