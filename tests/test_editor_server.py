"""Who may talk to the editor: only the page that was opened with the printed address, under our own name."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kindtools import content

from generator.cli.edit_command import open_editor
from generator.editor import bundle
from generator.editor.server import EditorServer
from generator.problems import MachineFault

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EditorServer]:
    fake = tmp_path / "decap"
    fake.mkdir()
    (fake / "decap-cms.js").write_text("// the form editor", encoding="utf-8")
    monkeypatch.setattr(bundle, "ensure", lambda archive=None: fake)
    running = open_editor(content(tmp_path, {}), DAY, 0, work=tmp_path / "work")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def send(
    server: EditorServer, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    host = f"127.0.0.1:{server.server_port}"
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": host, "Content-Length": str(len(body)), **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def ours(server: EditorServer, **changed: str) -> dict[str, str]:
    own = {
        "Origin": f"http://127.0.0.1:{server.server_port}",
        "X-Gongkai-Token": server.token,
        "Content-Type": "application/json",
    }
    return {
        key: value
        for key, value in {**own, **{k.replace("_", "-"): v for k, v in changed.items()}}.items()
        if value
    }


ASK = json.dumps({"action": "entriesByFolder", "params": {"folder": "branches"}}).encode()


def test_our_own_page_gets_an_answer(server: EditorServer) -> None:
    answer = send(server, "POST", "/api/v1", ours(server), ASK)
    assert answer.status == 200
    assert json.loads(answer.body)[0]["file"]["path"] == "branches/shili-zhibu.json"


@pytest.mark.parametrize(
    "changed",
    [
        {"X_Gongkai_Token": "wrong"},
        {"X_Gongkai_Token": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost:1"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_other_pages_get_none(server: EditorServer, changed: dict[str, str]) -> None:
    answer = send(server, "POST", "/api/v1", ours(server, **changed), ASK)
    assert (answer.status, answer.body) == (403, b"")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_name_that_points_here_gets_nothing(server: EditorServer, method: str, host: str) -> None:
    name = host.format(port=server.server_port)
    answer = send(
        server,
        method,
        "/" if method == "GET" else "/api/v1",
        {**ours(server), "Host": name},
        b"" if method == "GET" else ASK,
    )
    assert (answer.status, answer.body) == (421, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py",
        "/..%2fserver.py",
        "/decap/../../site.yml",
        "/static/editor.js",
        "/decap/",
        "//etc/passwd",
        "/editor.js/",
        "/%00",
        "/content/site.yml",
    ],
)
def test_only_the_editor_s_own_files_are_served(server: EditorServer, path: str) -> None:
    assert send(server, "GET", path).status == 404


def test_pages_name_no_other_host_and_cannot_be_framed(server: EditorServer) -> None:
    page = send(server, "GET", "/")
    assert page.status == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert server.token.encode() not in page.body
    assert send(server, "GET", "/decap/decap-cms.js").body == b"// the form editor"


def test_bodies_that_are_too_long_or_no_json_are_refused_in_chinese(server: EditorServer) -> None:
    broken = send(server, "POST", "/api/v1", ours(server), b"{")
    assert broken.status == 400
    assert "请求的格式不对" in json.loads(broken.body)["error"]
    deep = send(server, "POST", "/api/v1", ours(server), b"[" * 100_000)
    assert deep.status == 400
    long = send(server, "POST", "/api/v1", {**ours(server), "Content-Length": str(10**12)})
    assert long.status == 413
    assert send(server, "POST", "/api/v1", {**ours(server), "Content-Length": "-1"}).status == 413


def test_a_record_that_is_not_there_is_404_and_errors_carry_findings(server: EditorServer) -> None:
    def ask(action: str, **params: Any) -> Any:
        return send(
            server, "POST", "/api/v1", ours(server), json.dumps({"action": action, "params": params}).encode()
        )

    assert ask("getMediaFile", path="brands/x/y.png").status == 404
    sent = [{"path": "brands/x.json", "slug": "x", "raw": json.dumps({"名称": "新品牌"})}]
    refused = ask("persistEntry", dataFiles=sent, assets=[])
    assert refused.status == 422
    assert {"支部", "品牌类型"} <= {one["key"] for one in json.loads(refused.body)["findings"]}


def test_previews_are_another_origin_under_a_secret_address(server: EditorServer, tmp_path: Path) -> None:
    preview = server.service.preview
    preview.site.mkdir(parents=True)
    (preview.site / "index.html").write_text("首页", encoding="utf-8")
    (preview.site.parent / "secret.txt").write_text("no", encoding="utf-8")
    port = int(preview.address.rpartition(":")[2])
    assert port != server.server_port

    def get(path: str, host: str = "") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    assert get(f"/{preview.secret}/") == 200
    assert get("/") == 404
    assert get("/wrong/") == 404
    assert get(f"/{preview.secret}/../secret.txt") == 404
    assert get(f"/{preview.secret}/%2e%2e/secret.txt") == 404
    assert get(f"/{preview.secret}/", "evil.example") == 404


def test_a_port_in_use_is_told_in_chinese(server: EditorServer, tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="换一个"):
        open_editor(tmp_path / "content", DAY, server.server_port, work=tmp_path / "other")


def test_an_archive_with_other_bytes_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="校验值不符"):
        bundle.unpack(b"not the archive", tmp_path / "decap")
    assert not (tmp_path / "decap").exists()


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ({}, "https://registry.npmjs.org/"),
        ({"npm_config_registry": "http://mirror.example/npm"}, "http://mirror.example/npm/"),
        ({"NPM_CONFIG_REGISTRY": "http://mirror.example/"}, "http://mirror.example/"),
    ],
)
def test_the_configured_registry_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, str], url: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("npm_config_registry", raising=False)
    monkeypatch.delenv("NPM_CONFIG_REGISTRY", raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert bundle.registry() == url


def test_a_folder_without_records_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from generator.cli import run

    assert run(["edit", "--content", str(tmp_path), "--no-open"]) == 2
    assert "site.yml" in capsys.readouterr().err
