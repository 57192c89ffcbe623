// The editor's own part of the page: findings at the fields, preview, commit, two people's edits.
(function () {
  "use strict";
  const gk = window.gk;
  const CMS = window.CMS;
  const byId = (id) => document.getElementById(id);
  const bar = byId("gk-bar");
  const panel = byId("gk-panel");
  const body = byId("gk-panel-body");
  const marks = document.head.appendChild(document.createElement("style"));
  const FINDINGS = "检查结果";
  let findings = [];
  let listing = false;

  // The letters of an input method are not the field's text yet: were Decap told of each, it would draw the field anew
  // under the hand that types, and on a slow machine leave some of them behind.
  const isTyped = (node) => node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement;
  window.addEventListener("input", (event) => event.isComposing && isTyped(event.target) && event.stopPropagation(), true);
  window.addEventListener(
    "compositionend",
    (event) => isTyped(event.target) && event.target.dispatchEvent(new Event("input", { bubbles: true })),
    true,
  );

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function open(title, children) {
    listing = title === FINDINGS;
    byId("gk-panel-title").textContent = title;
    body.replaceChildren(...children);
    panel.hidden = false;
  }

  // Findings stand in the panel and, as a line under its name, at the field itself.
  function cssText(text) {
    return '"' + text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ") + '"';
  }

  function show(found, force) {
    findings = found;
    const errors = found.filter((one) => one.severity === "error").length;
    const button = byId("gk-findings");
    button.textContent = errors ? errors + " 处错误" : found.length ? found.length + " 处提醒" : "没有错误";
    button.dataset.state = errors ? "error" : found.length ? "reminder" : "clean";
    const byKey = {};
    found.forEach((one) => one.key && (byKey[one.key] = byKey[one.key] || []).push(one));
    marks.textContent = Object.keys(byKey)
      .map((key) => {
        const wrong = byKey[key].some((one) => one.severity === "error");
        const said = byKey[key].map((one) => (one.severity === "error" ? "✕ " : "！ ") + one.message).join(" ");
        const label = "label[for^=" + cssText(key + "-field-") + "]";
        return label + "{--gk-said:" + cssText(said) + ";--gk-colour:" + (wrong ? "#9e1b1f" : "#8a5a00") + "}" + label + "::after{content:var(--gk-said);color:var(--gk-colour)}";
      })
      .join("\n");
    if (force || (listing && !panel.hidden)) list();
  }

  function list() {
    if (!findings.length) return open(FINDINGS, [element("p", "没有错误，也没有提醒。")]);
    const first = findings.filter((one) => one.severity === "error");
    const items = first.concat(findings.filter((one) => one.severity !== "error")).map((one) => {
      const item = element("button", "", "gk-finding");
      item.type = "button";
      item.dataset.severity = one.severity;
      item.append(element("b", one.severity === "error" ? "错误" : "提醒"), element("span", one.key || one.field ? "〔" + (one.key || one.field) + "〕" : ""), element("span", one.message), element("small", one.hint));
      item.addEventListener("click", () => go(one.key));
      return item;
    });
    open(FINDINGS, items);
  }

  function go(key) {
    const label = Array.from(document.querySelectorAll("label[for]")).find((one) => one.htmlFor.indexOf(key + "-field-") === 0);
    if (!label) return;
    label.scrollIntoView({ block: "center" });
    const control = byId(label.htmlFor);
    if (control) control.focus({ preventScroll: true });
  }

  // What another person changed meanwhile.
  function conflict(path, told) {
    const rows = told.fields.map((one) => {
      const row = element("section", "", one.both ? "gk-both" : "");
      row.append(element("h3", "〔" + one.field + "〕" + (one.both ? "双方都改了" : "")), element("p", "文件里现在是：" + one.theirs), element("p", "您的表单里是：" + one.mine));
      return row;
    });
    const mine = element("button", "保留对方的其他修改，我改过的地方以我为准，再保存", "gk-wide");
    const theirs = element("button", "放弃我的修改，重新读取文件", "gk-wide");
    mine.addEventListener("click", () => {
      gk.merge[path] = told.revision;
      panel.hidden = true;
      tell("再按一次“保存”，就会合并写入。保存后请刷新页面核对。");
    });
    theirs.addEventListener("click", () => location.reload());
    open("两个人改了同一条记录", [element("p", "对方先保存了。两边的内容都还在，没有覆盖。"), ...rows, mine, theirs]);
  }

  function tell(text, wrong) {
    const note = element("p", text, "gk-toast" + (wrong ? " gk-wrong" : ""));
    note.setAttribute("role", "status");
    document.body.append(note);
    setTimeout(() => note.remove(), 12000);
  }

  gk.answered = function (asked, status, answer) {
    if (asked.action === "getEntry" && answer && answer.findings) show(answer.findings);
    if (asked.action === "getEntry" && status === 422) unreadable(answer.error);
    if ((asked.action === "deleteFiles" || asked.action === "deleteFile") && status !== 200) tell(answer.error || "没有删去。", true);
    if (asked.action !== "persistEntry") return;
    const path = ((asked.params.dataFiles || [])[0] || {}).path;
    if (status === 200) {
      delete gk.merge[path];
      show(answer.findings, answer.findings.length > 0);
      status_();
      if (gk.channel) gk.channel.postMessage("saved");
    } else if (answer.conflict) conflict(path, answer.conflict);
    else if (answer.findings) show(answer.findings, true);
    else tell(answer.error || "没有保存。", true);
  };

  // Decap shows a bare page without a way back.
  function unreadable(message) {
    const back = element("button", "回到清单", "gk-wide");
    back.addEventListener("click", () => {
      panel.hidden = true;
      location.hash = location.hash.replace(/\/entries\/.*/, "");
    });
    open("这条记录打不开", [element("p", message), back]);
  }

  gk.unreachable = () => tell("编辑器的程序没有回答，可能已经关闭。表单里的内容还在，请不要关闭这个页面，重新运行 gongkai edit 后再保存。", true);

  // The form as it stands, looked at while one types.
  function current() {
    const entry = gk.form && gk.form.getEntry && gk.form.getEntry();
    return entry && entry.get && entry.get("data") ? entry : null;
  }

  const uploads = new Map();
  async function upload(file) {
    const key = file.get("url") || file.get("path");
    if (!uploads.has(key)) {
      const blob = file.get("file");
      const url = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(blob);
      });
      uploads.set(key, (await gk.ask("gk.upload", { content: url.slice(url.indexOf(",") + 1) })).id);
    }
    return { name: file.get("name"), id: uploads.get(key) };
  }

  async function draft(entry) {
    const media = entry.get("mediaFiles") ? entry.get("mediaFiles").toArray() : [];
    const fresh = media.filter((file) => file.get("draft") && file.get("file"));
    return {
      kind: entry.get("collection"),
      slug: entry.get("newRecord") ? "" : entry.get("slug"),
      data: entry.get("data").toJS(),
      assets: await Promise.all(fresh.map(upload)),
    };
  }

  // Decap hides saving in a menu; one button and Ctrl+S open it and choose.
  function save() {
    const toolbar = Array.from(document.querySelectorAll('[role="button"][aria-haspopup]')).find((one) => one.textContent.indexOf(gk.words.publish) === 0);
    if (!toolbar) return tell("没有要保存的修改。");
    // Afterwards: the menu takes the click on our own button for one beside it, and closes.
    setTimeout(() => {
      toolbar.click();
      setTimeout(() => {
        const item = Array.from(document.querySelectorAll('[role="menuitem"]')).find((one) => one.textContent.trim() === gk.words.publishNow);
        if (item) item.click();
      }, 50);
    }, 50);
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    save();
  });

  let last = null;
  let since = 0;
  let busy = false;
  async function watch() {
    const entry = current();
    const inEditor = !!entry && /#\/collections\/[^/]+\/(entries|new)/.test(location.hash);
    byId("gk-preview").hidden = byId("gk-save").hidden = byId("gk-findings").hidden = !inEditor;
    if (!inEditor) {
      last = null;
      marks.textContent = "";
      return;
    }
    const data = entry.get("data");
    if (data !== last) {
      last = data;
      since = Date.now();
    } else if (since && !busy && Date.now() - since > 500) {
      since = 0;
      busy = true;
      try {
        const asked = await draft(entry);
        if (!asked.slug && Object.keys(asked.data).filter((key) => asked.data[key] && key[0] !== "_").length < 2) return;
        show((await gk.ask("gk.check", asked)).findings);
        if (gk.previewing) await gk.ask("gk.preview", asked).then(() => gk.channel && gk.channel.postMessage("changed"));
      } catch (error) {
        if (error.status === 404) tell(error.message, true);
      } finally {
        busy = false;
      }
    }
  }

  byId("gk-save").addEventListener("click", save);
  byId("gk-findings").addEventListener("click", list);
  byId("gk-panel-close").addEventListener("click", () => (panel.hidden = true));

  byId("gk-preview").addEventListener("click", async () => {
    const entry = current();
    const tab = window.open("preview.html", "gk-preview");
    try {
      const made = await gk.ask("gk.preview", await draft(entry));
      localStorage.setItem("gk-preview", made.url);
      tab.location.href = "preview.html#" + encodeURIComponent(made.url);
      gk.previewing = true;
    } catch (error) {
      if (tab) tab.close();
      tell(error.message, true);
    }
  });

  byId("gk-commit").addEventListener("click", async () => {
    const button = byId("gk-commit");
    button.disabled = true;
    try {
      const done = await gk.ask("gk.commit");
      open(done.ok ? "已提交" : "已存在本机，还没有送出", [element("p", done.message)]);
    } catch (error) {
      open("没有提交", [element("p", error.message), ...((error.body && error.body.findings) || []).map((one) => element("p", one.path + "：" + one.message))]);
    }
    button.disabled = false;
    status_();
  });

  async function status_() {
    try {
      const now = await gk.ask("gk.status");
      byId("gk-commit").textContent = now.changed ? "提交（" + now.changed + "）" : "提交";
    } catch (error) {
      /* The next save asks again. */
    }
  }

  // A new record's id is made from its title by the server, which knows pinyin and what is taken.
  CMS.registerEventListener({
    name: "preSave",
    handler: async ({ entry }) => {
      const data = entry.get("data");
      if (!entry.get("newRecord")) return data;
      const title = data.get("标题") || data.get("名称") || "";
      const made = await gk.ask("gk.slug", { kind: entry.get("collection"), title: title });
      return data.set("_slug", made.slug).delete("_rev");
    },
  });

  async function start() {
    try {
      const config = await gk.ask("gk.config");
      CMS.init({ config: config });
      bar.hidden = false;
      gk.channel = "BroadcastChannel" in window ? new BroadcastChannel("gongkai") : null;
      setInterval(watch, 300);
      status_();
    } catch (error) {
      byId("nc-root").append(element("p", error.message, "gk-fatal"));
    }
  }
  start();
})();
