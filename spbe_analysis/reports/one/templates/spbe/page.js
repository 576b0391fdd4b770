// Copies texts, puts long tables in order, and shows the way to the pages around where a report lies in its site.
// Without this script the texts and tables stand there as they are.
(() => {
  "use strict";
  const told = document.currentScript.dataset, LONG = 10; // rows that are seen at once
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const text = document.getElementById(button.dataset.copy), status = button.nextElementSibling;
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(text);
      status.textContent = done ? told.copied : told.not;
    });
  }

  for (const way of document.querySelectorAll("[data-place]")) {
    way.hidden = !decodeURIComponent(location.pathname).includes(`/${way.dataset.place}/`); // sent by itself it has none
  }

  for (const table of document.querySelectorAll("table:not([id])")) {
    if (table.tBodies[0].rows.length > LONG && table.tHead.querySelector(".n")) sortable(table);
  }

  // A click on a head orders the rows by its column: figures from the largest, names from A, then the other way. A mean stays last.
  function sortable(table) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const button = document.createElement("button"), values = rows.map((row) => value(row.cells[place]));
      const figures = values.every(({ number, text }) => number !== null || text === "\u2013" || !text);
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort"), down = was ? was === "ascending" : figures;
        const order = (a, b) => figures ? a.number - b.number : a.text.localeCompare(b.text);
        const known = ({ number }) => !figures || number !== null;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const last = (one) => rows[one].classList.contains("mean");
        body.append(...[...rows.keys()].sort((a, b) => last(a) - last(b) || known(values[b]) - known(values[a])
          || (known(values[a]) ? (down ? -1 : 1) * order(values[a], values[b]) : 0) || a - b).map((one) => rows[one]));
      });
    });
  }

  // Text of a cell, and the first figure in it as the page writes it: of the small print where a figure has some.
  function value(cell) {
    const from = cell.querySelector("small") || cell, parts = cell.tagName === "TH" ? [...cell.childNodes].slice(0, 1) : [...from.childNodes];
    const text = parts.filter((node) => node.className !== "l").map((node) => node.textContent).join("").trim();
    const written = /^[+\u2212-]?\d[\d.,]*/.exec(text), comma = document.documentElement.lang === "id";
    const plain = written && written[0].replace("\u2212", "-").replace(comma ? /\./g : /,/g, "").replace(",", ".");
    return { text, number: plain ? Number(plain) : null };
  }

  // From disk some browsers keep the clipboard closed: then the text is selected, and the older way is tried.
  async function copied(from) {
    try {
      await navigator.clipboard.writeText(from.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(from);
      return document.execCommand("copy");
    }
  }
})();
