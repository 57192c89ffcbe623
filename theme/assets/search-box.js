/* The search box in the header and the search page; brought in by search.js, which says what HTML they need.
 *
 * Made here: .gk-search__list > .gk-search__option, .gk-search__title, .gk-search__facts, .gk-search__excerpt, mark,
 * .gk-search__state[data-state], .gk-search__filters, .gk-search__results, .gk-search__status, .gk-search__more.
 * Text of records only ever becomes text nodes.
 */
(() => {
  "use strict";
  var root = document.documentElement, shared = window.gkSearchUi;
  var site = new URL("../", shared.base).href, files = location.protocol === "file:";
  var LABELS = { kind: "类别", branch: "支部", year: "年度", state: "状态" }, PAGE = 10, BOX = 6;

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  // In a promise, so that an engine that did not come is a failed search.
  function search(query, filters, limit) {
    return Promise.resolve().then(() => window.gkSearchEngine.search(query, filters, limit));
  }

  function address(url) { return site + url + (files ? "index.html" : ""); }

  function parts(node, list) {
    list.forEach(part => { node.appendChild(part[1] ? make("mark", "", part[0]) : document.createTextNode(part[0])); });
    return node;
  }

  /* As TONES in components.j2, which badges on pages have from the build. */
  var TONES = {
    bad: /^(overdue|returned|removed|cancelled|expired|broken)$/,
    warn: /^(due_soon|submitted|pending|behind|correcting|publicised)$/,
    good: /^(done|held|named|kept|upgraded|concluded|reported|current)$/,
    past: /^(ended|published|superseded|withdrawn)$/
  };
  function tone(state) {
    if (state[0] === "open") return state[1].indexOf("公示中") === 0 ? "now" : "";
    return Object.keys(TONES).filter(name => TONES[name].test(state[0]))[0] || "";
  }

  /* What stands in a result: title, then kind, branch, date, number and state, then the sentence. */
  function describe(node, hit) {
    var doc = hit.doc, facts = make("span", "gk-search__facts");
    node.appendChild(parts(make("span", "gk-search__title"), hit.title));
    [hit.kind].concat(doc[1][0].slice(0, 2), doc[1][3], doc[1][2]).forEach(fact => {
      if (fact) facts.appendChild(make("span", "", fact));
    });
    if (hit.state) {
      var state = make("span", "pill gk-search__state", hit.state[1]);
      state.dataset.state = hit.state[0];
      state.dataset.tone = tone(hit.state);
      if (hit.state[2]) state.dataset.from = hit.state[2];
      if (hit.state[3]) state.dataset.until = hit.state[3];
      facts.appendChild(state);
    }
    node.appendChild(facts);
    node.appendChild(parts(make("span", "gk-search__excerpt"), hit.excerpt));
    return node;
  }

  /* Calls back with each query when typing pauses; never while an input method is composing. */
  function listen(input, run) {
    var timer = 0, last = input.defaultValue;
    function soon(wait) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (shared.composing || input.value === last) return;
        last = input.value;
        run(last);
      }, wait);
    }
    input.addEventListener("compositionend", () => { soon(0); });
    input.addEventListener("input", event => { if (!shared.composing && !event.isComposing) soon(120); });
    soon(0);
  }

  /* ---- the box in the header: a combobox with a list of the best results ---- */
  function box(form, index) {
    var input = form.querySelector("[name=q]"), list = make("div", "gk-search__list"), status = make("span", "gk-search__status");
    var active = -1, turn = 0;
    list.id = "gk-search-list-" + index;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "搜索结果");
    list.hidden = true;
    status.setAttribute("role", "status");
    form.appendChild(list);
    form.appendChild(status);
    var attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
      "aria-haspopup": "listbox", autocomplete: "off" };
    Object.keys(attributes).forEach(key => { input.setAttribute(key, attributes[key]); });

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      select(-1);
    }
    function select(to) {
      var options = list.children;
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = to;
      if (!options[to]) return input.removeAttribute("aria-activedescendant");
      options[to].setAttribute("aria-selected", "true");
      options[to].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[to].id);
    }
    function option(node, url) {
      node.id = list.id + "-" + list.children.length;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.dataset.url = url;
      list.appendChild(node);
    }
    function all(query) { return address("search/") + "?q=" + encodeURIComponent(query); }
    function show(query, answer) {
      list.textContent = "";
      select(-1);
      answer.hits.forEach(hit => {
        var node = describe(make("div", "gk-search__option"), hit);
        node.dataset.record = hit.doc[0][0] + "/" + hit.doc[0][1];
        option(node, address(hit.doc[0][3]));
      });
      var many = answer.total > answer.hits.length;
      option(make("div", "gk-search__option gk-search__all", many ? "查看全部" + amount(answer) + "条结果" :
        answer.total ? "在搜索页查看" : "没有找到。到搜索页看看建议"), all(query));
      status.textContent = answer.total ? amount(answer) + "条结果" : "没有找到";
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }
    listen(input, query => {
      var mine = ++turn;
      if (!query.trim()) return close();
      search(query, {}, BOX).then(answer => { if (mine === turn) show(query, answer); }, () => {
        status.textContent = "搜索暂时不可用";
      });
    });
    input.addEventListener("keydown", event => {
      var size = list.children.length, step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.isComposing || event.keyCode === 229) return;
      if (step && size) {
        event.preventDefault();
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
        select(active < 0 && step < 0 ? size - 1 : (active + step + size + 1) % (size + 1) === size ? -1 : (active + step + size + 1) % (size + 1));
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        location.href = list.children[active].dataset.url;
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        turn++;
        close();
      }
    });
    list.addEventListener("mousedown", event => { event.preventDefault(); });
    list.addEventListener("click", event => {
      var node = event.target.closest("[role=option]");
      if (node) location.href = node.dataset.url;
    });
    input.addEventListener("blur", close);
  }

  function amount(answer) { return (answer.exact ? " " : "约 ") + answer.total + " "; }

  /* ---- the page ---- */
  function page(node) {
    var form = node.querySelector("form"), input = form.querySelector("[name=q]"), turn = 0, limit = PAGE;
    var filters = make("div", "gk-search__filters"), status = make("p", "gk-search__status"), results = make("ol", "gk-search__results");
    var more = make("button", "gk-search__more", "更多结果"), help = node.querySelector("[data-gk-search-help]"), state = {};
    more.type = "button";
    more.hidden = true;
    status.setAttribute("role", "status");
    [filters, status, results, more].forEach(part => { node.insertBefore(part, help); });

    function fromAddress() {
      var params = new URLSearchParams(location.search);
      state = {};
      Object.keys(LABELS).forEach(key => { if (params.get(key)) state[key] = params.get(key); });
      input.value = input.defaultValue = params.get("q") || "";
      limit = PAGE;
    }
    function toAddress() {
      var params = new URLSearchParams();
      if (input.value) params.set("q", input.value);
      Object.keys(state).forEach(key => { if (state[key]) params.set(key, state[key]); });
      try { history.replaceState(null, "", location.pathname + (params.toString() ? "?" + params : "")); } catch (e) { /* file: of some browsers */ }
    }
    function choices(facets) {
      var focus = document.activeElement && document.activeElement.name;
      filters.textContent = "";
      Object.keys(LABELS).forEach(key => {
        var values = Object.keys(facets[key]);
        if (values.length < 2 && !state[key]) return;
        var label = make("label", "", LABELS[key]), select = make("select");
        select.name = key;
        select.appendChild(new Option("全部", ""));
        if (state[key] && !facets[key][state[key]]) facets[key][state[key]] = [state[key], 0];
        Object.keys(facets[key]).sort((a, b) => key === "year" ? b - a : facets[key][b][1] - facets[key][a][1]).forEach(value => {
          select.appendChild(new Option(facets[key][value][0] + "（" + facets[key][value][1] + "）", value));
        });
        select.value = state[key] || "";
        label.appendChild(select);
        filters.appendChild(label);
        if (focus === key) select.focus();
      });
    }
    function show(answer) {
      choices(answer.facets);
      results.textContent = "";
      answer.hits.forEach(hit => {
        var item = make("li"), link = make("a", "gk-search__option");
        link.href = address(hit.doc[0][3]);
        link.dataset.record = hit.doc[0][0] + "/" + hit.doc[0][1];
        item.appendChild(describe(link, hit));
        results.appendChild(item);
      });
      more.hidden = answer.exact && answer.total <= answer.hits.length || !answer.hits.length;
      if (help) help.hidden = answer.hits.length > 0;
      status.textContent = answer.hits.length ? "找到" + amount(answer) + "条结果" : advice();
    }
    function advice() {
      return "没有找到“" + input.value.trim() + "”。" + (Object.keys(state).some(key => state[key]) ?
        "去掉筛选条件再试；" : "") + "可以少打几个字，用空格分开几个词，或者只打拼音首字母（如 aqxf）和文号里的数字。";
    }
    function run() {
      var mine = ++turn;
      toAddress();
      if (!input.value.trim()) {
        results.textContent = filters.textContent = status.textContent = "";
        more.hidden = true;
        if (help) help.hidden = false;
        return mark("idle");
      }
      mark("working");
      search(input.value, state, limit).then(answer => {
        if (mine !== turn) return;
        show(answer);
        mark("done");
      }).catch(() => {
        if (mine !== turn) return;
        status.textContent = "搜索暂时不可用，请从下面的栏目查找。";
        if (help) help.hidden = false;
        mark("failed");
      });
    }
    function again() { limit = PAGE; run(); }
    fromAddress();
    listen(input, again);
    form.addEventListener("submit", event => { event.preventDefault(); again(); });
    filters.addEventListener("change", event => { state[event.target.name] = event.target.value; again(); });
    more.addEventListener("click", () => { limit += PAGE; run(); });
    window.addEventListener("popstate", () => { fromAddress(); run(); });
    run();
  }

  function mark(state) { root.dataset.search = state; }

  document.querySelectorAll("[data-gk-search]").forEach(box);
  document.querySelectorAll("[data-gk-search-page]").forEach(page);
})();
