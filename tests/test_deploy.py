"""The shipped server configuration, run by the real nginx; the units and pipelines, parsed."""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from generator.build import Request, build
from generator.publish.csp import covered_by, csp_hashes, nginx_map
from generator.publish.errors import Refused
from generator.publish.manifest import write_manifest
from generator.publish.model import SHANGHAI
from generator.publish.release import publish
from tests.publishing import NOON, at, make_site, put
from tests.restricted import AS_OF, public
from tests.webserver import NGINX, Web, free_port, nginx

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
EVERYWHERE = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-robots-tag",
    "cache-control",
}
needs_nginx = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


class Gate(http.server.BaseHTTPRequestHandler):
    """The unit's sign-in, as auth_request asks it: by cookie, yes, no, or who are you."""

    def do_GET(self) -> None:
        cookie = self.headers.get("Cookie", "")
        self.send_response(204 if cookie == "who=member" else 403 if cookie else 401)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def auth_port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def full_site(folder: Path, commit: str, audience: str) -> Path:
    """A site with every type of file that one of ours can have."""
    make_site(folder, commit, audience=audience)
    named = f"{audience} {commit} ".encode()
    extra = {
        "404.html": b"<!doctype html><title>404</title><h1>" + named + b"</h1></html>\n",
        "data/notices.csv": b"\xef\xbb\xbf" + named,
        "notices/2026/a/gbk.csv": "公示".encode("gbk"),
        "notices/2026/a/readme.txt": "公示".encode("gbk"),
        "notices/2026/a/doc.pdf": b"%PDF-1.7 " + named * 100,
        "notices/2026/a/doc.docx": b"PK" + named,
        "assets/images/icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "api/v1/notices.json": b"[" + b'"x",' * 1000 + b'"x"]',
        "feeds/notices.atom": b"<feed/>",
        "calendar/gongshi.ics": b"BEGIN:VCALENDAR\r\n",
        "files/only.bin": named,
    }
    for path, data in extra.items():
        put(folder / path, data)
    write_manifest(folder)
    return folder


@dataclass(frozen=True)
class Hall:
    """Both audiences' targets behind one nginx."""

    web: Web
    sites: Path

    def publish_again(self, name: str, commit: str, minute: int, audience: str) -> None:
        publish(
            full_site(self.sites / f"{name}{commit}", commit, audience), self.web.www / name, stamp=at(minute)
        )


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, auth_port: int) -> Iterator[Hall]:
    top = tmp_path_factory.mktemp("hall")
    for name, audience in (("quanyuan", "全员"), ("dangyuan", "党员")):
        publish(full_site(top / name, "c1", audience), top / "www" / name, stamp=NOON)
    with nginx(top / "nginx", top / "www", auth_port) as web:
        yield Hall(web, top)


MEMBER = {"Cookie": "who=member"}
STRANGER = {"Cookie": "who=stranger"}


@needs_nginx
@pytest.mark.parametrize(
    ("path", "headers", "method", "wanted"),
    [
        ("/", {}, "GET", 200),
        ("/notices/2026/a/", {}, "GET", 200),
        ("/notices/2026/a/", {}, "HEAD", 200),
        ("/notices/2026/a/doc.pdf", {}, "GET", 200),
        ("/notices/2026/a/doc.pdf", {"Range": "bytes=0-9"}, "GET", 206),
        ("/notices/2026/a/doc.pdf", {"Range": "bytes=999999-"}, "GET", 416),
        ("/notices/2026/a", {}, "GET", 301),
        ("/dangyuan", {}, "GET", 301),
        ("/nothing/", {}, "GET", 404),
        ("/assets/stylesheets/main.01234567.min.css", {}, "GET", 404),
        ("/assets/", {}, "GET", 404),
        ("/files/", {}, "GET", 404),
        ("/.git/config", {}, "GET", 404),
        ("/notices/.htaccess", {}, "GET", 404),
        ("/", {}, "POST", 405),
        ("/status.json", {}, "PUT", 405),
        ("/status.json", {}, "DELETE", 405),
        ("/", {}, "OPTIONS", 405),
        ("/dangyuan/", {}, "GET", 401),
        ("/dangyuan/", STRANGER, "GET", 403),
        ("/dangyuan/", MEMBER, "GET", 200),
        ("/dangyuan/nothing", MEMBER, "GET", 404),
        ("/dangyuan/assets/nothing.01234567.css", MEMBER, "GET", 404),
        ("/dangyuan/notices/2026/a", MEMBER, "GET", 301),
    ],
)
def test_every_kind_of_answer_carries_every_security_header_once(
    hall: Hall, path: str, headers: dict[str, str], method: str, wanted: int
) -> None:
    answer = hall.web.get(path, method, **headers)
    assert answer.status == wanted
    assert set(answer.headers) >= EVERYWHERE
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "nginx/" not in answer.headers["server"]


@needs_nginx
def test_an_unchanged_page_answers_304_with_the_same_headers_and_a_new_release_200(hall: Hall) -> None:
    whole = hall.web.get("/notices/2026/a/")
    again = hall.web.get("/notices/2026/a/", If_None_Match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    # A browser takes a 304's headers over: another policy there would change the page it has stored.
    assert {name: again.headers[name] for name in EVERYWHERE} == {
        name: whole.headers[name] for name in EVERYWHERE
    }
    hall.publish_again("quanyuan", "c2", 1, "全员")
    new = hall.web.get("/notices/2026/a/", If_None_Match=whole.headers["etag"])
    assert new.status == 200 and b"c2" in new.body and len(new.body) == len(whole.body)
    same = hall.web.get("/assets/images/mark.png")
    assert hall.web.get("/assets/images/mark.png", If_None_Match=same.headers["etag"]).status == 304


def style_of(page: bytes) -> str:
    """The style sheet that a page names."""
    found = re.search(rb"assets/[^\"]+", page)
    assert found
    return found[0].decode()


@needs_nginx
def test_only_files_named_by_their_content_are_kept_by_browsers(hall: Hall) -> None:
    assert "immutable" in hall.web.get("/" + style_of(hall.web.get("/").body)).headers["cache-control"]
    for path in ("/", "/status.json", "/assets/images/mark.png", "/assets/stylesheets/main.01234567.min.css"):
        assert hall.web.get(path).headers["cache-control"] == "private, no-cache", path


@needs_nginx
def test_a_page_loaded_before_the_switch_still_gets_its_style_sheet(hall: Hall) -> None:
    for prefix, name, audience in (("/", "quanyuan", "全员"), ("/dangyuan/", "dangyuan", "党员")):
        hall.publish_again(name, "c7", 7, audience)
        sheet = style_of(hall.web.get(prefix, **MEMBER).body)
        hall.publish_again(name, "c8", 8, audience)
        assert not (hall.web.www / name / "current" / sheet).exists()
        answer = hall.web.get(prefix + sheet, **MEMBER)
        assert answer.status == 200 and b"c7" in answer.body and set(answer.headers) >= EVERYWHERE
    assert hall.web.get("/dangyuan/" + sheet).status == 401


@needs_nginx
@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/api/v1/notices.json", "application/json; charset=utf-8"),
        ("/feeds/notices.atom", "application/atom+xml; charset=utf-8"),
        ("/calendar/gongshi.ics", "text/calendar; charset=utf-8"),
        ("/assets/images/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/data/notices.csv", "text/csv"),
        ("/notices/2026/a/gbk.csv", "text/csv"),
        ("/notices/2026/a/readme.txt", "text/plain"),
        ("/notices/2026/a/doc.pdf", "application/pdf"),
        ("/files/only.bin", "application/octet-stream"),
    ],
)
def test_types_are_right_and_only_our_own_text_is_called_utf8(hall: Hall, path: str, wanted: str) -> None:
    assert hall.web.get(path).headers["content-type"] == wanted


@needs_nginx
def test_text_is_compressed_and_packed_files_are_not(hall: Hall) -> None:
    for path in ("/api/v1/notices.json", "/notices/2026/a/"):
        answer = hall.web.get(path, Accept_Encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip" and answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in hall.web.get("/notices/2026/a/doc.pdf", Accept_Encoding="gzip").headers


@needs_nginx
def test_the_policy_fits_the_type(hall: Hall) -> None:
    pages = hall.web.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in pages and "unsafe" not in pages
    assert "default-src 'none'" in hall.web.get("/assets/images/icon.svg").headers["content-security-policy"]
    # Chromium's viewer shows nothing under a stricter one.
    assert (
        hall.web.get("/notices/2026/a/doc.pdf").headers["content-security-policy"] == "frame-ancestors 'self'"
    )


@needs_nginx
@pytest.mark.parametrize("prefix", ["/", "/dangyuan/", "/assets/", "/dangyuan/assets/"])
def test_links_inside_a_site_are_not_followed_and_nothing_beside_it_is_reached(
    hall: Hall, prefix: str
) -> None:
    name = "dangyuan" if "dangyuan" in prefix else "quanyuan"
    folder = hall.web.www / name / "current" / ("assets" if "assets" in prefix else ".")
    put(hall.sites / "outside/secret.txt", b"root:x:0:0")
    for link, to in (("link.txt", hall.sites / "outside/secret.txt"), ("linked", hall.sites / "outside")):
        (folder / link).unlink(missing_ok=True)
        (folder / link).symlink_to(to)
    up = ("..", "%2e%2e", "..%2f..", "%2e%2e%2f", "..;", "....//..", "..%5c..", "%252e%252e", "..%c0%af..")
    ends = ("history.jsonl", ".lock", "releases/", "etc/passwd", "outside/secret.txt", "nginx/nginx.conf")
    paths = [
        "link.txt",
        "linked/secret.txt",
        *(f"{'/'.join([dots] * n)}/{end}" for dots in up for end in ends for n in (1, 2, 4)),
    ]
    for path in (prefix + path for path in paths):
        answer = hall.web.get(path, **MEMBER)
        assert answer.status in (400, 403, 404), (path, answer.status)
        assert not re.search(rb"root:x|\"release\"|worker_processes", answer.body), path
    # A slash less than the location has must not step out of its folder.
    assert hall.web.get("/dangyuan../history.jsonl", **MEMBER).status == 404


@needs_nginx
@pytest.mark.parametrize(
    "path",
    [
        "/dangyuan/",
        "/dangyuan/index.html",
        "/dangyuan/status.json",
        "/dangyuan/404.html",
        "/dangyuan/nothing",
        "/dangyuan/notices/2026/a/doc.pdf",
        "/dangyuan/assets/images/mark.png",
        "/dangyuan/files/",
        "//dangyuan/status.json",
        "/./dangyuan/status.json",
        "/notices/../dangyuan/status.json",
        "/%64angyuan/status.json",
        "/dangyuan%2fstatus.json",
        "/dangyuan/notices/../status.json",
        "/assets/../dangyuan/status.json",
    ],
)
def test_nothing_of_a_restricted_site_is_given_without_sign_in(hall: Hall, path: str) -> None:
    for headers in ({}, STRANGER):
        answer = hall.web.get(path, **headers)
        assert answer.status in (401, 403), path
        assert "党员".encode() not in answer.body and b"%PDF" not in answer.body
    assert hall.web.get("/_gongkai/auth/dangyuan").status == 404


@needs_nginx
def test_a_sign_in_that_does_not_answer_lets_nobody_in(hall: Hall, tmp_path: Path) -> None:
    with nginx(tmp_path / "nginx", hall.web.www, free_port()) as web:
        answer = web.get("/dangyuan/status.json", **MEMBER)
        assert answer.status == 500 and "稍后再试".encode() in answer.body
        assert set(answer.headers) >= EVERYWHERE
        assert web.get("/").status == 200


CHOICES = {
    "network": (["allow 127.0.0.0/8;", "deny all;"], {}, 200),
    "other network": (["allow 10.20.0.0/16;", "deny all;"], {}, 403),
    "no password": (['auth_basic "dangyuan";', "auth_basic_user_file {users};"], {}, 401),
    "password": (
        ['auth_basic "dangyuan";', "auth_basic_user_file {users};"],
        {"Authorization": "Basic emhhbmc6cGFzc3dvcmQ="},
        200,
    ),
}


@needs_nginx
@pytest.mark.parametrize("choice", CHOICES)
def test_the_other_ways_to_restrict_an_audience_work(
    choice: str, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, headers, wanted = CHOICES[choice]
    shipped = (DEPLOY / "nginx/gongkai/auth-dangyuan.conf").read_text(encoding="utf-8")
    for line in lines:
        assert re.search(r"^#" + line.split()[0] + " ", shipped, re.MULTILINE), line
    put(tmp_path / "users", b"zhang:{PLAIN}password\n")
    changed = tmp_path / "conf"
    subprocess.run(["cp", "-r", str(DEPLOY / "nginx"), str(changed)], check=True)
    text = "\n".join(lines).format(users=tmp_path / "users")
    (changed / "gongkai/auth-dangyuan.conf").write_text(text + "\n", encoding="utf-8")
    monkeypatch.setattr("tests.webserver.CONF", changed)
    with nginx(tmp_path / "nginx", hall.web.www) as web:
        for path in ("/dangyuan/", "/dangyuan/assets/images/mark.png"):
            answer = web.get(path, **headers)
            assert answer.status == wanted and set(answer.headers) >= EVERYWHERE


# --- The policy in a real browser ---------------------------------------------------------------------------------

MKDOCS = """
site_name: 公开
docs_dir: {docs}
theme:
  name: material
  font: false
  language: zh
  palette:
    - {{scheme: default, toggle: {{icon: material/brightness-7, name: 深色}}}}
    - {{scheme: slate, toggle: {{icon: material/brightness-4, name: 浅色}}}}
plugins: []
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site as the theme makes it, with its inline scripts at several depths."""
    top = tmp_path_factory.mktemp("material")
    for path in ("index.md", "notices/2026/a.md"):
        put(top / "docs" / path, "# 公示\n\n| 名次 | 分 |\n|---|--:|\n| 1 | 98 |\n".encode())
    (top / "mkdocs.yml").write_text(MKDOCS.format(docs=top / "docs"), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-q",
        "-f",
        str(top / "mkdocs.yml"),
        "-d",
        str(top / "site"),
    ]
    subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    put(top / "site/status.json", b'{"commit": "c1", "built_at": "2026-03-02T12:00:00+08:00", "pages": 2}')
    write_manifest(top / "site")
    return top / "site"


@needs_nginx
def test_pages_work_in_a_browser_without_one_violation_and_a_planted_script_does_not_run(
    material: Path, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "conf"
    subprocess.run(["cp", "-r", str(DEPLOY / "nginx"), str(conf)], check=True)
    (conf / "gongkai/csp.conf").write_text(nginx_map(csp_hashes(material)), encoding="utf-8")
    monkeypatch.setattr("tests.webserver.CONF", conf)
    publish(material, tmp_path / "www/quanyuan", stamp=NOON, checks=[covered_by(conf / "gongkai/csp.conf")])
    with nginx(tmp_path / "nginx", tmp_path / "www") as web, browser.new_context() as context:
        view = context.new_page()
        said: list[str] = []
        view.on("console", lambda message: said.append(message.text))
        view.on("pageerror", lambda error: said.append(str(error)))
        for path in ("/", "/notices/2026/a/", "/notices/2026/a/"):
            view.goto(f"http://127.0.0.1:{web.port}{path}", wait_until="load")
            assert view.evaluate("typeof __md_get") == "function"
        view.locator("label[for=__palette_1]").click()
        assert view.evaluate("document.body.dataset.mdColorScheme") == "slate"
        assert said == []
        planted = "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
        view.evaluate(planted)
        assert view.evaluate("window.ran") is None and "Content Security Policy" in said[0]


def test_a_script_that_the_theme_does_not_bring_gets_no_hash(material: Path, tmp_path: Path) -> None:
    assert not csp_hashes(make_site(tmp_path / "plain", "c1")).scripts
    site = make_site(tmp_path / "site", "c1")
    text = (site / "brands/d/index.html").read_text()
    put(site / "brands/d/index.html", text.replace("</body>", "<script>steal()</script></body>").encode())
    with pytest.raises(Refused, match=r"brands/d/index\.html"):
        csp_hashes(site)


def test_a_policy_file_that_lacks_a_script_is_noticed_before_publishing(
    material: Path, tmp_path: Path
) -> None:
    put(tmp_path / "csp.conf", b"map $uri $gongkai_csp { default \"script-src 'self'\"; }")
    found = covered_by(tmp_path / "csp.conf")(material)
    assert [one.code for one in found] == ["publish.csp_stale"] and found[0].is_error


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with every kind of record, as `build` makes it."""
    top = tmp_path_factory.mktemp("ours")
    built_at = datetime(2026, 3, 5, 8, 0, tzinfo=SHANGHAI)
    assert build(Request(public(top / "content"), top / "site", AS_OF, built_at, commit="c1")).ok
    return top / "site"


def test_the_shipped_policy_is_the_one_for_our_site_and_allows_nothing_inline(ours: Path) -> None:
    shipped = (DEPLOY / "nginx/gongkai/csp.conf").read_text(encoding="utf-8")
    command = [sys.executable, str(DEPLOY / "csp.py"), str(ours)]
    assert subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout.decode() == shipped
    pages = next(line for line in shipped.splitlines() if " default " in line)
    assert "script-src 'self';" in pages and "unsafe" not in pages


@needs_nginx
def test_every_page_of_our_site_works_under_the_shipped_policy_without_one_violation(
    ours: Path, tmp_path: Path, browser: Browser
) -> None:
    publish(ours, tmp_path / "www/quanyuan", stamp=NOON)
    with nginx(tmp_path / "nginx", tmp_path / "www") as web, browser.new_context() as context:
        said: list[str] = []
        outside: list[str] = []
        home = f"http://127.0.0.1:{web.port}/"
        view = context.new_page()
        view.on("console", lambda message: said.append(f"{view.url}: {message.text}"))
        view.on("pageerror", lambda error: said.append(f"{view.url}: {error}"))
        view.on(
            "request",
            lambda request: outside.append(request.url) if not request.url.startswith(home) else None,
        )
        pages = sorted(path.relative_to(ours).parent.as_posix() for path in ours.rglob("index.html"))
        assert len(pages) > 20
        for page in pages:
            answer = view.goto(f"{home}{page}/" if page != "." else home, wait_until="load")
            assert answer and answer.status == 200
        view.goto(f"{home}search/?q=公示")
        view.wait_for_selector("html[data-search=done]")
        assert view.locator("a[data-record]").count()
        assert (said, outside) == ([], [])


# --- Units, pipelines, supply chain --------------------------------------------------------------------------------

FINDING = {
    "path": "content/notices/2026/a.yml",
    "line": 3,
    "column": 1,
    "severity": "error",
    "code": "field.unknown-key",
    "kind": "notices",
    "field": "公示其",
    "message": "没有“公示其”这个字段。",
    "hint": "改成“公示期”。",
}


def run_findings(form: str, findings: list[dict[str, object]], *options: str) -> Any:
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in findings)
    command = [sys.executable, str(DEPLOY / "findings.py"), form, *options]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True, env={"LC_ALL": "C"})
    return json.loads(done.stdout)


def test_findings_become_a_gitlab_report_that_tells_equal_ones_apart_and_moved_ones_not() -> None:
    moved = {**FINDING, "line": 90}
    report = run_findings("gitlab", [FINDING, moved, {**FINDING, "severity": "reminder", "code": "x"}])
    first = report[0]
    assert first["location"] == {"path": "content/notices/2026/a.yml", "lines": {"begin": 3}}
    assert (
        first["description"] == "没有“公示其”这个字段。改成“公示期”。"
        and first["check_name"] == "field.unknown-key"
    )
    assert [one["severity"] for one in report] == ["major", "major", "info"]
    assert len({one["fingerprint"] for one in report}) == 3
    assert run_findings("gitlab", [moved])[0]["fingerprint"] == first["fingerprint"]
    assert run_findings("gitlab", []) == []


def test_findings_become_a_gitea_review_with_a_comment_at_each_line() -> None:
    review = run_findings("gitea", [FINDING, {**FINDING, "severity": "reminder"}], "--prefix", "site/")
    assert review["event"] == "REQUEST_CHANGES" and review["body"] == "检查完成：1 处错误，1 处提醒。"
    assert review["comments"][0] == {
        "path": "site/content/notices/2026/a.yml",
        "new_position": 3,
        "body": "错误：没有“公示其”这个字段。改成“公示期”。",
    }
    assert run_findings("gitea", [])["event"] == "COMMENT"
    assert len(run_findings("gitea", [FINDING] * 60)["comments"]) == 50


def test_pipelines_check_requests_and_publish_only_the_main_branch() -> None:
    lab = yaml.safe_load((DEPLOY / "gitlab-ci.yml").read_text(encoding="utf-8"))
    assert lab["check"]["artifacts"] == {
        "when": "always",
        "expire_in": "30 days",
        "reports": {"codequality": "gl-code-quality-report.json"},
    }
    assert lab["publish"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert lab["publish"]["stage"] == lab["stages"][1] and lab["variables"]["GIT_DEPTH"] == "0"
    for name, event in (("check", "pull_request"), ("publish", "push")):
        flow = yaml.safe_load((DEPLOY / f"gitea/workflows/{name}.yml").read_text(encoding="utf-8"))
        # YAML 1.1 reads the key `on` as true; the forge does not.
        assert flow[True] == {event: {"branches": ["main"]}}
        steps = flow["jobs"][name]["steps"]
        assert all(step["name"] and step["run"] for step in steps)
        # Nothing is fetched from outside: no ready-made actions.
        assert not any("uses" in step for step in steps)


def pipeline_scripts() -> dict[str, str]:
    lab = yaml.safe_load((DEPLOY / "gitlab-ci.yml").read_text(encoding="utf-8"))
    found = {f"gitlab {job}": "\n".join(lab[job]["script"]) for job in ("check", "publish")}
    for name in ("check", "publish"):
        flow = yaml.safe_load((DEPLOY / f"gitea/workflows/{name}.yml").read_text(encoding="utf-8"))
        found |= {f"gitea {step['name']}": step["run"] for step in flow["jobs"][name]["steps"]}
    return found


@pytest.mark.parametrize("name", pipeline_scripts())
def test_pipeline_scripts_are_valid_shell(name: str) -> None:
    subprocess.run(["sh", "-n"], input=pipeline_scripts()[name].encode(), check=True)


@pytest.mark.parametrize(("found", "code"), [(FINDING, 1), (None, 0)])
@pytest.mark.parametrize("name", ["gitlab check", "gitea 检查"])
def test_the_check_job_writes_its_report_and_fails_with_the_check(
    name: str, found: dict[str, object] | None, code: int, tmp_path: Path
) -> None:
    line = json.dumps(found, ensure_ascii=False) if found else ""
    put(tmp_path / "gongkai", f"#!/bin/sh\n[ \"$3\" ] && printf '%s' '{line}'\nexit {code}\n".encode())
    os.chmod(tmp_path / "gongkai", 0o755)
    names = {"GONGKAI": str(tmp_path / "gongkai"), "FINDINGS": str(DEPLOY / "findings.py")}
    script = pipeline_scripts()[name]
    done = subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, env={**os.environ, **names}, check=False)
    assert done.returncode == code
    report = json.loads(next(tmp_path.glob("*re*.json")).read_text(encoding="utf-8"))
    assert len(report if name.startswith("gitlab") else report["comments"]) == code


def test_the_daily_run_goes_on_with_the_other_audiences_and_reports_the_failure(tmp_path: Path) -> None:
    script = f'#!/bin/sh\necho "$@" >> {tmp_path}/log\ncase "$2" in */bad) exit 1;; esac\n'
    put(tmp_path / "gongkai", script.encode())
    os.chmod(tmp_path / "gongkai", 0o755)
    names = {
        "GONGKAI": str(tmp_path / "gongkai"),
        "REPOSITORY": str(tmp_path),
        "TARGETS": "全员=/w/bad 党员=/w/good",
        "PULL": "yes",
    }
    done = subprocess.run(
        [str(DEPLOY / "rebuild.sh")], env={**os.environ, **names}, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1 and "用现有的内容" in done.stderr
    assert (tmp_path / "log").read_text(encoding="utf-8").splitlines() == [
        "publish /w/bad --audience 全员",
        "publish /w/good --audience 党员",
    ]


ANALYZE = shutil.which("systemd-analyze")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with their programs replaced by one that exists here."""
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for unit in (tmp_path / "units").iterdir():
        text = unit.read_text(encoding="utf-8")
        unit.write_text(
            re.sub(r"^ExecStart=/opt\S*", "ExecStart=/bin/true", text, flags=re.MULTILINE), encoding="utf-8"
        )
    return tmp_path / "units"


@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed")
def test_units_are_valid_and_shut_in(units: Path) -> None:
    assert ANALYZE
    names = sorted(path.name for path in units.iterdir())
    done = subprocess.run([ANALYZE, "verify", *names], cwd=units, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("gongkai-rebuild.service", "gongkai-watch.service"):
        # Exposure 0 (shut in) to 100; an unguarded service has 96.
        subprocess.run([ANALYZE, "security", "--offline=true", "--threshold=20", name], cwd=units, check=True)


@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed")
def test_the_daily_run_is_just_after_midnight_in_china_whatever_the_server_says() -> None:
    assert ANALYZE
    timer = (DEPLOY / "systemd/gongkai-rebuild.timer").read_text(encoding="utf-8")
    when = re.search(r"^OnCalendar=(.*)$", timer, re.MULTILINE)
    assert when and "Persistent=true" in timer
    command = [ANALYZE, "calendar", "--base-time=2026-03-02 12:00:00 UTC", when[1]]
    said = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"}
    )
    assert "2026-03-02 16:05:00 UTC" in said.stdout


def supply(*arguments: str) -> None:
    subprocess.run([sys.executable, str(DEPLOY / "supply.py"), *arguments], check=True)


def test_the_bill_of_materials_names_every_locked_package_with_its_licence(tmp_path: Path) -> None:
    supply("sbom", str(tmp_path / "one.json"))
    supply("sbom", str(tmp_path / "two.json"))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    bom = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = set(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
    packages = [one for one in bom["components"] if one["purl"].startswith("pkg:pypi/")]
    assert {(one["name"], one["version"]) for one in packages} == pins
    for one in packages:
        hashes = one["externalReferences"][0]["hashes"]
        assert hashes and all(digest["content"] in lock for digest in hashes)
        assert one.get("scope") == "optional" or one["licenses"][0]["expression"]
    refs = {one["bom-ref"] for one in bom["components"]} | {bom["metadata"]["component"]["bom-ref"]}
    assert len(refs) == len(bom["components"]) + 1
    assert all({one["ref"], *one["dependsOn"]} <= refs for one in bom["dependencies"])
    material = next(one for one in bom["dependencies"] if "/mkdocs-material@" in one["ref"])
    assert any("/mkdocs@" in ref for ref in material["dependsOn"])


def test_the_list_of_licences_is_up_to_date() -> None:
    supply("check", str(ROOT / "THIRD_PARTY.md"))


def test_the_form_editor_stands_in_the_bill_of_materials_and_the_list(tmp_path: Path) -> None:
    from generator.editor import bundle

    supply("sbom", str(tmp_path / "bom.json"))
    parts = json.loads((tmp_path / "bom.json").read_text(encoding="utf-8"))["components"]
    decap = next(part for part in parts if part["purl"] == f"pkg:npm/decap-cms@{bundle.VERSION}")
    digest = decap["externalReferences"][0]["hashes"][0]
    assert digest["alg"] == "SHA-512"
    assert base64.b64encode(bytes.fromhex(digest["content"])).decode() == bundle.INTEGRITY.removeprefix(
        "sha512-"
    )
    assert f"| decap-cms | {bundle.VERSION} | MIT |" in (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
