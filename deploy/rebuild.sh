#!/bin/sh
# 按当天日期重新生成并发布每个公开范围。由 gongkai-rebuild.service 每天运行，也可以手工运行。
# 设置写在 /etc/gongkai/rebuild.env：
#   GONGKAI=/opt/gongkai/venv/bin/gongkai      程序
#   REPOSITORY=/srv/gongkai/repository         内容仓库的工作副本
#   TARGETS="全员=/srv/gongkai/quanyuan 党员=/srv/gongkai/dangyuan"
#   PULL=yes                                   发布前先取最新内容（no 就用现有的）
set -eu

cd "$REPOSITORY"
if [ "${PULL:-yes}" = yes ]; then
    # 取不到也继续：日期变了，公示和撤下照样要按时；状态检查会发现内容旧了。
    git pull -q --ff-only || echo "取不到最新内容，用现有的内容生成。" >&2
fi

# 一个范围失败不耽误其他范围，但最后要报告失败。
failed=0
for pair in $TARGETS; do
    "$GONGKAI" publish "${pair#*=}" --audience "${pair%%=*}" || failed=$?
done
exit "$failed"
