// Copies a citation. Without this script the text stands there to be selected by hand.
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
