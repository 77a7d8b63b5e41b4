"""Which answer belongs to which question."""

import pytest

from corpus.exchanges import IN_ORDER, RELAY, SHARED, SURE, link, replies
from corpus.model import Speaker, Turn

TEXT = "教育局如何答民政局如何答"
ASKS = Speaker("胡献民", "委员", None, "member")
ASKS_TOO = Speaker("蒋梨", "委员", None, "member")
SCHOOLS = Speaker("邱红标", "局长", "市教育局", "official")
CARE = Speaker("袁银亮", "局长", "市民政局", "official")
CHAIR = Speaker("李萍", "主任", "市人大常委会", "chair")


def _turns(*said):
    return [
        Turn(f"t{n}", who, kind, ((place, place + 5),)) for n, (who, kind, place) in enumerate(said)
    ]


def _links(*said):
    return [
        (exchange.question.turn_id, [a.turn_id for a in exchange.answers], list(exchange.links))
        for exchange in link(_turns(*said), TEXT)
    ]


Q, A, S = "question", "answer", "statement"


@pytest.mark.parametrize(
    ("said", "links"),
    [
        ([(ASKS, Q, 0), (SCHOOLS, A, 5)], [("t0", ["t1"], [SURE])]),
        ([(ASKS, Q, 0), (CHAIR, S, 5), (SCHOOLS, A, 5)], [("t0", ["t2"], [SURE])]),
        ([(ASKS, Q, 0), (SCHOOLS, A, 5), (CARE, A, 5)], [("t0", ["t1", "t2"], [SURE, RELAY])]),
        (
            [(ASKS, Q, 0), (ASKS_TOO, Q, 6), (CARE, A, 5), (SCHOOLS, A, 5)],
            [("t0", ["t3"], [SURE]), ("t1", ["t2"], [SURE])],
        ),
        (
            [(ASKS, Q, 4), (ASKS_TOO, Q, 4), (CARE, A, 5), (SCHOOLS, A, 5)],
            [("t0", ["t2"], [IN_ORDER]), ("t1", ["t3"], [IN_ORDER])],
        ),
        (
            [(ASKS, Q, 4), (ASKS_TOO, Q, 4), (CARE, A, 5)],
            [("t0", ["t2"], [SHARED]), ("t1", ["t2"], [SHARED])],
        ),
        (
            [(ASKS, Q, 0), (SCHOOLS, A, 5), (ASKS, Q, 0), (SCHOOLS, A, 5)],
            [("t0", ["t1"], [SURE]), ("t2", ["t3"], [SURE])],
        ),
        ([(ASKS, Q, 0)], [("t0", [], [])]),
        ([(SCHOOLS, A, 0)], []),
    ],
    ids=[
        "next",
        "chair between",
        "relay",
        "addressed",
        "in order",
        "shared",
        "follow-up",
        "unanswered",
        "unasked",
    ],
)
def test_links(said, links):
    assert _links(*said) == links


def test_a_shared_answer_names_the_nearest_question_first():
    exchanges = link(_turns((ASKS, Q, 4), (ASKS_TOO, Q, 4), (CARE, A, 5)), TEXT)
    reply = replies(exchanges)["t2"]
    assert (reply.answers, reply.also_answers, reply.confidence) == ("t1", ("t0",), SHARED)


def _answered(told, asked="如何控辍保学？"):
    """The ids of the answers to ``asked``: one given at once, and one with ``told`` before it."""
    text = f"{asked}劝返。{told}好。"
    length = len(asked)
    turns = [
        Turn("q", ASKS, "question", ((0, length),)),
        Turn("a", SCHOOLS, "answer", ((length, length + 3),)),
        Turn("b", CARE, "answer", ((len(text) - 2, len(text)),)),
    ]
    return [one.turn_id for one in link(turns, text)[0].answers]


@pytest.mark.parametrize(
    "told",
    [
        "在回答有关冬季旅游的提问时，袁银亮表示，",
        "针对网友关心的“食堂贵不贵”的问题，袁银亮说，",
        "有记者关心水库安全。袁银亮表示，",
        "代表们分别就井盖缺失等提出了问题。袁银亮说，",
        "谈及即将举行的峰会，袁银亮指出，",
        "对于司机拒载的现象，袁银亮表示，",
        "用水难也被提了出来。袁银亮说，",
        "看病难成为会场上的焦点。袁银亮说，",
        "看病难引起了大家的关注。袁银亮说，",
        "袁银亮就草案作出说明。他说，",
        "记者随后来到市民政局。袁银亮说，",
    ],
)
def test_an_answer_to_a_question_only_told_of_answers_none_of_the_record(told):
    assert _answered(told) == ["a"]


@pytest.mark.parametrize("told", ["袁银亮补充说，", "在回答有关控辍的提问时，袁银亮表示，"])
def test_an_answer_about_the_same_matter_still_answers_the_question(told):
    assert _answered(told) == ["a", "b"]


@pytest.mark.parametrize(
    "raised", ["也被提了出来", "成为会场上的焦点", "是大家的话题", "引起了大家的关注"]
)
def test_a_matter_that_is_raised_again_is_the_one_asked_about(raised):
    told = f"用水难{raised}。袁银亮说，"
    assert _answered(told, asked="用水难怎么解决？") == ["a", "b"]
    assert _answered(told) == ["a"]


def test_what_the_public_states_is_what_is_answered_then():
    said = [(ASKS, Q, 4), (SCHOOLS, A, 5), (ASKS_TOO, S, 4), (CARE, A, 5)]
    assert _links(*said) == [("t0", ["t1"], [SURE])]


def test_an_official_who_turns_to_another_is_answered_by_that_one():
    mayor = Speaker("傅强", "市长", None, "official")
    said = [(ASKS, Q, 4), (mayor, Q, 4), (CARE, A, 5)]
    assert _links(*said) == [("t0", [], []), ("t1", ["t2"], [SURE])]


def test_a_rhetorical_question_of_an_official_does_not_wait():
    mayor = Speaker("傅强", "市长", None, "official")
    said = [(mayor, Q, 4), (ASKS, Q, 4), (CARE, A, 5)]
    assert _links(*said) == [("t0", [], []), ("t1", ["t2"], [SURE])]


def test_a_question_does_not_wait_past_what_others_of_the_public_state():
    said = [(ASKS, Q, 4), (ASKS_TOO, S, 4), (ASKS_TOO, Q, 4), (CARE, A, 5)]
    assert _links(*said) == [("t0", [], []), ("t2", ["t3"], [SURE])]


def _wound_up(called, presides=CHAIR):
    """The ids of the answers to a question, with ``called`` between two of them."""
    text = f"如何答？劝返。{called}好。"
    turns = [
        Turn("q", ASKS, "question", ((0, 4),)),
        Turn("a", SCHOOLS, "answer", ((4, 7),)),
        Turn("s", presides, "statement", ((7, len(text) - 2),)),
        Turn("b", CARE, "answer", ((len(text) - 2, len(text)),)),
    ]
    return [one.turn_id for one in link(turns, text)[0].answers]


@pytest.mark.parametrize(
    "called",
    [
        "谢谢。下面请副区长表态。",
        "下面由袁银亮局长代表政府，作表态发言。",
        "歡迎袁銀亮同志講話。",
        "最后让袁银亮局长总结。",
    ],
)
def test_a_call_for_the_last_word_closes_what_was_asked(called):
    assert _wound_up(called) == ["a"]
    assert _wound_up(called, Speaker(title="主持人", role="host")) == ["a"]
    assert _wound_up(called, SCHOOLS) == ["a", "b"]


@pytest.mark.parametrize(
    "called",
    [
        "请民政局补充。",
        "请民政局回答，不要只表态。",
        "请民政局别讲话，先听。",
        "请结合讲话精神回答。",
        "请总结经验，再回答。",
        "感谢局长的表态。",
    ],
)
def test_a_call_to_answer_closes_nothing(called):
    assert _wound_up(called) == ["a", "b"]


def test_a_call_for_a_word_right_behind_the_question_calls_for_its_answer():
    text = "如何答？请局长表态。好。"
    spans = ((0, 4), (4, 10), (10, 12))
    said = zip((ASKS, CHAIR, CARE), (Q, S, A), spans, strict=True)
    turns = [Turn(f"t{span[0]}", who, kind, (span,)) for who, kind, span in said]
    assert [one.turn_id for one in link(turns, text)[0].answers] == ["t10"]
