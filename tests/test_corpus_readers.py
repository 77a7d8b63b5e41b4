"""Every format into text, and every file that is none into a clear refusal."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from time import perf_counter, sleep

import pytest
from lxml import html

from corpus.errors import EmptyRecordError, EncodingError, RecordError
from corpus.readers import read_file
from corpus.readers.html import _sizes
from corpus.record import read_transcript

DIALOGUE = [
    ("主持人", "各位下午好，请提问。"),
    ("新华社记者", "请问今年如何解决辍学问题？"),
    ("邱红标", "我们将压实责任，确保不失学。"),
]


def _file(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _heard(transcript):
    return [(turn.speaker.label, transcript.words(turn.spans)) for turn in transcript.turns]


def _check_dialogue(transcript):
    assert _heard(transcript) == DIALOGUE
    assert [turn.kind for turn in transcript.turns] == ["opening", "question", "answer"]
    (exchange,) = transcript.exchanges
    assert exchange.answers == (transcript.turns[2],)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_every_encoding(tmp_path, codec):
    text = "\n".join(f"{name}：{words}" for name, words in DIALOGUE)
    transcript = read_transcript(_file(tmp_path, "a.txt", text.encode(codec)))
    _check_dialogue(transcript)
    said = {
        "gb18030": ("a.txt: read as GB18030, not UTF-8.",),
        "utf-16": ("a.txt: read as UTF-16, not UTF-8.",),
    }
    assert transcript.notes == said.get(codec, ())


def test_big5_is_told_from_gb18030(tmp_path):
    text = (
        "主席：現在請教育局局長回答議員的問題。\n教育局局長：多謝主席，政府會繼續支持學校的工作。"
    )
    assert read_file(_file(tmp_path, "a.txt", text.encode("big5hkscs"))).text == text


def test_subtitles_with_voices_keep_their_times(tmp_path):
    cues = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v 主持人>各位下午好，\n\n"
        "00:00:03.000 --> 00:00:05.000\n<v 主持人>请提问。\n\n"
        "00:01:00.500 --> 00:01:04.000\n<v 新华社记者>请问今年如何解决辍学问题？\n\n"
        "01:00:00.000 --> 01:00:04.000\n<v 邱红标>我们将压实责任，确保不失学。\n"
    )
    transcript = read_transcript(_file(tmp_path, "a.vtt", cues))
    _check_dialogue(transcript)
    begins = [transcript.time(turn.spans[0][0]) for turn in transcript.turns]
    assert begins == [1.0, 60.5, 3600.0]
    assert transcript.time(transcript.text.index("请提问")) == 3.0


def test_subrip_with_printed_speakers(tmp_path):
    cues = "\n\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{name}：{words}"
        for n, (name, words) in enumerate(DIALOGUE, 1)
    )
    transcript = read_transcript(_file(tmp_path, "a.srt", cues))
    _check_dialogue(transcript)
    assert transcript.times[0][1] == 1.0


def test_subtitles_without_speakers_are_somebody_unknown(tmp_path):
    cues = (
        "1\n00:00:01,000 --> 00:00:02,000\n大家好\n\n2\n00:00:02,000 --> 00:00:03,000\n我们开会。\n"
    )
    transcript = read_transcript(_file(tmp_path, "a.srt", cues))
    assert _heard(transcript) == [(None, "大家好我们开会。")]


AKOMA = """<akomaNtoso><debate><meta><references>
<TLCPerson id="host" href="/p/1" showAs="主持人"/><TLCPerson id="r" href="/p/2" showAs="新华社记者"/>
<TLCPerson id="q" href="/p/3" showAs="邱红标"/></references></meta><debateBody><debateSection>
<heading>2020-04-30 专题询问</heading>
<speech by="#host"><p>各位下午好，请提问。</p></speech><narrative>（掌声）</narrative>
<speech by="#r"><p>请问今年<i>如何</i>解决辍学问题？</p></speech>
<speech by="#q"><p>我们将压实责任，确保不失学。</p></speech>
</debateSection></debateBody></debate></akomaNtoso>"""


def test_akoma_ntoso_states_its_speakers(tmp_path):
    transcript = read_transcript(_file(tmp_path, "a.xml", AKOMA))
    _check_dialogue(transcript)
    assert (transcript.style, transcript.date) == ("native", "2020-04-30")
    assert transcript.title == "2020-04-30 专题询问"


def test_tei_as_parlamint_writes_it(tmp_path):
    body = "".join(f'<u who="#{name}"><seg>{words}</seg></u>' for name, words in DIALOGUE)
    tei = f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>{body}</body></text></TEI>"
    _check_dialogue(read_transcript(_file(tmp_path, "a.xml", tei)))


PARLAMINT = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="ParlaMint-XX_2020-04-30"><teiHeader>
<fileDesc><titleStmt><title>专题询问</title></titleStmt></fileDesc><profileDesc>
<settingDesc><setting><date when="2020-04-30">30.4.2020</date></setting></settingDesc>
<particDesc><listPerson><person xml:id="A"><persName><surname>李</surname> <forename>萍</forename></persName></person>
<person xml:id="B"><persName>邱红标</persName></person></listPerson></particDesc></profileDesc></teiHeader>
<text><body><div type="debateSection"><head>第一项</head><note type="speaker">李萍:</note>
<u who="#A" ana="#chair"><seg>请问<note type="time">10:05</note>如何解决？</seg>
<vocal type="noise"><desc>掌声</desc></vocal></u>
<u who="#B" ana="#guest"><seg><s><w>我们</w> <w>将</w>
<w>劝返</w><pc>。</pc></s></seg><seg>一个不少。</seg></u></div></body></text></TEI>"""


def test_parlamint_with_names_notes_and_words(tmp_path):
    transcript = read_transcript(_file(tmp_path, "a.xml", PARLAMINT))
    assert _heard(transcript) == [
        ("李萍", "请问如何解决？"),
        ("邱红标", "我们将劝返。\n一个不少。"),
    ]
    assert (transcript.title, transcript.date, transcript.style) == (
        "专题询问",
        "2020-04-30",
        "native",
    )
    assert [len(one.answers) for one in transcript.exchanges] == [1]


def test_a_time_before_the_recording_is_no_time(tmp_path):
    path = _file(tmp_path, "a.json", '[{"speaker": "A", "text": "你好", "start": -5}]')
    assert read_file(path).times == ()


@pytest.mark.parametrize(
    "shape",
    [
        lambda rows: {
            "segments": [{"speaker": a, "text": b, "start": n} for n, (a, b) in enumerate(rows)]
        },
        lambda rows: [{"speaker": a, "text": b} for a, b in rows],
        lambda rows: [
            {"key": "k", "sentence_info": [{"spk": a, "text": b, "start": 1000} for a, b in rows]}
        ],
    ],
    ids=["WhisperX", "list", "FunASR"],
)
def test_recognised_speech_as_json(tmp_path, shape):
    path = _file(tmp_path, "a.json", json.dumps(shape(DIALOGUE), ensure_ascii=False))
    _check_dialogue(read_transcript(path))


def test_funasr_counts_milliseconds_and_whisperx_seconds(tmp_path):
    fun = _file(
        tmp_path, "a.json", '[{"sentence_info": [{"spk": 0, "text": "你好吗？", "start": 1500}]}]'
    )
    whisper = _file(
        tmp_path, "b.json", '{"segments": [{"speaker": "A", "text": "你好", "start": 1.5}]}'
    )
    assert read_file(fun).times == read_file(whisper).times[:0] + ((len("SPEAKER_0："), 1.5),)
    assert read_file(whisper).times == ((len("A："), 1.5),)


def test_half_a_sign_in_recognised_speech_is_replaced(tmp_path):
    pieces = r'[{"speaker": "\ud800甲", "text": "好\udc00吗？"}, {"speaker": "乙", "text": "\ud83d\ude00"}]'
    extract = read_file(_file(tmp_path, "a.json", pieces))
    assert extract.text == "\ufffd甲：好\ufffd吗？\n乙：😀\n"


@pytest.mark.parametrize("start", ["[" * 900 + "]" * 900, '"' + "1" * 5000 + '"', "1e400", "true"])
def test_a_start_that_is_no_moment_is_none(tmp_path, start):
    record = _file(tmp_path, "a.json", f'[{{"speaker": "甲", "text": "好吗？", "start": {start}}}]')
    assert read_file(record).times == ()


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_table_of_speaker_text_start(tmp_path, sign):
    rows = "\n".join(sign.join((a, f'"{b}"', "00:01:00")) for a, b in DIALOGUE)
    transcript = read_transcript(
        _file(tmp_path, "a.csv", sign.join(("speaker", "text", "start")) + "\n" + rows)
    )
    _check_dialogue(transcript)
    assert transcript.times[0][1] == 60.0


def test_a_carriage_return_in_the_head_of_a_table_is_a_line_end(tmp_path):
    """Found by fuzzing."""
    path = _file(tmp_path, "a.csv", "speaker,text,start\r记者,请问如何？,1\n邱红标,好。,2")
    assert [turn.speaker.label for turn in read_transcript(path).turns] == ["记者", "邱红标"]


def test_a_web_page_without_its_navigation(tmp_path):
    body = "".join(f"<p><b>{name}：</b>{words}</p>" for name, words in DIALOGUE)
    page = (
        "<!DOCTYPE html><html><head><title>发布会实录</title><script>var x='记者：不';</script></head><body>"
        f"<nav><a href='/'>首页</a></nav><div class='article'>{body}</div><footer>版权所有</footer></body></html>"
    )
    transcript = read_transcript(_file(tmp_path, "a.html", page))
    _check_dialogue(transcript)
    assert transcript.title == "发布会实录"


def test_the_words_of_a_web_page_are_weighed_where_they_stand():
    page = (
        "<body><div>  <p> 甲 乙 </p>\n<a>丙</a><!-- 丁 --> 戊<td>己<br></td></div><a> </a></body>"
    )
    root = html.document_fromstring(page)
    for element, size in _sizes(root).items():
        if isinstance(element.tag, str):
            assert size.length == len(element.text_content())
            assert size.words == len(element.text_content().strip())
            inner = [one.text_content() for one in element.iter("p", "br", "li", "td")]
            assert size.paragraphs == sum(len(words.strip()) for words in inner)
            assert size.linked == sum(len(one.text_content()) for one in element.iter("a"))


def test_a_web_page_of_tables_in_tables_is_read_at_once(tmp_path):
    said = "我们劝返。" * 200_000
    page = _file(tmp_path, "a.html", "<body>" + "<div><table><tr><td>" * 50 + said)
    started = perf_counter()
    assert read_file(page).text == said
    assert perf_counter() - started < 3


def test_bold_names_in_a_web_page_need_no_colon(tmp_path):
    body = "".join(f"<p><strong>{name}</strong> {words}</p>" for name, words in DIALOGUE)
    _check_dialogue(read_transcript(_file(tmp_path, "a.html", f"<html><body>{body}</body></html>")))


def _tabled(rows):
    from docx import Document

    document = Document()
    table = document.add_table(rows=len(rows), cols=2)
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


LONG = "主要是老管网锈蚀,今年改造十二公里,投入三千万元,年底前全部完工并投入使用。"
SHORT_ROWS = [("县人大代表 孙丽", "水压为什么低？"), ("县水利局局长 周强", "正在改造。")]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([*SHORT_ROWS, ("周强", LONG)], ["{0}：{1}"] * 3),
        ([("发言人", "内容"), *SHORT_ROWS], [None, *["{0}：{1}"] * 2]),
        ([("姓 名", "讲话记录"), *SHORT_ROWS], [None, *["{0}：{1}"] * 2]),
        ([("项目", "数量"), ("水管", "12公里")], ["{0}\t{1}"] * 2),
        ([(LONG, LONG + "二"), ("水管", LONG)], ["{0}\t{1}"] * 2),
    ],
)
def test_a_table_of_speakers_is_known_by_its_head_or_by_long_words(tmp_path, rows, lines):
    text = read_file(_file(tmp_path, "a.docx", _tabled(rows))).text
    assert text.splitlines() == [
        line.format(*row) for line, row in zip(lines, rows, strict=True) if line
    ]


def _docx(lines, *, bold=False):
    from docx import Document

    document = Document()
    for name, words in lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = bold
        paragraph.add_run(f"{'' if bold else '：'}{words}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("bold", [False, True], ids=["colon", "bold"])
def test_a_word_document(tmp_path, bold):
    path = _file(tmp_path, "record.bin", _docx(DIALOGUE, bold=bold))
    _check_dialogue(read_transcript(path))


def test_a_word_table_of_speakers_and_words(tmp_path):
    from docx import Document

    document = Document()
    table = document.add_table(rows=0, cols=2)
    said = "我们将压实责任，确保贫困家庭适龄儿童在义务教育阶段不失学、不辍学，一个也不能少。"
    for name, words in [
        ("记者", "请问今年如何解决辍学问题？辍学的孩子有多少？他们都回到学校了吗？"),
        ("邱红标", said),
    ]:
        row = table.add_row().cells
        row[0].text, row[1].text = name, words
    stream = io.BytesIO()
    document.save(stream)
    transcript = read_transcript(_file(tmp_path, "a.docx", stream.getvalue()))
    assert [turn.speaker.label for turn in transcript.turns] == ["记者", "邱红标"]


SAID = "我们将压实责任，确保贫困家庭适龄儿童在义务教育阶段不失学、不辍学，一个也不能少。"


def _merged(rows, **cell):
    """A table whose first cell of every row has these properties, e.g. ``vMerge="continue"``."""
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "邱红标", SAID
    row = table.rows[0]._tr
    for name, value in cell.items():
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), value)
        row.tc_lst[0].get_or_add_tcPr().append(element)
    for _ in range(rows - 1):
        table._tbl.append(deepcopy(row))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ({"rows": 1, "gridSpan": "300000"}, f"邱红标：{SAID}"),
        ({"rows": 2, "vMerge": "restart"}, f"邱红标：{SAID}\n邱红标：{SAID}"),
        ({"rows": 1, "vMerge": "continue"}, SAID),
        ({"rows": 1200, "vMerge": "continue"}, "\n".join([SAID] * 1200)),
    ],
    ids=["wide", "begun", "nothing above", "long"],
)
def test_a_merged_cell_of_a_word_table_is_read_once(tmp_path, table, text):
    started = perf_counter()
    assert read_file(_file(tmp_path, "a.docx", _merged(**table))).text == text
    assert perf_counter() - started < 5


def test_a_word_document_with_what_is_no_value_is_refused(tmp_path):
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    run = document.add_paragraph().add_run("邱红标")
    run.bold = True
    run._r.rPr.find(qn("w:b")).set(qn("w:val"), "perhaps")
    stream = io.BytesIO()
    document.save(stream)
    path = _file(tmp_path, "a.docx", stream.getvalue())
    with pytest.raises(RecordError, match=r"a\.docx: damaged Word document"):
        read_file(path)


def _pdf(pages, *, columns=1, password=None):
    """A PDF with a head and a page number on every page; each page is a list of lines."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    secret = StandardEncryption(password) if password else None
    canvas = Canvas(stream, pagesize=(595, 842), encrypt=secret)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(60, 800, "市人大常委会会议记录")
        canvas.drawString(290, 30, f"— {number} —")
        half = -(-len(lines) // columns)
        for place, line in enumerate(lines):
            column, row = divmod(place, half)
            canvas.drawString(60 + 260 * column, 760 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_pdf_joins_what_a_page_cut_and_drops_heads_and_numbers(tmp_path):
    pages = [
        ["记者：请问今年如何解决辍学问题？", "邱红标：我们将压实责任，确保贫困家庭适"],
        ["龄儿童不失学。"],
    ]
    pages += [["记者：钱从哪里来？", "邱红标：财政已经安排。"]]
    transcript = read_transcript(_file(tmp_path, "a.pdf", _pdf(pages)))
    assert [transcript.words(turn.spans) for turn in transcript.turns] == [
        "请问今年如何解决辍学问题？",
        "我们将压实责任，确保贫困家庭适龄儿童不失学。",
        "钱从哪里来？",
        "财政已经安排。",
    ]
    first, last = transcript.turns[1].spans[0][0], transcript.turns[1].spans[-1][1] - 1
    assert (transcript.page(first), transcript.page(last)) == (1, 2)
    assert "会议记录" not in transcript.text


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("11/26/26, 2:39 AM 听证会", "http://127.0.0.1:7992/h.html 1/1"),
        ("26/11/2026, 14:39 听证会", "https://example.org/h.html"),
        ("2026/11/26 14:39 听证会：实录", "file:///tmp/h.html 1/1"),
        ("2026/11/26 下午2:39", "file:///tmp/h.html"),
    ],
)
def test_what_a_browser_prints_at_the_edges_of_a_page_is_dropped(tmp_path, head, foot):
    said = [
        "记者：好？",
        "李局长：好，见 http://127.0.0.1/h.html",
        "记者：何时？",
        "李局长：今年。",
    ]
    text = read_file(_file(tmp_path, "a.pdf", _pdf([[head, *said, foot]]))).text
    assert text.split("\n")[1:-1] == said


@pytest.mark.parametrize("line", ["2024/5/10 14:30 李局长：好。", "1/2/24 的比例已经调整。"])
def test_a_line_of_a_pdf_that_only_begins_like_a_browsers_is_kept(tmp_path, line):
    text = read_file(_file(tmp_path, "a.pdf", _pdf([[line, "记者：好？"]]))).text
    assert line in text


def test_two_columns_of_a_pdf_are_read_one_after_the_other(tmp_path):
    lines = [f"第{n}行说的是教育和养老。" for n in range(24)]
    text = read_file(_file(tmp_path, "a.pdf", _pdf([lines], columns=2))).text
    assert [line.strip() for line in text.splitlines() if "行说" in line] == lines


def test_an_encrypted_pdf_is_refused(tmp_path):
    path = _file(tmp_path, "a.pdf", _pdf([["记者：好？"]], password="secret"))
    with pytest.raises(RecordError, match=r"a\.pdf: this PDF is encrypted"):
        read_file(path)


def test_a_scanned_pdf_is_refused(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(RecordError, match=r"OCR"):
        read_file(_file(tmp_path, "a.pdf", stream.getvalue()))


def _opened(monkeypatch):
    """The documents of PDFium that are open; each stays so for a moment at least."""
    import pypdfium2

    opened, most = [], []

    class Watched(pypdfium2.PdfDocument):
        def __init__(self, data):
            opened.append(data)
            most.append(len(opened))
            sleep(0.05)
            super().__init__(data)

        def close(self, *more):
            opened.pop()
            return super().close(*more)

    monkeypatch.setattr(pypdfium2, "PdfDocument", Watched)
    return opened, most


def test_pdfs_are_read_one_at_a_time(tmp_path, monkeypatch):
    path = _file(tmp_path, "a.pdf", _pdf([["记者：好？"]]))
    opened, most = _opened(monkeypatch)
    with ThreadPoolExecutor(4) as pool:
        texts = {extract.text for extract in pool.map(read_file, [path] * 4)}
    assert ["".join(text.split()) for text in texts] == ["市人大常委会会议记录记者：好？"]
    assert (opened, most) == ([], [1, 1, 1, 1])


def test_a_pdf_of_too_many_pages_is_refused_and_closed(tmp_path, monkeypatch):
    opened, most = _opened(monkeypatch)
    monkeypatch.setattr("corpus.readers.pdf.MOST_PAGES", 1)
    with pytest.raises(RecordError, match=r"a\.pdf: 2 pages are more than the 1 "):
        read_file(_file(tmp_path, "a.pdf", _pdf([["好"], ["好"]])))
    assert (opened, most) == ([], [1])


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><akomaNtoso><debate>&c;</debate></akomaNtoso>'
)


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("a.xml", LAUGHS, RecordError, r"a\.xml: this XML declares a document type"),
        ("a.xml", "<akomaNtoso><speech>", RecordError, r"a\.xml:1: not well-formed XML"),
        ("a.xml", "<rss><item/></rss>", RecordError, r"XML of a kind that is not known"),
        ("a.json", '{"segments": [', RecordError, r"a\.json:1: not valid JSON"),
        (
            "a.json",
            "[" * 5000 + "]" * 5000,
            RecordError,
            r"a\.json: no JSON that a recogniser writes \(nested too deep\)",
        ),
        (
            "a.json",
            '[{"text": "好", "start": ' + "1" * 5000 + "}]",
            RecordError,
            r"a\.json: no JSON that a recogniser writes \(a number of too many",
        ),
        ("a.json", '{"a": 1}', RecordError, r"no list of objects with a text"),
        (
            "a.csv",
            'speaker,text\n甲,"' + "好" * 140_000,
            RecordError,
            r"a\.csv:\d+: not a readable table",
        ),
        ("a.pdf", b"%PDF-1.7 nothing", RecordError, r"a\.pdf: damaged PDF"),
        ("a.docx", b"PK\x03\x04 nothing", RecordError, r"a\.docx: damaged Word document"),
        ("a.docx", b"\xd1\x00\x9e\x87 noise", RecordError, r"a\.docx: is no Word document, or"),
        ("a.pdf", b"\xd1\x00\x9e\x87 noise", RecordError, r"a\.pdf: is no PDF, or is damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0 old", RecordError, r"save it as \.docx"),
        ("a.rtf", b"{\\rtf1 x}", RecordError, r"save it as \.docx"),
        ("a.png", b"\x89PNG\r\n", RecordError, r"text recognition"),
        (
            "a.txt",
            b"\x00\x01\x02\xff\xfe\xff",
            EncodingError,
            r"a\.txt:1: neither UTF-8 nor GB18030",
        ),
        ("a.txt", "。，！\n", EmptyRecordError, r"no words"),
        ("a.txt", "", EmptyRecordError, r"no words"),
    ],
)
def test_what_is_no_record_is_refused(tmp_path, name, content, error, message):
    with pytest.raises(error, match=message):
        read_file(_file(tmp_path, name, content))


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 300_000_000)
    with pytest.raises(RecordError, match=r"unpacks to 300,000,000 bytes"):
        read_file(_file(tmp_path, "a.docx", stream.getvalue()))


def test_a_package_that_is_no_word_document_is_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("content.xml", "x")
    with pytest.raises(RecordError, match=r"no Word document"):
        read_file(_file(tmp_path, "a.odt", stream.getvalue()))


def test_half_a_gigabyte_is_refused_unread(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(500 * 2**20)
    with pytest.raises(RecordError, match=r"524,288,000 bytes is more than"):
        read_file(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"none\.txt: cannot be read"):
        read_file(tmp_path / "none.txt")


def test_a_folder_is_said_to_be_one(tmp_path):
    with pytest.raises(RecordError, match=r"is a folder; name a file in it\.$"):
        read_file(tmp_path)


def test_a_hundred_thousand_speakers_are_refused(tmp_path):
    rows = "\n".join(f"S{n},好。" for n in range(100_000))
    path = _file(tmp_path, "a.csv", f"speaker,text\n{rows}\n")
    with pytest.raises(RecordError, match=r"100,000 speakers are more than the 20,000"):
        read_transcript(path)
