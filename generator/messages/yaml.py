"""What the strict reader says about encoding, characters and YAML."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

_SAVE = "用 WPS 文字、记事本或 VS Code 打开，点“另存为”，“编码”一栏选 UTF-8，保存时覆盖原文件。内容确认无误后再检查一次。"
_QUOTE = "给整个值加英文引号，例如：'{text}'（值里有英文单引号时，外面用英文双引号）。"
_FLOW = "改成一行一项：每项另起一行，缩进两格，先写“- ”再写内容。"

MESSAGES: dict[str, Message] = {
    # -- the file as a whole
    "yaml.encoding": Message(ERROR, "文件不是 UTF-8 编码，看起来是 {name}。", _SAVE),
    "yaml.bad-bytes": Message(
        ERROR,
        "这里有不属于 UTF-8 的字节（0x{byte}），这个字已经损坏，或者文件里混了两种编码。",
        "在编辑器里把这一处的乱码删掉、按原文重新输入，然后另存为 UTF-8 编码。",
    ),
    "yaml.cut": Message(
        ERROR,
        "文件在一个汉字的中间断了，后面的内容可能已经丢失。",
        "重新复制或下载完整的文件；如果确实只缺最后一个字，补上它，再另存为 UTF-8 编码。",
    ),
    "yaml.surrogate": Message(
        ERROR,
        "这里有半个字符（单独的代理码），不是合法的 UTF-8。",
        "删掉这一处，重新输入原来的字或表情，再另存为 UTF-8 编码。",
    ),
    "yaml.too-big": Message(
        ERROR,
        "文件有 {size} MB，超过一条记录的上限 {limit} MB。",
        "图片、表格和长文件放进附件，记录里只写文字。",
    ),
    "yaml.too-many": Message(
        ERROR, "这个文件至少还有 {more} 处问题没有列出。", "先改好上面列出的，再检查一次。"
    ),
    "yaml.empty": Message(
        ERROR, "文件是空的。", "写上这条记录的内容，例如第一行写“标题: …”；不需要这条记录就删掉文件。"
    ),
    "yaml.only-comments": Message(
        ERROR,
        "文件里没有内容，只有注释（# 开头的行）或分隔线。",
        "写上这条记录的内容，例如“标题: …”；注释里的示例要去掉行首的 #。",
    ),
    "yaml.not-text": Message(
        ERROR,
        "这不是文本文件，而是{what}，只是名字写成了 .yml。",
        "改回原来的扩展名，放到记录旁边当附件；记录本身另建一个 .yml 文本文件。",
    ),
    "yaml.html": Message(
        ERROR,
        "这是一个网页（HTML）文件，不是记录。",
        "可能是下载时把登录页或错误页存了下来。重新下载，或者新建 .yml 文件，按“键: 值”写。",
    ),
    "yaml.lfs": Message(
        ERROR,
        "这是 Git LFS 的占位文件，真正的内容没有取下来。",
        "在这个文件夹运行 git lfs pull；记录文件不要交给 LFS 管理。",
    ),
    "yaml.json": Message(
        ERROR,
        "这是 JSON 写法（花括号、方括号），记录要用“键: 值”的写法。",
        "去掉最外层的括号和行末的逗号，一行写一项，例如“标题: …”。",
    ),
    "yaml.conflict": Message(
        ERROR,
        "文件里留着 Git 合并冲突的标记（<<<<<<<、=======、>>>>>>>）。",
        "两段内容选定一段（或合成一段），把三行标记都删掉。",
    ),
    "yaml.root-list": Message(
        ERROR,
        "整个文件是一个列表，记录应当是一组“键: 值”。",
        "一个文件只写一条记录：去掉行首的“- ”，各行左对齐，写成“标题: …”。",
    ),
    "yaml.root-text": Message(
        ERROR,
        "整个文件只是一段文字，没有“键: 值”。",
        "每一项写成“键: 值”，冒号用英文的，后面空一格，例如“标题: …”。",
    ),
    "yaml.documents": Message(
        ERROR,
        "这一行的 --- 表示又开始一条记录；一个文件只能写一条。",
        "删掉这一行；如果下面是另一条记录，把它剪到单独的文件里。",
    ),
    "yaml.after-end": Message(
        ERROR, "第 {end} 行的 ... 表示文件到此为止，这一行不会被读到。", "删掉第 {end} 行的 ...。"
    ),
    "yaml.directive": Message(ERROR, "% 开头的指令行（如 %YAML）在记录里不能用。", "删掉这一行。"),
    # -- characters
    "yaml.control": Message(
        ERROR,
        "这里有不能显示的控制字符：{name}。",
        "把光标移到这里，删掉这个看不见的字符，需要的话重新输入前后的字。",
    ),
    "yaml.line-separator": Message(
        ERROR,
        "这里有特殊的换行字符：{name}，多半是从网页或设计软件粘贴来的。",
        "删掉它；需要换行时按回车键。",
    ),
    "yaml.bidi": Message(
        ERROR,
        "这里有改变文字方向的字符：{name}，会让显示的内容和实际的不一样。",
        "删掉这个看不见的字符；最稳妥的办法是把这一段删掉重新输入。",
    ),
    "yaml.hidden": Message(
        ERROR,
        "这里有看不见的字符：{name}，多半是从网页、微信或 PDF 粘贴来的。",
        "把光标移到这里，删掉这个看不见的字符；最稳妥的办法是把前后几个字删掉重新输入。",
    ),
    "yaml.private-use": Message(
        REMINDER,
        "这里有私用区的字：{name}，别人的电脑上可能显示成方框或另一个字。",
        "生僻字请改用新版输入法重新输入；项目符号请改成“- ”或“·”。",
    ),
    "yaml.mojibake-lost": Message(
        ERROR, "这里是乱码“{text}”：原来的字在转换编码时已经丢失。", "按原文重新输入这几个字。"
    ),
    "yaml.mojibake": Message(
        REMINDER, "这里的“{text}”像是乱码（编码转错了）。", "对照原文检查，是乱码就重新输入。"
    ),
    "yaml.tab": Message(
        ERROR, "缩进里用了 Tab 键，只能用空格。", "删掉这里的 Tab，按空格键对齐（每一层两个空格）。"
    ),
    "yaml.odd-space": Message(
        ERROR, "这里的空白不是普通空格，而是{name}。", "删掉它，切换到英文半角后按空格键重新输入。"
    ),
    # -- separators and keys
    "yaml.fullwidth-colon": Message(
        ERROR,
        "“{key}”后面用了中文冒号“：”，应当用英文冒号加一个空格。",
        "把“：”改成“: ”（英文冒号，后面空一格）。如果这一整行本来就是正文，给它加上英文引号。",
    ),
    "yaml.no-space": Message(
        ERROR,
        "“{key}:”的冒号后面少了一个空格。",
        "在冒号后面加一个空格，写成“{key}: …”。如果这一整行本来就是正文，给它加上英文引号。",
    ),
    "yaml.no-colon": Message(
        ERROR,
        "这一行“{text}”没有“键: ”，不知道它属于哪一项。",
        "写成“键: 值”；如果是上一项的正文，上一项的冒号后面写 |，正文另起行并缩进两格。",
    ),
    "yaml.list-mark": Message(
        ERROR,
        "列表项前面的“{mark}”要写成英文减号加一个空格。",
        "把“{mark}”改成“- ”（英文减号，后面空一格）。",
    ),
    "yaml.complex-key": Message(
        ERROR, "行首的“? ”是 YAML 的复杂键写法，记录里不能用。", "删掉“? ”，写成“键: 值”。"
    ),
    "yaml.key-not-text": Message(
        ERROR,
        "这里的键不是文字，而是列表或一组字段。",
        "键只能是文字，例如“标题: …”；值里有方括号或花括号时，给整个值加英文引号。",
    ),
    "yaml.empty-key": Message(ERROR, "冒号前面没有键。", "在冒号前面写上键，例如“标题: …”。"),
    "yaml.curly-key": Message(ERROR, "键“{key}”外面加了中文引号。", "键不用加引号，直接写“{key}: …”。"),
    "yaml.duplicate-key": Message(
        ERROR,
        "“{key}”写了两次，第一次在第 {first} 行。",
        "只留一个；如果是两项内容，合成一项，或者写成列表（每项一行，前面加“- ”）。",
    ),
    # -- indentation and lists
    "yaml.indent-deep": Message(
        ERROR,
        "这一行缩进了 {have} 格，但第 {line_of} 行那一项已经有值，下面不能再有下级。",
        "和上面同级的键左对齐（缩进 {want} 格）；如果是上一行的续行，上一行的冒号后面写 |，正文另起行缩进。",
    ),
    "yaml.indent-odd": Message(
        ERROR,
        "这一行缩进了 {have} 格，和上面哪一级都对不齐（第 {near_line} 行是 {near} 格，第 {far_line} 行是 {far} 格）。",
        "看它属于哪一级：和第 {near_line} 行同级就缩进 {near} 格，和第 {far_line} 行同级就缩进 {far} 格。",
    ),
    "yaml.indent-first": Message(
        ERROR, "这一行前面多了 {have} 个空格，和下面的键对不齐。", "删掉行首的空格，最外层的键都顶格写。"
    ),
    "yaml.indent-item": Message(
        ERROR,
        "这一行缩进了 {have} 格，和同一项的“{key}”（第 {far_line} 行，{far} 格）没有对齐。",
        "缩进 {far} 格，和“{key}”的第一个字左对齐。",
    ),
    "yaml.mixed": Message(
        ERROR,
        "列表项（“- ”开头）和“键: 值”混在同一级了，这一级从第 {line_of} 行开始。",
        "同一级要么都写“- ”，要么都写“键: 值”；列表项里的字段要比“- ”多缩进两格。",
    ),
    "yaml.item-after-value": Message(
        ERROR,
        "第 {line_of} 行的“{key}”已经有值，下面的“- ”不会成为列表，而会接到那个值后面。",
        "要写列表，就把第 {line_of} 行冒号后面的内容移到下面，也写成一项“- …”；同级的列表项要左对齐。",
    ),
    "yaml.block-indent": Message(
        ERROR,
        "这段正文从第 {first} 行开始缩进 {width} 格，这一行少了。",
        "是正文就至少缩进 {width} 格；是另一个键就和上面的键左对齐。",
    ),
    "yaml.block-blank": Message(
        ERROR,
        "正文前面的这个空行里有 {have} 个空格，比正文的缩进（{width} 格）还多，正文会读错。",
        "把空行里的空格删掉，或者删掉这个空行。",
    ),
    "yaml.block-not-indented": Message(
        ERROR,
        "第 {line_of} 行的“{key}”后面写了 |，下面的正文没有缩进。",
        "正文每一行前面加两个空格（比“{key}”多缩进两格），空行可以不加。",
    ),
    # -- values
    "yaml.unclosed-quote": Message(
        ERROR,
        "从这里开始的英文引号 {quote} 没有收尾。",
        "在值的末尾补上 {quote}；如果引号是正文的一部分，改用中文引号“ ”。",
    ),
    "yaml.mixed-quote": Message(
        ERROR,
        "开头是英文引号 {quote}，结尾却是中文引号，没有配成一对。",
        "前后都用英文引号 {quote}；如果引号是正文的一部分，前后都用中文引号“ ”。",
    ),
    "yaml.after-quote": Message(
        ERROR,
        "引号 {quote} 在这里已经收尾，后面又有“{text}”。",
        "把整个值放进一对引号里；里面的引号改用中文引号“ ”，例如：'“强党性”专项行动'。",
    ),
    "yaml.curly-quote": Message(
        ERROR,
        "{text} 外面用的是中文引号，不能起到英文引号的作用。",
        "前后都改成英文引号，或者去掉引号。",
    ),
    "yaml.escape": Message(
        ERROR,
        "双引号里的“{text}”会{meaning}，不会照原样保留。",
        "外面改用英文单引号（'…'），反斜杠就照原样保留；要换行就在冒号后面写 |，正文另起行缩进。",
    ),
    "yaml.bad-escape": Message(
        ERROR,
        "双引号里的反斜杠有特殊含义，“{text}”读不懂。",
        "外面改用英文单引号（'…'），反斜杠就照原样保留。",
    ),
    "yaml.value-start": Message(ERROR, "不加引号的值不能用“{char}”开头，它在 YAML 里有特殊含义。", _QUOTE),
    "yaml.lone-mark": Message(
        ERROR,
        "值只有一个“{char}”，会被当成 YAML 的符号。",
        "没有内容就空着，什么都不写；确实要这个字符就写成 '{char}'。",
    ),
    "yaml.colon-in-value": Message(
        ERROR,
        "值里有英文冒号加空格（或以英文冒号结尾），会被当成又一个键。",
        "把它改成中文冒号“：”，或者" + _QUOTE,
    ),
    "yaml.hash-in-value": Message(
        ERROR,
        "空格后面的 # 表示注释，“{text}”不会出现在页面上。",
        "如果是正文，给整个值加英文引号；如果是注释，另起一行写。",
    ),
    "yaml.hash-in-key": Message(
        ERROR,
        "空格后面的 # 表示注释，“{text}”不会被读到，这一行就没有“键: ”了。",
        "去掉键里的空格和 #；如果是注释，另起一行写。",
    ),
    "yaml.hash-value": Message(
        ERROR,
        "# 表示注释，“{text}”不会出现在页面上，这一项等于没有填。",
        "如果是正文，给整个值加英文引号：'{text}'；如果是注释，另起一行写。",
    ),
    "yaml.tag": Message(
        ERROR,
        "“{text}”是 YAML 的类型标记，记录里不能用。",
        "删掉它；如果感叹号是正文的一部分，给整个值加英文引号。",
    ),
    "yaml.anchor": Message(
        ERROR,
        "“&{text}”是 YAML 的锚点，记录里不能用。",
        "删掉它；如果 & 是正文的一部分，给整个值加英文引号：'&{text}'。",
    ),
    "yaml.alias": Message(
        ERROR,
        "“*{text}”是 YAML 的引用，记录里不能用。",
        "把要引用的内容完整写在这里；如果 * 是正文的一部分，给整个值加英文引号：'*{text}'。",
    ),
    "yaml.merge": Message(ERROR, "“<<”合并写法在记录里不能用。", "把要合并的各项完整写在这里。"),
    "yaml.flow-mapping": Message(
        ERROR,
        "花括号 {{ }} 的写法在记录里不能用。",
        "改成一行一项：键另起一行，缩进两格，写成“键: 值”；如果花括号是正文的一部分，给整个值加英文引号。",
    ),
    "yaml.flow-nested": Message(ERROR, "方括号里面只能写简单的文字，不能再套括号或“键: 值”。", _FLOW),
    "yaml.flow-comma": Message(
        ERROR,
        "方括号里用了中文的“{char}”，整段会被当成一项。",
        "各项之间用英文逗号加空格：[甲, 乙]；如果“{char}”是正文的一部分，给这一项加英文引号。",
    ),
    "yaml.flow-open": Message(
        ERROR,
        "从这里开始的方括号没有收尾。",
        "在末尾补上“]”；如果方括号是正文的一部分，给整个值加英文引号，例如：'{text}'。",
    ),
    "yaml.depth": Message(
        ERROR, "嵌套超过 {limit} 层。", "记录最多用到四五层；检查这里是不是误写了一串“- ”或括号。"
    ),
    "yaml.scalar-too-long": Message(
        ERROR, "这一个值有 {count} 个字，超过上限 {limit} 个。", "长文件放进附件，这里只写摘要。"
    ),
    # -- what only the parser saw
    "yaml.syntax": Message(ERROR, "从这里开始读不懂。", "对照示例检查这一行和上一行的缩进、冒号和引号。"),
    "yaml.syntax-quote": Message(ERROR, "从这里开始的引号没有收尾。", "在值的末尾补上同样的英文引号。"),
    "yaml.syntax-key": Message(
        ERROR, "这一行没有“键: ”（英文冒号加一个空格）。", "写成“键: 值”；如果是正文，给它加英文引号。"
    ),
    "yaml.syntax-escape": Message(
        ERROR, "双引号里的反斜杠写法读不懂。", "外面改用英文单引号（'…'），反斜杠就照原样保留。"
    ),
    "yaml.syntax-tab": Message(ERROR, "这里用了 Tab 键，只能用空格。", "删掉 Tab，按空格键对齐。"),
    "yaml.syntax-colon": Message(
        ERROR,
        "这里不能再有“键: ”：上面那一项已经有值，或者缩进不对。",
        "和同级的键左对齐；如果冒号是正文的一部分，给整个值加英文引号，或改用中文冒号“：”。",
    ),
    "yaml.syntax-dash": Message(
        ERROR,
        "这里不能写列表项“- ”。",
        "列表另起一行写在键的下面，每项一行；如果减号是正文，给整个值加英文引号。",
    ),
    "yaml.syntax-start": Message(ERROR, "值不能用这个符号开头。", "给整个值加英文引号。"),
    "yaml.syntax-block": Message(
        ERROR,
        "| 或 > 后面不能再写文字。",
        "| 写在冒号后面，正文另起一行，缩进两格；如果是正文，给整个值加英文引号。",
    ),
    "yaml.syntax-tag": Message(ERROR, "感叹号开头的标记在记录里不能用。", "给整个值加英文引号。"),
    "yaml.syntax-flow": Message(
        ERROR, "这里的括号写法不对。", _FLOW + "如果括号是正文的一部分，给整个值加英文引号。"
    ),
    "yaml.syntax-mixed": Message(
        ERROR, "这一行和上面的列表不是同一种写法，或者没有对齐。", "同一级的每一项都以“- ”开头，左对齐。"
    ),
    "yaml.syntax-indent": Message(
        ERROR, "这一行的缩进和上面的对不齐，或者缺少“键: ”。", "同一级的键左对齐；下一级多缩进两格。"
    ),
}
