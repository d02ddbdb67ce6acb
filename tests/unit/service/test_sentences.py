"""Finished Vietnamese sentences, recognised by their templates and said in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.remarks import REMARKS, remark
from evidence_svc.translations.catalogue import SENTENCES, read_catalogue
from evidence_svc.translations.extract import vietnamese_templates
from evidence_svc.translations.sentences import PLACE, VIETNAMESE, places, to_english
from verifiers.findings import Outcome
from verifiers.messages import MESSAGES, WARNINGS, find

TEMPLATES = {str(entry.id): str(entry.string) for entry in read_catalogue(SENTENCES) if entry.id}


def fill(template: str) -> str:
    """A template with contents that name no Vietnamese word and no date."""
    return PLACE.sub("X-7", template)


@pytest.mark.parametrize("reason", sorted(MESSAGES))
def test_every_finding_is_said_in_english(reason: str) -> None:
    """A finding's sentence and what to do about it are English, with the same contents."""
    words = dict.fromkeys(places(MESSAGES[reason].sentence), "X-7")
    finding = find("any", Outcome.FAILED, reason, words)

    english = to_english(finding.message)

    assert not VIETNAMESE.search(english)
    assert english.count("X-7") == finding.message.count("X-7")
    assert not VIETNAMESE.search(to_english(MESSAGES[reason].action))


@pytest.mark.parametrize("reason", sorted(REMARKS))
def test_every_remark_is_said_in_english(reason: str) -> None:
    """A remark and what to do about it are English, with the same contents."""
    made = remark(reason, dict.fromkeys(places(REMARKS[reason].sentence), "X-7"))

    english = to_english(made.message)

    assert not VIETNAMESE.search(english)
    assert english.count("X-7") == made.message.count("X-7")
    assert not VIETNAMESE.search(to_english(made.action))


@pytest.mark.parametrize("sentence", sorted(WARNINGS.values()))
def test_every_warning_is_said_in_english(sentence: str) -> None:
    """No warning about a signature stays Vietnamese."""
    assert not VIETNAMESE.search(to_english(sentence))


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        (
            "Chậm 9 ngày: ngày ghi trên văn bản là 10/02/2023, hạn “chậm nhất ngày 01/02/2023” kết thúc lúc "
            "24:00 ngày 01/02/2023.",
            "9 days late: the date on the document is 10 Feb 2023, the deadline “chậm nhất ngày 01/02/2023” ended at "
            "24:00 on 1 Feb 2023.",
        ),
        (
            "Văn bản ghi ngày 17/01/2023 nhưng tên tệp ghi ngày 15/01/2023.",
            "The document is dated 17 Jan 2023 but the file name says the date 15 Jan 2023.",
        ),
        ("Tự chấm 1,50 điểm nhưng chưa gắn tài liệu nào.", "Self-score of 1.50 points but no evidence is linked."),
        ("Đúng thời hạn: 0,5 điểm.", "In time: 0.5 points."),
        ("Chậm 9 ngày → chậm dưới 10 ngày: 0,25 điểm", "9 days late → less than 10 days late: 0.25 points"),
        (
            "“Kế hoạch 1.pdf”: Văn bản ghi lùi ngày: ngày ghi là 08/03/2023 nhưng dấu thời gian cho thấy đến ngày "
            "20/03/2023 mới có chữ ký số đầu tiên, chậm 12 ngày.",
            "“Kế hoạch 1.pdf”: The document is backdated: it is dated 8 Mar 2023, but the timestamp shows that it was "
            "first signed on 20 Mar 2023, 12 days late.",
        ),
        ("Điểm không được vượt quá điểm chuẩn 2,00.", "The score must not exceed the base score of 2.00."),
        ("Ngày cuối cùng còn đúng hạn: 01/02/2023 hoặc 31/01/2023.", "Last day in time: 1 Feb 2023 or 31 Jan 2023."),
    ],
)
def test_contents_are_written_the_english_way(vietnamese: str, english: str) -> None:
    """Dates, decimals, alternatives and phrases inside a sentence follow the language of the sentence."""
    assert to_english(vietnamese) == english


@pytest.mark.parametrize("text", ["Sở Nội vụ tỉnh", "Signed copy, 5,000 pages", "Trần Thị B", ""])
def test_what_no_template_made_stays(text: str) -> None:
    """Names, titles and English text are not touched."""
    assert to_english(text) == text


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    """No text, however odd, is more than the tables can bear."""
    assert isinstance(to_english(text), str)


def test_places_of_f_strings_are_numbered_in_order() -> None:
    """What a module's source puts together at run time is a template with numbered places; notes are none."""
    source = '"""Ghi chú."""\nraise Refused(f"Còn {len(left)} ý kiến, {n:>3} đề nghị.")\nx = "plain"\n'

    assert list(vietnamese_templates(source)) == ["Còn {0} ý kiến, {1} đề nghị."]


def test_every_template_is_recognised() -> None:
    """What a template makes is not left as it is."""
    for template in TEMPLATES:
        assert to_english(fill(template)) != fill(template), template
