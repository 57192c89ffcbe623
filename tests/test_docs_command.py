"""gongkai docs: documents follow the models, and --check sees when they don't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli import run
from generator.kinds import all_kinds
from generator.schema.documents import FIELDS, VSCODE


def test_writes_a_schema_a_kind_and_the_field_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["docs", "--into", str(tmp_path)]) == 0
    schemas = {file.stem for file in (tmp_path / "docs/schema").glob("*.json")}
    assert schemas == set(all_kinds()) | {"site", "policy", "calendar"}
    for file in (tmp_path / "docs/schema").glob("*.json"):
        assert json.loads(file.read_text(encoding="utf-8"))["type"] == "object"
    text = (tmp_path / FIELDS).read_text(encoding="utf-8")
    assert [kind.label for kind in all_kinds().values() if f"### {kind.label}（" not in text] == []
    assert capsys.readouterr().out == "更新了 17 个文件，共 17 个。\n"


def test_every_schema_that_the_editor_is_told_of_is_there(tmp_path: Path) -> None:
    run(["docs", "--into", str(tmp_path)])
    settings = json.loads((tmp_path / VSCODE).read_text(encoding="utf-8"))
    assert settings["yaml.schemas"]["./docs/schema/notices.json"] == "content/notices/**/*.yml"
    assert all((tmp_path / path).is_file() for path in settings["yaml.schemas"])


def test_a_second_run_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["docs", "--into", str(tmp_path)])
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    capsys.readouterr()
    assert run(["docs", "--into", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "更新了 0 个文件，共 17 个。\n"
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_check_names_what_drifted_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["docs", "--into", str(tmp_path)])
    (tmp_path / FIELDS).write_text("旧的", encoding="utf-8")
    (tmp_path / "docs/schema/duties.json").unlink()
    capsys.readouterr()
    assert run(["docs", "--check", "--into", str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        "docs/schema/duties.json 与模型不一致。\n"
        "docs/fields.zh.md 与模型不一致。\n"
        "共 2 个文件要更新，运行 gongkai docs 即可。\n"
    )
    assert (tmp_path / FIELDS).read_text(encoding="utf-8") == "旧的"
    run(["docs", "--into", str(tmp_path)])
    assert run(["docs", "--check", "--into", str(tmp_path)]) == 0


def test_names_come_from_the_units_own_policy(tmp_path: Path) -> None:
    policy = "责任状类型:\n  - 名称: 承诺书\n    依据: 本单位办法\n    依据类型: 本单位\n"
    (tmp_path / "content").mkdir()
    (tmp_path / "content/policy.yml").write_text(policy, encoding="utf-8")
    run(["docs", "--into", str(tmp_path)])
    schema = json.loads((tmp_path / "docs/schema/pledges.json").read_text(encoding="utf-8"))
    assert schema["properties"]["类型"]["enum"] == ["承诺书"]


def test_the_documents_in_this_repository_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["docs", "--check"]) == 0, capsys.readouterr().out
