/* The search itself, without a user interface: loads the shards that a query needs and ranks what they say.
 * Brought in by search.js on the first use. The files it reads are made by generator/outputs/search; folding and
 * hashing here and there must agree (tests/test_search.py compares them).
 */
(() => {
  "use strict";
  var BODY = 0, TITLE = 1, META = 2, PINYIN = 3;
  var LETTERS_END = 0x530, MAX_QUERY = 64, ENOUGH = 12, WAVE = 4, LOOK = 30, PAGE = 10, CACHE = 400;
  var here = document.currentScript, base = here ? here.src.replace(/[^/]*$/, "") : "", version = "";
  var pending = {}, loaded = new Map(), ready = null, meta = null, trad = new Map();

  /* ---- files ---- */
  window.gkSearch = (name, ...args) => {
    if (pending[name]) pending[name].args = args;
  };

  const load = name => {
    if (loaded.has(name)) {
      var known = loaded.get(name);
      loaded.delete(name);
      loaded.set(name, known);
      return known;
    }
    var promise = new Promise((resolve, reject) => {
      var script = document.createElement("script"), wait = (pending[name] = {});
      const end = event => {
        script.remove();
        delete pending[name];
        if (event.type === "load" && wait.args) return resolve(wait.args);
        loaded.delete(name);
        reject(new Error(name));
      };
      script.onload = script.onerror = end;
      script.src = base + "search/" + name + ".js" + (version ? "?v=" + version : "");
      document.head.appendChild(script);
    });
    loaded.set(name, promise);
    if (loaded.size > CACHE) loaded.delete(loaded.keys().next().value);
    return promise;
  };

  /* ---- numbers as text: 64 low digits end a number, 29 high ones go before ---- */
  var DIGIT = new Uint8Array(128);
  for (var c = 0x20, d = 0; c < 0x7f; c++) if (c !== 0x22 && c !== 0x5c) DIGIT[c] = d++;

  const numbers = text => {
    var out = [], start = 0, span = 64, high = 0;
    for (var i = 0; i < text.length; i++) {
      var digit = DIGIT[text.charCodeAt(i)];
      if (digit < 64) {
        out.push(start + high * 64 + digit);
        start = high = 0;
        span = 64;
      } else {
        high = high * 29 + digit - 64;
        start += span;
        span *= 29;
      }
    }
    return out;
  };

  /* ---- folding, as in fold.py ---- */
  var SEPARATORS = [0, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0xa9, 0xab, 0xb1, 0xb4, 0xb4, 0xb6, 0xb8, 0xbb, 0xbf,
    0x2000, 0x206f, 0x3000, 0x3004, 0x3008, 0x3020, 0x3030, 0x3030, 0xfe10, 0xfe1f, 0xfe30, 0xfe6f,
    0xff5f, 0xff65, 0xffe0, 0xffff, 0x40000, 0x10ffff];

  const foldCode = code => {
    if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;
    if (code >= 0x41 && code <= 0x5a) return code + 32;
    for (var i = 0; i < SEPARATORS.length; i += 2) if (code >= SEPARATORS[i] && code <= SEPARATORS[i + 1]) return 32;
    if (code < 0x80) return code;
    if (code < LETTERS_END) {
      var low = String.fromCodePoint(code).toLowerCase();
      return low.length === 1 ? low.charCodeAt(0) : code;
    }
    return trad.get(code) || code;
  };

  /* Folded code points of a text; `from` gets the index in the text that each came from. */
  const fold = (text, from) => {
    var out = [], blank = false;
    for (var i = 0; i < text.length; i++) {
      var code = text.codePointAt(i), folded = foldCode(code);
      if (folded === 32) blank = true;
      else {
        if (blank && folded < LETTERS_END && out.length && out[out.length - 1] < LETTERS_END) {
          out.push(32);
          if (from) from.push(i - 1);
        }
        out.push(folded);
        if (from) from.push(i);
        blank = false;
      }
      if (code > 0xffff) i++;
    }
    return out;
  };

  const mix = (a, b, c) => {
    var v = (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca6b) + Math.imul(c, 0xc2b2ae35)) | 0;
    v = Math.imul(v ^ (v >>> 15), 0x2c1b3c6d);
    v = Math.imul(v ^ (v >>> 12), 0x297a2d39);
    return (v ^ (v >>> 15)) >>> 0;
  };

  /* ---- start: what every search needs ---- */
  const start = () => {
    if (!ready) {
      ready = Promise.all([load("meta"), load("fold")]).then(both => {
        meta = both[0][0];
        var pairs = both[1][0];
        for (var i = 0; i < pairs.length; i += 2) trad.set(pairs.charCodeAt(i), pairs.charCodeAt(i + 1));
        readRows();
        version = meta.version;
      });
      ready.catch(() => { ready = null; });
    }
    return ready;
  };

  const readRows = () => {
    var columns = meta.columns.map(numbers), bounds = numbers(meta.bounds), slot = 0, nth = 0, at = 0;
    meta.rows = columns[0].map((gap, i) => {
      nth = gap || !i ? 0 : nth + 1;
      slot += gap;
      var sequence = meta.states[columns[6][i]], first = at;
      sequence.forEach(span => { at += span[2] + span[3]; });
      return { slot, nth, kind: columns[1][i], year: columns[2][i],
        age: columns[3][i], length: columns[4][i], branches: columns[5][i], states: columns[6][i], bounds: first };
    });
    meta.limits = bounds;
  };

  const name = (kind, number) => kind + "/" + (number >> 6).toString(16) + "/" + (number & 63).toString(16);

  const fileOf = row => name("d", row.slot) + (row.nth ? "_" + row.nth : "");

  const today = () => {
    var now = new Date();
    return Math.floor((now - now.getTimezoneOffset() * 6e4) / 864e5);
  };

  /* The state that holds on a day: [state, label] or null. */
  const stateOf = (row, day) => {
    var at = row.bounds;
    if (row.day !== day) {
      row.day = day;
      row.state = null;
      meta.states[row.states].forEach(span => {
        var since = span[2] ? meta.limits[at++] : 0, until = span[3] ? meta.limits[at++] : Infinity;
        if (!row.state && day >= since && day <= until) row.state = span;
      });
    }
    return row.state;
  };

  /* ---- posting lists ---- */
  const openShard = number => {
    return load(name("g", number)).then(args => {
      if (!args.names) {
        args.names = new Map();
        if (args[0]) args[0].split(",").forEach((key, i) => { args.names.set(key, i); });
        var at = 0;
        args.ends = numbers(args[1]).map(size => at += size);
      }
      return args;
    });
  };

  /* Bits of the slots in one list of a shard; an empty set when there is no such list. */
  const slots = (shard, index) => {
    var set = new Uint32Array((meta.slots >> 5) + 1), at = -1;
    if (index === undefined) return set;
    var text = shard[2].slice(index ? shard.ends[index - 1] : 0, shard.ends[index]);
    if (text.length === Math.ceil(meta.slots / 6)) {
      for (var i = 0; i < text.length; i++) {
        var six = DIGIT[text.charCodeAt(i)];
        for (var bit = 0; six >> bit; bit++) if ((six >> bit) & 1) add(set, i * 6 + bit);
      }
    } else numbers(text).forEach(gap => { add(set, (at += gap + 1)); });
    return set;
  };

  function add(set, slot) { set[slot >> 5] |= 1 << (slot & 31); }
  const has = (set, slot) => (set[slot >> 5] >>> (slot & 31)) & 1;
  const and = (a, b) => a ? a.map((v, i) => v & b[i]) : b;
  const count = set => {
    var n = 0;
    set.forEach(v => { for (; v; v &= v - 1) n++; });
    return n;
  };

  /* The four zones' slots for one n-gram. */
  const lookup = gram => {
    var hash = mix(gram[0], gram[1] || 0, gram[2] || 0), bits = meta.bits;
    return openShard(hash >>> (32 - bits[0])).then(shard => [BODY, TITLE, META, PINYIN].map(zone => {
      if (gram.length < 3) return slots(shard, shard.names.get(zone + String.fromCodePoint(...gram)));
      var size = zone ? bits[2] : bits[1], inside = size ? (hash << bits[0]) >>> (32 - size) : 0;
      return slots(shard, shard.names.size + inside + (zone && (1 << bits[1]) + (zone - 1) * (1 << bits[2])));
    }));
  };

  /* 3-grams of a term, those that tell most about its whole first: ends, middle, quarters … */
  const grams = term => {
    if (term.length < 3) return [term];
    var order = [], seen = {}, last = term.length - 3;
    for (var step = Math.max(last, 1); step >= 1; step = step > 1 ? Math.ceil(step / 2) : 0) {
      for (var i = 0; i <= last; i += step) {
        if (!seen[i]) order.push(term.slice(i, i + 3));
        seen[i] = 1;
      }
      if (!seen[last]) order.push(term.slice(last));
      seen[last] = 1;
    }
    return order;
  };

  /* Slots that may hold a term, by zone. Loads shards in waves until few candidates are left. */
  const candidates = async term => {
    var left = grams(term), zones = [null, null, null, null], now = Infinity, before;
    do {
      before = now;
      (await Promise.all(left.splice(0, WAVE).map(lookup))).forEach(sets => { zones = zones.map((set, z) => and(set, sets[z])); });
      now = count(zones[BODY]) + count(zones[PINYIN]);
    } while (left.length && now > ENOUGH && now <= before * 0.9);
    return zones;
  };

  /* ---- the query ---- */
  const words = query => {
    return query.split(/\s+/).map(word => fold(word).slice(0, MAX_QUERY))
      .filter(word => word.length);
  };

  const text = codes => codes.map(code => String.fromCodePoint(code)).join("");

  /* What else a word may be called: the word with a synonym in it put in place of another. */
  const variants = word => {
    var whole = text(word), out = [];
    meta.synonyms.forEach(group => {
      group.forEach(member => {
        if (!whole.includes(member)) return;
        group.forEach(other => {
          if (other !== member) out.push(Array.from(whole.replace(member, other), s => s.codePointAt(0)));
        });
      });
    });
    return out;
  };

  /* Rows that may answer, best first: {row, score}. All words must be there. */
  const match = async (list, phrase) => {
    var terms = list.length > 1 ? list.concat([phrase]) : list, zones = await Promise.all(terms.map(candidates)), hits = [];
    meta.rows.forEach(row => {
      var score = 0;
      for (var i = 0; i < terms.length; i++) {
        var own = zones[i], slot = row.slot, points = has(own[TITLE], slot) ? 100 : has(own[PINYIN], slot) ? 60
          : has(own[META], slot) ? 40 : has(own[BODY], slot) ? 10 : 0;
        if (!points && i < list.length) return;
        score += i < list.length ? points / list.length : points;
        if (points === 100 && terms[i].length === phrase.length) score += row.length === phrase.length ? 300 : 40 * phrase.length / row.length;
      }
      hits.push({ row, score: score + fresh(row) });
    });
    return hits;
  };

  const fresh = row => row.age ? 9 * Math.exp(-row.age / 700) : 0;

  /* ---- one record: does its text hold the words, and how well ---- */
  const find = (codes, term, at) => {
    var end = codes.length - term.length;
    outer: for (var i = at || 0; i <= end; i++) {
      for (var j = 0; j < term.length; j++) if (codes[i + j] !== term[j]) continue outer;
      return i;
    }
    return -1;
  };

  const open = async row => {
    var args = await load(fileOf(row)), payload = args[0];
    if (!args.fields) {
      args.fields = [[TITLE, payload[0][2]], [TITLE, payload[1][3]]];
      payload[1][0].concat(payload[2][0], payload[2][1], payload[2][2]).forEach(s => { args.fields.push([META, s]); });
      payload[2][3].split("\n").forEach(s => { args.fields.push([PINYIN, s]); });
      payload[3].forEach(piece => { args.fields.push([BODY, piece[2]]); });
    }
    return args;
  };

  /* Further parts of a long text, one after the other, until every word is found. */
  const verify = async (hit, list, phrase, typed) => {
    var args = await open(hit.row);
    for (var part = 0; ;) {
      hit.fields = args.fields.map(field => ({ zone: field[0], text: field[1], codes: field[2] || (field[2] = fold(field[1])) }));
      hit.doc = args[0];
      var found = judge(hit, list, phrase, typed);
      if (found || part >= args[0][4]) return found;
      var more = await load(fileOf(hit.row) + "-" + ++part);
      if (!more.taken) more[0].forEach(piece => { args.fields.push([BODY, piece[2]]); });
      more.taken = true;
    }
  };

  var POINTS = [10, 100, 40, 60];

  const best = (fields, term) => {
    return fields.reduce((points, field) => {
      if (POINTS[field.zone] <= points || find(field.codes, term) < 0) return points;
      return POINTS[field.zone];
    }, 0);
  };

  /* Sets the exact score; false when a word is missing. */
  const judge = (hit, list, phrase, typed) => {
    var score = 0, title = hit.fields[0].codes, fields = hit.fields;
    for (var i = 0; i < list.length; i++) {
      var points = best(fields, list[i]);
      if (!points) return false;
      score += points / list.length;
    }
    if (list.length > 1) score += best(fields, phrase) || closeness(fields, list);
    var at = find(title, phrase);
    if (at >= 0) score += title.length === phrase.length ? 300 : 40 * phrase.length / title.length + (at ? 0 : 2);
    else score += inNumber(fields[1].codes, phrase);
    if (fields.some(field => field.text.includes(typed))) score += 12;
    hit.score = score + fresh(hit.row);
    return true;
  };

  /* A document number that goes on in digits is another one: 12 is not 123. */
  const inNumber = (codes, phrase) => {
    var at = find(codes, phrase), next = codes[at + phrase.length];
    return at < 0 ? 0 : 30 + 40 * phrase.length / codes.length + (next >= 48 && next <= 57 ? 0 : 20);
  };

  /* 15 points when all words stand near each other in one text. */
  const closeness = (fields, list) => {
    return fields.reduce((points, field) => {
      var first = find(field.codes, list[0]), near = 0;
      for (; first >= 0 && near < 15; first = find(field.codes, list[0], first + 1)) {
        var window = field.codes.slice(Math.max(0, first - 60), first + 60);
        if (list.every(word => find(window, word) >= 0)) near = 15;
      }
      return Math.max(points, near);
    }, 0);
  };

  /* ---- what is shown ---- */
  var END = /[。！？；\n]/;

  /* The sentence with most of the words, and of those the one that says most, as parts of text and marked text. */
  const excerpt = (hit, list, phrase) => {
    var terms = list.length > 1 ? [phrase].concat(list) : list, chosen = { weight: 0 };
    hit.fields.forEach((field, i) => {
      if (i < 2 || field.zone === PINYIN) return;
      var from = [], spots = spotsOf(fold(field.text, from), terms), last = null;
      spots.slice(0, 500).forEach(spot => {
        var at = from[spot[0]];
        if (!last || at >= last.end) last = sentence(field.text, at);
        last.terms[spot[2]] = 1;
        var weight = Object.keys(last.terms).length * 100 + (field.zone === BODY ? 10 : 0) + Math.min(last.end - last.begin, 40);
        if (weight > chosen.weight) chosen = { weight, text: field.text, from, spots, at: last };
      });
    });
    if (!chosen.weight) return [[opening(hit.fields), false]];
    var parts = marked(chosen.text, chosen.from, chosen.spots, chosen.at.begin, chosen.at.end);
    if (chosen.at.begin && !END.test(chosen.text[chosen.at.begin - 1])) parts.unshift(["…", false]);
    return parts;
  };

  /* Where the sentence around a place begins and ends; a long one is cut. */
  const sentence = (source, at) => {
    var begin = at, end = at;
    while (begin > 0 && at - begin < 60 && !END.test(source[begin - 1])) begin--;
    while (end < source.length && end - at < 90 && !END.test(source[end])) end++;
    if (end < source.length && end - at < 90 && source[end] !== "\n") end++;
    if (/[\udc00-\udfff]/.test(source[begin])) begin--;
    if (/[\udc00-\udfff]/.test(source[end] || "")) end++;
    return { begin, end, terms: {} };
  };

  /* For a record found by its title alone: its first real sentence. */
  const opening = fields => {
    var lines = [];
    fields.forEach(field => { if (field.zone === BODY) lines = lines.concat(field.text.split("\n")); });
    var line = lines.filter(one => one.length > 15)[0] || lines[0] || "";
    return line.slice(0, sentence(line, 0).end);
  };

  /* Where the terms stand, in order and without overlaps: [first, last, number of the term] in folded positions. */
  const spotsOf = (codes, terms) => {
    var spots = [], taken = [];
    terms.forEach((term, number) => {
      for (var at = find(codes, term); at >= 0; at = find(codes, term, at + term.length)) {
        var end = at + term.length - 1;
        if (taken[at] || taken[end]) continue;
        for (var i = at; i <= end; i++) taken[i] = true;
        spots.push([at, end, number]);
      }
    });
    return spots.sort((a, b) => a[0] - b[0]);
  };

  const marked = (source, from, spots, begin, end) => {
    var parts = [], at = begin;
    spots.forEach(spot => {
      var a = from[spot[0]], b = from[spot[1]], width = source.codePointAt(b) > 0xffff ? 2 : 1;
      a = Math.max(a, at);
      b = Math.min(b + width, end);
      if (a >= b) return;
      if (a > at) parts.push([source.slice(at, a), false]);
      parts.push([source.slice(a, b), true]);
      at = b;
    });
    if (at < end) parts.push([source.slice(at, end), false]);
    return parts;
  };

  /* ---- filters ---- */
  /* What a row says to each filter. */
  const SAYS = {
    kind: row => [meta.kinds[row.kind][0]],
    branch: row => meta.branches[row.branches],
    year: row => [meta.years[row.year]],
    state: row => row.state ? [row.state[0]] : []
  }, KEYS = Object.keys(SAYS);

  /* For each filter: value → [label, how many of the hits]; a filter does not narrow its own choices. */
  const facets = hits => {
    var out = { kind: {}, branch: {}, year: {}, state: {} };
    hits.forEach(hit => KEYS.forEach(key => {
      if (hit.fails.some(other => other !== key)) return;
      SAYS[key](hit.row).forEach(value => {
        if (!value) return;
        if (!out[key][value]) out[key][value] = [key === "kind" ? meta.kinds[hit.row.kind][1] : key === "state" ? hit.row.state[1] : value, 0];
        out[key][value][1]++;
      });
    }));
    return out;
  };

  /* ---- the whole answer ----
   * search(query, {kind, branch, year, state}, limit) → {hits, total, exact, facets, more}; a hit has doc, parts, title
   * (parts of text and marked text) and state.
   */
  const search = async (query, filters = {}, limit) => {
    await start();
    var list = words(query), phrase = fold(query).slice(0, MAX_QUERY), day = today();
    if (!list.length) return { hits: [], total: 0, exact: true, facets: facets([]) };
    var answer = await collect(list, phrase, query.trim(), filters, limit, day);
    return answer.total >= limit ? answer : widen(answer, list, filters, limit, day);
  };

  /* Few answers: look for synonyms too, and put what they give behind. */
  const widen = async (answer, list, filters, limit, day) => {
    var others = [];
    list.forEach((word, i) => variants(word).forEach(other => { others.push([...list.slice(0, i), other, ...list.slice(i + 1)]); }));
    for (var other of others.slice(0, 6)) {
      var phrase = [].concat(...other), extra = await collect(other, phrase, text(phrase), filters, limit, day);
      var known = new Set(answer.hits.map(hit => hit.row)), fresh = extra.hits.filter(hit => !known.has(hit.row));
      answer.hits = answer.hits.concat(fresh).slice(0, limit);
      answer.total += fresh.length;
      merge(answer.facets, extra.facets);
    }
    return answer;
  };

  const merge = (own, other) => {
    Object.keys(own).forEach(key => {
      Object.keys(other[key]).forEach(value => { own[key][value] = own[key][value] || other[key][value]; });
    });
  };

  const collect = async (list, phrase, typed, filters, limit, day) => {
    var hits = await match(list, phrase);
    // Punctuation is folded away; when some was typed, look further for a text that has it too.
    var page = Array.from(typed).length > phrase.length + list.length - 1 ? LOOK : PAGE;
    var enough = page === LOOK ? Math.max(limit, LOOK) : limit;
    hits.forEach(hit => {
      stateOf(hit.row, day);
      hit.fails = KEYS.filter(key => filters[key] && !SAYS[key](hit.row).includes(filters[key]));
    });
    var wanted = hits.filter(hit => !hit.fails.length).sort((a, b) => b.score - a.score);
    var good = [], bad = new Set(), next = 0;
    do {
      // The more wrong ones among those seen, the more are looked at together.
      var some = wanted.slice(next, next + Math.max(enough - good.length, Math.min(bad.size, 50), 4));
      next += some.length;
      (await Promise.all(some.map(hit => verify(hit, list, phrase, typed)))).forEach((ok, i) => {
        if (ok) good.push(some[i]); else bad.add(some[i]);
      });
    } while (good.length < enough && next < wanted.length);
    good = sorted(good, page).slice(0, limit);
    good.forEach(hit => {
      var state = hit.row.state;
      hit.excerpt = excerpt(hit, list, phrase);
      hit.title = cutTitle(hit.doc[0][2], list);
      hit.kind = meta.kinds[hit.row.kind][1];
      hit.state = state && hit.doc[1][4].find(span => span[0] === state[0] && span[1] === state[1]);
      hit.fields = null;
    });
    return { hits: good, total: wanted.length - bad.size, exact: next >= wanted.length, facets: facets(hits.filter(hit => !bad.has(hit))) };
  };

  /* By exact score, but page by page: asking for more must not move what was shown. */
  const sorted = (hits, size) => {
    var out = [];
    for (var i = 0; i < hits.length; i += size) {
      out = out.concat(hits.slice(i, i + size).sort((a, b) => b.score - a.score));
    }
    return out;
  };

  const cutTitle = (source, terms) => {
    var from = [], codes = fold(source, from);
    return marked(source, from, spotsOf(codes, terms), 0, source.length);
  };

  window.gkSearchEngine = {
    search,
    start,
    fold: source => text(fold(source)),
    mix
  };
  if (here) start();
})();
