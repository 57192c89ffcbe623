"""`--scheduler`: the same bytes from a real Dask cluster of two processes as from this machine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.build import Request, build
from generator.problems import MachineFault

SITE = "单位名称: 示范矿党委\n站点名称: 示范矿党建公开\n监督渠道:\n  - 部门: 党委工作部\n    电话: 0571-8800123\n"
BRANCH = "名称: 第{n}党支部\n类型: 机关\n序号: {n}\n书记:\n  姓名: 张某某\n"
AS_OF = dt.date(2026, 3, 20)
AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "content"
    (folder / "branches").mkdir(parents=True)
    (folder / "site.yml").write_text(SITE, encoding="utf-8")
    for n in range(1, 81):
        (folder / f"branches/zhi-bu-{n}.yml").write_text(BRANCH.format(n=n), encoding="utf-8")
    return folder


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes(content: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    here, there = tmp_path / "here/site", tmp_path / "there/site"
    assert build(Request(content, here, AS_OF, AT, jobs=1)).ok
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        assert build(Request(content, there, AS_OF, AT, jobs=1, scheduler=cluster.scheduler_address)).ok
    files = sorted(file.relative_to(here) for file in here.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(there) for file in there.rglob("*") if file.is_file())
    assert [file for file in files if (here / file).read_bytes() != (there / file).read_bytes()] == []


def test_nobody_at_the_address_is_a_sentence(content: Path, tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="连不上集群调度器"):
        build(Request(content, tmp_path / "site", AS_OF, AT, jobs=1, scheduler="tcp://127.0.0.1:9"))
