"""Criteria sets, rounds, agencies and people from the command line: an installation without any code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence_svc.cli import main
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.samples.load import load_set, sample_text
from evidence_svc.samples.sources import LETTER, PLAN, TARGETS, SheetSource

PASSWORD = "mat-khau-thu-nghiem"
NODE_KEYS = {"id", "code", "path", "parent", "title", "max_score", "level", "evidence", "rule", "deadline"}
ROW_KEYS = {
    "code",
    "path",
    "title",
    "max_score",
    "status",
    "self_score",
    "appraised_score",
    "explanation",
    "evidence",
}
TABLE = "Năm 2023\nSTT\tNội dung\tĐiểm chuẩn\n1\tLĩnh vực\t2\n1.\tMột\t1,5\n1.2\tHai\t0,5\n"


def run(*arguments: str | Path) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))


def make_installation() -> None:
    """A database and its first administrator."""
    made = run("setup", "--username", "admin", "--name", "Quản trị", "--password", PASSWORD)
    assert made.exit_code == 0, made.output


def test_a_sample_set_is_exported_with_the_contract_s_keys(tmp_path: Path) -> None:
    """Document order, unambiguous paths, scores as texts; and no database is made for it."""
    record = json.loads(run("criteria", "export", "district-offices-2023").stdout)
    nodes = {node["path"]: node for node in record["nodes"]}

    assert set(record) == {"set", "nodes"}
    assert record["set"] == "quang-dien-offices-2023"
    assert all(set(node) == NODE_KEYS for node in record["nodes"])
    assert [node["path"] for node in record["nodes"]] == [
        node.path for node in load_set("district-offices-2023.yaml").criteria
    ]
    assert nodes["II.2.1.1"]["code"] == "2.1.1"
    assert nodes["II.2.1.1"]["parent"] == nodes["II.2.1"]["id"]
    assert nodes["I"]["parent"] is None
    assert nodes["I.1.1"]["max_score"] == "2.00"
    assert nodes["I.4.1"]["deadline"][0]["date"] == "2023-01-20"
    assert not (tmp_path / "data" / "evidence.db").exists()


def test_an_export_that_cannot_be_written_says_so_in_one_line(tmp_path: Path) -> None:
    """A folder that is not there ends in one line and exit 1, not in a traceback."""
    target = tmp_path / "no-such" / "bo.json"
    done = run("criteria", "export", "district-offices-2023", "--out", target)

    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert str(target) in done.output


@pytest.mark.parametrize("form", ["yaml", "xlsx", "docx", "tsv", "pdf"])
def test_what_is_exported_is_linted_and_imported_again(form: str, tmp_path: Path) -> None:
    """A file in any of the formats is as good as the set itself."""
    file = tmp_path / f"bo.{form}"
    assert run("criteria", "export", "district-offices-2023", "--format", form, "--out", file).exit_code == 0

    again = run("criteria", "import", file, "--dry-run")
    linted = run("criteria", "lint", file)

    assert parse_criteria_set(again.stdout) == load_set("district-offices-2023.yaml")
    assert "(maximum-unreachable) [error]" in linted.stdout
    assert linted.exit_code == 1


def test_a_file_is_published_with_its_repairs_said(tmp_path: Path) -> None:
    """The only administrator's name stands in the log; what was repaired is printed; an id is published once."""
    make_installation()
    file = tmp_path / "bo-mau.txt"
    file.write_text(TABLE.replace("1.\tMột", "1.1.\tMột"), encoding="utf-8")

    done = run("criteria", "import", file, "--title", "Bộ mẫu")
    again = run("criteria", "import", file)

    assert "dòng 4: 1.1: mã “1.1.” hiểu là 1.1." in done.stdout
    assert "Đã công bố bộ tiêu chí bo-mau." in done.stdout
    assert json.loads(run("criteria", "export", "bo-mau").stdout)["set"] == "bo-mau"
    assert again.exit_code == 1


def test_an_ambiguous_row_stops_the_import_with_its_place(tmp_path: Path) -> None:
    """Nothing is half-imported."""
    make_installation()
    file = tmp_path / "bo-mau.txt"
    file.write_text(TABLE.replace("1.2\tHai", "1.3\tHai"), encoding="utf-8")

    refused = run("criteria", "import", file)

    assert refused.exit_code == 1
    assert "dòng 4, cột “STT”: mã 1 đã có ở trên" in refused.output
    assert run("criteria", "export", "bo-mau").exit_code == 1


def test_a_table_of_lost_points_is_printed_and_not_published(tmp_path: Path) -> None:
    """It is no criteria set: its YAML is what there is to see, and no account is asked for."""
    file = tmp_path / "thu.txt"
    head = "Lời dẫn\nSTT\tTiêu chí\tĐiểm chuẩn\tĐiểm thẩm định\tĐiểm bị trừ\tÝ kiến Hội đồng\n"
    file.write_text(f"{head}1.1\tA\t1\t0,55\t-0,45\t4/9 nhiệm vụ đạt 55,56%\n", encoding="utf-8")

    printed = run("criteria", "import", file)

    assert printed.exit_code == 0
    assert "appraised_score: '0.55'" in printed.stdout
    assert "không công bố" in printed.stderr
    assert "(fraction-differs) [error]" in run("criteria", "lint", file).stdout


@pytest.mark.parametrize("source", [PLAN, TARGETS, LETTER], ids=lambda source: source.file)
def test_a_printed_sheet_is_read_again(source: SheetSource, tmp_path: Path) -> None:
    """What an import printed can be linted and printed again, and comes out the same."""
    file = tmp_path / source.file
    file.write_text(sample_text(source.file), encoding="utf-8")

    assert run("criteria", "import", file).stdout == sample_text(source.file)
    assert run("criteria", "lint", file).stdout


def test_corrections_beside_a_set_that_is_whole_are_refused(tmp_path: Path) -> None:
    """Nothing that a person wished for is passed over in silence."""
    file, corrections = tmp_path / "bo.yaml", tmp_path / "sua.yaml"
    run("criteria", "export", "district-offices-2023", "--format", "yaml", "--out", file)
    corrections.write_text("head: {title: Khác}\n", encoding="utf-8")

    for wish in (("--corrections", corrections), ("--title", "Khác")):
        refused = run("criteria", "import", file, "--dry-run", *wish)
        assert refused.exit_code == 1
        assert "Error: correction-misplaced: Tệp YAML đã là bộ hoàn chỉnh" in refused.output


def test_an_import_needs_to_know_in_whose_name(tmp_path: Path) -> None:
    """With two administrators the program does not choose one."""
    make_installation()
    added = run(
        "person", "add", "hai", "--name", "Hai", "--role", "administrator", "--password", PASSWORD, "--as", "admin"
    )
    file = tmp_path / "bo-mau.txt"
    file.write_text(TABLE.replace("1.\tMột", "1.1\tMột"), encoding="utf-8")

    assert added.exit_code == 0, added.output
    assert run("criteria", "import", file).exit_code == 2
    assert run("criteria", "import", file, "--as", "hai").exit_code == 0


def test_a_rule_is_explained_with_its_trace() -> None:
    """The words first, then the arithmetic in the offices' style; a wrong input is named."""
    done = run("criteria", "explain", "I.1.3", "--input", "done=79", "--input", "planned=100")
    late = run("criteria", "explain", "I.1.1", "--set", "district-offices-2023", "--input", "document=4")
    unknown = run("criteria", "explain", "I.1.3", "--input", "x=1")

    assert "79/100 = 79% → từ 70% đến 80%: 1 điểm" in done.stdout
    assert "→ 1 điểm (computed)" in late.stdout
    assert unknown.exit_code == 2
    assert "done, planned" in unknown.output
    assert run("criteria", "explain", "no-such").exit_code == 1


def test_a_round_is_run_from_the_shell(tmp_path: Path) -> None:
    """Agency, person, set, round, assessment, and the agency's rows with the contract's keys."""
    make_installation()
    run("agency", "add", "vp", "--name", "Văn phòng", "--kind", "provincial-office", "--as", "admin")
    run("criteria", "export", "provincial-offices-2023", "--format", "yaml", "--out", tmp_path / "bo.yaml")
    run("criteria", "import", tmp_path / "bo.yaml")
    made = ("--title", "Kỳ 1", "--kind", "half-year", "--from", "2023-01-01", "--to", "2023-06-30", "--as", "admin")
    run("round", "create", "ky-1", "--set", "quang-tri-offices-2023", *made)
    run("round", "open", "ky-1", "--agency", "vp", "--as", "admin")
    moved = run("round", "move", "ky-1", "open", "--as", "admin")
    rows = json.loads(run("round", "export", "ky-1", "--agency", "vp", "--format", "json").stdout)

    assert moved.stdout == "ky-1: open\n"
    assert set(rows) == {"rows"}
    assert len(rows["rows"]) == 88
    assert all(set(row) == ROW_KEYS for row in rows["rows"])
    assert rows["rows"][0]["max_score"] == "0.50"
    assert "ky-1  open" in run("round", "list").stdout
    assert "vp  provincial-office" in run("agency", "list").stdout
    assert "admin  administrator" in run("person", "list").stdout
    assert run("round", "export", "ky-1", "--agency", "no-such").exit_code == 1


SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
SUMS = {
    "002": "8 lĩnh vực: điểm chuẩn 100,0000, thẩm định 86,2482, bị trừ 13,7518.\n"
    "45 tiêu chí: điểm chuẩn 56,0000, thẩm định 42,2482, bị trừ 13,7518.\n",
    "003": "35 mục tiêu, 33 của đơn vị: 10 đã hoàn thành, 23 đang thực hiện; 2 do cấp trên thực hiện.",
    "004": "27 tiêu chí: điểm chuẩn 40,00, tự đánh giá 31,87, thẩm định 16,59, bị trừ 23,41.\n"
    "Bị trừ theo lĩnh vực: 1: 7,05; 3: 4,86; 5: 4,00; 6: 3,65; 7: 3,85.",
}
if SEEDS.is_dir():

    @pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
    def test_every_seed_is_read_and_linted(seed: Path) -> None:
        """Without any correction: what is wrong is said, nothing falls over."""
        imported = run("criteria", "import", seed, "--dry-run")
        linted = run("criteria", "lint", seed)

        assert imported.exit_code == 0, imported.output
        assert "chỗ được sửa hoặc hiểu lại" in imported.stderr
        assert SUMS.get(seed.name[:3], "") in imported.stderr
        assert linted.exit_code == 1
        assert linted.stdout
