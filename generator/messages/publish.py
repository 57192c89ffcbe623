"""What publishing says: refusals, faults of the machine, differences that `verify` finds."""

from __future__ import annotations

from generator.messages import ERROR, Message

MESSAGES: dict[str, Message] = {
    # The finished site is not fit to publish.
    "publish.no_site": Message(ERROR, "找不到要发布的网站文件夹：{site}。", "先运行 gongkai build。"),
    "publish.no_manifest": Message(
        ERROR,
        "网站文件夹里没有 manifest.sha256，说明上一次生成没有做完。",
        "重新运行 gongkai build，再发布。",
    ),
    "publish.bad_manifest": Message(
        ERROR,
        "manifest.sha256 第 {row} 行看不懂，文件可能被改过或没有写完。",
        "重新运行 gongkai build，再发布。",
    ),
    "publish.no_status": Message(
        ERROR, "网站文件夹里没有 status.json，或者内容不完整。", "重新运行 gongkai build，再发布。"
    ),
    "publish.mismatch": Message(
        ERROR,
        "网站文件夹与 manifest.sha256 对不上，共 {count} 处：{examples}。",
        "可能正在生成，或有人手工改过。重新运行 gongkai build，再发布。",
    ),
    "publish.odd_file": Message(
        ERROR,
        "网站文件夹里有不能发布的东西（链接、管道、设备或名称含控制字符）：{examples}。",
        "删掉后重新生成。",
    ),
    "publish.empty_index": Message(
        ERROR, "首页 index.html 没有内容或不完整。", "检查内容后重新运行 gongkai build。"
    ),
    "publish.cut_page": Message(
        ERROR, "有 {count} 个页面不完整（没有结尾）：{examples}。", "重新运行 gongkai build，再发布。"
    ),
    "publish.missing_assets": Message(
        ERROR,
        "页面要用的样式、脚本或图片有 {count} 个不在网站里：{examples}。",
        "重新运行 gongkai build --clean，再发布。",
    ),
    "publish.checks_failed": Message(
        ERROR, "发布前检查发现 {count} 处错误，没有发布。", "改好后重新生成再发布。"
    ),
    "publish.shrunk": Message(
        ERROR,
        "新网站只有 {new} 页，现在网上有 {old} 页，少了 {gone} 页，超过了允许的比例。少掉的有：{examples}。",
        "如果确实要撤下这些页面，发布时加 --allow-shrink。",
    ),
    "publish.section_gone": Message(
        ERROR,
        "栏目“{section}”原来有 {old} 页，新网站一页也没有。",
        "如果确实要撤下整个栏目，发布时加 --allow-shrink。",
    ),
    "publish.wrong_audience": Message(
        ERROR,
        "这个位置发布的是“{live}”的网站，这次要发布的是“{new}”的网站，已拒绝。",
        "不同公开范围的网站要放在不同的位置，请检查 TARGET 和 --audience。",
    ),
    "publish.unknown_script": Message(
        ERROR,
        "页面 {page} 里有不认识的内嵌脚本（{digest}），可能是有人在内容里塞了代码，已拒绝。",
        "检查该页对应的记录；若是升级了主题，请开发人员核对后更新 generator/publish/csp.py。",
    ),
    "publish.csp_stale": Message(
        ERROR,
        "网站里有 {count} 段内嵌脚本不在服务器的安全策略 {file} 里，发布后会被浏览器拦下。",
        "先用 deploy/csp.py 重新生成该文件并重新加载 nginx，再发布。",
    ),
    # Order.
    "publish.superseded": Message(
        ERROR,
        "网上已经是更新的版本（{live}），这次的版本（{new}）较旧，没有发布。",
        "拉取最新内容后重新生成；确实要退回旧版本请用 gongkai rollback。",
    ),
    "publish.rolled_back": Message(
        ERROR,
        "版本 {commit} 已在 {at} 被回退撤下，没有再次发布。",
        "先在仓库里改好内容并提交，再发布；确实要重新发布原样内容请加 --force。",
    ),
    # Wrong usage.
    "publish.overlap": Message(
        ERROR, "网站文件夹和发布位置不能互相包含：{site} 与 {target}。", "换一个发布位置。"
    ),
    "publish.bad_target": Message(
        ERROR, "发布位置不能用：{file} {why}。", "换一个空文件夹，或把它移走后再发布。"
    ),
    "publish.bad_keep": Message(
        ERROR, "保留的版本数至少为 1，现在写的是 {keep}。", "改成 2 或更大的数，才能回退。"
    ),
    "publish.nothing_live": Message(ERROR, "{target} 还没有发布过。", "先运行 gongkai publish。"),
    "publish.no_release": Message(
        ERROR, "没有这个版本：{name}。", "用 gongkai releases 查看还保留着哪些版本。"
    ),
    "publish.no_older": Message(ERROR, "没有更早的版本可以回退。", "发布时用 --keep 多保留几个版本。"),
    "publish.damaged": Message(
        ERROR,
        "版本 {name} 的文件已损坏，共 {count} 处：{examples}，没有切换过去。",
        "换一个版本，或重新生成并发布。",
    ),
    # The machine failed us.
    "publish.busy": Message(
        ERROR,
        "另一个发布正在进行：{owner}。等了 {waited} 秒还没有结束，这次没有发布。",
        "等它结束再试；如果它已经卡住，请管理员结束该进程，不需要删除任何文件。",
    ),
    "publish.building": Message(
        ERROR,
        "另一个生成正在使用同一个网站文件夹：{owner}。等了 {waited} 秒还没有结束，这次没有生成。",
        "等它结束再试，或用 --site 换一个文件夹。",
    ),
    "publish.changed_while_copying": Message(
        ERROR, "复制时文件 {file} 变了，可能同时有人在生成网站。", "等生成结束后再发布。"
    ),
    "publish.bad_copy": Message(
        ERROR, "文件 {file} 写到磁盘后读出来不一样，磁盘可能有故障。", "请管理员检查磁盘后再发布。"
    ),
    "publish.disk_full": Message(
        ERROR,
        "磁盘空间不足（{file}），网上的内容没有变。",
        "请管理员腾出空间，或减少 --keep 保留的版本数，再发布。",
    ),
    "publish.space_short": Message(
        ERROR,
        "磁盘空间不足：发布需要约 {need} MB，{file} 只剩 {free} MB。网上的内容没有变。",
        "请管理员腾出空间，或减少 --keep 保留的版本数，再发布。",
    ),
    "publish.inodes_full": Message(
        ERROR,
        "磁盘上的文件数已到上限（{file}），网上的内容没有变。",
        "请管理员清理小文件，或减少 --keep，再发布。",
    ),
    "publish.quota": Message(
        ERROR, "磁盘配额用完了（{file}），网上的内容没有变。", "请管理员提高配额或清理旧文件。"
    ),
    "publish.read_only": Message(
        ERROR, "{file} 是只读的，写不进去，网上的内容没有变。", "请管理员检查磁盘挂载。"
    ),
    "publish.no_permission": Message(
        ERROR, "没有权限读写 {file}，网上的内容没有变。", "请管理员检查文件夹的所有者和权限。"
    ),
    "publish.file_limit": Message(
        ERROR,
        "系统限制了文件大小或打开文件数（{file}），网上的内容没有变。",
        "请管理员调整运行限制（ulimit）。",
    ),
    "publish.io_error": Message(ERROR, "读写 {file} 时磁盘出错，网上的内容没有变。", "请管理员检查磁盘。"),
    "publish.os_error": Message(
        ERROR,
        "读写 {file} 时系统报错：{why}（错误号 {number}），网上的内容没有变。",
        "请把这句话告诉管理员。",
    ),
    "publish.no_memory": Message(
        ERROR, "内存不足，网上的内容没有变。", "关掉别的程序，或请管理员提高内存限制。"
    ),
    # After the switch: the site is live, house-keeping failed.
    "publish.not_tidied": Message(ERROR, "新版本已经上线，但清理旧文件时出错：{why}", "下一次发布会再清理。"),
    # `verify`.
    "verify.missing": Message(ERROR, "少了文件 {file}。", "重新生成并发布。"),
    "verify.extra": Message(ERROR, "多了文件 {file}。", "查明是谁放进去的，再重新发布。"),
    "verify.changed": Message(ERROR, "文件 {file} 的内容与发布时不一样。", "查明原因，再重新发布。"),
    "verify.mode": Message(
        ERROR, "{file} 的权限是 {detail}，应为文件 0644、文件夹 0755。", "重新发布，或改回权限。"
    ),
    "verify.type": Message(
        ERROR, "{file} 不是普通文件（链接、管道或设备）。", "查明是谁放进去的，再重新发布。"
    ),
    "verify.unreadable": Message(ERROR, "读不出 {file}：{detail}。", "请管理员检查权限和磁盘。"),
    "verify.manifest": Message(ERROR, "清单 manifest.sha256 不在，或与版本名称对不上。", "重新生成并发布。"),
    "verify.current": Message(
        ERROR, "current 没有指向一个完整的版本（{detail}）。", "运行 gongkai rollback 或重新发布。"
    ),
    # `status`.
    "status.unreadable": Message(
        ERROR, "读不到 {where} 的 status.json：{why}。", "检查网站是否在运行，地址是否写对。"
    ),
    "status.broken": Message(ERROR, "{where} 的 status.json 看不懂。", "重新生成并发布。"),
    "status.stale": Message(
        ERROR,
        "网站是 {built_at} 生成的，已过 {age} 小时，超过 {limit} 小时。",
        "检查每日自动生成是否还在运行（systemctl list-timers），内容是否有错误。",
    ),
    "status.future": Message(
        ERROR, "网站的生成时间 {built_at} 比现在还晚 {ahead} 小时，有机器的时钟不准。", "请管理员校对时钟。"
    ),
    "status.lock_held": Message(ERROR, "有一个发布一直没有结束：{owner}。", "请管理员查看并结束该进程。"),
}
