"""What can be wrong with a workbook that somebody imports. `{place}` names the cell: 成绩表!C5."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

_RESAVE = "用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"

MESSAGES = {
    "sheets.missing-file": Message(
        ERROR, "找不到文件“{name}”。", "检查路径；文件名里有空格时整个用引号括起来。"
    ),
    "sheets.empty-file": Message(ERROR, "这是空文件。", "检查是不是选错了文件。"),
    "sheets.too-large": Message(ERROR, "表格太大（{size} MB）。", "删去图片和不用的工作表，另存一份再导入。"),
    "sheets.too-many": Message(
        ERROR,
        "表格有 {rows} 行、{columns} 列，不像手工填的清单。",
        "删去后面空白却带格式的行和列，另存一份再导入。",
    ),
    "sheets.unreadable": Message(ERROR, "表格打不开，可能已经损坏，或者不是表格文件。", _RESAVE),
    "sheets.locked": Message(ERROR, "表格设了打开密码。", "去掉密码，另存一份再导入。"),
    "sheets.not-a-table": Message(ERROR, "这不是真正的表格（像是网页或别的文件改了后缀）。", _RESAVE),
    "sheets.encoding": Message(ERROR, "csv 的文字编码认不出来。", _RESAVE),
    "sheets.no-header": Message(
        ERROR,
        "没有找到表头：要有一行写着{wanted}。",
        "表头放在数据上面一行，列名照“gongkai export {section} --template”给出的空表写。",
    ),
    "sheets.which-sheet": Message(
        ERROR, "有几张工作表都像是要导入的：{sheets}。", "用 --sheet 指明一张，例如 --sheet {first}。"
    ),
    "sheets.no-such-sheet": Message(ERROR, "没有叫“{typed}”的工作表。{guess}", "可以写：{sheets}。"),
    "sheets.no-rows": Message(ERROR, "{place} 表头下面没有数据。", "检查是不是选错了工作表。"),
    "sheets.formula": Message(
        ERROR,
        "{place} 是公式，文件里没有存它算好的结果。",
        "用 Excel 或 WPS 打开这个文件，保存一次再导入；或者把这一格改成数值。",
    ),
    "sheets.error-value": Message(ERROR, "{place} 是出错的公式（{typed}）。", "改好公式，或者直接填数。"),
    "sheets.not-a-number": Message(
        ERROR, "{place} “{header}”写的“{typed}”不是数。", "只写数字，例如 96.5；没有参加就写“未参加”。"
    ),
    "sheets.out-of-range": Message(
        ERROR,
        "{place} “{header}”写的 {typed} 不在 0 到 100 之间。",
        "每种方式都按满分 100 打分，权重由系统折算。",
    ),
    "sheets.side-by-side": Message(
        ERROR,
        "{place} 又是一个“{header}”：表是左右两栏排的，只能读一栏。",
        "把右边几列剪下来，贴到左边那栏的下面，再导入。",
    ),
    "sheets.hidden-rows": Message(
        REMINDER,
        "工作表“{name}”的第 {rows} 行是隐藏的（筛选掉的也算），同样读了。",
        "不该导入的就删去这些行，隐藏不等于删去。",
    ),
    "sheets.branch-unknown": Message(
        ERROR, "{place} 没有“{typed}”这个支部。{guess}", "写支部的全称或简称；新支部先建支部的记录。"
    ),
    "sheets.branch-unclear": Message(ERROR, "{place} “{typed}”可能是{titles}。", "写支部的全称。"),
    "sheets.branch-twice": Message(ERROR, "{place} “{title}”前面已经有一行（第 {row} 行）。", "只留一行。"),
    "sheets.branch-empty": Message(
        ERROR, "{place} 这一行有得分，没有写是哪个支部。", "补上支部，或删去这一行。"
    ),
    "sheets.into-unknown": Message(
        ERROR,
        "没有编号是“{typed}”的考核。{guess}",
        "--into 写考核记录的编号；新的考核先运行“gongkai new assessments --title 标题”。",
    ),
    "sheets.into-missing": Message(
        ERROR,
        "看不出要写进哪一次考核。",
        "用 --into 指明编号，例如 --into {example}；新的考核先运行“gongkai new assessments --title 标题”。",
    ),
    "sheets.into-faulty": Message(
        ERROR, "考核记录 {file} 本身有错误，不能导入。", "先运行 gongkai check 改好它。"
    ),
    "sheets.way-missing": Message(
        ERROR, "表里没有“{name}”这一列。{guess}", "考核方式要与记录里的“方式”一致：{all}。"
    ),
    "sheets.way-twice": Message(ERROR, "{place} 和 {other} 两列都像是“{name}”。", "改掉其中一列的列名。"),
    "sheets.weight-differs": Message(
        ERROR, "{place} “{name}”的权重是 {typed}，记录里是 {ours}。", "核对办法，改表或改记录里的“权重”。"
    ),
    "sheets.column-twice": Message(ERROR, "{place} 和 {other} 两列都是“{header}”。", "只留一列。"),
    "sheets.points-none": Message(
        ERROR, "{place} “{title}”没有得分。", "补上得分；没有参加就写“未参加”；不导入就删去这一行。"
    ),
    "sheets.points-missing": Message(
        ERROR, "{place} “{title}”没有“{header}”的得分。", "补上得分；没有参加就写“未参加”。"
    ),
    "sheets.column-missing": Message(
        ERROR, "新建记录要写“{header}”，表里没有这一列。", "在表头加一列“{header}”，新的 {count} 行都填上。"
    ),
    "sheets.cell-missing": Message(ERROR, "{place} 没有填“{header}”。", "补上再导入，例如“{example}”。"),
    "sheets.record": Message(ERROR, "{place} {message}", "{hint}"),
    "sheets.id-bad": Message(
        ERROR, "{place} 编号“{typed}”只能用小写字母、数字和减号。", "不知道编号就空着，会按标题的拼音自动起。"
    ),
    "sheets.id-twice": Message(
        ERROR, "{place} 编号“{typed}”前面已经有一行（第 {row} 行）。", "一条记录只留一行。"
    ),
    "sheets.id-deeper": Message(
        ERROR,
        "{place} 编号“{typed}”和已有的 {other} 重复。",
        "要改那一条就写它完整的编号；是新的一条就换一个编号。",
    ),
    "sheets.cell-not-list": Message(
        ERROR,
        "{place} “{header}”要分项写，现在写的看不懂。",
        "照导出的表写：每项以“- ”开头，每个字段一行，例如：{example}。",
    ),
    "sheets.record-faulty": Message(
        ERROR, "{place} 要改的记录 {file} 本身有错误。", "先运行 gongkai check 改好它，再导入。"
    ),
    # What is said without keeping anything from being imported.
    "sheets.skipped-total": Message(
        REMINDER, "{place} 跳过了“{typed}”这一行，没有导入。", "合计、平均由系统算出。"
    ),
    "sheets.skipped-text": Message(
        REMINDER, "{place} 跳过了这一行：“{typed}”。", "不是要导入的内容就不用管。"
    ),
    "sheets.ignored-derived": Message(REMINDER, "{place} “{header}”由系统算出，没有导入，只核对。", ""),
    "sheets.ignored-column": Message(
        REMINDER, "{place} 不认识“{header}”这一列，没有导入。{guess}", "要导入就把列名改成：{known}。"
    ),
    "sheets.total-differs": Message(
        REMINDER,
        "{place} “{title}”的{header}，表里是 {theirs}，按记录的权重算是 {ours}。",
        "核对各项得分、权重和加减分。",
    ),
    "sheets.total-unknown": Message(REMINDER, "{place} “{header}”这一列的公式没有存结果，没有核对。", ""),
    "sheets.scaled": Message(
        REMINDER,
        "{place} “{header}”按满分 {most} 分折算成百分制。",
        "如果表里本来就是百分制，把列名里的“{most}分”去掉再导入。",
    ),
    "sheets.percent": Message(
        REMINDER, "{place} “{header}”里的百分号去掉了，{typed} 按 {value} 分导入。", ""
    ),
    "sheets.deduction-sign": Message(REMINDER, "{place} 扣分写的是负数 {typed}，按扣 {value} 分导入。", ""),
    "sheets.group-row": Message(REMINDER, "{place} “{typed}”当作分组，下面的支部归入这一组。", ""),
    "sheets.not-in-sheet": Message(REMINDER, "表里没有{titles}，保留记录里原来的成绩。", ""),
    "sheets.other-sheets": Message(REMINDER, "只导入了工作表“{name}”，没有看：{others}。", ""),
    "sheets.matched": Message(REMINDER, "{place} 没有写编号，按标题对上了 {id}。", ""),
    "sheets.title-row": Message(
        REMINDER, "表的标题是“{typed}”，写进的是“{title}”。", "核对是不是同一次考核。"
    ),
    "sheets.cut": Message(REMINDER, "{place} “{header}”太长，表格放不下，导出时省去了；导入时不改它。", ""),
}
