"""The editor over real files: what is refused, what two people do to one record, what a save leaves on disk."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from kindtools import content

from generator.editor.books import Books, Refusal
from generator.editor.commit import Repository
from generator.editor.config import configuration
from generator.editor.desk import Desk
from generator.editor.names import describer
from generator.editor.preview import Preview
from generator.editor.service import Service
from generator.kinds import all_kinds

DAY = dt.date(2026, 11, 23)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOTICE = """\
# 由党委工作部填写
标题: 关于拟表彰先进的公示
类型: 评优公示
正文: 现予公示。
公示期:
  开始: 2026-11-23
  # 不少于五天
  工作日: 5
受理:
  部门: 党委工作部
  电话: 0571-8800123
落款: 示范矿党委
成文日期: 2026-11-22
"""
BRAND = "名称: 深井先锋\n支部: shili-zhibu\n品牌类型: 攻坚品牌\n内涵: 难在前面\n举措:\n  - 带头\n负责人: 张工\n历程:\n  - 阶段: 申报\n    日期: 2026-01-05\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return content(tmp_path, {"notices/2026/biao-zhang": NOTICE, "brands/shen-jing": BRAND})


@pytest.fixture
def books(folder: Path, tmp_path: Path) -> Books:
    return Books(Desk(folder, DAY, tmp_path / "work"))


def form(books: Books, kind: str, slug: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(books.open(kind, slug)["data"])
    return values


def codes(refusal: Refusal) -> set[str]:
    return {one["code"] for one in refusal.detail["findings"]}


def test_saving_one_word_changes_one_line(books: Books, folder: Path) -> None:
    values = form(books, "notices", "biao-zhang")
    books.save("notices", "biao-zhang", {**values, "正文": "现予以公示。"}, {})
    assert (folder / "notices/2026/biao-zhang.yml").read_text("utf-8") == NOTICE.replace(
        "现予公示", "现予以公示"
    )


def test_a_period_under_the_floor_is_refused_and_nothing_is_written(books: Books, folder: Path) -> None:
    values = form(books, "notices", "biao-zhang")
    values["公示期"] = {"开始": "2026-11-23", "工作日": "3"}
    with pytest.raises(Refusal) as caught:
        books.save("notices", "biao-zhang", values, {})
    found = [one for one in caught.value.detail["findings"] if one["code"] == "notices.period-too-short"]
    assert found[0]["key"] == "公示期"
    assert "工作日" in found[0]["message"]
    assert (folder / "notices/2026/biao-zhang.yml").read_text("utf-8") == NOTICE


def test_a_reference_to_nothing_is_found_before_it_is_written(books: Books) -> None:
    values = form(books, "brands", "shen-jing")
    with pytest.raises(Refusal) as caught:
        books.save("brands", "shen-jing", {**values, "支部": "shili-zhib"}, {})
    assert [one["code"] for one in caught.value.detail["findings"] if one["severity"] == "error"] == [
        "record.ref-nothing"
    ]


def test_what_an_edit_breaks_in_other_records_blocks_it_too(books: Books, folder: Path) -> None:
    branch = form(books, "branches", "shili-zhibu")
    with pytest.raises(Refusal) as caught:
        books.save("branches", "shili-zhibu", {**branch, "公开范围": "党员"}, {})
    assert "record.audience" in codes(caught.value)
    (folder / "site.yml").write_text(
        (folder / "site.yml").read_text("utf-8") + "公开范围:\n  - 全员\n  - 党员\n", encoding="utf-8"
    )
    with pytest.raises(Refusal) as caught:
        books.save("branches", "shili-zhibu", {**branch, "公开范围": "党员"}, {})
    told = [one for one in caught.value.detail["findings"] if one["severity"] == "error"]
    assert [(one["code"], one["path"]) for one in told] == [
        ("record.ref-narrower", "content/brands/shen-jing.yml")
    ]


def test_reminders_are_shown_and_do_not_block(books: Books) -> None:
    values = form(books, "brands", "shen-jing")
    saved = books.save("brands", "shen-jing", {**values, "口号": "难在前面，干在前面"}, {})
    assert saved.findings
    assert not any(one.is_error for one in saved.findings)


def test_a_new_record_has_the_order_of_its_kind_and_nothing_empty(books: Books, folder: Path) -> None:
    slug = books.promise_slug("notices", "关于食堂调整的通知")
    assert slug == "guan-yu-shi-tang-tiao-zheng-de-tong-zhi"
    posted = {
        "成文日期": "2026-11-23",
        "落款": "党委工作部",
        "文号": "",
        "正文": "一\n\n二\n",
        "类型": "通知",
        "标题": "关于食堂调整的通知",
        "_slug": slug,
    }
    books.save("notices", slug, posted, {})
    assert (folder / f"notices/2026/{slug}.yml").read_text("utf-8") == (
        "标题: 关于食堂调整的通知\n类型: 通知\n正文: |\n  一\n\n  二\n落款: 党委工作部\n成文日期: 2026-11-23\n"
    )
    assert books.promise_slug("notices", "关于食堂调整的通知") == f"{slug}-2"


def test_a_picture_turns_a_file_into_a_folder_under_the_same_id(books: Books, folder: Path) -> None:
    values = form(books, "brands", "shen-jing")
    values["图片"] = [{"文件": "tu.png", "说明": "党员突击队在检修"}]
    books.save("brands", "shen-jing", values, {"tu.png": PIXEL})
    assert (folder / "brands/shen-jing/tu.png").read_bytes() == PIXEL
    written = (folder / "brands/shen-jing/index.yml").read_text("utf-8")
    assert written == BRAND.replace("负责人", "图片:\n  - 文件: tu.png\n    说明: 党员突击队在检修\n负责人")
    assert not (folder / "brands/shen-jing.yml").exists()
    assert books.media("brands", "shen-jing") == [("tu.png", PIXEL)]
    assert form(books, "brands", "shen-jing")["图片"][0]["文件"] == "tu.png"


def test_a_picture_that_is_none_is_refused_before_it_is_written(books: Books, folder: Path) -> None:
    values = form(books, "brands", "shen-jing")
    values["图片"] = [{"文件": "tu.png", "说明": "图"}]
    with pytest.raises(Refusal):
        books.save("brands", "shen-jing", values, {"tu.png": b"<html>"})
    assert not (folder / "brands/shen-jing").exists()


@pytest.mark.parametrize("name", ["../x.png", ".git", "index.yml", "a\x00.png", "x/y.png"])
def test_names_of_uploads_stay_in_the_record_s_folder(books: Books, name: str) -> None:
    with pytest.raises(Refusal):
        books.save("brands", "shen-jing", form(books, "brands", "shen-jing"), {name: PIXEL})


def test_two_people_never_overwrite_each_other_silently(books: Books, folder: Path) -> None:
    mine, theirs = form(books, "brands", "shen-jing"), form(books, "brands", "shen-jing")
    books.save("brands", "shen-jing", {**theirs, "负责人": "李工", "口号": "对方的"}, {}, tab="b")
    after = (folder / "brands/shen-jing.yml").read_bytes()
    with pytest.raises(Refusal) as caught:
        books.save("brands", "shen-jing", {**mine, "口号": "我的", "内涵": "新内涵"}, {}, tab="a")
    assert caught.value.status == 409
    assert (folder / "brands/shen-jing.yml").read_bytes() == after
    told = caught.value.detail["conflict"]
    fields = {one["field"]: one for one in told["fields"]}
    assert (fields["口号"]["theirs"], fields["口号"]["mine"], fields["口号"]["both"]) == (
        "对方的",
        "我的",
        True,
    )
    assert (fields["负责人"]["theirs"], fields["负责人"]["both"]) == ("李工", False)

    books.save(
        "brands", "shen-jing", {**mine, "口号": "我的", "内涵": "新内涵"}, {}, tab="a", merge=told["revision"]
    )
    merged = form(books, "brands", "shen-jing")
    assert (merged["口号"], merged["负责人"], merged["内涵"]) == ("我的", "李工", "新内涵")


def test_an_edit_outside_the_editor_counts_as_another_person_s(books: Books, folder: Path) -> None:
    values = form(books, "brands", "shen-jing")
    file = folder / "brands/shen-jing.yml"
    file.write_text(BRAND.replace("张工", "赵工"), encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        books.save("brands", "shen-jing", {**values, "口号": "新"}, {})
    assert caught.value.status == 409


def test_one_tab_saves_twice_without_loading_again(books: Books, folder: Path) -> None:
    values = form(books, "brands", "shen-jing")
    books.save("brands", "shen-jing", {**values, "口号": "一"}, {}, tab="a")
    books.save("brands", "shen-jing", {**values, "口号": "二"}, {}, tab="a")
    assert "口号: 二\n" in (folder / "brands/shen-jing.yml").read_text("utf-8")


def test_a_record_deleted_meanwhile_is_not_made_again(books: Books, folder: Path) -> None:
    values = form(books, "brands", "shen-jing")
    (folder / "brands/shen-jing.yml").unlink()
    with pytest.raises(Refusal) as caught:
        books.save("brands", "shen-jing", values, {})
    assert caught.value.status == 404
    assert not (folder / "brands/shen-jing.yml").exists()


def test_a_file_that_cannot_be_read_says_where(books: Books, folder: Path) -> None:
    (folder / "brands/shen-jing.yml").write_text("名称：全角\n", encoding="utf-8")
    with pytest.raises(Refusal, match="第 1 行"):
        books.open("brands", "shen-jing")


def test_a_record_that_others_need_is_not_deleted(books: Books, folder: Path) -> None:
    with pytest.raises(Refusal):
        books.delete("branches", "shili-zhibu")
    books.delete("brands", "shen-jing")
    assert not (folder / "brands/shen-jing.yml").exists()
    books.delete("branches", "shili-zhibu")


def test_lists_show_titles_days_and_what_is_wrong(books: Books, folder: Path) -> None:
    rows = [json.loads(one["data"]) for one in books.listing("notices")[0]]
    assert rows[0]["标题"] == "关于拟表彰先进的公示"
    (folder / "brands/shen-jing.yml").write_text(BRAND.replace("攻坚", "攻艰"), encoding="utf-8")
    assert "1 处错误" in json.loads(books.listing("brands")[0][0]["data"])["_about"]


@pytest.fixture
def service(books: Books, folder: Path, tmp_path: Path) -> Service:
    return Service(books, Repository(folder, describer(folder)), Preview(books.desk, tmp_path / "preview"))


def ask(service: Service, action: str, **params: Any) -> Any:
    return service.answer({"action": action, "params": params}, "tab")


def test_the_protocol_lists_opens_and_saves(service: Service, folder: Path) -> None:
    listed = ask(service, "entriesByFolder", folder="brands", extension="json", depth=1)
    assert [one["file"]["path"] for one in listed] == ["brands/shen-jing.json"]
    opened = ask(service, "getEntry", path="brands/shen-jing.json")
    raw = json.dumps({**json.loads(opened["data"]), "口号": "新"})
    asset = {
        "path": "brands/shen-jing/a.png",
        "content": base64.b64encode(PIXEL).decode(),
        "encoding": "base64",
    }
    done = ask(
        service,
        "persistEntry",
        dataFiles=[{"path": "brands/shen-jing.json", "slug": "x", "raw": raw}],
        assets=[asset],
    )
    assert done["path"] == "content/brands/shen-jing/index.yml"
    media = ask(service, "getMedia", mediaFolder="brands/shen-jing")
    assert [one["path"] for one in media] == ["brands/shen-jing/a.png"]
    assert ask(service, "getMediaFile", path="brands/shen-jing/a.png")["content"] == asset["content"]


def test_a_missing_record_has_no_data_and_a_missing_picture_is_404(service: Service) -> None:
    assert ask(service, "getEntry", path="brands/nothing.json")["data"] is None
    with pytest.raises(Refusal) as caught:
        ask(service, "getMediaFile", path="brands/shen-jing/nothing.png")
    assert caught.value.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "../site.yml",
        "brands/../../x.json",
        "/etc/passwd",
        "brands/%2e%2e/x.json",
        "x/y.json",
        "brands/.git.json",
        "brands/a/b.json",
        "",
    ],
)
@pytest.mark.parametrize("action", ["getEntry", "deleteFile"])
def test_paths_name_records_and_never_files(service: Service, action: str, path: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(service, action, path=path)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "request_", [None, [], {"action": "getEntry"}, {"action": "rm"}, {"action": "getEntry", "params": 3}]
)
def test_requests_that_make_no_sense_are_refused_in_words(service: Service, request_: Any) -> None:
    with pytest.raises(Refusal):
        service.answer(request_, "")


def test_the_form_as_it_stands_is_checked_without_writing(service: Service, folder: Path) -> None:
    values = json.loads(ask(service, "getEntry", path="brands/shen-jing.json")["data"])
    upload = ask(service, "gk.upload", content=base64.b64encode(PIXEL).decode())
    values["图片"] = [{"文件": "tu.png", "说明": "检修"}, {"文件": "mei-you.png", "说明": "检修"}]
    told = ask(
        service,
        "gk.check",
        kind="brands",
        slug="shen-jing",
        data=values,
        assets=[{"name": "tu.png", "id": upload["id"]}],
    )
    errors = [one["message"] for one in told["findings"] if one["severity"] == "error"]
    assert len(errors) == 1
    assert "mei-you.png" in errors[0]
    assert sorted(path.name for path in (folder / "brands").iterdir()) == ["shen-jing.yml"]


def test_every_field_of_every_kind_is_in_the_form(books: Books) -> None:
    config = configuration(books.desk.settings, DAY)
    assert [one["name"] for one in config["collections"]]
    by_name = {one["name"]: one for one in config["collections"]}
    assert by_name.keys() == all_kinds().keys()
    notice = {one["name"]: one for one in by_name["notices"]["fields"]}
    assert "评优公示" in notice["类型"]["options"]
    assert notice["公示期"]["widget"] == "object"
    assert notice["对象"]["widget"] == "gk-table"
    assert notice["成文日期"]["required"] is True
    assert notice["文号"]["required"] is False
    brand = {one["name"]: one for one in by_name["brands"]["fields"]}
    assert (brand["支部"]["widget"], brand["支部"]["collection"]) == ("relation", "branches")
    assert json.dumps(config, ensure_ascii=False).count("http") == 0


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def shared(folder: Path, tmp_path: Path) -> Path:
    """A repository with a remote, and another person's clone of it."""
    top = folder.parent
    git(top, "init", "--quiet", "--initial-branch=main")
    git(top, "config", "user.name", "甲")
    git(top, "config", "user.email", "a@example")
    (top / ".gitignore").write_text("work/\npreview/\nremote.git/\nother/\n", encoding="utf-8")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "-m", "初始")
    git(top, "init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "remote.git"))
    git(top, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(top, "push", "--quiet", "--set-upstream", "origin", "main")
    git(top, "clone", "--quiet", str(tmp_path / "remote.git"), str(tmp_path / "other"))
    other = tmp_path / "other"
    git(other, "config", "user.name", "乙")
    git(other, "config", "user.email", "b@example")
    return other


def push_from(other: Path, old: str, new: str) -> None:
    file = other / "content/brands/shen-jing.yml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    git(other, "commit", "--quiet", "--all", "-m", "乙的修改")
    git(other, "push", "--quiet")


def save_slogan(service: Service, key: str, text: str) -> None:
    values = json.loads(ask(service, "getEntry", path="brands/shen-jing.json")["data"])
    raw = json.dumps({**values, key: text})
    ask(service, "persistEntry", dataFiles=[{"path": "brands/shen-jing.json", "slug": "x", "raw": raw}])


def test_a_commit_names_the_records_and_reaches_the_others(
    service: Service, shared: Path, folder: Path
) -> None:
    save_slogan(service, "口号", "新口号")
    (folder.parent / "别的.txt").write_text("不属于内容", encoding="utf-8")
    assert ask(service, "gk.status")["changed"] == 1
    done = ask(service, "gk.commit")
    assert done["ok"], done
    git(shared, "pull", "--quiet")
    assert git(shared, "log", "-1", "--format=%s").strip() == "修改支部品牌《深井先锋》"
    assert git(shared, "show", "--format=", "--name-only").split() == ["content/brands/shen-jing.yml"]
    with pytest.raises(Refusal, match="没有要提交的修改"):
        ask(service, "gk.commit")


def test_others_work_is_taken_in_before_sending(service: Service, shared: Path, folder: Path) -> None:
    push_from(shared, "负责人: 张工", "负责人: 李工")
    save_slogan(service, "名称", "深井尖兵")
    done = ask(service, "gk.commit")
    assert done["ok"], done
    text = (folder / "brands/shen-jing.yml").read_text("utf-8")
    assert "李工" in text
    assert "深井尖兵" in text


def test_a_conflict_is_told_in_plain_words_and_loses_nothing(
    service: Service, shared: Path, folder: Path
) -> None:
    push_from(shared, "内涵: 难在前面", "内涵: 对方写的")
    save_slogan(service, "内涵", "我写的")
    done = ask(service, "gk.commit")
    assert not done["ok"]
    assert "支部品牌《深井先锋》" in done["message"]
    assert "没有丢" in done["message"]
    assert "内涵: 我写的" in (folder / "brands/shen-jing.yml").read_text("utf-8")
    assert git(folder.parent, "status", "--porcelain", "--", "content") == ""
    assert "内涵: 我写的" in git(folder.parent, "show", "HEAD:content/brands/shen-jing.yml")
    assert "内涵: 对方写的" in git(folder.parent, "show", "origin/main:content/brands/shen-jing.yml")
    assert not (folder.parent / ".git/rebase-merge").exists()


def test_content_with_errors_is_not_committed(service: Service, shared: Path, folder: Path) -> None:
    (folder / "brands/shen-jing.yml").write_text(BRAND.replace("shili-zhibu", "nobody"), encoding="utf-8")
    with pytest.raises(Refusal, match="不能提交"):
        ask(service, "gk.commit")


def test_without_a_repository_committing_says_so(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent.parent))
    with pytest.raises(Refusal, match="没有用 git 管理"):
        ask(service, "gk.commit")


def test_a_notice_that_has_begun_is_not_changed_in_silence(
    service: Service, shared: Path, books: Books
) -> None:
    long_ago = {
        "GIT_AUTHOR_DATE": "2026-11-20T08:00:00+0800",
        "GIT_COMMITTER_DATE": "2026-11-20T08:00:00+0800",
    }
    subprocess.run(
        ["git", "-C", str(books.desk.content.parent), "commit", "--quiet", "--amend", "--no-edit"],
        check=True,
        env={**__import__("os").environ, **long_ago},
    )
    books.desk.read_history()
    values = json.loads(ask(service, "getEntry", path="notices/biao-zhang.json")["data"])
    told = ask(
        service, "gk.check", kind="notices", slug="biao-zhang", data={**values, "正文": "换了一份正文。"}
    )
    assert "history.silent-change" in {one["code"] for one in told["findings"]}
    quiet = ask(service, "gk.check", kind="notices", slug="biao-zhang", data={**values, "公示范围": "全矿"})
    assert "history.silent-change" not in {one["code"] for one in quiet["findings"]}
