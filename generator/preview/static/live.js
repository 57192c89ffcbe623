// Asks the preview server what is new: reloads the page, or shows over it what is wrong with the records.
(function () {
  "use strict";
  var version = -1;
  var box = null;
  var said = "";

  function line(parent, tag, text) {
    var made = document.createElement(tag);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  // For those who write in another program than VS Code: the file's name, to be pasted where it asks which to open.
  function copier(parent, file) {
    var button = line(parent, "button", "复制文件名");
    button.type = "button";
    button.style.cssText = "margin-left:8px;padding:2px 8px;font:inherit;color:#201c18;background:#fff;border:1px solid #8b847a";
    button.onclick = function () {
      navigator.clipboard.writeText(file).then(
        function () { button.textContent = "已复制"; },
        function () { window.prompt("文件名", file); });
    };
  }

  function show(state) {
    // The same findings come twice, from the saved file at once and from the whole check: what the reader points at stays.
    var now = JSON.stringify([state.errors, state.fault]);
    if (box && now === said) return;
    said = now;
    if (box) box.remove();
    box = null;
    if (!state.errors.length && !state.fault) return;
    box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.id = "gk-findings";
    box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;padding:16px 24px;" +
      "background:#fff8f0;color:#201c18;border-top:4px solid #9e1b1f;font:16px/1.7 sans-serif";
    line(box, "b", state.fault ? "生成网站时出错" : "有 " + state.errors.length + " 处错误，页面还是改错之前的样子");
    if (state.fault) line(box, "pre", state.fault);
    state.errors.forEach(function (error) {
      var item = line(box, "p", "");
      item.style.margin = "8px 0";
      var place = line(item, "a", error.path + ":" + error.line + ":" + error.column);
      place.href = "vscode://file/" + encodeURI(error.file) + ":" + error.line + ":" + error.column;
      place.title = "在 VS Code 里打开这一行";
      if (navigator.clipboard) copier(item, error.file);
      line(item, "span", "　" + error.message);
      if (error.excerpt) line(item, "pre", error.excerpt).style.margin = "2px 0";
      if (error.hint) line(item, "small", "→ " + error.hint);
    });
    document.body.appendChild(box);
  }

  function ask() {
    fetch("/__serve/state?version=" + version)
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        var wrong = state.errors.length || state.fault;
        if (version !== -1 && state.version !== version && !wrong) { location.reload(); return; }
        version = state.version;
        show(state);
        ask();
      })
      .catch(function () { setTimeout(ask, 1000); });
  }
  ask();
})();
