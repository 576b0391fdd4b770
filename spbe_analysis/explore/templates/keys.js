// JupyterLab takes the keys pressed on a list, a box or a button for its own: arrows then move from cell to cell, and
// letters insert and delete cells. On our controls it is told to leave them, all but those with Ctrl, Alt or Cmd.
// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y press our buttons, unless the reader is writing a text, which has an undo of its own.
if (!window.spbeKeys) {
  window.spbeKeys = true;
  const ours = (element) => {
    const output = element.closest && element.closest(".jp-OutputArea-output");
    return output && output.querySelector(".spbe-explore") ? output : null;
  };
  window.addEventListener("keydown", (event) => {
    if (!ours(event.target)) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !(command || event.altKey));
    const back = key === "z" && !event.shiftKey;
    if (!command || event.altKey || !(back || key === "z" || key === "y")) return;
    if (event.target.matches("textarea, input[type=text]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.target.matches("input[type=number]")) event.target.dispatchEvent(new Event("change", { bubbles: true }));
    document.querySelector(back ? ".spbe-undo" : ".spbe-redo").click();
  }, true);
  // What is no number at all never leaves the browser: the box goes back to its level, and its label says why.
  window.addEventListener("change", (event) => {
    const row = event.target.closest && event.target.closest(".spbe-stepper");
    if (!row) return;
    const label = row.querySelector("label");
    const wrong = event.target.validity.badInput || event.target.value === "";
    label.toggleAttribute("data-refused", wrong);
    if (!wrong) return;
    const told = event.target.closest(".spbe-steppers").querySelector("[data-no-number]");
    told.textContent = label.dataset.refused = told.dataset.noNumber;
  }, true);
  // A link to a PNG holds the figure as SVG; the browser draws it when the link is pressed.
  window.addEventListener("click", async (event) => {
    const link = event.target.closest && event.target.closest("a[download$='.png'][href^='data:image/svg']");
    if (!link) return;
    event.preventDefault();
    const image = new Image();
    image.src = link.href;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = document.createElement("a");
    [made.download, made.href] = [link.download, canvas.toDataURL("image/png")];
    made.click();
  }, true);
  // The state, or an address that holds it together with the key that this page itself was opened with.
  window.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("button[data-copy]");
    if (!button || !ours(button)) return;
    const { state } = document.querySelector("[data-state]").dataset;
    const command = button.parentElement.querySelector("code")?.textContent;
    const { token } = JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");
    const address = `${location.origin}${location.pathname}${token ? `?token=${encodeURIComponent(token)}` : ""}#state=${state}`;
    const text = { text: state, command, address }[button.dataset.copy];
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    button.nextElementSibling.textContent = done ? button.dataset.copied : button.dataset.not;
  }, true);
  // Parts are jumped to without touching the address, which holds the state. The focus goes along, its keys left alone.
  // What is drawn above a part moves it: it is brought back until it stands still or the reader does something.
  const goTo = (heading) => {
    heading.tabIndex = -1;
    heading.toggleAttribute("data-lm-suppress-shortcuts", true);
    heading.focus({ preventScroll: true });
    const until = performance.now() + 2000;
    let there = true;
    const leave = () => (there = false);
    for (const act of ["wheel", "keydown", "pointerdown", "touchstart", "focusin"]) {
      window.addEventListener(act, leave, { once: true });
    }
    const hold = () => {
      if (!there || performance.now() > until) return;
      heading.scrollIntoView({ block: "start" });
      requestAnimationFrame(hold);
    };
    hold();
  };
  const headings = () => [...document.querySelectorAll(".jp-Notebook .jp-MarkdownCell :is(h1, h2)")];
  // A heading of the notebook says "Indonesian / English"; the reader is told it in the page's language.
  const words = (heading) => {
    const [first, second] = (heading.dataset.told ??= heading.textContent.replace("¶", "")).split(" / ");
    const english = document.querySelector("[data-state]")?.closest("[lang]").lang === "en";
    return english && second ? `${first.match(/^[\d. ]*/)[0]}${second}` : first;
  };
  window.addEventListener("toggle", (event) => {
    if (!event.target.matches(".spbe-parts[open]")) return;
    event.target.querySelector("ul").replaceChildren(...headings().filter((one) => one.matches("h2")).map((heading) => {
      const [item, button] = ["li", "button"].map((name) => document.createElement(name));
      button.textContent = words(heading);
      button.onclick = () => ((event.target.open = false), goTo(heading));
      item.append(button);
      return item;
    }));
  }, true);
  // What the bar unfolds, or tells of what was copied, is there only as long as the reader is at it.
  for (const act of ["click", "focusin"]) {
    window.addEventListener(act, (event) => {
      if (!event.target.closest?.(".spbe-tools")) {
        for (const told of document.querySelectorAll(".spbe-tools [data-copy] + [role=status]")) told.textContent = "";
      }
      for (const open of document.querySelectorAll(".spbe-tools details[open]")) {
        const around = open.matches(".spbe-parts") ? open : open.closest(".spbe-tools");
        if (!around.contains(event.target)) open.open = false;
      }
    }, true);
  }
  window.addEventListener("click", (event) => {
    // Whoever saves a state wants to open it: how that is done elsewhere is shown with it.
    if (event.target.closest?.(".spbe-tools a[download]")) document.querySelector(".spbe-elsewhere").open = true;
  }, true);
  window.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.(".spbe-tools")?.querySelector("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  }, true);
  const bar = new ResizeObserver(([{ target }]) => {
    document.body.style.setProperty("--spbe-tools", `${target.closest(".jp-Cell").offsetHeight}px`);
  });
  let opened = "0";
  // An address is read only where the exploration is a page of its own. ipywidgets leaves a slider's handle without a name.
  new MutationObserver(() => {
    for (const button of document.querySelectorAll(".spbe-explore button[data-copy]")) {
      button.parentElement.hidden = button.dataset.copy === "address" && !document.getElementById("spbe-editor");
    }
    const tools = document.querySelector(".spbe-tools");
    for (const heading of tools && document.getElementById("spbe-editor") ? headings() : []) {
      const text = [...heading.childNodes].find((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());
      if (text && text.data !== words(heading)) text.data = words(heading);
    }
    if (tools) bar.observe(tools); // again and again is once
    const now = document.querySelector("[data-opened]")?.dataset.opened ?? "0";
    const levels = document.querySelector(".spbe-split")?.closest(".jp-Cell");
    if (now !== opened && levels) {
      opened = now;
      if (now !== "0") goTo(headings().findLast((heading) => heading.compareDocumentPosition(levels) & 4));
    }
    for (const handle of document.querySelectorAll(".spbe-weight .noUi-handle")) {
      const name = handle.closest(".spbe-weight").querySelector("label").textContent;
      if (handle.getAttribute("aria-label") !== name) handle.setAttribute("aria-label", name);
    }
  }).observe(document.body, { subtree: true, childList: true });
}
