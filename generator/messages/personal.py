"""Personal data that must not be published. Only masked values are ever shown."""

from __future__ import annotations

from generator.messages import ERROR, Message

_WHERE = "删去，或只留姓名和单位。确需公开的，在“豁免”里写明内容、理由和批准人。"

MESSAGES = {
    "personal.id_card": Message(ERROR, "这里有身份证号（{masked}），不能公开。", _WHERE),
    "personal.mobile": Message(
        ERROR,
        "这里有个人手机号（{masked}），不能公开。",
        "改成办公电话；值班手机确需公开的，在“豁免”里写明理由和批准人。",
    ),
    "personal.bank_card": Message(ERROR, "这里有银行卡号（{masked}），不能公开。", "删去卡号。"),
    "personal.home_address": Message(
        ERROR,
        "这里有家庭住址（{masked}），不能公开。",
        "删去住址；需要说明地方的，写到县（市、区）为止。",
    ),
    "personal.staff_number": Message(
        ERROR, "这里有工号（{masked}），不能公开。", "删去工号，写姓名和单位即可。"
    ),
    "personal.birth_day": Message(
        ERROR, "这里有出生日期（{masked}），不能写到日。", "只写到年月，例如“1985年3月”。"
    ),
    "personal.passport": Message(ERROR, "这里有护照或通行证号（{masked}），不能公开。", "删去号码。"),
    "personal.phone-elsewhere": Message(
        ERROR,
        "这里有电话号码（{masked}）。",
        "电话只写在“受理”“监督渠道”或“办公电话”里，页面会自动显示。",
    ),
    "personal.mailbox-elsewhere": Message(
        ERROR, "这里有电子邮箱（{masked}）。", "邮箱只写在“受理”或“监督渠道”里，页面会自动显示。"
    ),
}
