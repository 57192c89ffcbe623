// The built page in a frame of another origin; it loads anew when the form's page says that there is a newer one.
(function () {
  "use strict";
  const frame = document.getElementById("page");
  const note = document.getElementById("note");
  function load() {
    const url = decodeURIComponent(location.hash.slice(1));
    if (!/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.test(url)) return;
    frame.src = url;
    frame.hidden = false;
    note.textContent = "还没有发布，只有您看得见。改了内容会自动刷新。";
  }
  window.addEventListener("hashchange", load);
  if ("BroadcastChannel" in window) new BroadcastChannel("gongkai").addEventListener("message", load);
  load();
})();
