// The exploration as a page of its own in JupyterLab: it starts when the kernel is ready, hides the editor's bars, and
// keeps its state in the address. Written by hand: a plug-in needs no more than a name, `autoStart` and `activate`.
(() => {
  const NOTEBOOK = "notebooks/00_explore.ipynb";
  const BARS = ["jp-top-panel", "jp-menu-panel", "jp-main-statusbar"];
  const START = ["notebook:run-all-cells", "notebook:extend-marked-cells-top", "notebook:deselect-all"];

  const wanted = () => (/[#?&]state=([\w-]+)/.exec(location.hash || location.search) || [])[1];
  const asked = wanted(); // now: JupyterLab takes it off the address while it starts
  const shown = () => document.querySelector("[data-state]")?.dataset.state;

  function inside(widget, ids, found = []) {
    for (const child of widget.children()) {
      if (ids.includes(child.id)) found.push(child);
      else inside(child, ids, found);
    }
    return found;
  }

  async function notebook(app) {
    await app.restored;
    for (;;) {
      const panel = app.shell.currentWidget;
      if (panel?.context?.path === NOTEBOOK) return panel;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  function view(app, panel) {
    const bars = [...inside(app.shell, BARS), panel.toolbar];
    const button = document.createElement("button");
    const put = (plain) => {
      document.body.classList.toggle("spbe-app", plain);
      bars.forEach((bar) => bar.setHidden(plain));
      for (const side of ["left", "right"]) {
        if (app.shell.isSideTabBarVisible(side) === plain) app.shell.toggleSideTabBarVisibility(side);
      }
      button.textContent = plain ? "Penyunting / Editor" : "Halaman saja / Page only";
    };
    button.id = "spbe-editor";
    button.onclick = () => put(!document.body.classList.contains("spbe-app"));
    document.body.append(button);
    put(true);
  }

  async function run(app, panel) {
    await panel.context.ready;
    await panel.sessionContext.ready;
    const { kernel } = panel.sessionContext.session;
    await kernel.info;
    const open = async (text) => {
      // Another window may have run the notebook in the same kernel since: what is told is this window's own page.
      const [, number] = /\bspbe-page-(\d+)/.exec(document.querySelector(".spbe-tools")?.className) || [, -1];
      await kernel.requestExecute({ code: `explore.live().made[${number}].open("${text}")`, store_history: false }).done;
      document.querySelector(".spbe-explore [role=alert]")?.scrollIntoView({ block: "center" }); // what could not be opened
    };
    // One window after another: cells of two that run at once in one kernel would show one page in both.
    const alone = (work) => (navigator.locks ? navigator.locks.request("spbe-explore", work) : work());
    await alone(async () => {
      for (const command of START) await app.commands.execute(command);
      if (asked) await open(asked);
    });
    const keep = () => {
      const state = shown();
      if (state && state !== wanted()) history.replaceState(null, "", `${location.pathname}#state=${state}`);
    };
    new MutationObserver(keep).observe(document.body, { subtree: true, childList: true });
    keep();
    window.addEventListener("hashchange", () => wanted() && wanted() !== shown() && open(wanted()));
  }

  const plugin = {
    id: "spbe-explore:page",
    autoStart: true,
    activate: (app) => {
      notebook(app).then((panel) => (view(app, panel), run(app, panel))); // JupyterLab itself waits for `activate`
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["spbe-explore"] = { init: () => {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
