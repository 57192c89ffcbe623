"""What can be wrong with a file beside a record: its name, what it is, what it holds."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

_BESIDE = "把文件放进记录自己的文件夹，这里只写文件名。"
_AGAIN = "在原来的软件里打开检查，重新导出后再放进来。"

MESSAGES = {
    # the name
    "files.name-empty": Message(ERROR, "文件名是空的。", "写上文件名，例如“名单.pdf”。"),
    "files.name-invisible": Message(
        ERROR,
        "文件名“{name}”里有看不见的字符（换行、控制符或改变方向的字符）。",
        "给文件改名，把名字重新打一遍。",
    ),
    "files.name-absolute": Message(ERROR, "“{name}”是某台电脑上的完整路径，别人的电脑上没有它。", _BESIDE),
    "files.name-address": Message(
        ERROR, "“{name}”是网址，不是文件。", "把文件下载下来，放进记录自己的文件夹，这里只写文件名。"
    ),
    "files.name-backslash": Message(ERROR, "文件名“{name}”里有反斜杠。", "子文件夹用“/”隔开：{better}。"),
    "files.name-outside": Message(ERROR, "“{name}”指到了记录的文件夹以外。", _BESIDE),
    "files.name-hidden": Message(
        ERROR, "“{name}”以点开头，是系统的隐藏文件，不能公布。", "换成要公布的文件。"
    ),
    "files.name-leftover": Message(
        ERROR, "“{name}”是软件留下的临时文件。", "关闭正在打开的文档，写上文档本身的名字。"
    ),
    "files.name-edge": Message(
        ERROR, "文件名“{name}”的开头或末尾有空格或点，Windows 上打不开。", "给文件改名，去掉多余的空格和点。"
    ),
    "files.name-reserved": Message(
        ERROR, "“{name}”是 Windows 保留的名字，下载后打不开。", "给文件改个名字，例如“附件1”。"
    ),
    "files.name-too-long": Message(ERROR, "文件名“{name}”太长。", "改短，六十个汉字以内。"),
    "files.collides": Message(
        ERROR,
        "文件名“{name}”和网站在同一个文件夹里生成的“{other}”重名。",
        "给文件改个名字，例如在前面加上“附件1-”。",
    ),
    # where it is
    "files.missing": Message(ERROR, "找不到文件“{name}”。", "把文件放进记录自己的文件夹，或改正文件名。"),
    "files.missing-near": Message(ERROR, "找不到文件“{name}”。是不是“{near}”？", "改成“{near}”。"),
    "files.wrong-case": Message(
        ERROR, "找不到文件“{name}”，只有“{near}”（大小写或写法不同）。", "改成“{near}”。"
    ),
    "files.folder": Message(ERROR, "“{name}”是文件夹，不是文件。", "写到文件为止，例如“{name}/名单.pdf”。"),
    "files.link": Message(
        ERROR, "“{name}”是指向别处的链接，不是文件本身。", "把文件本身复制到记录的文件夹里。"
    ),
    "files.not-a-file": Message(ERROR, "“{name}”不是普通文件（是管道或设备）。", "换成要公布的文件。"),
    "files.unreadable": Message(ERROR, "文件“{name}”读不出来。", "检查文件的读取权限，或重新复制一份。"),
    # what it is
    "files.empty": Message(ERROR, "这个文件是空的（0 字节）。", "重新复制一份完整的文件。"),
    "files.truncated": Message(ERROR, "这个文件不完整，后面缺了一截。", "重新复制或重新导出一份完整的文件。"),
    "files.broken": Message(ERROR, "这个文件已损坏，打不开。", _AGAIN),
    "files.too-large": Message(
        ERROR, "这个文件有 {size} MB，这一类最多 {most} MB。", "压缩图片或视频、拆成几个文件后再放进来。"
    ),
    "files.too-many-pixels": Message(
        ERROR,
        "这张图片有 {width}×{height} 像素，最多 {most} 万像素。",
        "用看图软件把长边缩到 4000 像素以内。",
    ),
    "files.bomb": Message(ERROR, "这个文件展开后大得不正常，像是恶意文件。", _AGAIN),
    "files.too-complex": Message(
        ERROR, "这个文件读得太久或占用内存太多，已停止读取。", "用“打印为 PDF”重新生成一份。"
    ),
    "files.mismatch": Message(
        ERROR,
        "文件名以“{suffix}”结尾，内容却是{found}。",
        "用对应的软件打开，另存为 {suffix}；只改后缀不行。",
    ),
    "files.other-office": Message(
        ERROR, "文件内容和后缀不符：里面是 {found}。", "改成正确的后缀，或重新另存。"
    ),
    "files.not-text": Message(
        ERROR, "这个文本文件的编码认不出来，或者不是文本。", "用记事本打开，另存为 UTF-8。"
    ),
    "files.lfs": Message(ERROR, "这里只有 Git LFS 的指针，没有文件本身。", "先取回文件本身，再放进来。"),
    "files.encrypted": Message(ERROR, "这个文件有密码，别人打不开，也没法检查。", "去掉密码后另存一份。"),
    "files.old-office": Message(
        ERROR,
        "这是旧格式的 Office 或 WPS 文件（{suffix}）。",
        "打开后另存为 docx、xlsx 或 pptx，也可以导出 PDF。",
    ),
    "files.type": Message(ERROR, "不能公布“{suffix}”这类文件。", "可以用：{allowed}。"),
    "files.archive": Message(
        ERROR, "不能公布压缩包，里面的内容没法检查。", "解开后，把里面的文件一个一个放进来。"
    ),
    "files.program": Message(ERROR, "这是程序或脚本，不能公布。", "删去；需要说明的写成 docx 或 pdf。"),
    "files.web-page": Message(ERROR, "不能公布网页文件（html、xml）。", "打印成 PDF 后再放进来。"),
    "files.heic": Message(
        ERROR, "这是苹果手机的 HEIC 或 AVIF 照片，多数电脑打不开。", "导出为 JPG 后再放进来。"
    ),
    "files.other-video": Message(ERROR, "这种视频格式浏览器放不了。", "转成 MP4（H.264）后再放进来。"),
    "files.other-picture": Message(ERROR, "这种图片格式网页上显示不了。", "另存为 JPG 或 PNG 后再放进来。"),
    "files.macros": Message(
        ERROR, "这个文件里有宏，打开时会运行程序。", "另存为不带宏的 docx、xlsx 或 pptx。"
    ),
    "files.embedded": Message(ERROR, "这个文件里嵌着程序或网页。", "删去嵌入的对象后另存。"),
    "files.loads-outside": Message(
        ERROR, "这个文件打开时会从外面加载内容。", "断开外部链接和模板后另存，或导出 PDF。"
    ),
    "files.pdf-active": Message(ERROR, "这个 PDF 里有{what}。", "用“打印为 PDF”重新生成一份，只留页面。"),
    "files.svg-active": Message(
        ERROR, "这张 SVG 图里有会运行或会加载外部内容的东西（{what}）。", "导出为 PNG，或删去后另存。"
    ),
    "files.svg-too-large": Message(ERROR, "这张 SVG 图太大。", "导出为 PNG。"),
    # what it holds
    "files.personal": Message(
        ERROR,
        "文件的{where}里有{what}（{masked}），不能公开。",
        "在文件里删去后另存；也可以只公布姓名和单位。",
    ),
    "files.personal-more": Message(
        ERROR, "这个文件里另外还有 {count} 处个人信息。", "全部删去，或换成只有姓名和单位的表。"
    ),
    "files.personal-in-name": Message(
        ERROR, "文件名里有个人信息（{masked}），文件名也会公开。", "给文件改名。"
    ),
    "files.not-scanned": Message(
        REMINDER,
        "这个 PDF 的{pages}没有可读的文字（像是扫描件），没法检查个人信息。",
        "请人工逐页看一遍；有条件的换成由文档导出的 PDF。",
    ),
    "files.traces": Message(
        REMINDER, "文件里还留着{what}，读者看得到。", "不想公开的，先接受修订、删去批注，再另存。"
    ),
}
