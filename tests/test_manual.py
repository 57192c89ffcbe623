"""The staff's manual says what is true: its example passes, its commands and pictures are there, its sentences are ours."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from test_cli import gongkai

from generator.cli import COMMANDS
from generator.library import check
from generator.messages import catalogue

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import manual_shots  # noqa: E402

MANUAL = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = ["CONTRIBUTING.md", "README.md", "README.zh-CN.md", "tools/windows/README.md"]


def test_the_example_of_the_manual_passes_without_a_word(tmp_path: Path) -> None:
    content = manual_shots.content_with_notice(tmp_path, manual_shots.manual_notice())
    found = check(content, manual_shots.DAY).findings
    assert [one.message for one in found if one.kind == "notices"] == []
    assert [one.message for one in found if one.is_error] == []


def test_the_example_with_its_outcome_still_passes(tmp_path: Path) -> None:
    outcome = MANUAL.partition("公示结束以后")[2].partition("```yaml\n")[2].partition("```")[0]
    content = manual_shots.content_with_notice(tmp_path, manual_shots.manual_notice() + outcome)
    found = check(content, manual_shots.DAY.replace(month=12, day=3)).findings
    assert [one.message for one in found if one.kind == "notices"] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_file_and_picture_that_is_named_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"gongkai ([a-z]+)\b", text)) <= set(COMMANDS)
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / link).exists(), link


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`gongkai ([a-z]+) [^`]*-[^`]+`", MANUAL))))
def test_the_options_of_the_manual_are_options(command: str, tmp_path: Path) -> None:
    helped = gongkai(command, "--help", cwd=tmp_path).stdout
    for line in re.findall(rf"`gongkai {command} ([^`]+)`", MANUAL):
        assert all(name in helped for name in re.findall(r"(?<= )--?[a-z]+", f" {line}")), line


def test_the_common_mistakes_are_sentences_of_ours() -> None:
    ours = [re.split(r"[{（]", message.text)[0] for message in catalogue().values()]
    for said in (
        "文件不是 UTF-8 编码",
        "公示期不足",
        "这里有身份证号",
        "没有走完审批",
        "这条记录不是文件夹",
        "缺少必填的",
    ):
        assert said in MANUAL
        assert any(one.startswith(said) or said in one for one in ours), said


def test_the_editor_recommends_the_extension_that_the_schemas_are_for() -> None:
    wanted = json.loads((ROOT / ".vscode/extensions.json").read_text(encoding="utf-8"))
    assert "redhat.vscode-yaml" in wanted["recommendations"]
    schemas = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    for path, pattern in schemas.items():
        assert (ROOT / path).is_file()
        assert pattern.startswith("content/")


def test_windows_starters_say_that_nobody_has_tried_them() -> None:
    starters = sorted((ROOT / "tools/windows").glob("*.bat"))
    assert starters
    for file in starters:
        # ASCII: cmd reads the file in the code page of the machine, which is GBK in most offices.
        data = file.read_bytes().decode("ascii")
        assert data.count("\r\n") == data.count("\n")
        assert "Not tried on Windows" in data
    assert "未在 Windows 上试过" in (ROOT / "tools/windows/README.md").read_text("utf-8")
