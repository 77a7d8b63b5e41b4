"""What somebody sends in: its name made safe, its words read."""

import pytest

from assistant.intake import read_sent, safe_name
from corpus.errors import RecordError

SAID = "主持人：请提问。\n记者：如何解决辍学问题？\n邱红标：压实责任。\n".encode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("会议.txt", "会议.txt"),
        ("../../会议.TXT", "会议.txt"),
        ("C:\\\\记录\\\\会\u202e议.docx", "会议.docx"),
        ("会\ud800议.txt", "会议.txt"),
        ("会" * 100 + ".txt", "会" * 65 + ".txt"),
        ("a" + "会" * 100 + ".json", "a" + "会" * 64 + ".json"),
        ("😀" * 100 + ".txt", "😀" * 49 + ".txt"),
        ("a" * 300 + ".markdown", "a" * 191 + ".markdown"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name) == safe
    assert len(safe.encode()) <= 200


@pytest.mark.parametrize("name", ["", "...", ".txt", "会议", "会议.exe", "\ud800.txt"])
def test_a_name_of_nothing_that_can_be_read_is_refused(name):
    with pytest.raises(RecordError, match="not a record that can be read"):
        safe_name(name)


def test_a_record_of_a_long_name_is_read():
    assert read_sent("会" * 100 + ".txt", SAID).transcript_id == "会" * 65
