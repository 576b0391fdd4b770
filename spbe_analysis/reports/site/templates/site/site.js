// Search, filters and order of the table. Without this script the whole table stands there as it is.
(() => {
  "use strict";
  const NEEDED = 4, LONG = 7; // letters a word must have before one slip, or two, are forgiven
  const at = (id) => document.getElementById(id);
  const body = at("rows"), count = at("count"), clear = at("clear");
  const fields = { q: at("q"), kind: at("kind"), province: at("province"), made: at("made") };
  const KIND_WORDS = {
    provinsi: "provinsi propinsi prov pemprov pemda",
    kabupaten: "kabupaten kab pemkab pemda",
    kota: "kota pemkot pemda",
  };
  const heads = [...document.querySelectorAll("#table thead th")], FIRST = 6; // columns before the domains
  const parts = heads.slice(FIRST).map((head) => head.dataset.sort);
  const kindNames = Object.fromEntries([...fields.kind.options].map((o) => [o.value, plain(o.text)]));
  const known = new Set();
  const numbers = body.dataset.v.split(";").map((column) => column.split(","));
  const rows = [...body.rows].map((row, place) => {
    const name = row.cells[0].firstChild.textContent, kind = row.dataset.t;
    const [before, after, change, ...scores] = numbers.map((column) => (column[place] ? Number(column[place]) : NaN));
    const words = [name, row.dataset.k, KIND_WORDS[kind], kindNames[kind]].map((t) => plain(t || "")).join(" ").split(" ");
    words.forEach((word) => known.add(word));
    return {
      row, place, words: new Set(words), kind, province: row.dataset.p || "",
      made: row.querySelector("a:not([href^=provinces])") !== null,
      name, before, after, change, scores, // of every domain its change and its second score
      ...Object.fromEntries(parts.map((part, place) => [part, scores[2 * place]])),
    };
  });
  const elsewhere = document.querySelector(".other a"); // the same page in the other language
  const named = document.querySelector("#make span"), nobody = named.textContent;
  let sort = "name", down = false;

  function plain(text) {
    const letters = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/&/g, " dan ");
    return (letters.replace(/\b(\w)\.(?=\w)/g, "$1").match(/[a-z0-9]+/g) || []).join(" ");
  }

  // The words a typed word may stand for: those it begins or, when nothing is found so, those it begins most nearly.
  function meant(typed, near) {
    const begun = [...known].filter((word) => word.startsWith(typed));
    if (!near || typed.length < NEEDED) return begun;
    const slips = new Map([...known].map((word) => [word, Math.min(...[-1, 0, 1].map((more) => distance(typed, word.slice(0, typed.length + more))))]));
    const least = Math.min(...slips.values());
    if (least > (typed.length < LONG ? 1 : 2)) return begun;
    // A word that some name begins with may still be a slip of another: kalimantan timor.
    return [...known].filter((word) => slips.get(word) <= Math.max(least, 1));
  }

  function distance(a, b) {
    let above = [], row = [...Array(b.length + 1).keys()], before;
    for (let i = 1; i <= a.length; i++) {
      [before, above, row] = [above, row, [i]];
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return row[b.length];
  }

  function search(typed, near) {
    const sets = typed.map((word) => new Set(meant(word, near)));
    return (entry) => sets.every((set) => [...entry.words].some((word) => set.has(word)));
  }

  function show() {
    const typed = plain(fields.q.value).split(" ").filter(Boolean);
    const others = (e) =>
      (!fields.kind.value || e.kind === fields.kind.value) &&
      (!fields.province.value || e.province === fields.province.value) && (!fields.made.checked || e.made);
    let fits = search(typed, false), near = false;
    if (typed.length && !rows.some(fits)) [fits, near] = [search(typed, true), true];
    const shown = rows.filter((e) => fits(e) && others(e));
    rows.forEach((e) => { e.row.hidden = true; });
    shown.forEach((e) => { e.row.hidden = false; });
    const whole = (e) => typed.length > 0 && typed.every((word) => e.words.has(word));
    body.append(...[...rows].sort((a, b) => order(a, b, whole)).map((e) => e.row));
    const told = !shown.length ? "none" : near ? "near" : shown.length === rows.length ? "all" : "some";
    const number = (n) => n.toLocaleString(document.documentElement.lang);
    count.textContent = count.dataset[told].replace("{count}", number(shown.length)).replace("{of}", number(rows.length));
    clear.hidden = !(fields.q.value || fields.kind.value || fields.province.value || fields.made.checked);
    const wanted = typed.length ? shown.find((e) => !e.made) : undefined; // the command to make it has its name
    named.textContent = wanted ? wanted.name : nobody;
    remember();
  }

  function order(a, b, whole) {
    if (sort === "name") return whole(b) - whole(a) || (down ? b.place - a.place : a.place - b.place);
    const [x, y] = [a[sort], b[sort]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.place - b.place;
    return (down ? y - x : x - y) || a.place - b.place;
  }

  // The state lies in the address, so that a search can be sent on and is still there on the way back from a report.
  function remember() {
    const state = new URLSearchParams();
    for (const key of ["q", "kind", "province"]) if (fields[key].value) state.set(key, fields[key].value);
    if (fields.made.checked) state.set("made", "1");
    if (sort !== "name" || down) state.set("sort", (down ? "-" : "") + sort);
    const text = state.toString();
    if (elsewhere) elsewhere.hash = text;
    if (text !== location.hash.slice(1) && (text || /=|^#find$/.test(location.hash))) { // another place on the page stays
      try { history.replaceState(null, "", text ? "#" + text : location.pathname + location.search); } catch { /* kept on the page only */ }
    }
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const key of ["q", "kind", "province"]) fields[key].value = state.get(key) || "";
    for (const key of ["kind", "province"]) if (fields[key].selectedIndex < 0) fields[key].value = "";
    fields.made.checked = state.get("made") === "1";
    const wanted = state.get("sort") || "name", name = wanted.replace(/^-/, "");
    if (document.querySelector(`[data-sort="${CSS.escape(name)}"]`)) [sort, down] = [name, wanted.startsWith("-")];
    mark();
  }

  function mark() {
    for (const head of document.querySelectorAll("[data-sort]")) {
      if (head.dataset.sort === sort) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  const names = heads.map((head) => head.firstChild.textContent);
  const units = heads.map((head) => (head.querySelector("small") || { textContent: "" }).textContent);
  // What the table shows, in its order: heads, then rows of texts and numbers (NaN where there is none).
  function table() {
    const about = at("csv").dataset;
    const shown = [...body.rows].filter((row) => !row.hidden).map((row) => rows.find((one) => one.row === row));
    return [
      [names[0], about.kind, about.province, ...[2, 3, 4].map((place) => `${names[place]} [${units[place]}]`), names[5],
        ...names.slice(FIRST).flatMap((name) => [units[FIRST], about.score].map((unit) => `${name} [${unit}]`))],
      ...shown.map((e) => [e.name, e.kind, e.province, e.before, e.after, e.change, e.row.cells[5].textContent, ...e.scores]),
    ];
  }
  const notes = () => at("csv").dataset.notes.split("\n");
  // With a decimal point and the mark by which spreadsheets know UTF-8.
  function csv() {
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const safe = (text) => quoted(/^\s*[=+@-]/.test(text) ? `'${text}` : text);
    const written = (cell) => (typeof cell === "string" ? safe(cell) : Number.isNaN(cell) ? "" : String(cell));
    const lines = [...notes().map((note) => `# ${note}`), ...table().map((row) => row.map(written).join(","))];
    return "\ufeff" + lines.map((line) => line + "\r\n").join("");
  }
  // A workbook of two sheets, the table and what is to be known of it; numbers are numbers whatever the reader's marks.
  function workbook() {
    const SCHEMAS = "http://schemas.openxmlformats.org", HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
    const about = at("xlsx").dataset, kept = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const cell = (value) => typeof value === "string" ? `<c t="inlineStr"><is><t>${kept(value)}</t></is></c>`
      : Number.isNaN(value) ? "<c/>" : `<c><v>${value}</v></c>`;
    const sheet = (lines, wide, frozen) => `${HEAD}<worksheet xmlns="${SCHEMAS}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">${
      frozen ? '<pane ySplit="1" topLeftCell="A2" state="frozen"/>' : ""}</sheetView></sheetViews><cols><col min="1" max="1" width="${wide}" customWidth="1"/>${
      frozen ? '<col min="2" max="60" width="16" customWidth="1"/>' : ""}</cols><sheetData>${
      lines.map((line) => `<row>${line.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`;
    const sheets = [sheet(table(), 44, true), sheet(notes().map((note) => [note]), 120, false)];
    const links = (kind, targets) => `${HEAD}<Relationships xmlns="${SCHEMAS}/package/2006/relationships">${targets.map((target, place) =>
      `<Relationship Id="r${place + 1}" Type="${SCHEMAS}/officeDocument/2006/relationships/${kind}" Target="${target}"/>`).join("")}</Relationships>`;
    const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    const paths = sheets.map((_, place) => `worksheets/sheet${place + 1}.xml`);
    return zip({
      "[Content_Types].xml": `${HEAD}<Types xmlns="${SCHEMAS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}sheet.main+xml"/>${
        paths.map((path) => `<Override PartName="/xl/${path}" ContentType="${TYPE}worksheet+xml"/>`).join("")}</Types>`,
      "_rels/.rels": links("officeDocument", ["xl/workbook.xml"]),
      "xl/workbook.xml": `${HEAD}<workbook xmlns="${SCHEMAS}/spreadsheetml/2006/main" xmlns:r="${SCHEMAS}/officeDocument/2006/relationships"><sheets>${
        [about.table, about.notes].map((name, place) => `<sheet name="${kept(name)}" sheetId="${place + 1}" r:id="r${place + 1}"/>`).join("")}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": links("worksheet", paths),
      ...Object.fromEntries(paths.map((path, place) => [`xl/${path}`, sheets[place]])),
    });
  }
  // Files in one, stored as they are.
  function zip(files) {
    const little = (...words) => new Uint8Array(words.flatMap(([value, size]) => [...Array(size).keys()].map((i) => (value >>> (8 * i)) & 255)));
    const bits = [...Array(256).keys()].map((n) => { for (let i = 0; i < 8; i++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1; return n; });
    const crc = (data) => ~data.reduce((sum, byte) => (sum >>> 8) ^ bits[(sum ^ byte) & 255], -1);
    const text = new TextEncoder(), parts = [], index = [];
    let place = 0;
    for (const [name, content] of Object.entries(files)) {
      const [path, data] = [text.encode(name), text.encode(content)];
      // version, names in UTF-8, stored, midnight of 1 January 1980
      const about = [[20, 2], [0x800, 2], [0, 2], [0, 2], [33, 2], [crc(data), 4], [data.length, 4], [data.length, 4], [path.length, 2], [0, 2]];
      const head = little([0x04034b50, 4], ...about);
      parts.push(head, path, data);
      index.push(little([0x02014b50, 4], [20, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]), path);
      place += head.length + path.length + data.length;
    }
    const size = index.reduce((sum, part) => sum + part.length, 0), count = index.length / 2;
    return [...parts, ...index, little([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [place, 4], [0, 2])];
  }
  function keep(id, content, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(content, { type }));
    link.download = at(id).dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  at("csv").addEventListener("click", () => keep("csv", [csv()], "text/csv"));
  at("xlsx").addEventListener("click", () => keep("xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
  const seen = () => at("make").parentElement.scrollIntoView(); // with what is made by the command, right above the search
  function find(event) { // the way to the search ends in its box
    if (event) event.preventDefault();
    seen();
    fields.q.focus({ preventScroll: true });
  }

  for (const head of document.querySelectorAll("[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(head.firstChild); // its unit stays below
    head.prepend(button);
    button.addEventListener("click", () => {
      const name = head.dataset.sort;
      [sort, down] = [name, sort === name ? !down : name !== "name"];
      mark();
      show();
    });
  }
  fields.q.addEventListener("input", () => {
    show();
    const first = body.querySelector("tr:not([hidden])"); // is brought into view
    if (first && first.getBoundingClientRect().bottom > innerHeight) fields.q.parentElement.scrollIntoView();
  });
  for (const key of ["kind", "province", "made"]) fields[key].addEventListener("change", show);
  clear.addEventListener("click", () => {
    for (const key of ["q", "kind", "province"]) fields[key].value = "";
    fields.made.checked = false;
    show();
    fields.q.focus();
  });
  document.querySelector("a[href='#find']").addEventListener("click", find);
  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) return; // a place on the page
    recall();
    show();
    seen();
  });
  document.querySelector(".find").hidden = false;
  const asked = location.hash === "#find"; // the browser itself would move the focus to its heading
  recall();
  show();
  if (location.hash.includes("=")) seen();
  if (asked) find();
})();
