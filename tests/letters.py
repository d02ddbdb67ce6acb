"""Letters signed as offices sign them, for tests of the whole way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from evidence_svc.samples.letters import Letter, set_letter
from evidence_svc.samples.pki import Organisation, Person, export_trust, identity_of, open_pki
from evidence_svc.samples.signing import SigningAct, sign_like_a_clerk

VIET_NAM = timezone(timedelta(hours=7))
OFFICE_NAME = "Văn phòng UBND tỉnh Quảng Trị"
LEADER = "Trần Văn Mẫu"
PLAN = Letter(
    issuer_parent="UBND tỉnh Quảng Trị",
    issuer="Văn phòng",
    symbol="KH-VP",
    year=2023,
    type="kế hoạch",
    subject="Cải cách hành chính năm 2023 của Văn phòng UBND tỉnh",
    body=("Thực hiện chương trình tổng thể, Văn phòng ban hành kế hoạch cải cách hành chính năm 2023.",) * 3,
    signer_title="Chánh Văn phòng",
    signer_name=LEADER,
    recipients=("Các phòng, ban", "Lưu: VT"),
)


def signed_plan(trust: Path, signed_on: date = date(2023, 1, 17)) -> bytes:
    """Plan 34/KH-VP of 17/01/2023: leader, number, day, month, seal; its anchors are written into `trust`.

    `signed_on` is the day that the signatures claim, whatever the page says.
    """
    pki = open_pki(trust.parent / "pki")
    export_trust(pki, trust)
    act = SigningAct(
        leader=identity_of(pki, Person(LEADER, OFFICE_NAME)),
        agency=identity_of(pki, Organisation(OFFICE_NAME, parent="UBND tỉnh Quảng Trị")),
        signed_at=datetime.combine(signed_on, time(9), VIET_NAM),
        stamped_at=datetime.combine(signed_on, time(14), VIET_NAM),
        number="34",
        day="17",
        month="01",
        leader_name=LEADER,
        agency_name=OFFICE_NAME,
    )
    return sign_like_a_clerk(set_letter(PLAN), act, pki)
