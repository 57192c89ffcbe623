"""What the form editor says when it will not do something."""

from __future__ import annotations

from generator.messages import ERROR, Message

MESSAGES = {
    "editor.not-there": Message(ERROR, "没有“{slug}”这条记录。", "可能已经改名或删去，请刷新列表。"),
    "editor.gone": Message(
        ERROR,
        "这条记录在您编辑的时候被别人删去或改名了，没有保存。",
        "您填的内容还在表单里，可以复制出来另建一条。",
    ),
    "editor.unreadable": Message(
        ERROR, "{path} 第 {line} 行写得不对，表单打不开：{what}", "请管理员用记事本改好这一行，再从这里打开。"
    ),
    "editor.bad-id": Message(ERROR, "编号“{slug}”不能用。", "只能用小写字母、数字和减号。"),
    "editor.bad-path": Message(ERROR, "没有“{path}”这个位置。", ""),
    "editor.bad-file-name": Message(
        ERROR, "文件名“{name}”不能用。", "换一个名称再上传，不要有斜线，也不要以点开头。"
    ),
    "editor.empty": Message(ERROR, "表单是空的，没有保存。", "至少填写标题。"),
    "editor.errors": Message(ERROR, "有 {count} 处错误，没有保存。{first}", "请按提示改好再保存。"),
    "editor.conflict": Message(
        ERROR,
        "您打开以后，别人改过这条记录，没有保存，双方的内容都还在。",
        "请看右边列出的不同之处，再决定怎么办。",
    ),
    "editor.delete-committed": Message(
        ERROR,
        "这条记录已经提交过，不能直接删去：它的网址可能已经印在二维码上。",
        "请填写“撤下日期”，到那天只保留标题和结果。",
    ),
    "editor.delete-needed": Message(ERROR, "别的记录还用着它，不能删去。{what}", "先改好那些记录。"),
    "editor.action": Message(ERROR, "不认识的操作“{action}”。", ""),
    "editor.request": Message(ERROR, "请求的格式不对。", "请刷新页面再试。"),
    "editor.too-large": Message(ERROR, "上传的内容太大（最多 {most} MB）。", "请先压缩图片或附件。"),
    "editor.no-git": Message(
        ERROR, "这个文件夹没有用 git 管理，不能提交；保存的内容都在文件里。", "请管理员先建好 git 仓库。"
    ),
    "editor.nothing-to-commit": Message(ERROR, "没有要提交的修改。", "先保存，再提交。"),
    "editor.commit-failed": Message(
        ERROR, "git 没有接受这次提交：{what}", "保存的内容都在文件里，没有丢；请把这句话告诉管理员。"
    ),
    "editor.commit-errors": Message(
        ERROR, "还有 {count} 处错误，不能提交：{first}", "打开出错的记录改好；列表里会注明“N 处错误”。"
    ),
    "editor.preview-failed": Message(ERROR, "预览没有做出来：{what}", ""),
}
