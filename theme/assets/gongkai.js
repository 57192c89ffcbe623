/* What pages do with scripts on. Every page is complete without; nothing here fetches anything. ES2017. */
(function () {
"use strict";
const root = document.documentElement, DAY = 864e5;
const all = (css, within) => Array.from((within || document).querySelectorAll(css));
const store = (key, value) => {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch (e) { /* storage may be switched off: then the choice lasts for this page */ }
  return null;
};

/* Before the first paint: the reader's own choice of theme and size. */
const theme = store("gk-theme"), size = store("gk-size");
if (theme) root.dataset.theme = theme;
if (size) root.dataset.size = size;

function switches() {
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const bind = (css, isOn, set) => all(css).forEach((button) => {
    const show = () => button.setAttribute("aria-pressed", isOn());
    button.onclick = () => { set(!isOn()); show(); };
    show();
  });
  bind("[data-theme-switch]", dark, (on) => store("gk-theme", (root.dataset.theme = on ? "dark" : "light")));
  bind("[data-size-switch]", () => root.dataset.size === "large", (on) => store("gk-size", (root.dataset.size = on ? "large" : "normal")));
  all("[data-tools]").forEach((tools) => { tools.hidden = false; });
}

/* Time-true badges: the words follow the reader's own day, whenever the site was built. */
const iso = (date) => new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
const TONES = { open: "now", ended: "past", due_soon: "warn", overdue: "bad" };
const PERIOD = { planned: "未开始", open: "公示中", ended: "已结束" };

/* A 公示期 lists its counted days in data-days; a deadline has data-warn. */
function period(data, today) {
  if (today < data.from) return ["planned", PERIOD.planned];
  if (today > data.until) return ["ended", PERIOD.ended];
  const left = data.days.split(" ").filter((day) => day >= today).length;
  return ["open", PERIOD.open, today === data.until ? "今天截止" : "剩" + left + "个工作日"];
}

function deadline(data, today) {
  const left = between(today, data.until);
  if (left < 0) return ["overdue", "逾期", -left + "天"];
  const soon = left <= Number(data.warn);
  return [soon ? "due_soon" : data.going, soon ? "临期" : data.word, left ? "剩" + left + "天" : "今天到期"];
}

/* A state that another follows by itself: "name label" of it stands in data-then. */
function follow(pill, data, today) {
  const row = pill.closest("[data-f-state]"), next = data.then.split(" ");
  if (today <= data.until) return;
  data.state = next[0];
  data.tone = "";
  pill.textContent = next[1];
  if (row) row.dataset.fState = next[1];
}

function badge(pill, today) {
  const data = pill.dataset, row = pill.closest("[data-f-state]");
  if (data.then) return follow(pill, data, today);
  if (!data.word) {
    const late = data.state === "due_soon" || data.state === "overdue";
    data.going = late ? "open" : data.state;
    data.word = late ? "整改中" : pill.textContent;
  }
  const now = data.from && data.state in PERIOD && (data.days || (data.state === "open" && !data.warn && today > data.until)) ? period(data, today)
    : data.warn && /^(open|active|in_progress|due_soon|overdue)$/.test(data.state) ? deadline(data, today) : null;
  if (!now) return;
  data.state = now[0];
  data.tone = (!data.warn || now[0] !== "open") && TONES[now[0]] || "";
  pill.textContent = now[1] + (now[2] ? (now[0] === "overdue" ? "" : " · ") + now[2] : "");
  if (row) row.dataset.fState = now[1];
}

function badges() {
  const now = new Date(), today = iso(now);
  all("[data-state][data-until]").forEach((pill) => badge(pill, today));
  all("[data-live]").forEach((list) => {
    const kept = Array.from(list.children).filter((item) => !(item.hidden = !item.querySelector("[data-state=" + list.dataset.live + "]")));
    all("[data-live-count=" + list.dataset.live + "]").forEach((count) => { count.textContent = kept.length; });
  });
  clearTimeout(badges.timer);
  badges.timer = setTimeout(badges, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 0, 1) - now);
}

/* Lists: the filter's state lives in the address, so a filtered list can be sent to someone. */
const query = new URLSearchParams(location.search);
function remember(name, value) {
  if (value) query.set(name, value); else query.delete(name);
  const text = query.toString();
  try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (e) { /* a page opened from a folder has no such address */ }
}

function filter(form) {
  const lists = form.dataset.filter.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  const rows = [].concat(...lists.map((list) => Array.from((list.tBodies ? list.tBodies[0] : list).children)));
  const fields = all("select, input", form), out = form.querySelector("output"), unit = out.textContent.replace(/.*\d\s*/, "");
  const fits = (row, field) => !field.value || (field.name === "has"
    ? row.textContent.toLowerCase().includes(field.value.trim().toLowerCase())
    : (row.getAttribute("data-f-" + field.name) || "").split(";").includes(field.value));
  const apply = () => {
    const shown = rows.filter((row) => !(row.hidden = !fields.every((field) => fits(row, field)))).length;
    out.textContent = (shown === rows.length ? "共 " + shown : shown + " / " + rows.length) + " " + unit + (shown ? "" : "，没有符合条件的，请放宽条件");
  };
  fields.forEach((field) => {
    if (query.has(field.name)) field.value = query.get(field.name);
    field.addEventListener("input", () => { remember(field.name, field.value); apply(); });
  });
  form.querySelector("button").onclick = () => { fields.forEach((field) => { field.value = ""; remember(field.name, ""); }); apply(); };
  form.hidden = false;
  apply();
}

const collator = typeof Intl === "object" ? new Intl.Collator("zh-CN", { numeric: true }) : { compare: (a, b) => (a < b ? -1 : 1) };
function sortable(head) {
  const table = head.closest("table"), column = head.cellIndex, number = head.dataset.sort === "num";
  const key = (row) => { const cell = row.cells[column]; return cell.dataset.key === undefined ? cell.textContent.trim() : cell.dataset.key; };
  const compare = number ? (a, b) => Number(a) - Number(b) : collator.compare;
  const sort = (down) => {
    const body = table.tBodies[0], keyed = Array.from(body.rows, (row) => [key(row), row]);
    const full = keyed.filter((pair) => pair[0] !== ""), blank = keyed.filter((pair) => pair[0] === "");
    full.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
    body.append(...full.concat(blank).map((pair) => pair[1]));
    all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  };
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.onclick = () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    sort(down);
    remember("sort", table.id + "." + column + (down ? ".down" : ""));
  };
  const wanted = (query.get("sort") || "").split(".");
  if (table.id && wanted[0] === table.id && Number(wanted[1]) === column) sort(wanted[2] === "down");
}

function tabs(nav) {
  const links = all("a[href^='#']", nav), parts = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (parts.indexOf(null) >= 0) return;
  const open = (chosen) => links.forEach((link, n) => {
    parts[n].hidden = n !== chosen;
    if (n === chosen) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  });
  const fromHash = () => {
    const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const found = aim ? parts.findIndex((part) => part.contains(aim)) : -1;
    if (found >= 0 || !fromHash.done) open(Math.max(found, 0));
    fromHash.done = true;
  };
  addEventListener("hashchange", fromHash);
  fromHash();
}

function quiz(form) {
  const button = form.querySelector("[type=submit]");
  button.hidden = false;
  form.onsubmit = (event) => {
    event.preventDefault();
    const sets = all("fieldset", form);
    const right = sets.filter((set) => {
      const answer = set.dataset.answer.split(" ");
      const wrong = all("input", set).filter((input) => {
        const should = answer.includes(input.value), label = input.parentNode;
        label.removeAttribute("data-mark");
        if (input.checked || should) label.dataset.mark = should ? "right" : "wrong";
        return input.checked !== should;
      });
      set.querySelector("details").open = true;
      return !wrong.length;
    });
    form.querySelector("output").textContent = "答对 " + right.length + " / " + sets.length + " 题";
  };
}

function gallery(box) {
  const links = all("a", box);
  if (typeof HTMLDialogElement === "undefined") return;
  const view = document.createElement("dialog");
  view.className = "viewer";
  view.setAttribute("aria-label", "看大图");
  view.innerHTML = "<img alt=''><p><button type='button'>上一张</button><span></span><button type='button'>下一张</button><button type='button' autofocus>关闭</button></p>";
  const image = view.querySelector("img"), words = view.querySelector("span"), buttons = all("button", view);
  let at = 0;
  const show = (n) => {
    at = (n + links.length) % links.length;
    image.src = links[at].href;
    image.alt = words.textContent = all("img", links[at])[0].alt;
  };
  links.forEach((link, n) => link.addEventListener("click", (event) => { event.preventDefault(); show(n); view.showModal(); }));
  buttons[0].onclick = () => show(at - 1);
  buttons[1].onclick = () => show(at + 1);
  buttons[2].onclick = () => view.close();
  buttons[0].hidden = buttons[1].hidden = links.length < 2;
  view.onkeydown = (event) => { if (event.key === "ArrowLeft") show(at - 1); if (event.key === "ArrowRight") show(at + 1); };
  document.body.append(view);
}

/* The intranet is plain http, where the clipboard interface does not exist. */
function copy(button) {
  const area = document.createElement("textarea"), words = button.textContent;
  area.value = location.href;
  document.body.append(area);
  area.select();
  button.textContent = document.execCommand("copy") ? "已复制" : "复制不了，请从地址栏复制";
  area.remove();
  button.focus();
  setTimeout(() => { button.textContent = words; }, 2500);
}

/* status.js carries what would otherwise change every page at every build. */
function status() {
  const made = window.gkStatus;
  if (made) all("[data-status]").forEach((place) => { place.textContent = "生成于 " + made.built_at.slice(0, 16).replace("T", " ") + (made.commit ? "　版本 " + made.commit.slice(0, 10) : ""); });
}

function buttons() {
  all("[data-copy]").forEach((button) => { button.hidden = false; button.onclick = () => copy(button); });
  all("[data-print]").forEach((button) => { button.hidden = false; button.onclick = () => print(); });
  all("[data-missing]").forEach((input) => {
    const last = location.pathname.split("/").filter(Boolean).pop() || "";
    try { input.value = decodeURIComponent(last).replace(/\.html?$/, "").replace(/-/g, " "); } catch (e) { input.value = ""; }
  });
}

/* Opened from a folder, an address that ends in "/" would list the folder. */
function folder() {
  const whole = (address) => address.replace(/\/(?=$|[?#])/, "/index.html");
  all("a[href]").forEach((link) => { if (link.protocol === "file:") link.href = whole(link.href); });
  all("form[action]").forEach((form) => { form.action = whole(form.action); });
}

document.addEventListener("DOMContentLoaded", () => {
  all(".tabs [aria-current], .subtabs [aria-current]").forEach((tab) => { tab.closest("ul").scrollLeft = tab.offsetLeft - 24; });
  switches();
  badges();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) badges(); });
  all("[data-filter]").forEach(filter);
  all("th[data-sort]").forEach(sortable);
  all("[data-tabs]").forEach(tabs);
  all("form[data-quiz]").forEach(quiz);
  all("[data-gallery]").forEach(gallery);
  buttons();
  status();
  if (location.protocol === "file:") folder();
});
})();
