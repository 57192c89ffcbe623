"""gongkai releases: what was published and is still there."""

from __future__ import annotations

from generator.cli import console
from generator.cli.publish_command import TargetArgument


def releases(target: TargetArgument) -> int:
    """列出已发布的版本，最新的在前，正在用的标 *。"""
    from generator.cli.publishing import publishing
    from generator.publish.release import releases as listed

    with publishing():
        found = listed(target)
    for one in found:
        mark = "*" if one.live else " "
        commit = one.about.commit[:8] or "－"
        print(f"{mark} {one.name}  内容截至 {one.about.as_of or '不详'}  提交 {commit}  {one.files} 个文件")
    if not found:
        print("还没有发布过。")
    return console.DONE


app = console.app(releases)
