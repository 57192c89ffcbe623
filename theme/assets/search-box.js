/* The search box in the header and the search page; brought in by search.js, which says what HTML they need.
 *
 * Made here: .hits > .hit > b (title), small (facts, .pill[data-state]), span (sentence), all with mark; .filters, .more. Text of
 * records only ever becomes text nodes.
 */
(() => {
  "use strict";
  const root = document.documentElement, shared = window.gkSearchUi;
  const site = new URL("../", shared.base).href, files = location.protocol === "file:";
  const LABELS = { kind: "类别", branch: "支部", year: "年度", state: "状态" }, KEYS = Object.keys(LABELS), PAGE = 10, BOX = 5;

  const make = (tag, className, text) => {
    return Object.assign(document.createElement(tag), { className: className || "", textContent: text || "" });
  };

  // In a promise, so that an engine that did not come is a failed search.
  const search = async (query, filters, limit) => window.gkSearchEngine.search(query, filters, limit);
  const address = url => site + url + (files ? "index.html" : "");
  const amount = answer => (answer.exact ? " " : "约 ") + answer.total + " 条结果";

  const parts = (tag, list) => {
    const node = make(tag);
    node.append(...list.map(part => part[1] ? make("mark", "", part[0]) : part[0]));
    return node;
  };

  /* As TONES in components.j2, which badges on pages have from the build. */
  const TONES = {
    bad: /^(overdue|returned|removed|cancelled|expired|broken)$/,
    warn: /^(due_soon|submitted|pending|behind|correcting|publicised)$/,
    good: /^(done|held|named|kept|upgraded|concluded|reported|current)$/,
    past: /^(ended|published|superseded|withdrawn)$/
  };
  const tone = state => {
    if (state[0] === "open") return state[1].startsWith("公示中") ? "now" : "";
    return Object.keys(TONES).find(name => TONES[name].test(state[0])) || "";
  };

  const pill = state => {
    const node = make("span", "pill", state[1]);
    Object.assign(node.dataset, { state: state[0], tone: tone(state) });
    if (state[2]) node.dataset.from = state[2];
    if (state[3]) node.dataset.until = state[3];
    return node;
  };

  /* A result: title, then kind, branch, date, number and state, then the sentence. */
  const result = (tag, hit) => {
    const doc = hit.doc, node = make(tag, "hit"), facts = make("small");
    [hit.kind, ...doc[1][0].slice(0, 2), doc[1][3], doc[1][2]].forEach(fact => { if (fact) facts.append(make("span", "", fact)); });
    if (hit.state) facts.append(pill(hit.state));
    node.append(parts("b", hit.title), facts, parts("span", hit.excerpt));
    node.dataset.record = doc[0][0] + "/" + doc[0][1];
    return node;
  };

  /* Calls back with each query when typing pauses; never while an input method is composing. */
  const listen = (input, run) => {
    let timer = 0, last = input.defaultValue;
    const soon = wait => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!shared.composing && input.value !== last) run(last = input.value);
      }, wait);
    };
    input.addEventListener("compositionend", () => soon(0));
    input.oninput = () => { if (!shared.composing) soon(120); };
    soon(0);
  };

  /* ---- the box in the header: a combobox with a list of the best results ---- */
  const box = (form, index) => {
    const input = form.querySelector("[name=q]"), list = make("div", "hits"), status = make("span", "off");
    const options = list.children, set = (node, values) => Object.keys(values).forEach(key => node.setAttribute(key, values[key]));
    let active = -1, turn = 0;
    list.id = "hits" + index;
    list.hidden = true;
    set(list, { role: "listbox", "aria-label": "搜索结果" });
    set(status, { role: "status" });
    form.append(list, status);
    set(input, { role: "combobox", "aria-expanded": false, "aria-controls": list.id, "aria-autocomplete": "list",
      "aria-haspopup": "listbox", autocomplete: "off" });

    const open = yes => {
      list.hidden = !yes;
      set(input, { "aria-expanded": yes });
    };
    const close = () => {
      open(false);
      select(-1);
    };
    const select = to => {
      if (options[active]) set(options[active], { "aria-selected": false });
      active = to;
      if (!options[to]) return input.removeAttribute("aria-activedescendant");
      set(options[to], { "aria-selected": true });
      options[to].scrollIntoView({ block: "nearest" });
      set(input, { "aria-activedescendant": options[to].id });
    };
    const option = (node, url) => {
      set(node, { id: list.id + "-" + options.length, role: "option", "aria-selected": false });
      node.dataset.url = url;
      list.append(node);
    };
    const show = (query, answer) => {
      list.textContent = "";
      select(-1);
      answer.hits.forEach(hit => option(result("div", hit), address(hit.doc[0][3])));
      option(make("div", "hit", answer.total > answer.hits.length ? "查看全部" + amount(answer) :
        answer.total ? "在搜索页查看" : "没有找到。到搜索页看看建议"), address("search/") + "?q=" + encodeURIComponent(query));
      status.textContent = answer.total ? amount(answer) : "没有找到";
      open(true);
    };
    listen(input, query => {
      const mine = ++turn;
      if (!query.trim()) return close();
      search(query, {}, BOX).then(answer => { if (mine === turn) show(query, answer); },
        () => { status.textContent = "搜索暂时不可用"; });
    });
    input.onkeydown = event => {
      const size = options.length + 1, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.keyCode === 229 || size < 2) return;
      if (step) {
        open(true);
        select((active + 1 + step + size) % size - 1);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) location.href = options[active].dataset.url;
      else if (event.key === "Escape" && !list.hidden) {
        turn++;
        close();
      } else return;
      event.preventDefault();
    };
    list.onmousedown = event => event.preventDefault();
    list.onclick = event => {
      const node = event.target.closest("[role=option]");
      if (node) location.href = node.dataset.url;
    };
    input.onblur = close;
  };

  /* ---- the page ---- */
  const page = node => {
    const form = node.querySelector("form"), input = form.querySelector("[name=q]"), help = node.querySelector("[data-gk-search-help]");
    const filters = make("div", "filters"), status = make("p"), results = make("ol"), more = make("button", "more", "更多结果");
    let state = {}, turn = 0, limit = PAGE;
    more.type = "button";
    more.hidden = filters.hidden = true;
    status.setAttribute("role", "status");
    [filters, status, results, more].forEach(part => node.insertBefore(part, help));

    const fromAddress = () => {
      const params = new URLSearchParams(location.search);
      state = {};
      KEYS.forEach(key => { if (params.get(key)) state[key] = params.get(key); });
      input.value = input.defaultValue = params.get("q") || "";
      limit = PAGE;
    };
    const toAddress = () => {
      const params = new URLSearchParams();
      if (input.value) params.set("q", input.value);
      KEYS.forEach(key => { if (state[key]) params.set(key, state[key]); });
      try { history.replaceState(null, "", location.pathname + (params.toString() && "?" + params)); } catch (e) { /* file: of some browsers */ }
    };
    const choices = facets => {
      const focus = document.activeElement.name;
      filters.textContent = "";
      KEYS.forEach(key => {
        const found = facets[key], chosen = state[key] || "";
        if (Object.keys(found).length < 2 && !chosen) return;
        if (chosen && !found[chosen]) found[chosen] = [chosen, 0];
        const label = make("label", "", LABELS[key]), select = make("select");
        select.name = key;
        select.append(new Option("全部", ""), ...Object.keys(found)
          .sort((a, b) => key === "year" ? b - a : found[b][1] - found[a][1])
          .map(value => new Option(found[value][0] + "（" + found[value][1] + "）", value)));
        select.value = chosen;
        label.append(select);
        filters.append(label);
        if (focus === key) select.focus();
      });
      filters.hidden = !filters.firstChild;
    };
    const show = answer => {
      const some = answer.hits.length;
      choices(answer.facets);
      results.textContent = "";
      answer.hits.forEach(hit => {
        const item = make("li"), link = result("a", hit);
        link.href = address(hit.doc[0][3]);
        item.append(link);
        results.append(item);
      });
      more.hidden = !some || answer.exact && answer.total <= some;
      help.hidden = some;
      status.textContent = some ? "找到" + amount(answer) : "没有找到“" + input.value.trim() + "”。";
    };
    const run = () => {
      const mine = ++turn, told = word => { root.dataset.search = word; };
      toAddress();
      if (!input.value.trim()) {
        results.textContent = status.textContent = "";
        more.hidden = filters.hidden = true;
        help.hidden = false;
        return told("idle");
      }
      told("working");
      search(input.value, state, limit).then(answer => {
        if (mine !== turn) return;
        show(answer);
        told("done");
      }).catch(() => {
        if (mine !== turn) return;
        status.textContent = "搜索暂时不可用，请从下面的栏目查找。";
        help.hidden = false;
        told("failed");
      });
    };
    function again() { limit = PAGE; run(); }
    fromAddress();
    listen(input, again);
    form.onsubmit = event => { event.preventDefault(); again(); };
    filters.onchange = event => { state[event.target.name] = event.target.value; again(); };
    more.onclick = () => { limit += PAGE; run(); };
    window.onpopstate = () => { fromAddress(); run(); };
    run();
  };

  document.querySelectorAll("[data-gk-search]").forEach(box);
  document.querySelectorAll("[data-gk-search-page]").forEach(page);
})();
