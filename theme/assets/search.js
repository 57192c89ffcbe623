/* Search, the part that every page loads: brings in the rest (search-engine.js, search-box.js, search.css) when the box is used or
 * the search page is open. What it expects in the HTML, all of which works as plain links and forms without scripts:
 *
 *   <script src="{base}assets/search.js" defer></script>       everything else is loaded from this file's folder
 *   <form data-gk-search role="search" action="{base}search/"> <input name="q" type="search" aria-label="…"> <button>
 *   on /search/: <div data-gk-search-page> <form role="search"> <input name="q" …> <button> </form>
 *                <div data-gk-search-help> links to the lists of all kinds </div> </div>
 */
(() => {
  "use strict";
  var root = document.documentElement, base = new URL("./", document.currentScript.src).href, asked = false;
  var shared = (window.gkSearchUi = { base, composing: false });

  function put(tag, properties) {
    document.head.appendChild(Object.assign(document.createElement(tag), properties));
  }

  // All at once: one after the other would be four waits until the first answer.
  function bring() {
    if (asked) return;
    asked = true;
    put("link", { rel: "stylesheet", href: base + "search.css" });
    ["meta", "fold"].forEach(name => { put("link", { rel: "preload", as: "script", href: base + "search/" + name + ".js" }); });
    ["engine", "box"].forEach(name => {
      put("script", { src: base + "search-" + name + ".js", async: false, onerror: function () {
        asked = false;
        if (root.dataset.search === "working") root.dataset.search = "failed";
      } });
    });
  }

  // An input method may be at work before the rest has come.
  ["compositionstart", "compositionend"].forEach(type => {
    document.addEventListener(type, () => { shared.composing = type === "compositionstart"; }, true);
  });
  document.addEventListener("focusin", event => {
    if (event.target.closest && event.target.closest("[data-gk-search]")) bring();
  });
  // A folder of files has no index pages, which the form's own address counts on.
  document.addEventListener("submit", event => {
    if (location.protocol !== "file:" || !event.target.matches("[data-gk-search]")) return;
    event.preventDefault();
    location.href = base + "../search/index.html?q=" + encodeURIComponent(event.target.elements.q.value);
  });
  document.addEventListener("keydown", event => {
    var at = event.target;
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable) return;
    var input = document.querySelector("[data-gk-search-page] [name=q]") || document.querySelector("[data-gk-search] [name=q]");
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  function begin() {
    var open = document.querySelector("[data-gk-search-page]"), active = document.activeElement;
    root.dataset.search = open && new URLSearchParams(location.search).get("q") ? "working" : "idle";
    if (open || (active && active.closest("[data-gk-search]"))) bring();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
