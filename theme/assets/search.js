/* Search, the part that every page loads: brings in the rest when the box is used or the search page is open. What it expects in
 * the HTML, all of which works as plain links and forms without scripts:
 *
 *   <script src="{base}assets/search.js" defer></script>       everything else is loaded from this file's folder
 *   <form data-gk-search role="search" action="{base}search/"> <input name="q" type="search" aria-label="…"> <button>
 *   on /search/: <div data-gk-search-page> <form role="search"> <input name="q" …> <button> </form>
 *                <div data-gk-search-help> links to the lists of all kinds </div> </div>
 */
(() => {
  "use strict";
  // As delivered it is one file (tools/assets.py).
  const REST = ["search-engine.js", "search-box.js"];
  const BOX = "[data-gk-search]", root = document.documentElement, base = new URL("./", document.currentScript.src).href;
  const on = (type, act, capture) => document.addEventListener(type, act, capture);
  const shared = (window.gkSearchUi = { base });
  let asked = false;

  function put(tag, properties) {
    document.head.append(Object.assign(document.createElement(tag), properties));
  }

  // All at once: one after the other would be four waits until the first answer.
  function bring() {
    if (asked) return;
    asked = true;
    ["meta", "fold"].forEach(name => put("link", { rel: "preload", as: "script", href: base + "search/" + name + ".js" }));
    REST.forEach(name => put("script", { src: base + name, async: false, onerror() {
      asked = false;
      if (root.dataset.search === "working") root.dataset.search = "failed";
    } }));
  }

  // An input method may be at work before the rest has come.
  on("compositionstart", () => { shared.composing = true; }, true);
  on("compositionend", () => { shared.composing = false; }, true);
  on("focusin", event => { if (event.target.closest(BOX)) bring(); });
  on("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const input = document.querySelector("[data-gk-search-page] [name=q]") || document.querySelector(BOX + " [name=q]");
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  function begin() {
    const open = document.querySelector("[data-gk-search-page]");
    root.dataset.search = open && new URLSearchParams(location.search).get("q") ? "working" : "idle";
    if (open || document.activeElement.closest(BOX)) bring();
  }
  if (document.readyState === "loading") on("DOMContentLoaded", begin);
  else begin();
})();
