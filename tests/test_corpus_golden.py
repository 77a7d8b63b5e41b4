"""Whole records against their hand-made truth."""

import json
from pathlib import Path

import pytest
from marked import marked

from corpus.exchanges import replies
from corpus.record import read_transcript, shipped
from evaluation.readings import Tally, compare

GOLDEN = Path(__file__).parent / "golden"
SEED = "专题询问侧记"


def _documents(transcript):
    answers = replies(transcript.exchanges)
    for turn in transcript.turns:
        speaker = turn.speaker
        reply = answers.get(turn.turn_id)
        yield {
            "id": turn.turn_id,
            "speaker": {
                "name": speaker.name,
                "title": speaker.title,
                "organization": speaker.organization,
                "role": speaker.role,
            },
            "kind": turn.kind,
            "spans": [list(span) for span in turn.spans],
            "text": transcript.words(turn.spans),
            "answers": reply.answers if reply else None,
        }


def test_the_shipped_record_is_read_without_a_mistake():
    truth = json.loads((GOLDEN / f"{SEED}.json").read_text("utf-8"))
    transcript = read_transcript(shipped() / f"{SEED}.txt")
    assert list(_documents(transcript)) == truth["turns"]
    assert (transcript.title, transcript.sha256) == (truth["title"], truth["sha256"])
    assert transcript.style == "narrative"


def test_every_name_of_the_shipped_record_is_proved_by_its_text():
    transcript = read_transcript(shipped() / f"{SEED}.txt")
    for turn in transcript.turns:
        proof = "".join(transcript.text[start:end] for start, end in turn.speaker.proof)
        assert turn.speaker.name in proof
        assert (turn.speaker.title or "") in proof
        assert (turn.speaker.organization or "") in proof


@pytest.mark.parametrize("path", sorted((GOLDEN / "narrative").glob("*.txt")), ids=lambda p: p.stem)
def test_accounts_of_many_hands(path, tmp_path):
    text, turns = marked(path)
    record = tmp_path / "record.txt"
    record.write_text(text, "utf-8")
    tally = compare(read_transcript(record), turns)
    assert tally.turns_found == tally.turns_labelled == tally.turns_read
    assert tally.speakers_right == tally.turns_labelled
    assert tally.links_right == tally.links_labelled == tally.links_read


@pytest.mark.parametrize("path", sorted((GOLDEN / "labelled").glob("*.txt")), ids=lambda p: p.stem)
def test_minutes_in_many_layouts(path, tmp_path):
    text, turns = marked(path)
    record = tmp_path / "record.txt"
    record.write_text(text, "utf-8")
    tally = compare(read_transcript(record), turns)
    assert tally.turns_found == tally.turns_labelled == tally.turns_read
    assert tally.speakers_right == tally.titles_right == tally.turns_labelled
    assert tally.organizations_right == tally.kinds_right == tally.turns_labelled
    assert tally.links_right == tally.links_labelled == tally.links_read


def test_accounts_that_are_not_read_without_a_mistake_are_read_no_worse_than_before(tmp_path):
    tally = Tally()
    for path in sorted((GOLDEN / "harder").glob("*.txt")):
        text, turns = marked(path)
        record = tmp_path / path.name
        record.write_text(text, "utf-8")
        tally += compare(read_transcript(record), turns)
    measures = tally.measures()
    assert tally.turns_labelled == 116
    assert measures["turn_f1"] >= 0.97
    assert measures["speaker_accuracy"] >= 0.91
    assert measures["link_f1"] >= 0.82
