"""What every command shares: options, the clock, output, and how a fault of the machine is told."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.exceptions import TyperException

from generator.problems import Finding, MachineFault

DONE, CONTENT_ERRORS, WRONG_USAGE, MACHINE_FAILED = 0, 1, 2, 3

# Everyone who reads the site lives by this clock, whatever the build machine says (FAULTS: midnight).
# China has had one zone without summer time since 1991; a fixed offset needs no zone database.
_ZONE = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")

ContentOption = Annotated[Path, typer.Option("--content", help="内容文件夹", metavar="文件夹")]
AsOfOption = Annotated[str, typer.Option("--as-of", help="按哪一天算，默认今天（北京时间）", metavar="日期")]
JobsOption = Annotated[
    int, typer.Option("--jobs", help="同时用几个进程，默认全部核心", metavar="个数", min=0)
]
SiteOption = Annotated[Path, typer.Option("--site", help="网站输出文件夹", metavar="文件夹")]
AudienceOption = Annotated[
    str, typer.Option("--audience", help="为谁生成，默认 site.yml 里的第一个", metavar="范围")
]

DEFAULT_CONTENT = Path("content")
DEFAULT_SITE = Path("build/site")


class UsageFault(Exception):
    """Wrong usage, said in Chinese; exit code 2."""


def app(command: Any) -> typer.Typer:
    """A Typer application of one command, plain help, no shell completion."""
    made = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    made.command(cls=_Command)(command)
    return made


class _Command(TyperCommand):
    """A command whose options take what needs no reading as it is.

    Typer asks pydantic, and importing that takes longer than finding out that nothing changed.
    """

    def get_params(self, ctx: Any) -> Any:
        parameters = super().get_params(ctx)
        for one in parameters:
            vars(one).setdefault("process_value", partial(_taken, one, one.process_value))
        return parameters


def _taken(option: Any, read: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """An option's value: a word or a path as typed, a default as it is, anything else as Typer reads it."""
    kind = option.type_descriptor.annotation
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    if value is None and kind is bool:  # --help, when nobody asks for it
        return None
    return value if type(value) is kind and option.callback is None else read(context, value)


def use_utf8() -> None:
    """Chinese output on any console; a character that the console cannot show is replaced, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def guarded(application: typer.Typer, argv: Sequence[str], name: str) -> int:
    """Run a command and turn what went wrong outside of us into a sentence and an exit code."""
    try:
        result = application(args=list(argv), prog_name=name, standalone_mode=False)
        return int(result or DONE)
    except UsageFault as fault:
        print(str(fault), file=sys.stderr)
        return WRONG_USAGE
    except TyperException as error:
        print(_in_chinese(error), file=sys.stderr)
        return WRONG_USAGE
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print("已停止。", file=sys.stderr)
        return 130
    except MachineFault as fault:
        print(str(fault), file=sys.stderr)
        return MACHINE_FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(explain(error), file=sys.stderr)
        return MACHINE_FAILED
    except MemoryError:
        print("内存不够，没有完成；已有的网站没有动。", file=sys.stderr)
        return MACHINE_FAILED


_OS_FAULTS = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个位置是只读的",
    errno.EMFILE: "打开的文件太多",
    errno.EFBIG: "文件超过了允许的大小",
}


def explain(error: OSError) -> str:
    """A fault of the machine as a Chinese sentence."""
    if error.errno not in _OS_FAULTS:
        raise error
    where = f"：{error.filename}" if error.filename else ""
    return f"{_OS_FAULTS[error.errno]}，没有完成{where}。已发布的网站没有动。"


def _in_chinese(error: Any) -> str:
    """Typer's complaint about the command line, in Chinese."""
    sentences = {
        "NoSuchOption": "没有“{option_name}”这个选项。加 --help 看可用的选项。",
        "MissingParameter": "缺少“{param.human_readable_name}”。加 --help 看用法。",
        "BadParameter": "“{param.human_readable_name}”写得不对。加 --help 看用法。",
        "BadOptionUsage": "“{option_name}”后面缺少内容。加 --help 看用法。",
    }
    sentence = sentences.get(type(error).__name__)
    try:
        return sentence.format_map(vars(error)) if sentence else f"用法不对：{error}。加 --help 看用法。"
    except AttributeError:
        return f"用法不对：{error}。加 --help 看用法。"


def now() -> dt.datetime:
    """The moment, in Beijing time. SOURCE_DATE_EPOCH, when set, stands for it (reproducible builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), _ZONE)
    return dt.datetime.now(_ZONE)


def day_of(text: str) -> dt.date:
    """The day of --as-of, or today in Beijing.

    Raises:
        UsageFault: the text is not a date.
    """
    if not text:
        return now().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageFault(f"--as-of 写的“{text}”不是日期，应当写成 2026-03-01。") from None


def print_findings(findings: Sequence[Finding], style: str = "text") -> list[str]:
    """Say what was found; returns the lines."""
    from generator import report

    findings = [*_masked(findings)]
    lines = list(report.as_json_lines(findings) if style == "json" else report.as_text(findings))
    if lines:
        print("\n".join(lines))
    return lines


def _masked(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What is said ends up in logs, and a file may have a person's number for a name."""
    from generator.privacy import masked_text

    masked = cache(masked_text)
    for one in findings:
        path = "/".join(map(masked, one.path.split("/")))
        yield one if path == one.path else replace(one, path=path)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A progress bar with the step's name on a terminal; plain lines when not."""
    if not sys.stderr.isatty():
        yield lambda step: print(f"… {step}", file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("准备", total=None)
        yield lambda step: bar.update(task, description=step)
