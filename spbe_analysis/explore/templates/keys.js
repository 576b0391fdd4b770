// JupyterLab takes the keys pressed on a list, a box or a button for its own: arrows then move from cell to cell, and
// letters insert and delete cells. On our controls it is told to leave them, all but those with Ctrl, Alt or Cmd.
if (!window.spbeKeys) {
  window.spbeKeys = true;
  window.addEventListener("keydown", (event) => {
    const output = event.target.closest && event.target.closest(".jp-OutputArea-output");
    if (output && output.querySelector(".spbe-explore")) {
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey || event.altKey));
    }
  }, true);
}
