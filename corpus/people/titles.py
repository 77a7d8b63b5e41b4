"""Titles, the roles they carry, and the organisations in front of them."""

from __future__ import annotations

import re

from corpus.model import Role
from corpus.people.names import SURNAMES

_HEADS = (
    "总书记|书记|主任秘书|委员长(?!孙)|主任委员|召集委员|理事主席|主席|主任|市长|省长|县长|区长|镇长|乡长|州长|旗长|盟长|部长|局长|"
    "厅长|司长|处长|署长|次长|院长|检察长|审计长|主计长|秘书长|会长|行长|台长|社长|校长|所长|站长|队长|大队长|支队长|"
    "组长|科长|股长|课长|理事长|董事长|监事长|总经理|经理|总裁|董事|监事|总工程师|总规划师|总会计师|总经济师|总农艺师|"
    "总工|国务委员|政务委员|专门委员|检察委员|总理|首相|总统|行政长官|特首|外长|新闻发言人|发言人|巡视员|调研员|专员|"
    "秘书|议事人员|司令员|司令|政委|参谋长|馆长|村长|庄主任|村支书|支书|园长|护士长|负责人|负责同志|协理|执行长|总监|首席专家|"
    "预报员|分析师|工程师|(?:种粮|种植|养殖|经营)大户|经济师|农艺师|规划师|会计师|设计师|检验员|调解员|监督员|审判员|监理|主委|"
    "首席执行官|司法长官|召集人|干事长|督察|督学|警监|关长|庭长|法官|检察官|工程师|厂长|店长|船长|团长|营长|连长|总干事|"
    "主管|副职|一把手|当家人|党组成员|党委委员|班子成员|党委成员"
)
_KIND = "党组|党委|(?<![法财教科农城外民社预环侨文卫选联代内监])工委|党工委|党总支|支部|纪检组|纪委|法定|相关|有关|主要|具体|分管|执行|新闻|代理|政务|常务|专职|兼职|代"
TITLE = re.compile(
    rf"""
      (?:常务|代理|助理|代|第一|首席|名誉|专职|驻会)?副?(?:{_KIND})?副?(?:{_HEADS})(?:助理)?(?!们|会(?!计|长))
    | (?:居民|公民|村民|市民|群众|家长|业主|商户|企业|职工|学生|教师|行业|消费者|经营者|听证|司机|骑手|住户|工人|青年|妇女|师生|患者|乘客|旅客|商家|农户|市民|农民|网民)代表
    | 代表(?!全[市县省区国州镇乡]|群众|大家|老?百姓|市|省|县|区|国|政府|着|了|我|本|团|大(?![一-龥]{{1,2}}[,:说问])|全体|广大|人民|性|处|作|们|委员|提出|提问|建议|议案|发言|先后|一致|分别|纷纷|表决|谁|权)
    | (?:组成人员|委员)(?!会|们|长|提出|提问|提议|建议|一致|先后|纷纷|分别)
    | (?:(?<=[”。,:!?][{SURNAMES}][一-龥])|(?<=[”。,:!?][{SURNAMES}][一-龥]{{2}}))(?:委员|代表)(?=提|建议)
    | 议员(?!们) | 立委(?!们) | 立法委员 | (?<![政市省县区州国人])常委(?!会)
    | 主持人 | 记者(?!会|们|了解|从|获悉|看到|注意|采访|招待|站|提问时|的) | 专家 | 副?教授 | 副?研究员 | 院士 | 律师 | 医生
    | (?:副?主任|主治)?医师 | 主播 | 嘉宾 | 评论员 | 观察员 | 居民 | 村民 | 市民 | 网友 | 听众 | 观众 | 业主 | 家长 | 群众代表 | 企业家 | 老师 | 博士
    | 消费者 | (?:听证会?)?参加人 | (?:个体)?工?商户 | 经营者 | 个体户 | 退休(?:教师|工人|干部)? | (?:出租车)?司机 | 大学生 | 务工者 | 驾驶员 | 乘客 | 学生 | 教师 | 职工 | 创业者 | 志愿者 | 农户 | 种植户 | 养殖户
    """,
    re.VERBOSE,
)
PLAIN = re.compile(
    r"(?:副?(?:负责人|负责同志|代表)|组成人员|记者|专家|居民|村民|市民|网友|听众|观众|业主|家长|群众代表|主持人|嘉宾|企业家|老师|博士|消费者|参加人|(?:个体)?工?商户|经营者|个体户|驾驶员|乘客|学生|教师|职工|创业者|志愿者|农户|种植户|养殖户)$"
)
"""Titles that one of many holds: without a name they name nobody in particular."""
_ORGANIZATION = re.compile(
    "(?:局|委|办|会|厅|部|院|府|社|公司|联|中心|集团|银行|行|大学|学校|站|所|处|科|署|省|市|县|区|镇|乡|村|组|大|协|"
    "校|小学|中学|幼儿园|台|报|队|团|处|庭|网|馆|厂|矿|法院|检察院|街道|国务院|政协|系|司|国|州|旗|盟|室|库|园|店|基金|联盟|法庭|总会|军|"
    "医院|企业|海关|家)(?:[(（][一-龥]{1,6}[)）])?$"
)
_LEAD_IN = re.compile(
    r"""
    ^(?: 对于|关于|随后|接着|紧接着|紧跟着|接下来|对此|为此|因此|最后|首先|其次|会上|期间|其间|同时|此外|另外|当天|当日|现场
       | 由|时任|现任|请|请问|而|但|据|并|与会的?|来自|参加|在场的?|面对|听取|原(?!子|州|平|阳)|新任|本次|这次|作为|随即|这时
       | 此时|那么|于是|之后|然后|紧随其后|话音刚落|话音未落|与此同时|针对|就|对(?!话)|向|了|的|当|当被|轮到|只见|坐在|一旁
       | 率先|先是|首位|第[一二三四五六七八九十]位?(?:个)?|另一位|一位|一名|有位|[另又也更还]有|有(?!限)|多位|几位|两位|三位|这位|该位|到会
       | 应询的?|前来|列席的?|出席的?|在座的?|前|被誉为|被称为|身为|兼|、|和|与|及|以及|至于|就连|包括|其中|还有|邀请|主持人请
       | 我和|刚刚|刚才|身旁|坐镇|[0-9一二三四五六七八九十]+[月日](?:上午|下午)?|上午|下午|昨天|昨日|今天|近日|日前|说|问|答
       | 专访了?|采访了?|专访|访(?!问)|对话 )
    """,
    re.VERBOSE,
)
_CUT = re.compile(
    "的(?!士)|刚落|未落|话筒|之后|过后|结束后|问题后|提问后|时(?!代|任|速)|问题(?!办)|起身|了(?!解)|过|着(?!力)|"
    "看到|听到|来到|走进|赶到|前往|找到|联系|(?<![访顾慰])问(?!题)|约见|采访|兼(?!职|并|顾)|随后|随即|接着|立即|对此|表示|认为|说|称(?!重)|让|被|即(?!墨)|是(?!非)|由|请|叫|把|使|将|向|给|跟|替"
)
_AND = re.compile(r"(?<=[员表长任记者])(?:和|与|及)(?=[一-龥]{2,})")
_MEMBER = re.compile(r"立委|委员$|代表$|议员|常委$|组成人员")
_NOT_MEMBER = re.compile(
    "国务委员|政务委员|主任委员|专门委员|检察委员|召集委员|(?:居民|公民|村民|市民|群众|家长|业主|商户|企业|职工|学生|教师|行业|消费者|经营者|听证|司机|骑手|住户|工人|青年|妇女|师生|患者|乘客|旅客|商家|农户|农民|网民)代表|企业"
)
_PRESS = re.compile(r"记者")
_HOST = re.compile(r"主持人|主播|司仪")
_EXPERT = re.compile(r"专家|教授|研究员|院士|律师|医生|医师|嘉宾|评论员|观察员|博士|老师")
_PUBLIC = re.compile(
    r"代表$|居民|村民|市民|网友|听众|观众|业主|家长|企业家|群众|退休|务工|大学生|司机|消费者|参加人|(?:个体)?工?商户|经营者|个体户|驾驶员|乘客|学生|教师|职工|创业者|志愿者|农户|种植户|养殖户|店长|厂长|总经理|董事|经理|总裁|园长|护士长"
)
_ASSEMBLY = re.compile(
    r"(?:人大(?:常委会)?|人民代表大会(?:常务委员会)?|立法会|立法院|政协|议会|(?:专门|工作)委员会)$"
)
_HEAD_OF_ASSEMBLY = re.compile(r"主任|主席|委员长|议长|召集")


def role_of(title: str | None, organization: str | None) -> Role | None:
    """The role that a title and an organisation (both folded) establish, or None."""
    if title is None:
        return None
    if _PRESS.search(title):
        return "reporter"
    if _HOST.search(title):
        return "host"
    if _ASSEMBLY.search(organization or "") and _HEAD_OF_ASSEMBLY.search(title):
        return "chair"
    if _MEMBER.search(title) and not _NOT_MEMBER.search(title):
        return "member"
    if _EXPERT.search(title):
        return "expert"
    if _PUBLIC.search(title):
        return "other"
    return "official"


def is_organization(words: str) -> bool:
    """Whether these words end as the name of an organisation or place does."""
    return bool(_ORGANIZATION.search(words))


def organization_start(text: str, start: int, end: int) -> int:
    """Where the organisation that ends at ``end`` begins: behind signs and lead-in words."""
    run = re.search(r"[一-龥A-Za-z0-9]*(?:[(][一-龥]{1,6}[)][一-龥]*)?$", text[start:end])
    begin = start + run.start() if run else end
    for cut in (*_CUT.finditer(text, begin, end), *_AND.finditer(text, begin, end)):
        begin = max(begin, cut.end())
    return end - len(strip_lead_in(text[begin:end]))


def strip_lead_in(words: str) -> str:
    """The words without ``随后``, ``对此`` and the like in front of a person."""
    while (match := _LEAD_IN.match(words)) and match.end():
        words = words[match.end() :]
    return words
