#!/usr/bin/env python3
"""Turn `gongkai check --format json` (findings on stdin, one object a line) into what a forge shows beside the lines.

    gongkai check --format json > findings.jsonl
    python3 deploy/findings.py gitlab < findings.jsonl > gl-code-quality-report.json
    python3 deploy/findings.py gitea  < findings.jsonl > review.json      # body for POST …/pulls/N/reviews

Needs nothing but Python. `--prefix` is the content folder's parent inside the repository when that is not its top.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable

Finding = dict[str, object]
MOST_COMMENTS = 50


def read(lines: Iterable[str], prefix: str) -> list[Finding]:
    """The findings, with paths as the repository has them. Lines that are not JSON objects are refused."""
    found = [json.loads(line) for line in lines if line.strip()]
    folder = prefix.strip("/")
    return [{**one, "path": f"{folder}/{one['path']}" if folder else one["path"]} for one in found]


def sentence(one: Finding) -> str:
    """What is wrong and what to do about it."""
    return f"{one['message']}{one['hint']}"


def gitlab(found: list[Finding]) -> object:
    """GitLab's code quality report.

    The fingerprint leaves the line out, so that a finding that only moved is not reported as new; equal findings in
    one file are told apart by counting, or GitLab would show the first one only.
    """
    seen: Counter[str] = Counter()
    report = []
    for one in found:
        key = "\0".join(str(one[part]) for part in ("path", "code", "field", "message"))
        seen[key] += 1
        report.append(
            {
                "description": sentence(one),
                "check_name": one["code"],
                "fingerprint": hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest(),
                "severity": "major" if one["severity"] == "error" else "info",
                "location": {"path": one["path"], "lines": {"begin": one["line"]}},
            }
        )
    return report


def gitea(found: list[Finding]) -> object:
    """A review for Gitea's API: one comment a finding at its line. Gitea shows no annotations from job logs."""
    errors = sum(one["severity"] == "error" for one in found)
    body = f"检查完成：{errors} 处错误，{len(found) - errors} 处提醒。"
    if len(found) > MOST_COMMENTS:
        body += f"下面只列出前 {MOST_COMMENTS} 处，其余见检查任务的输出。"
    comments = [
        {"path": one["path"], "new_position": one["line"], "body": f"{label(one)}：{sentence(one)}"}
        for one in found[:MOST_COMMENTS]
    ]
    return {"event": "REQUEST_CHANGES" if errors else "COMMENT", "body": body, "comments": comments}


def label(one: Finding) -> str:
    """The severity in Chinese."""
    return "错误" if one["severity"] == "error" else "提醒"


FORMATS: dict[str, Callable[[list[Finding]], object]] = {"gitlab": gitlab, "gitea": gitea}


def main() -> None:
    """Read stdin, write stdout."""
    parser = argparse.ArgumentParser(description="把 gongkai check 的结果转成代码平台能显示的格式")
    parser.add_argument("format", choices=FORMATS)
    parser.add_argument("--prefix", default="", help="内容文件夹的上级在仓库里的位置")
    options = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    report = FORMATS[options.format](read(sys.stdin, options.prefix))
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
