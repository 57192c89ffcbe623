"""What stands before and after a number says what it is not: a document's number, a sum, a part of a hash."""

from __future__ import annotations

import re

from generator.regex import regex

NUMBERED = regex(
    r"(?:表号|电表|水表|气表|户号|发票|票号|票据|订单|合同|协议|单号|流水|凭证|编号|编码|代码|序列|设备号|设备|资产|物料|货号|批号"
    r"|条码|条形码|图号|档案|项目|案号|文号|运单|快递|卷号|许可证|证书|执照|登记证?|备案|备案号|税号|型号|版本|QQ|群|群号|钢印|仪表|支架"
    r"|ISBN|ISSN|SN|S/N|No|№|EAN)(?:号码?|编号)?[\s:：.#为是（(\-]{0,4}$",
    re.IGNORECASE,
)
MONEY = regex(
    r"(?:金额|合计|总额|总计|共计|余额|预算|投资|价值|收入|利润|产值|销售额|产量|累计|￥|¥|\$)[\s:：为达约]{0,3}$"
)
UNIT = regex(
    r"\.[0-9]{1,2}(?![0-9])|,[0-9]{3}|[ ]?(?:元|万|亿|千|百|吨|米|㎡|m³|m2|立方|平方|方|千瓦|度|人|次|个|件|套|台|年|周|天|日|户|kWh|kg|km|%|％|"
    r"美元|股|字节|bytes?\b|[KMGT]?i?B\b|[tm]\b)"
)
