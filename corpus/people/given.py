"""How many characters of a given name stand behind a surname (folded text)."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.people.lexicon import acts, begins
from corpus.people.surnames import RARE_AS_SURNAME

SAYS = "说|问|答|称|讲|谈|道"
WORD_AFTER = (
    "回答|答复|回应|回复|作答|应答|询问|提问|追问|发问|表示|通报|介绍|指出|强调|坦言|认为|透露|汇报|主持|宣布|代表|首先|继续|"
    "接着|紧接|随后|随即|补充|解释|说明|提出|要求|同志|先生|女士|小姐|到会|参加|出席|围绕|针对|结合|告诉|点名|率先|最后|"
    "直言|承诺|建议|关注|关心|发言|带领|应询|一一|一并|详细|逐一|当场|接受|起身|起立|开门|抛出|负责|分别|坦承|坦陈|郑重|接过|"
    "同样|站起|站了|走上|拿起|打开|翻开|话锋|话音|再次|立即|立刻|马上|没有|毫不|直奔|直接|直截|进一步|作出|做出|作了|做了|"
    "给出|笑着|严肃|坚定|诚恳|认真|感慨|语气|语重|面对|听完|听后|听了|沉思|略作|如实|如是|质询|质疑|质问|呼吁|总结|点评|部署|"
    "主动|一连|连续|连问|连发|反问|又问|再问|希望|感到|十分|特别|非常|现场|正面|先后|依次|两次|三次|今天|昨天|昨日|当天|"
    "明确|坦率|坦诚|当即|表态|沉默|耐心|干脆|爽快|不禁|忍不住|开诚|动情|深情|激动|简要|重点|逐项|有些|有点|思考|停顿|迟疑|犹豫|微笑|苦笑|"
    "这样|看着|看完|看了|看罢|望着|笑了|想了|第[一二三四五六七八九]个|首个|曾经|委员|代表|议员|主任|局长|教授|医生|博士|太平|院士|律师|来自|还是|依然|似乎|显然|深有|深表|颇为|敏锐|紧追|穷追|据此|也是|就此|"
    "对此|为此|举例|算了|摆出|列出|拿出|掷地|斩钉|快人|心直|有备|显得|举手|应声|闻声|替他|替她|代为|显然|打断|插话|抢着|摆摆手|点点头|点头|摇头|皱|叹|不假思索|毫不犹豫|略加|沉吟|顿了顿|清了清|扶了扶|指着|握着|拿着|说道|谈起|谈到|提到|讲到|在回|在答|在接|在会|在提|"
    "在追|在总|在作|在发|在主"
)
_FOLLOWING = re.compile(
    rf"(?:{WORD_AFTER}|{SAYS}|在|就|对|向|从|为|也|还|则|又|再|作|做|和|与|及|等|因|是|回|话|以|用|把|将|的|不|有|"
    "所|起|坐|指|握|拍|点|站|接|拿|介|坦|被|率|正|曾|已|给|听|主|到|出|一|两|三|首|点|追|发|提|询|笑|语|当|同|进|打|请|担|任|"
    r"[^一-龥]|$)"
)
_AFTER = re.compile(rf"{WORD_AFTER}|(?:{SAYS})[,:。“]")
_FAR = 5
"""A word this many times as common as another is the one that is meant."""
_STRONG = re.compile(
    rf"(?:(?:{SAYS})[,:。“]|{WORD_AFTER}|的|[问答说讲回补]道|[问答说讲谈]的是|说(?:出|起|完)|指[,:]|又|也|还(?!金)|却|曾(?!光)|已|并|把|被|从|给|与|很|仍|则(?=把|将|从|说|表|介|回|认|指|对|就|是|建议|提|问|追|询|关|补|坦|强|反对|赞成|同意|支持|不|觉得|担心)|"
    r"[作做](?=[了出]?[一-龥]{0,4}(?:表态|总结|报告|汇报|讲话|发言|说明|回答|答复|回应|动员|点评|部署))|"
    "坐|就(?=[一-龥]{2,})|在(?=[一-龥])|向(?=[一-龥]{2,})|对(?=[一-龥])|[^一-龥]|$)"
)
_HAN = re.compile(r"[一-龥]*")
_TELLING = re.compile("[说问答称讲谈道得的了着]")


def recurs(text: str, name: str) -> bool:
    """Whether a text has a name of three characters or more again: no chance word does."""
    return len(name) >= 3 and _count(text, name) > 1


@lru_cache(maxsize=4096)
def _count(text: str, words: str) -> int:
    return text.count(words)


def bounded(text: str, place: int, surname: int) -> str | None:
    """The name at ``place``, whose surname has ``surname`` characters, or None.

    The word behind decides whether the given name has one character or two;
    then what the text repeats; three only where nothing else will do.
    """
    run = _HAN.match(text, place)
    longest = len(run.group()) if run else 0
    if longest <= surname:
        return None
    short, long, longer = (text[place : place + surname + more] for more in (1, 2, 3))
    behind = place + surname + 1
    if longest == surname + 1 or _STRONG.match(text, behind):
        return short
    if told := _by_word(text, behind):
        return short if told == 1 else long
    if _STRONG.match(text, behind + 1):
        return long
    if _STRONG.match(text, behind + 2) and _is_longer(text, place, long, longer):
        return longer if longest >= surname + 3 else None
    return _by_repetition(text, behind, short, long)


def _by_word(text: str, place: int) -> int:
    """1 or 2 characters of a given name, as the commoner word behind them has it; 0 if neither."""
    if _AFTER.match(text, place + 1):
        return 0
    short, long = acts(text, place), acts(text, place + 1)
    if short > _FAR * long:
        return 1
    return 2 if long > _FAR * short else 0


def _is_longer(text: str, place: int, long: str, longer: str) -> bool:
    """Whether a given name has three characters: it recurs, or nothing speaks against it."""
    if _count(text, longer) > 1:
        return True
    behind = place + len(long)
    return (
        text[place] not in RARE_AS_SURNAME
        and not _FOLLOWING.match(text, behind)
        and not _TELLING.search(longer)
        and _count(text, long) <= _count(text, longer)
    )


def _by_repetition(text: str, behind: int, short: str, long: str) -> str | None:
    """One character or two of a given name, by what recurs, else by weaker words behind it."""
    if _count(text, short) > _count(text, long):
        return short
    if _FOLLOWING.match(text, behind + 1) or _count(text, long) > 1:
        return long
    if _FOLLOWING.match(text, behind):
        return short
    if short[0] in RARE_AS_SURNAME:
        return None
    return short if begins(text, behind) and not begins(text, behind + 1) else long
