"""``xunwen index``, ``doctor`` and ``bench`` as they are typed."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner
from test_index_segments import record

from assistant.cli import xunwen
from corpus.corrections import FILE_NAME
from corpus.errors import RecordError, SettingError
from corpus.record import shipped
from evaluation.bench import Measured, ndcg
from evaluation.bench_report import plot, ratios, stage_table, table
from evaluation.latency import Latency
from index import store
from index.build import build_index
from index.encoder import Encoder, load_encoder
from index.manifest import read_manifest
from index.stages import STAGES

SEED = shipped() / "专题询问侧记.txt"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(seed_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_index, tmp_path / "index"))


def typed(*words: object) -> str:
    done = CliRunner().invoke(xunwen, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_index_grows_changes_and_shrinks(folder: Path, tmp_path: Path) -> None:
    again = Path(shutil.copy(SEED, tmp_path / "第二次.txt"))
    assert "2 records, 48 turns" in typed("index", "add", again, "--index", folder)
    assert typed("index", "update", again, "--index", folder).startswith(
        "0 added, 0 replaced, 1 unch"
    )
    assert "read: 0 records, " in typed("index", "add", again, "--index", folder)
    again.write_text(again.read_text("utf-8") + "李萍说:“谢谢大家。”\n", "utf-8")
    assert typed("index", "update", again, "--index", folder).startswith(
        "0 added, 1 replaced, 0 unch"
    )
    assert "第二次" in typed("index", "list", "--index", folder)
    assert "1 record, 24 turns, 10 exchanges, 24 passages in" in typed(
        "index", "remove", "第二次", "--index", folder
    )
    assert ": whole, " in typed("index", "verify", "--index", folder)


def test_files_that_no_reader_is_for_are_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(SEED, tmp_path / "in" / "第三次.txt")
    (tmp_path / "in" / "turns.jsonl.gz").write_bytes(b"\x1f\x8b")
    shown = typed("index", "add", tmp_path / "in", "--index", folder)
    assert "passed over, no record by its ending: turns.jsonl.gz\n" in shown


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with one record, and three files that are none."""
    inside = tmp_path / "会议"
    inside.mkdir()
    shutil.copy(SEED, inside / "第四次.txt")
    (inside / "空.txt").touch()
    (inside / "无人.txt").write_text("今天天气很好。\n", "utf-8")
    (inside / "坏.docx").write_bytes(b"PK\x03\x04torn")
    return inside


def test_a_file_without_a_record_is_named_and_the_rest_of_the_folder_is_indexed(
    mixed: Path, tmp_path: Path
) -> None:
    index = tmp_path / "new"
    for command in ("build", "update", "add"):
        said = typed("index", command, mixed, "--index", index).splitlines()
        assert [line for line in said if line.startswith("passed over: ")] == [
            f"passed over: {mixed}/坏.docx: damaged Word document (File is not a zip file).",
            f"passed over: {mixed}/无人.txt: nobody is heard to speak in this text; begin every turn "
            "with who speaks (张三局长：…), or quote people as a newspaper does (张三局长说，“…”).",
            f"passed over: {mixed}/空.txt: there are no words in this file; nothing was read.",
        ]
    assert typed("index", "list", "--index", index).startswith("第四次\t")


def test_a_record_without_a_question_is_indexed_as_any_other(tmp_path: Path) -> None:
    record, index = tmp_path / "座谈.txt", tmp_path / "index"
    record.write_text("座谈会\n\n张伟局长：水库年底修好。\n\n李敏主任：河道清淤。\n", "utf-8")
    held = "1 record, 2 turns, 0 exchanges, 2 passages in"
    assert held in typed("index", "build", record, "--index", index)
    assert held in typed("index", "build", record, "--index", index)
    assert "1 record, 2 turns" in typed("doctor", "--index", index)


def test_the_shipped_record_takes_no_other_records_place_unasked(
    folder: Path, tmp_path: Path
) -> None:
    assert "1 record, 24 turns" in typed("index", "build", "--index", folder)
    again = Path(shutil.copy(SEED, tmp_path / "第二次.txt"))
    typed("index", "add", again, "--index", folder)
    with pytest.raises(SettingError, match="holds 1 record of yours .第二次., and without PATHS"):
        typed("index", "build", "--index", folder)
    assert "第二次" in typed("index", "list", "--index", folder)
    assert "1 record, 24 turns" in typed("index", "build", SEED, "--index", folder)


@pytest.fixture
def meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else makes the first index, of 甲, while the command loads its encoder."""

    def slow(name: str | None = None) -> Encoder:
        loaded = load_encoder(name)
        build_index([record("甲", [2, 3])], tmp_path / "new", loaded)
        return loaded

    monkeypatch.setattr("index.encoder.load_encoder", slow)


@pytest.mark.usefixtures("meanwhile")
def test_two_who_write_an_index_first_do_not_replace_each_other(tmp_path: Path) -> None:
    assert "2 records, 26 turns" in typed("index", "add", SEED, "--index", tmp_path / "new")
    assert held(tmp_path / "new") == ["专题询问侧记", "甲"]


@pytest.mark.usefixtures("meanwhile")
def test_the_shipped_record_takes_no_place_that_is_taken_meanwhile(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="holds 1 record of yours .甲., and without PATHS"):
        typed("index", "build", "--index", tmp_path / "new")
    assert held(tmp_path / "new") == ["甲"]


def held(folder: Path) -> list[str]:
    return sorted(read_manifest(store.current(folder)).sources)


@pytest.mark.parametrize("command", ["build", "update", "add"])
def test_where_no_record_is_left_no_index_is_written(
    folder: Path, mixed: Path, command: str
) -> None:
    before = typed("index", "list", "--index", folder)
    (mixed / "第四次.txt").unlink()
    for path, why in (
        (mixed, "not one record in this folder could be read"),
        (mixed / "空.txt", "there are no words in this file; nothing was read"),
    ):
        says = f"{path}: {why}. No index was written; one that was there is as it was."
        with pytest.raises(RecordError, match=f"^{re.escape(says)}$"):
            typed("index", command, path, "--index", folder)
    assert typed("index", "list", "--index", folder) == before


def test_a_correction_that_does_not_fit_is_no_reason_to_go_without_a_record(
    folder: Path, mixed: Path
) -> None:
    (mixed / FILE_NAME).write_text('["第四次.txt"]\ntitel = "题"\n', "utf-8")
    with pytest.raises(RecordError, match=rf"{FILE_NAME}:2: .* No index was written"):
        typed("index", "add", mixed, "--index", folder)


def test_two_files_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        shutil.copy(SEED, tmp_path / place / "同名.txt")
    with pytest.raises(
        RecordError, match=r"a/同名.txt, .*b/同名.txt: these would all be the record 同名"
    ):
        typed("index", "add", tmp_path / "a", tmp_path / "b", "--index", folder)


def test_the_doctor_works_with_sockets_blocked(folder: Path) -> None:
    code = "import sys; from assistant.cli import main; sys.argv = ['xunwen', 'doctor', '--offline', '--index', sys.argv[1]]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    lines = {line[4:].split()[0]: line for line in done.stdout.splitlines()}
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a trial connection was refused" in lines["offline"]
    assert "whole: 1 record, 24 turns" in lines["index"]
    assert "1 finding in" in lines["question"] or "3 findings in" in lines["question"]


def test_the_doctor_says_what_is_wrong(folder: Path) -> None:
    (path,) = folder.rglob("records.sqlite")
    path.write_bytes(path.read_bytes()[:-1])
    done = CliRunner().invoke(xunwen, ["doctor", "--index", str(folder)])
    assert done.exit_code == 1
    assert "BAD  index" in done.output


def test_a_benchmark_in_rows_ratios_and_a_plot() -> None:
    def one(system: str, turns: int, build: float, median: float) -> Measured:
        return Measured(
            system, turns, build, 1.0, median, 2 * median, median, 100, 2000, 0.5, Latency(1, 2)
        )

    measured = [
        one("xunwen", 1000, 1, 2),
        replace(one("xunwen", 10_000, 2, 4), narrowed=Latency(3, 9), add=0.25, vectors="flat"),
        one("txtai", 10_000, 12, 10),
    ]
    assert table(measured).splitlines()[2:4] == [
        "| xunwen | 1,000 | 1.0 | 1,000 | 1.00 | 2.0 | 4.0 | 1.0 | 2.0 | – | – | 2.0 | – | 100 | 2,000 | 0.500 | – |",
        "| xunwen | 10,000 | 2.0 | 5,000 | 1.00 | 4.0 | 8.0 | 1.0 | 2.0 | 3.0 | 9.0 | 4.0 | 0.25 | 100 | 2,000 | 0.500 "
        "| flat |",
    ]
    assert ratios(measured).splitlines() == [
        "- txtai, 10,000 turns: build 6.0×, question 2.5×, ids alone 1.0×, memory 1.0×, nDCG@10 +0.000",
        "- 10,000 turns: a question takes 2.0× that at 1,000",
    ]
    drawn = fromstring(plot(measured))
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"1,000", "10,000", "txtai (ids alone)", "2", "4"} <= set(texts)
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 3


def test_stages_in_a_table() -> None:
    lines = stage_table({"seed": {stage: Latency(1, 2) for stage in STAGES}}).splitlines()
    assert lines[0] == "| stage, ms: p50 (p95) | seed |"
    assert lines[2:] == [f"| {stage} | 1.00 (2.00) |" for stage in STAGES]


def test_the_benchmark_of_the_shipped_record_prints_every_stage() -> None:
    printed = typed("bench")
    for stage in STAGES:
        assert f"| {stage} | " in printed
    assert "ms at the median" in printed


@pytest.mark.parametrize("words", [("--soak",), ("--store", "x.db"), ("--turns", "many")])
def test_a_benchmark_says_what_it_lacks(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(xunwen, ["bench", *words])
    assert done.exit_code == 2
    assert "need --records" in done.output or "give a number of turns, or all" in done.output


def test_ndcg_of_a_ranking_in_the_head() -> None:
    assert ndcg(["a", "b"], {"a"}) == 1
    assert ndcg(["b", "a"], {"a"}) == pytest.approx(0.6309, abs=1e-4)
    assert json.dumps(ndcg([], {"a"})) == "0.0"
