"""What a person knows better than the record, kept beside it."""

import pytest

from corpus.errors import RecordError
from corpus.record import read_transcript

TEXT = "记者：如何解决？\n李局长：我们劝返。\n老李：一个不少。\n记者：何时？\n某人：今年。\n"


def _read(tmp_path, toml):
    record = tmp_path / "a.txt"
    record.write_text(TEXT, "utf-8")
    (tmp_path / "corrections.toml").write_text(toml, "utf-8")
    return read_transcript(record)


def test_aliases_merge_and_name_one_person(tmp_path):
    transcript = _read(
        tmp_path,
        '["a.txt"]\ntitle = "题"\ndate = 2020-04-30\n[["a.txt".people]]\nis = "李局长"\naliases = ["老李"]\n'
        'name = "李强"\ntitle = "局长"\norganization = "市教育局"\nrole = "official"\n',
    )
    people = [(turn.speaker.name, turn.speaker.organization) for turn in transcript.turns]
    assert people[1] == people[2] == ("李强", "市教育局")
    assert (transcript.title, transcript.date) == ("题", "2020-04-30")


def test_one_turn_is_given_to_somebody_and_linked(tmp_path):
    plain = _read(tmp_path, "")
    first, last = plain.turns[0].turn_id, plain.turns[-1].turn_id
    toml = (
        f'[["a.txt".turns]]\nid = "{last}"\nby = "李强"\nkind = "answer"\nanswers = ["{first}"]\n'
    )
    transcript = _read(tmp_path, toml)
    assert transcript.turns[-1].speaker.name == "李强"
    exchange = transcript.exchanges[0]
    assert exchange.answers[-1].turn_id == last
    assert exchange.links[-1] == 1.0
    assert transcript.exchanges[1].answers == ()


def test_somebody_whom_only_a_correction_of_a_turn_names_can_be_described(tmp_path):
    last = _read(tmp_path, "").turns[-1].turn_id
    toml = (
        f'[["a.txt".turns]]\nid = "{last}"\nby = "李强"\n'
        '[["a.txt".people]]\nis = "李强"\ntitle = "局长"\n'
    )
    speaker = _read(tmp_path, toml).turns[-1].speaker
    assert (speaker.name, speaker.title) == ("李强", "局长")


def test_accents_written_apart_are_the_same_name(tmp_path):
    (tmp_path / "cafe\u0301.txt").write_text(TEXT, "utf-8")
    (tmp_path / "corrections.toml").write_text('["caf\u00e9.txt"]\ntitle = "题"\n', "utf-8")
    assert read_transcript(tmp_path / "cafe\u0301.txt").title == "题"


def test_a_mark_of_the_byte_order_is_no_part_of_the_file(tmp_path):
    assert _read(tmp_path, '\ufeff["a.txt"]\ntitle = "题"\n').title == "题"
    with pytest.raises(RecordError, match=r"corrections\.toml:1: there is no record 'b\.txt' here"):
        _read(tmp_path, '\ufeff["b.txt"]\n')


def test_a_turn_does_not_answer_itself(tmp_path):
    turn = _read(tmp_path, "").turns[0].turn_id
    with pytest.raises(RecordError, match=rf"toml:3: turns: {turn} cannot answer itself\.$"):
        _read(tmp_path, f'[["a.txt".turns]]\nid = "{turn}"\nanswers = ["{turn}"]\n')


def test_a_style_is_kept(tmp_path):
    assert _read(tmp_path, "").style == "labelled"
    assert _read(tmp_path, '["a.txt"]\nstyle = "narrative"\n').style == "narrative"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('["a.txt"]\ncolour = "red"\n', r"corrections\.toml:2: a\.txt: there is no field 'colour'"),
        ('["a.txt"]\ntitle = 3\n', r"corrections\.toml:2: title must be a string, not 3"),
        ('["a.txt"]\ndate = "spring"\n', r"date must be like 2020-04-30"),
        ('[["a.txt".people]]\nname = "李强"\n', r'needs is = "a name'),
        (
            '[["a.txt".people]]\nis = "李强"\nrole = "king"\n',
            r"corrections\.toml:3: role must be one of chair",
        ),
        (
            '[["a.txt".turns]]\nid = "t999"\n',
            r"corrections\.toml:2: turns: there is no turn 't999' any more",
        ),
        (
            '[["a.txt".people]]\nis = "王强"\ntitle = "局长"\n',
            r"corrections\.toml:2: people: nobody in this record is called '王强'; mend it",
        ),
        (
            '[["a.txt".people]]\nis = "李局长"\naliases = ["老李",\n"老王"]\n',
            r"corrections\.toml:4: people: nobody in this record is called '老王'; mend it",
        ),
        ('[["a.txt".turns]]\nkind = "answer"\n', r'needs id = "t123"'),
        ('["b.txt"]\ntitle = "题"\n', r"corrections\.toml:1: there is no record 'b\.txt' here"),
        ('["a.txt"\n', r"corrections\.toml:1: not valid TOML"),
        ('["a.txt"]\nstyle = "poem"\n', r"corrections\.toml:2: style must be one of narrative"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, toml, message):
    with pytest.raises(RecordError, match=message):
        _read(tmp_path, toml)
