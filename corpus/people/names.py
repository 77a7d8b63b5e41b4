"""Personal names as they are printed: where one begins, and where it ends."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.people.lexicon import acts, begins

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻"
    "莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古"
    "易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋"
    "沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福"
    "肖闫付代邸仝苟邝覃丘麦冼植练兰仁宪诺揭涂芦辜渠卿尧晋凃岑隋修楚迟战官原旷欧蹇贠脱呼母但占亓粟藏冶寸刀苑门续励敬展肇药茆巨谌禤揣厚仰奉鹿衣敏尉眭稽忻卜雒逄麴邸妥补由么律底剧及海来普泽"
    "鄢淡操铁逢酒靖撒锁喇楼税伦冒拜朴汝沐洛炎牙玄疏盈盘睢秘竹粘萨虎虢衷豆贯铎铜镡隽颉骞僧兀匙呙俎甯琚矫苌菅郄郐锺闭闾鬲折漆畅爨仵佐弋庹恽戢斛栗木泮狐猗玛苻郇郯鄞鄯麹颛踪赫银闪雪阿青"
)
RARE_AS_SURNAME = (
    "有能应都和通向从别关相须经年时成后家福那公国东平明水江石计常安乐干解全满利空简代言支督越原官战修"
    "终步居广门续展药巨厚衣敏由么律底剧及海来普泽但占补奉母呼官底连充容益束景双和师仁爱农文强方高云成万单富车山谷"
    "淡操铁逢酒锁楼税冒拜牙玄盈盘秘竹虎豆贯铜闭折漆畅木玛踪赫银闪雪阿青"
)
"""Characters that begin far more words than names: taken as a surname only with good reason."""
DOUBLE_SURNAMES = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|司徒|长孙|宇文|端木|轩辕|独孤|南宫|"
    "西门|东门|南门|百里|相里|左丘|梁丘|公羊|公良|公西|太史|乐正|羊舌|夹谷|段干|巫马|太叔|仲长|单于|贺兰|耶律|贺若|司城|"
    "呼延|闻人|东郭|濮阳|淳于|申屠|公冶|宗政|赫连|澹台|仲孙|钟离|鲜于|闾丘|司寇|司空|颛孙|拓跋|谷梁|万俟|完颜|纳兰|亓官|漆雕|"
    "张简|范姜|林郑|叶刘|高金|马朱|陈方|郑苏|周林"
)
LATIN_NAME = r"[A-Za-z][A-Za-z.'\-]*(?:[ ·][A-Za-z][A-Za-z.'\-]*){0,3}"
NAME = (
    rf"(?:(?:{DOUBLE_SURNAMES})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}}"
    rf"|[一-龥]{{1,7}}(?:[·•．‧・][一-龥]{{1,8}})+)"
)
_SAYS = "说|问|答|称|讲|谈|道"
_WORD_AFTER = (
    "回答|答复|回应|回复|作答|应答|询问|提问|追问|发问|表示|介绍|指出|强调|坦言|认为|透露|汇报|主持|宣布|代表|首先|继续|"
    "接着|紧接|随后|随即|补充|解释|说明|提出|要求|同志|先生|女士|小姐|到会|参加|出席|围绕|针对|结合|告诉|点名|率先|最后|"
    "直言|承诺|建议|关注|关心|发言|带领|应询|一一|一并|详细|逐一|当场|接受|起身|起立|开门|抛出|负责|分别|坦承|坦陈|郑重|接过|"
    "同样|站起|站了|走上|拿起|打开|翻开|话锋|话音|再次|立即|立刻|马上|没有|毫不|直奔|直接|直截|进一步|作出|做出|作了|做了|"
    "给出|笑着|严肃|坚定|诚恳|认真|感慨|语气|语重|面对|听完|听后|听了|沉思|略作|如实|如是|质询|质疑|呼吁|总结|点评|部署|"
    "主动|一连|连续|连问|连发|反问|又问|再问|希望|感到|十分|特别|非常|现场|正面|先后|依次|两次|三次|今天|昨天|昨日|当天|"
    "明确|坦率|坦诚|当即|表态|沉默|耐心|干脆|爽快|不禁|忍不住|开诚|动情|深情|激动|简要|重点|逐项|有些|有点|思考|停顿|迟疑|犹豫|微笑|苦笑|"
    "这样|看着|看完|看了|看罢|望着|笑了|想了|第[一二三四五六七八九]个|首个|曾经|委员|代表|议员|主任|局长|教授|医生|博士|太平|院士|律师|来自|还是|依然|似乎|显然|深有|深表|颇为|敏锐|紧追|穷追|据此|也是|就此|"
    "对此|为此|举例|算了|摆出|列出|拿出|掷地|斩钉|快人|心直|有备|显得|举手|应声|闻声|替他|替她|代为|显然|打断|插话|抢着|摆摆手|点点头|点头|摇头|皱|叹|不假思索|毫不犹豫|略加|沉吟|顿了顿|清了清|扶了扶|指着|握着|拿着|说道|谈起|谈到|提到|讲到|在回|在答|在接|在会|在提|"
    "在追|在总|在作|在发|在主"
)
_FOLLOWING = re.compile(
    rf"(?:{_WORD_AFTER}|{_SAYS}|在|就|对|向|从|为|也|还|则|又|再|作|做|和|与|及|等|因|是|回|话|以|用|把|将|的|不|有|"
    "所|起|坐|指|握|拍|点|站|接|拿|介|坦|被|率|正|曾|已|给|听|主|到|出|一|两|三|首|点|追|发|提|询|笑|语|当|同|进|打|请|担|任|"
    r"[^一-龥]|$)"
)
_AFTER = re.compile(rf"{_WORD_AFTER}|(?:{_SAYS})[,:。“]")
_FAR = 5
"""A word this many times as common as another is the one that is meant."""
_STRONG = re.compile(
    rf"(?:(?:{_SAYS})[,:。“]|{_WORD_AFTER}|的|[问答说讲回补]道|[问答说讲谈]的是|说(?:出|起|完)|指[,:]|又|也|还(?!金)|却|曾(?!光)|已|并|把|被|从|给|与|很|仍|则(?=把|将|从|说|表|介|回|认|指|对|就|是|建议|提|问|追|询|关|补|坦|强)|"
    "坐|就(?=[一-龥]{2,})|在(?=[一-龥])|向(?=[一-龥]{2,})|对(?=[一-龥])|[^一-龥]|$)"
)
_NOT_NAME = re.compile(
    "[一-龥]{1,3}的|代(?:表|课)|[一-龥]{1,2}了|回(?:忆|顾|想|到|头|来|访)|关于|于是|安排|安全|高度|和谐|应该|应当|应询|应答|能够|能否|通过|解决|成立|成为|单位|从而|常委|经过|平均|项目|全面|"
    "全部|全体|终于|相关|相应|后来|包括|强调|通知|谢谢|养老|干部|干群|支持|支部|文件|文化|双方|农民|农业|农村|方面|时间|"
    "管理|都|"
    "会议|会上|何(?:时|处|种|地|人|为|谓|况|必|以|曾|去|方|等|来|不|止|尝|如)|向(?!阳|东|红|荣|华|明|忠|文|国|前|峰|军)|从|和(?!平|军)|与|有关|有|还|又|也|不|才|就|水平|水务|水利|国家|国务|公司|公安|公共|家长|东部|明确|"
    "党(?:支部|总支|委|组|员|政)|乡镇|县|那么|关键|关注|经济|经营|年度|时任|后续|计划|石油|江苏|江西|安徽|山东|山西|"
    "广东|广西|云南|贵州|甘肃|宁夏|海南|华北|华东|金融|金额|温馨|边远|容易|充分|连续|简单|空间|越来|利用|满意|终端|"
    "幸福|程度|程序|任务|任何|任期|任职|万元|万人|方式|方案|方向|高校|高速|高级|高质|万一|景区|景观|富裕|车辆|山区|"
    "常务|常住|常见|常态|常年|常驻|黄河|长江|许多|许可|计生|司法|司机|司长|施工|施行|席位|钟头|费用|古城|商务|商业|"
    "商户|游客|查处|查询|查看|房屋|房价|房产|宣传|宣布|宣读|单独|单元|教育|居民|居住|居家|步骤|步伐|红色|相信|相对|"
    "督促|督查|督导|益民|强化|强制|强大$|文明|文旅|文物|文章|白天|童年|路面|路段|路灯|盛大|梁柱|花费|平台|平安|平时|"
    "平稳|元旦|元月|孔隙|严格|严重|严肃|华侨|金额|章程|苗木|方便|任命|安置|安装|余元|余人|余家|余万|时候|时代|时期|"
    "于今|于法|家庭|医保|医疗|康复|毕业|毕竟|和平|明年|明显|明天|成效|成绩|成果|成本|成员|谈及|谈到|谈话|宋代|项下|董事|"
    "[一-龥]{1,2}[部局委办会厅院组社省市县区]$|[一-龥]{1,3}(?:部门|同志|先生|女士|委员|代表|记者|主任|局长|人员)$"
)


_FOREIGN = re.compile(
    rf"[一-龥]{{1,7}}(?:[·•．‧・][一-龥]{{1,8}}?)+(?={_WORD_AFTER}|说|表|回|答|问|第|[^一-龥·]|$)"
)


_SOUNDS = (
    "阿巴毕布才察朝楚达丹道德登丁杜敦额尔嘎盖格根古哈海赫吉加江杰金卡凯克库拉腊兰勒丽里力隆玛麦买曼木穆娜南尼努诺其奇琪钦青"
    "热仁日荣萨桑色沙图斯苏塔泰特提铁托娃旺威维乌西雅娅亚伊依尤扎珠卓孜吐肉帕佳措央嘉巴特敖包其木赛汗呼和"
)
_TRANSCRIBED = re.compile(
    rf"[{_SOUNDS}]{{4,7}}(?={_WORD_AFTER}|{_SAYS}|[把将在也又还则却就对向从]|[^一-龥]|$)"
)
"""``娜仁托娅``, ``敖登格日勒``: four characters or more that only write sounds."""


def is_name(words: str) -> bool:
    """Whether the whole of these (folded) words reads as a personal name."""
    return bool(re.fullmatch(NAME, words)) and not _NOT_NAME.match(words)


def name_at(text: str, place: int) -> str | None:
    """The name that begins at ``place`` of a folded text, or None.

    Two characters or three is decided by the word behind; where that leaves
    it open, by what the rest of the text repeats.
    """
    foreign = _FOREIGN.match(text, place) or _TRANSCRIBED.match(text, place)
    if foreign:
        return foreign.group()
    match = re.compile(rf"(?:{DOUBLE_SURNAMES}|[{SURNAMES}])").match(text, place)
    if not match:
        return None
    name = _bounded(text, place, len(match.group())) or _bounded(text, place, 1)
    return name if name and not _NOT_NAME.match(name) else None


_MANNER = (
    "(?:首先|最先|率先|第[一二三]个|接着|随后|紧接着|当场|起身|起立|站起|举手|接过话|主持|到会|的提问|的回答|的问题|的回应|"
    "问的是|问道|说道|追问|代表[一-龥]{1,6}(?:政府|局|委)作?)"
)
_RARE_NAME = re.compile(
    rf"(?P<name>[一-龥]{{2,3}}?)(?=:|(?:{_SAYS}|表示|回答|答复|回应|介绍|提问|询问|建议|补充|追问|坦言)[,:“说道反赞支同担关得]|{_MANNER})"
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
    if not re.fullmatch(r"[一-龥]{2,3}", words) or re.match(_WORD_AFTER, words):
        return False
    return not _NO_RARE_NAME.match(words) and not _NOT_NAME.match(words)


def recurs(text: str, name: str) -> bool:
    """Whether a text has a name of three characters or more again: no chance word does."""
    return len(name) >= 3 and _count(text, name) > 1


@lru_cache(maxsize=4096)
def _count(text: str, words: str) -> int:
    return text.count(words)


def _by_word(text: str, place: int) -> int:
    """1 or 2 characters of a given name, as the commoner word behind them has it; 0 if neither."""
    if _AFTER.match(text, place + 1):
        return 0
    short, long = acts(text, place), acts(text, place + 1)
    if short > _FAR * long:
        return 1
    return 2 if long > _FAR * short else 0


def _bounded(text: str, place: int, surname: int) -> str | None:
    run = re.compile(r"[一-龥]*").match(text, place)
    longest = len(run.group()) if run else 0
    short, long = text[place : place + surname + 1], text[place : place + surname + 2]
    if longest <= surname:
        return None
    if longest == surname + 1 or _STRONG.match(text, place + surname + 1):
        return short
    if behind := _by_word(text, place + surname + 1):
        return short if behind == 1 else long
    if _STRONG.match(text, place + surname + 2):
        return long
    longer = text[place : place + surname + 3]
    certain = text[place] not in RARE_AS_SURNAME and not _FOLLOWING.match(text, place + surname + 2)
    certain = certain and not re.search("[说问答称讲谈道得的了着]", longer)
    certain = certain and _count(text, long) <= _count(text, longer)
    if _STRONG.match(text, place + surname + 3) and (certain or _count(text, longer) > 1):
        return longer if re.fullmatch("[一-龥]+", longer) else None
    if _count(text, short) > _count(text, long):
        return short
    if _FOLLOWING.match(text, place + surname + 2):
        return long
    if _count(text, long) > 1:
        return long
    if _FOLLOWING.match(text, place + surname + 1):
        return short
    if text[place] in RARE_AS_SURNAME:
        return None
    by_word = begins(text, place + surname + 1) and not begins(text, place + surname + 2)
    return short if by_word else long
