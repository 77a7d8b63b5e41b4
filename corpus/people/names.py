"""Personal names as they are printed: where one begins, and where it ends."""

from __future__ import annotations

import re

from corpus.people.given import SAYS, WORD_AFTER, bounded
from corpus.people.surnames import DOUBLE_SURNAMES, SURNAMES
from corpus.people.transcribed import transcribed

LATIN_NAME = r"[A-Za-z][A-Za-z.'\-]*(?:[ ·][A-Za-z][A-Za-z.'\-]*){0,3}"
NAME = (
    rf"(?:(?:{DOUBLE_SURNAMES})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}}"
    rf"|[一-龥]{{1,7}}(?:[·•．‧・][一-龥]{{1,8}})+)"
)
_NOT_NAME = re.compile(
    "[一-龥]{1,3}的|代(?:表|课)|[一-龥]{1,2}了|回(?:忆|顾|想|到|头|来|访)|关于|于是|安排|安全|高度|和谐|应该|应当|应询|应答|能够|能否|通过|解决|成立|成为|单位|从而|常委|经过|平均|项目|全面|"
    "全部|全体|终于|相关|相应|后来|包括|强调|通知|谢谢|养老|干部|干群|支持|支部|文件|文化|双方|农民|农业|农村|方面|时间|"
    "管理|都|公室|"
    "会议|会上|何(?:时|处|种|地|人|为|谓|况|必|以|曾|去|方|等|来|不|止|尝|如)|向(?!阳|东|红|荣|华|明|忠|文|国|前|峰|军)|从|和(?!平|军)|与|有关|有|还|又|也|不|才|就|水平|水务|水利|国家|国务|公司|公安|公共|家长|东部|明确|"
    "党(?:支部|总支|委|组|员|政)|乡镇|县|那么|关键|关注|经济|经营|年度|时任|后续|计划|石油|江苏|江西|安徽|山东|山西|"
    "广东|广西|云南|贵州|甘肃|宁夏|海南|华北|华东|金融|金额|温馨|边远|容易|充分|连续|简单|空间|越来|利用|满意|终端|通道|通过|"
    "幸福|程度|程序|任务|任何|任期|任职|万元|万人|方式|方案|方向|高校|高速|高级|高质|万一|景区|景观|富裕|车辆|山区|"
    "施政|常务|常住|常见|常态|常年|常驻|黄河|长江|许多|许可|计生|司法|司机|司长|施工|施行|席位|钟头|费用|古城|商务|商业|"
    "商户|游客|查处|查询|查看|房屋|房价|房产|宣传|宣布|宣读|单独|单元|教育|居民|居住|居家|步骤|步伐|红色|相信|相对|"
    "督促|督查|督导|益民|强化|强制|强大$|文明|文旅|文物|文章|白天|童年|路面|路段|路灯|盛大|梁柱|花费|平台|平安|平时|"
    "平稳|元旦|元月|孔隙|严格|严重|严肃|华侨|金额|章程|苗木|方便|任命|安置|安装|余元|余人|余家|余万|时候|时代|时期|"
    "于今|于法|家庭|医保|医疗|康复|毕业|毕竟|和平|明年|明显|明天|成效|成绩|成果|成本|成员|谈及|谈到|谈话|宋代|项下|董事|"
    "[一-龥]{1,2}[部局委办会厅院组社省市县区]$|[一-龥]{1,3}(?:部门|同志|先生|女士|委员|代表|记者|主任|局长|人员)$"
)


def is_name(words: str) -> bool:
    """Whether the whole of these (folded) words reads as a personal name."""
    return bool(re.fullmatch(NAME, words)) and not _NOT_NAME.match(words)


def name_at(text: str, place: int) -> str | None:
    """The name that begins at ``place`` of a folded text, or None.

    Two characters or three is decided by the word behind; where that leaves
    it open, by what the rest of the text repeats.
    """
    if foreign := transcribed(text, place):
        return foreign
    match = re.compile(rf"(?:{DOUBLE_SURNAMES}|[{SURNAMES}])").match(text, place)
    if not match:
        return None
    name = bounded(text, place, len(match.group())) or bounded(text, place, 1)
    return name if name and not _NOT_NAME.match(name) else None


_MANNER = (
    "(?:首先|最先|率先|第[一二三]个|接着|随后|紧接着|当场|起身|起立|站起|举手|接过|主持|到会|的提问|的回答|的问题|的回应|"
    "问的是|关心|关注|反映|指着|拿着|举着|问道|说道|追问|代表[一-龥]{1,6}(?:政府|局|委)作?)"
)
_RARE_NAME = re.compile(
    rf"(?P<name>[一-龥]{{2,3}}?)(?=:|[则也还又]?(?:{SAYS}|表示|回答|答复|回应|介绍|提问|询问|建议|补充|追问|坦言|强调|指出|认为|透露|坦承|承诺|解释|要求|呼吁|反问|点评|表态)[,:“说道反赞支同担关得]|{_MANNER})"
)
_NO_RARE_NAME = re.compile(
    "[说问答表示应介绍指出强调的了在是就对向和与也还又则将把被从为中上下时后前会大家们等各来去到有不很都这那其他她它我你再随最并首先即"
    "追提询补充进继当现场分别代局部委办组人踊积热轮逐一次第同]|"
    ".{1,2}[说问答示应绍指调的了在是就对也还又则将把被从们等各到有不这那其他她它我你再随最并先即询充局部委组人员]|.志$"
)
"""``代表踊跃发言``, ``局长当场回应``: what stands between a title and a verb and is no name."""


def rare_name_at(text: str, place: int) -> str | None:
    """A name with a surname unknown to us: two or three characters, then a verb of speaking."""
    match = _RARE_NAME.match(text, place)
    return match["name"] if match and may_be_name(match["name"]) else None


def may_be_name(words: str) -> bool:
    """Whether two or three characters may be a name though we know no such surname."""
    if not re.fullmatch(r"[一-龥]{2,3}", words) or re.match(WORD_AFTER, words):
        return False
    return not _NO_RARE_NAME.match(words) and not _NOT_NAME.match(words)
