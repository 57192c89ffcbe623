"""What keeps a record from being published until somebody has approved it."""

from __future__ import annotations

from generator.policy import NoticeType, Policy
from generator.record import Record


def gate(record: Record, policy: Policy) -> str | None:
    """The message code of what keeps a record from being published, or None.

    Policy names the kinds and the notice types that need an approval (DOMAIN §1); 责任追究 also needs a
    withdrawal date (DOMAIN §2).
    """
    if needs_approval(record, policy) and not (record.approval and record.approval.complete):
        return "record.needs-approval"
    notice = _notice_type(record, policy)
    if notice is not None and notice.needs_withdrawal and record.withdraw_on is None:
        return "record.needs-withdrawal"
    return None


def needs_approval(record: Record, policy: Policy) -> bool:
    """Whether policy wants an approval for a record of this kind or notice type."""
    notice = _notice_type(record, policy)
    return policy.gated(record.kind) or (notice is not None and notice.gated)


def _notice_type(record: Record, policy: Policy) -> NoticeType | None:
    return policy.notice_type(getattr(record, "type", "")) if record.kind == "notices" else None
