"""The command line: an index of commands, one file each. The only room with a clock, argv and exit codes."""

from __future__ import annotations

import atexit
import importlib
import os
import sys
from typing import Any

# Command → (its module here, one line of help). A command's module is imported only when it runs.
COMMANDS = {
    "check": "检查全部记录，一次列出所有问题，不写任何文件",
    "build": "检查并生成整个网站，只重做有变化的部分",
    "serve": "本机预览：改了就重新生成，浏览器自动刷新",
    "edit": "打开表单编辑器，不必懂 YAML 和 git",
    "new": "按样例新建一条记录",
    "import": "从表格导入成绩、清单台账、组织生活",
    "export": "导出表格或数据",
    "todo": "列出今天要办的事",
    "publish": "把网站发布到目标文件夹，一次切换",
    "rollback": "退回上一个版本",
    "verify": "逐个文件核对已发布的网站",
    "releases": "列出已发布的版本",
    "status": "看网站是不是按时更新",
    "hook": "装上 git 提交前的检查",
    "docs": "由模型生成结构定义、字段表和表单配置",
}


def main(argv: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    if argv is not None:
        sys.exit(run(argv))
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    atexit._run_exitfuncs()
    # Taking thousands of records apart one by one, for an end that frees them anyway, would take a tenth of a second.
    os._exit(code)


def run(argv: list[str]) -> int:
    """Run one command; returns the exit code (0 done, 1 content has errors, 2 wrong usage, 3 machine failed)."""
    from generator.cli import console

    console.use_utf8()
    name = argv[0] if argv else ""
    if name in ("--version", "-V"):
        from generator import __version__

        print(f"gongkai {__version__}")
        return 0
    if name not in COMMANDS:
        return _usage(name)
    module = importlib.import_module(f"generator.cli.{name}_command")
    return console.guarded(module.app, argv[1:], f"gongkai {name}")


def _usage(name: str) -> int:
    asked = name in ("", "-h", "--help")
    stream: Any = sys.stdout if asked else sys.stderr
    if not asked:
        from generator.words import did_you_mean

        guess = did_you_mean(name, list(COMMANDS))
        print(f"没有“{name}”这个命令。" + (f"是不是想写“{guess}”？" if guess else ""), file=stream)
    print("用法：gongkai 命令 [选项]    （gongkai 命令 --help 看详细说明）\n", file=stream)
    for command, about in COMMANDS.items():
        print(f"  {command:<10}{about}", file=stream)
    return 0 if asked else 2
