// Copies texts, puts long tables in order, and shows the way to the pages around where a report lies in its site.
// Without this script the texts and tables stand there as they are.
(() => {
  "use strict";
  const told = document.currentScript.dataset;
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
    if (table.tBodies[0].dataset.v) sortable(table);
  }

  // A click on a head orders the rows by its column, then the other way: numbers, which the body carries for its columns,
  // from the largest, texts from A with what they count in order. A mean stays last.
  function sortable(table) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    const numbers = body.dataset.v.split(";").map((column) => column.split(","));
    heads.forEach((head, place) => {
      const button = document.createElement("button"), figures = numbers[place].some(Boolean);
      const values = figures ? numbers[place] : rows.map((row) => text(row.cells[place]));
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort"), down = was ? was === "ascending" : figures;
        const order = (a, b) => (figures ? a - b : a.localeCompare(b, document.documentElement.lang, { numeric: true }));
        const known = (key) => !figures || key !== "";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const last = (one) => rows[one].classList.contains("mean");
        body.append(...[...rows.keys()].sort((a, b) => last(a) - last(b) || known(values[b]) - known(values[a])
          || (known(values[a]) ? (down ? -1 : 1) * order(values[a], values[b]) : 0) || a - b).map((one) => rows[one]));
      });
    });
  }

  function text(cell) { // without the small print below it
    return [...cell.childNodes].filter((node) => node.nodeName !== "SMALL").map((node) => node.textContent).join("").trim();
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
