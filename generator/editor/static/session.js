// Runs before Decap: who we are to the server, and what every request carries.
(function () {
  "use strict";
  window.CMS_MANUAL_INIT = true;
  const found = /[#&]token=([\w-]+)/.exec(location.hash);
  if (found) {
    localStorage.setItem("gk-token", found[1]);
    history.replaceState(null, "", location.pathname + "#/");
  }
  // Nobody logs in to a program on their own machine: Decap's own question for it is answered beforehand.
  localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "gongkai" }));
  const token = localStorage.getItem("gk-token") || "";
  const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16)).join("");
  const plainFetch = window.fetch.bind(window);
  const gk = (window.gk = { merge: {}, answered: function () {}, unreachable: function () {}, listings: new Map() });

  function headers(given) {
    const all = new Headers(given || {});
    all.set("X-Gongkai-Token", token);
    all.set("X-Gongkai-Tab", tab);
    return all;
  }

  // A relation field asks for the whole list of its kind; many of them ask at once.
  function listed(key, ask) {
    const kept = gk.listings.get(key);
    if (kept && Date.now() - kept.at < 3000) return kept.answer.then((one) => one.clone());
    const answer = ask();
    gk.listings.set(key, { at: Date.now(), answer: answer });
    return answer.then((one) => one.clone());
  }

  window.fetch = function (input, init) {
    const url = typeof input === "string" ? input : input.url;
    if (!init || init.method !== "POST" || !/^(\/|https?:\/\/[^/]+\/)api\/v1$/.test(url)) return plainFetch(input, init);
    let asked = {};
    try {
      asked = JSON.parse(init.body);
    } catch (error) {
      asked = {};
    }
    if (asked.action === "persistEntry") {
      const file = (asked.params.dataFiles || [])[0] || {};
      if (gk.merge[file.path]) asked.params.merge = gk.merge[file.path];
      init = Object.assign({}, init, { body: JSON.stringify(asked) });
      gk.listings.clear();
    }
    const ask = () =>
      plainFetch(input, Object.assign({}, init, { headers: headers(init.headers) })).catch((error) => {
        if (asked.action === "persistEntry" || asked.action === "gk.commit") gk.unreachable();
        throw error;
      });
    const answer = asked.action === "entriesByFolder" && !asked.params.many ? listed(asked.params.folder, ask) : ask();
    return answer.then((one) => {
      if (asked.action === "entriesByFolder") return one;
      const copy = one.clone();
      copy.json().then((body) => gk.answered(asked, copy.status, body), () => {});
      return one;
    });
  };

  gk.ask = async function (action, params) {
    const answer = await window.fetch("/api/v1", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ action: action, params: params || {} }),
    });
    const body = answer.status === 403 ? {} : await answer.json();
    if (answer.ok) return body;
    const said = answer.status === 403 ? "这个页面没有通行码。请用命令行里显示的网址重新打开。" : body.error;
    throw Object.assign(new Error(said || "没有完成"), { body: body, status: answer.status });
  };
})();
