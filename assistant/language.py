"""The interface's words, in Chinese and in English. Records are never translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHINESE, ENGLISH = "zh-CN", "en"

_WORDS: Mapping[str, tuple[str, str]] = {
    "name": ("询问", "Xunwen"),
    "tagline": (
        "向会议记录提问，看原话，也看出处",
        "Ask the meeting records: the words as spoken, and where they stand",
    ),
    "question": ("问题", "Question"),
    "placeholder": (
        "用自己的话问，例如：{0}",
        "Ask in Chinese, e.g. {0}",
    ),
    "placeholder_bare": ("用自己的话问", "Ask in Chinese"),
    "ask": ("询问", "Ask"),
    "examples": ("试试这些问题", "Try one of these"),
    "filters": ("筛选", "Narrow down"),
    "only_speaker": ("只查找发言人“{0}”的发言", "Only what {0} said"),
    "only_organization": ("只查找部门“{0}”的发言", "Only what the department {0} said"),
    "only_role": ("只查找身份为“{0}”的发言", "Only what was said in the role “{0}”"),
    "only_transcript": ("只在《{0}》中查找", "Only in the record {0}"),
    "only_from": ("只在 {0} 以后的记录中查找", "Only records from {0} on"),
    "only_to": ("只在截至 {0} 的记录中查找", "Only records up to {0}"),
    "drop": ("取消这一条件", "Drop this filter"),
    "person": ("发言人", "Speaker"),
    "department": ("部门", "Department"),
    "role": ("身份", "Role"),
    "record": ("会议记录", "Record"),
    "from": ("起始日期", "From"),
    "to": ("截止日期", "To"),
    "newest": ("按日期从新到旧", "Newest first"),
    "anyone": ("不限", "any"),
    "tab_ask": ("提问", "Ask"),
    "tab_exchanges": ("问答一览", "Exchanges"),
    "tab_records": ("会议记录", "Records"),
    "tab_evaluation": ("评测", "Evaluation"),
    "tab_operator": ("管理", "Operator"),
    "answers": ("答", "answering"),
    "seal_question": ("问", "Q"),
    "seal_answer": ("答", "A"),
    "seal_statement": ("言", "S"),
    "unnamed": ("未具名", "unnamed"),
    "kind_question": ("提问", "question"),
    "kind_answer": ("回答", "answer"),
    "kind_statement": ("发言", "statement"),
    "kind_report": ("报告", "report"),
    "kind_opening": ("开场", "opening"),
    "kind_closing": ("结语", "closing"),
    "source": ("出处", "Source"),
    "undated": ("日期不详", "no date"),
    "page": ("第 {0} 页", "page {0}"),
    "characters": ("第 {0}–{1} 字", "characters {0}–{1}"),
    "open": ("查看原文", "Open in the record"),
    "cite": ("引用", "Cite"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy_link": ("复制链接", "Copy link"),
    "plain": ("文字加链接", "Plain text"),
    "export": ("导出 CSV", "Export CSV"),
    "share": ("复制本次问答的链接", "Copy a link to this answer"),
    "confidence": ("把握 {0}%", "{0}% sure"),
    "confidence_help": (
        "系统估计第一条确实回答了问题的概率",
        "how likely the first finding answers the question",
    ),
    "also": ("另有 {0} 条相关回答", "{0} more"),
    "none": ("记录中没有回答", "The records hold no answer"),
    "none_help": (
        "没有找到哪位应询人回答过这个问题。换一种说法再试。",
        "Nobody in these records answers this. Try other words.",
    ),
    "none_help_narrowed": (
        "没有找到哪位应询人回答过这个问题。换一种说法，或放宽筛选条件再试。",
        "Nobody in these records answers this. Try other words, or fewer filters.",
    ),
    "nearest": ("最接近的发言（不是回答）", "Nearest, not an answer"),
    "idle": (
        "答案只来自会议记录原文，逐字引用；没有就说没有。",
        "Answers are the record's own words, or none at all.",
    ),
    "holds": ("现有 {0}，{1}", "{0} with {1}"),
    "found": ("找到 {0} 条回答：{1}", "{0} found: {1}"),
    "changed_corpus": (
        "自这个链接生成以来，会议记录有变化，结果可能不同。",
        "The records have changed since this link was made; the answer may differ.",
    ),
    "changed_index": (
        "自这个链接生成以来，检索方式有变化，结果可能不同。",
        "The way of searching has changed since this link was made; the answer may differ.",
    ),
    "changed_text": (
        "自这个链接生成以来，这份记录的文本有变化；所引文字可能已不在原处。",
        "This record has changed since the link was made; the words may stand elsewhere now.",
    ),
    "no_page": ("没有这个网页。", "There is no such page."),
    "no_record": ("没有这份会议记录。", "There is no such record."),
    "contents": ("目录", "Contents"),
    "back": ("返回提问", "Back to asking"),
    "hash": ("文件校验 SHA-256", "File SHA-256"),
    "records_count": ("{0} 份会议记录", "{0} records"),
    "records_count_one": ("{0} 份会议记录", "{0} record"),
    "exchanges_count": ("{0} 组问答", "{0} exchanges"),
    "exchanges_count_one": ("{0} 组问答", "{0} exchange"),
    "turns_count": ("{0} 次发言", "{0} turns"),
    "turns_count_one": ("{0} 次发言", "{0} turn"),
    "no_answer_given": ("记录中没有对此的回答", "no answer in the record"),
    "pasted_again": ("原文此处重复粘贴", "pasted twice in the source"),
    "link_here": ("本段链接", "Link to this turn"),
    "failed": ("出错了", "That failed"),
    "failed_question": (
        "这个问题无法查询。请用自己的话写下想知道什么，不超过 {0} 字。",
        "This cannot be asked. Write what you want to know, in at most {0} characters.",
    ),
    "failed_narrowing": (
        "筛选条件无法理解。日期请写成 2020-04-30、2020-04 或 2020，起始日期不晚于截止日期。",
        "The filters make no sense. Write dates as 2020-04-30, 2020-04 or 2020, the earlier first.",
    ),
    "failed_index": (
        "现在无法查询会议记录，请稍后再试。",
        "The records cannot be searched at the moment. Try again later.",
    ),
    "problem": ("无法显示", "This cannot be shown"),
    "nothing_here": ("这里什么也没有", "There is nothing here"),
    "not_judged": (
        "还没有评测结果。请先在评测页运行评测。",
        "Nothing has been judged yet; run the evaluation on the page.",
    ),
    "loading": ("页面正在载入，请稍候……", "The page is loading…"),
    "run_evaluation": ("运行评测", "Run the evaluation"),
    "evaluation_help": (
        "用随附记录《专题询问侧记》的测试题检验检索与作答；测的不是您自己的会议记录。最多需要一分钟左右。",
        "Judges search and answers with the test questions of the record that comes along, "
        "not with your own records. Takes up to about a minute.",
    ),
    "evaluation_runs": (
        "正在逐题检索、打分，最多需要一分钟左右",
        "Asking and judging every test question, up to about a minute",
    ),
    "judged_on": (
        "{0} 个有答案的问题，{1} 个没有答案的问题；×100，小字为 95% 区间",
        "{0} answerable questions, {1} without an answer; ×100, small figures are 95% intervals",
    ),
    "system": ("方法", "System"),
    "system_lexical": ("仅词面", "words alone"),
    "system_dense": ("仅语义", "meaning alone"),
    "system_fused": ("融合", "fused"),
    "system_full": ("完整流程", "full path"),
    "auroc": ("区分有无答案 AUROC", "telling answerable from not, AUROC"),
    "whole_report": ("查看完整报告", "The whole report"),
    "operator_title": ("加入会议记录", "Add a record"),
    "words": ("原话", "Words"),
    "token_wrong": ("管理口令没有填或不对。", "The operator's token is missing or wrong."),
    "token_none": (
        "这台服务器没有设管理口令，不能加入记录。",
        "This server takes no records; it was started without a token.",
    ),
    "token": ("管理口令", "Operator's token"),
    "file": ("会议记录文件", "Record file"),
    "preview": ("预览", "Preview"),
    "confirm": ("确认加入", "Add it"),
    "added": ("已加入：{0}", "Added: {0}"),
    "operator_help": (
        "加入新的会议记录：先预览识别出的发言，再确认。需要管理口令。",
        "Add a record: look at the turns that were read, then confirm. Needs the token.",
    ),
    "wrong_speaker": ("发言人不对？", "Wrong speaker?"),
    "not_an_answer": ("没有回答我的问题", "Does not answer my question"),
    "noted": ("已记下，谢谢", "Noted, thank you"),
    "role_chair": ("主持人", "chair"),
    "role_member": ("委员、代表", "member"),
    "role_official": ("政府部门负责人", "official"),
    "role_reporter": ("记者", "reporter"),
    "role_host": ("会议主持", "host"),
    "role_expert": ("专家", "expert"),
    "role_other": ("其他", "other"),
    "embed": ("嵌入网页", "Embed"),
    "embed_title": ("把提问框放到自己的网页上", "Put the question box on your own page"),
    "embed_help": (
        "一个文件，没有其他依赖，不留 Cookie，也不向别处发送请求。下面这个就是实物：",
        "One file, no dependency, no cookie, no request to anybody else. This is it, live:",
    ),
    "embed_snippet": ("复制到网页里", "Copy into the page"),
    "embed_allow": (
        "服务器须允许该网站，默认只允许自己：",
        "The server has to allow the site; by default it allows none but itself:",
    ),
    "embed_policy": (
        "网站若有内容安全策略（CSP），须添上：",
        "A site with a content security policy (CSP) adds to it:",
    ),
    "embed_attribute": ("属性", "Attribute"),
    "embed_meaning": ("含义", "Meaning"),
    "embed_server": ("会议记录服务器的地址", "the address of this server"),
    "embed_transcript": ("只在这份记录里查找（可省略）", "ask this record only (optional)"),
    "embed_lang": ("界面语言：zh 或 en，默认随网页", "zh or en; the page's own by default"),
    "embed_theme": (
        "light、dark 或 auto（随网页的背景深浅；没有背景色时看 color-scheme）",
        "light, dark, or auto: as the page's background is, else its color-scheme",
    ),
    "embed_k": ("最多显示几条，默认 3", "how many findings at most; 3"),
    "embed_colours": ("外观由 CSS 自定义属性决定：", "and other CSS custom properties:"),
    "embed_frame": ("或者用 iframe", "Or a frame"),
    "embed_frame_help": (
        "网站不允许外来脚本时用它：高度固定，回答在框内滚动。（此处的实例已加下面那行脚本。）",
        "Where the site allows no foreign scripts: its height is fixed and answers scroll inside. "
        "(The one shown here has the script below.)",
    ),
    "embed_frame_adapts": (
        "允许这一个脚本的网站再加一行，高度便随内容自动调整：",
        "Where the site allows this one script, add it, and the frame takes the height it needs:",
    ),
    "skip": ("跳到正文", "Skip to the text"),
}


@dataclass(frozen=True, slots=True)
class Language:
    """One language; ``code`` is what ``<html lang>`` wants."""

    code: str

    def __call__(self, key: str, *values: object) -> str:
        """The words for a key, with the values put in; of one thing there are other words."""
        single = f"{key}_one"
        words = _WORDS[single if values[:1] == (1,) and single in _WORDS else key]
        return words[self.code != CHINESE].format(*values)


def hint(words: Language, examples: Sequence[str]) -> str:
    """What stands in an empty box: how to ask, with an example where there is one."""
    return words("placeholder", examples[0]) if examples else words("placeholder_bare")


def table() -> dict[str, dict[str, str]]:
    """Every word by language, as ``gradio.I18n`` wants it."""
    return {
        CHINESE: {key: words[0] for key, words in _WORDS.items()},
        ENGLISH: {key: words[1] for key, words in _WORDS.items()},
    }


def accepted(header: str | None) -> Language:
    """The better of the two for an Accept-Language header; Chinese where it names neither."""
    weighed = sorted(map(_weighed, (header or "").split(",")), reverse=True)
    for weight, name in weighed:
        if weight > 0 and name.startswith("zh"):
            return Language(CHINESE)
        if weight > 0 and name.startswith("en"):
            return Language(ENGLISH)
    return Language(CHINESE)


def _weighed(entry: str) -> tuple[float, str]:
    name, _, quality = entry.strip().lower().partition(";q=")
    try:
        return float(quality or 1), name
    except ValueError:
        return 0.0, name
