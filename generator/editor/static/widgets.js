// Form controls that Decap does not bring: tables whose columns are the record's own, and one that watches the form.
(function () {
  "use strict";
  const h = window.h;
  const createClass = window.createClass;
  const plain = (value) => (value && typeof value.toJS === "function" ? value.toJS() : value);

  const Watch = createClass({
    componentDidMount() {
      window.gk.form = this.props;
    },
    componentDidUpdate() {
      window.gk.form = this.props;
    },
    componentWillUnmount() {
      if (window.gk.form && window.gk.form.getEntry === this.props.getEntry) window.gk.form = null;
    },
    render() {
      return h("span", { className: "gk-watch", hidden: true, id: this.props.forID });
    },
  });

  function columnsOf(rows) {
    const seen = [];
    rows.forEach((row) => Object.keys(row || {}).forEach((key) => seen.indexOf(key) < 0 && seen.push(key)));
    return seen;
  }

  // Cells are kept as lists while one types, so that an empty column or row does not vanish under the cursor.
  const Table = createClass({
    getInitialState() {
      const rows = plain(this.props.value) || [];
      const columns = columnsOf(rows);
      return { columns: columns, cells: rows.map((row) => columns.map((name) => row[name] || "")) };
    },
    change(columns, cells) {
      this.setState({ columns: columns, cells: cells });
      const rows = cells
        .map((row) => {
          const made = {};
          columns.forEach((name, at) => {
            if (name.trim() && String(row[at] || "").trim()) made[name.trim()] = row[at];
          });
          return made;
        })
        .filter((row) => Object.keys(row).length);
      this.props.onChange(rows.length ? rows : undefined);
    },
    // Rows copied from Excel or Word come as tabs and line ends.
    paste(event, top, left) {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      const pasted = text.split("\n").map((line) => line.split("\t"));
      const columns = this.state.columns.slice();
      const cells = this.state.cells.map((row) => row.slice());
      if (top < 0) {
        pasted.shift().forEach((name, at) => (columns[left + at] = name));
        top = 0;
      }
      pasted.forEach((line, down) => {
        while (cells.length <= top + down) cells.push([]);
        line.forEach((cell, right) => (cells[top + down][left + right] = cell));
      });
      const width = Math.max(columns.length, ...cells.map((row) => row.length));
      while (columns.length < width) columns.push("列" + (columns.length + 1));
      this.change(columns, cells);
    },
    cell(value, label, onChange, onPaste, props) {
      return h("input", Object.assign({ type: "text", value: value || "", "aria-label": label, onChange: (e) => onChange(e.target.value), onPaste: onPaste }, props));
    },
    render() {
      const { columns, cells } = this.state;
      const copy = () => cells.map((row) => row.slice());
      const dropColumn = (at) => this.change(columns.filter((_, i) => i !== at), cells.map((row) => columns.map((_, i) => row[i]).filter((_, i) => i !== at)));
      const head = columns.map((name, at) =>
        h("th", { key: at },
          this.cell(name, "第 " + (at + 1) + " 列的名称", (text) => this.change(columns.map((one, i) => (i === at ? text : one)), cells), (e) => this.paste(e, -1, at)),
          h("button", { type: "button", className: "gk-x", "aria-label": "删去“" + name + "”列", onClick: () => dropColumn(at) }, "×")));
      const rows = cells.map((row, down) =>
        h("tr", { key: down },
          columns.map((name, at) =>
            h("td", { key: at }, this.cell(row[at], name + "，第 " + (down + 1) + " 行", (text) => { const next = copy(); next[down][at] = text; this.change(columns, next); }, (e) => this.paste(e, down, at)))),
          h("td", { className: "gk-end" }, h("button", { type: "button", className: "gk-x", "aria-label": "删去第 " + (down + 1) + " 行", onClick: () => this.change(columns, cells.filter((_, i) => i !== down)) }, "×"))));
      return h("div", { id: this.props.forID, className: this.props.classNameWrapper + " gk-table", tabIndex: -1 },
        columns.length ? h("div", { className: "gk-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head, h("td", { className: "gk-end" }))), h("tbody", {}, rows))) : null,
        h("button", { type: "button", onClick: () => this.change(columns.concat("列" + (columns.length + 1)), cells.length ? cells : [[]]) }, "加一列"),
        columns.length ? h("button", { type: "button", onClick: () => this.change(columns, cells.concat([[]])) }, "加一行") : null,
        h("span", { className: "gk-note" }, "可以从 Excel 复制整块，粘贴到格子里；连表头一起粘贴到列名里。"));
    },
  });

  const Row = createClass({
    getInitialState() {
      const row = plain(this.props.value) || {};
      return { pairs: Object.keys(row).map((key) => [key, row[key]]) };
    },
    change(pairs) {
      this.setState({ pairs: pairs });
      const row = {};
      pairs.forEach((pair) => {
        if (pair[0].trim() && pair[1].trim()) row[pair[0].trim()] = pair[1];
      });
      this.props.onChange(Object.keys(row).length ? row : undefined);
    },
    render() {
      const pairs = this.state.pairs;
      const put = (at, side, text) => this.change(pairs.map((pair, i) => (i === at ? (side ? [pair[0], text] : [text, pair[1]]) : pair)));
      return h("div", { id: this.props.forID, className: this.props.classNameWrapper + " gk-table", tabIndex: -1 },
        pairs.map((pair, at) =>
          h("div", { key: at, className: "gk-pair" },
            h("input", { type: "text", value: pair[0], "aria-label": "第 " + (at + 1) + " 项的名称", onChange: (e) => put(at, 0, e.target.value) }),
            h("input", { type: "text", value: pair[1], "aria-label": pair[0], onChange: (e) => put(at, 1, e.target.value) }),
            h("button", { type: "button", className: "gk-x", "aria-label": "删去“" + pair[0] + "”", onClick: () => this.change(pairs.filter((_, i) => i !== at)) }, "×"))),
        h("button", { type: "button", onClick: () => this.change(pairs.concat([["", ""]])) }, "加一项"));
    },
  });

  // Decap asks for a picture once, before the files beside the record have come, and never again: its control looks anew
  // only at another `getAsset`, and it always gets the same one. So it gets another one as soon as the picture is there.
  const image = window.CMS.getWidget("image");
  const Picture = createClass({
    getInitialState() {
      return { getAsset: this.props.getAsset };
    },
    componentDidMount() {
      this.look();
    },
    componentDidUpdate(before) {
      if (before.value !== this.props.value) this.look();
    },
    componentWillUnmount() {
      clearTimeout(this.timer);
    },
    look() {
      clearTimeout(this.timer);
      const asset = typeof this.props.value === "string" && this.props.value && this.props.getAsset(this.props.value, this.props.field);
      if (!asset) return;
      if (asset.path === "empty.svg") this.timer = setTimeout(() => this.look(), 200);
      else this.setState({ getAsset: (value, field) => this.props.getAsset(value, field) });
    },
    getWrappedInstance() {
      return this.control;
    },
    render() {
      return h(image.control, Object.assign({}, this.props, { getAsset: this.state.getAsset, ref: (control) => (this.control = control) }));
    },
  });

  window.CMS.registerWidget("image", Picture, image.preview, image.schema);
  window.CMS.registerWidget("gk-watch", Watch);
  window.CMS.registerWidget("gk-table", Table);
  window.CMS.registerWidget("gk-row", Row);
})();
