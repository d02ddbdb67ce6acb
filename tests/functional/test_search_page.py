"""The search page: from any page to what has the words, and plain words where there is nothing."""

from __future__ import annotations

from tests.sites import Site, add_letter


def test_a_person_gets_from_a_number_to_the_file(site: Site) -> None:
    """The box stands on every page; the answer leads to the report and marks the words."""
    evidence_id = add_letter(site.office)
    site.work()
    browser = site.browser("clerk")
    assert 'action="/search"' in browser.get("/").text

    page = browser.get("/search?q=34/kh-vp").text
    assert f'href="/evidence/{evidence_id}"' in page
    assert "<mark>34/KH-VP</mark>" in page


def test_nothing_found_says_what_to_try(site: Site) -> None:
    """An empty answer is words, and what was typed stays in the box, escaped."""
    page = site.browser("clerk").get("/search?q=<b>khongco</b>").text
    assert "Không tìm thấy gì" in page
    assert "&lt;b&gt;khongco&lt;/b&gt;" in page
    assert "<b>khongco" not in page


def test_without_words_the_page_explains_itself(site: Site) -> None:
    """No words, no result count, no complaint."""
    page = site.browser("clerk").get("/search").text
    assert "Không cần gõ dấu" in page
    assert "Không tìm thấy" not in page


def test_the_api_answers_the_same(site: Site) -> None:
    """The words lead to the file's id and the text around them."""
    evidence_id = add_letter(site.office)
    site.work()
    answer = site.browser("clerk").get("/api/v1/search?q=34/kh-vp").get_json()
    (found,) = answer["evidence"]
    assert (found["id"], answer["is_loose"]) == (evidence_id, False)
    assert "34/KH-VP" in found["text"]


def test_strangers_are_sent_to_sign_in(site: Site) -> None:
    """Search is for people with an account."""
    assert site.browser().get("/search?q=34").status_code == 302
