/* What pages do with scripts on. Every page is complete without; nothing here fetches anything. ES2017. */
(() => {
"use strict";
const root = document.documentElement;
const all = (css, within) => Array.from((within || document).querySelectorAll(css));
const store = (key, value) => {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch (e) { /* storage may be switched off: then the choice lasts for this page */ }
  return null;
};

/* Before the first paint: the reader's own choice of theme and size. */
Object.assign(root.dataset, {
  theme: store("gk-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  size: store("gk-size") || "normal"
});

const choice = (name, on, off) => {
  all("[data-" + name + "-switch]").forEach((button) => {
    const show = () => button.setAttribute("aria-pressed", root.dataset[name] === on);
    button.onclick = () => {
      store("gk-" + name, root.dataset[name] = root.dataset[name] === on ? off : on);
      show();
    };
    show();
  });
};

/* Time-true badges: the words follow the reader's own day, whenever the site was built. */
const iso = (date) => new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
const TONES = { open: "now", ended: "past", due_soon: "warn", overdue: "bad" };

/* A 公示期 lists its counted days in data-days; a deadline has data-warn. */
const period = (data, today) => {
  if (today < data.from) return ["planned", "未开始"];
  if (today > data.until) return ["ended", "已结束"];
  const left = data.days.split(" ").filter((day) => day >= today).length;
  return ["open", "公示中", today === data.until ? "今天截止" : "剩" + left + "个工作日"];
};

const deadline = (data, today) => {
  const left = Math.round((Date.parse(data.until) - Date.parse(today)) / 864e5);
  if (left < 0) return ["overdue", "逾期", -left + "天"];
  const soon = left <= data.warn;
  return [soon ? "due_soon" : data.going, soon ? "临期" : data.word, left ? "剩" + left + "天" : "今天到期"];
};

/* What a pill says on a day: state, word, days; null leaves it. A state that another follows has "name label" of it in data-then. */
const told = (pill, data, today) => {
  if (data.then) return today > data.until && data.then.split(" ");
  if (!data.word) {
    const late = /^(due_soon|overdue)$/.test(data.state);
    data.going = late ? "open" : data.state;
    data.word = late ? "整改中" : pill.textContent;
  }
  if (data.warn) return /^(open|active|in_progress|due_soon|overdue)$/.test(data.state) && deadline(data, today);
  return data.from && (data.days ? /^(planned|open|ended)$/.test(data.state) : data.state === "open" && today > data.until) && period(data, today);
};

const badge = (pill, today) => {
  const data = pill.dataset, row = pill.closest("[data-f-state]"), now = told(pill, data, today);
  if (!now) return;
  data.state = now[0];
  data.tone = (!data.warn || now[0] !== "open") && !data.then && TONES[now[0]] || "";
  pill.textContent = now[1] + (now[2] ? (now[0] === "overdue" ? "" : " · ") + now[2] : "");
  if (row) row.dataset.fState = now[1];
};

const badges = () => {
  const now = new Date(), today = iso(now);
  all("[data-state][data-until]").forEach((pill) => badge(pill, today));
  all("[data-live]").forEach((list) => {
    const kept = Array.from(list.children).filter((item) => !(item.hidden = !item.querySelector("[data-state=" + list.dataset.live + "]")));
    all("[data-live-count=" + list.dataset.live + "]").forEach((count) => { count.textContent = kept.length; });
  });
  clearTimeout(badges.timer);
  badges.timer = setTimeout(badges, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 0, 1) - now);
};

/* Lists: the filter's state lives in the address, so a filtered list can be sent to someone. */
const query = new URLSearchParams(location.search);
const remember = (name, value) => {
  if (value) query.set(name, value); else query.delete(name);
  const text = query.toString();
  try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (e) { /* a page opened from a folder has no such address */ }
};

/* Of a long table the screen shows the first rows; paper, and readers without scripts, have all. */
const shorten = (table, most = 100) => {
  const body = table.tBodies && table.tBodies[0];
  if (!body || body.rows.length <= 100) return;
  const fit = Array.from(body.rows).filter((row) => !row.hidden), more = table.more = table.more || document.createElement("button");
  fit.forEach((row, n) => row.toggleAttribute("data-later", n >= most));
  body.dataset.list = "on";
  more.textContent = "再看后面 " + (fit.length - most) + " 行";
  more.hidden = fit.length <= most;
  more.onclick = () => shorten(table, most * 4);
  table.parentNode.after(more);
};

const filter = (form) => {
  const lists = form.dataset.filter.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  const rows = [].concat(...lists.map((list) => Array.from((list.tBodies ? list.tBodies[0] : list).children)));
  const fields = all("select, input", form), out = form.querySelector("output"), [lead, unit] = out.textContent.split(/\d+/);
  const fits = (row, field) => !field.value || (field.name === "has"
    ? row.textContent.toLowerCase().includes(field.value.trim().toLowerCase())
    : (row.getAttribute("data-f-" + field.name) || "").split(";").includes(field.value));
  const apply = () => {
    const shown = rows.filter((row) => !(row.hidden = !fields.every((field) => fits(row, field)))).length;
    out.textContent = (shown === rows.length ? lead + shown : shown + " / " + rows.length) + unit + (shown ? "" : "，请放宽条件");
    lists.forEach((list) => shorten(list));
  };
  fields.forEach((field) => {
    if (query.has(field.name)) field.value = query.get(field.name);
    field.oninput = () => { remember(field.name, field.value); apply(); };
  });
  form.querySelector("button").onclick = () => { fields.forEach((field) => { field.value = ""; remember(field.name, ""); }); apply(); };
  form.hidden = false;
  apply();
};

const collator = new Intl.Collator("zh-CN", { numeric: true });
const sortable = (head) => {
  const table = head.closest("table"), column = head.cellIndex, number = head.dataset.sort === "num";
  const key = (row) => { const cell = row.cells[column]; return "key" in cell.dataset ? cell.dataset.key : cell.textContent.trim(); };
  const compare = number ? (a, b) => a - b : collator.compare;
  const sort = (down) => {
    const body = table.tBodies[0], keyed = Array.from(body.rows, (row) => [key(row), row]);
    keyed.sort(([a], [b]) => !a - !b || (down ? compare(b, a) : compare(a, b)));
    body.append(...keyed.map((pair) => pair[1]));
    shorten(table);
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
  if (table.id && wanted[0] === table.id && +wanted[1] === column) sort(wanted[2] === "down");
};

const tabs = (nav) => {
  const links = all("a[href^='#']", nav), parts = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (parts.includes(null)) return;
  const open = (chosen) => links.forEach((link, n) => {
    parts[n].hidden = n !== chosen;
    link.setAttribute("aria-current", n === chosen);
  });
  const fromHash = () => {
    const aim = document.getElementById(location.hash.slice(1)), found = parts.findIndex((part) => aim && part.contains(aim));
    if (found >= 0 || !fromHash.done) open(Math.max(found, 0));
    fromHash.done = true;
  };
  addEventListener("hashchange", fromHash);
  fromHash();
};

const quiz = (form) => {
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
};

const gallery = (box) => {
  const links = all("a", box);
  if (!window.HTMLDialogElement) return;
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
  links.forEach((link, n) => { link.onclick = (event) => { event.preventDefault(); show(n); view.showModal(); }; });
  buttons[0].onclick = () => show(at - 1);
  buttons[1].onclick = () => show(at + 1);
  buttons[2].onclick = () => view.close();
  buttons[0].hidden = buttons[1].hidden = links.length < 2;
  view.onkeydown = (event) => { if (event.key === "ArrowLeft") show(at - 1); if (event.key === "ArrowRight") show(at + 1); };
  document.body.append(view);
};

/* The intranet is plain http, where the clipboard interface does not exist. */
const copy = (button) => {
  const area = document.createElement("textarea"), words = button.textContent;
  area.value = location.href;
  document.body.append(area);
  area.select();
  button.textContent = document.execCommand("copy") ? "已复制" : "请从地址栏复制";
  area.remove();
  button.focus();
  setTimeout(() => { button.textContent = words; }, 2500);
};

/* status.js carries what would otherwise change every page at every build. */
const status = () => {
  const made = window.gkStatus;
  if (made) all("[data-status]").forEach((place) => { place.textContent = "生成于 " + made.built_at.slice(0, 16).replace("T", " ") + (made.commit ? "　版本 " + made.commit.slice(0, 10) : ""); });
};

const buttons = () => {
  const bind = (css, act) => all(css).forEach((button) => { button.hidden = false; button.onclick = () => act(button); });
  bind("[data-copy]", copy);
  bind("[data-print]", () => print());
  all("[data-missing]").forEach((input) => {
    const last = location.pathname.replace(/\/$/, "").split("/").pop().replace(/\.html?$/, "").replace(/-/g, " ");
    try { input.value = decodeURIComponent(last); } catch (e) { /* an address that is no text */ }
  });
};

/* Opened from a folder, an address that ends in "/" would list the folder. */
const folder = () => {
  const whole = (address) => address.replace(/\/(?=$|[?#])/, "/index.html");
  all("a[href]").forEach((link) => { if (link.protocol === "file:") link.href = whole(link.href); });
  all("form[action]").forEach((form) => { form.action = whole(form.action); });
};

document.addEventListener("DOMContentLoaded", () => {
  all(".tabs [aria-current], .subtabs [aria-current]").forEach((tab) => { tab.closest("ul").scrollLeft = tab.offsetLeft - 24; });
  choice("theme", "dark", "light");
  choice("size", "large", "normal");
  all("[data-tools]").forEach((tools) => { tools.hidden = false; });
  badges();
  document.onvisibilitychange = () => { if (!document.hidden) badges(); };
  all("[data-filter]").forEach(filter);
  all("table.list").forEach((list) => shorten(list));
  all("th[data-sort]").forEach(sortable);
  all("[data-tabs]").forEach(tabs);
  all("form[data-quiz]").forEach(quiz);
  all("[data-gallery]").forEach(gallery);
  buttons();
  status();
  if (location.protocol === "file:") folder();
});
})();
