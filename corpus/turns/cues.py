"""Words by which a newspaper's account shows what it tells (folded text)."""

from __future__ import annotations

import re

NARRATION = re.compile(
    r"会场|与会|悄然|(?:询问|听证|发布|协商|问政|会议|约谈|座谈|恳谈|论证|评议|质询|问答)(?:会|活动)?(?:持续|历时|进行)了|一问一答|询问会|会议(?:认为|指出|强调|要求|现场|结束)|记者(?:了解|从|看到|注意|在)|据(?:悉|了解)|掌声|"
    r"话音(?:刚|未)落|现场(?:气氛|响起|一片|鸦雀)|问题(?:一|刚)(?:出|抛)|发言席|目光|火药味|辣味|(?:提问|询问|问答)环节|"
    r"专题询问(?:会|现场|进行|持续|结束)|接受了?(?:[^。,]{0,12})(?:询问|采访)|此次询问|这次询问|满意度测评|(?<!检)测评|投票|散会|"
    r"(?:委员|代表|常委会组成人员)们|(?:轮|场)(?:提问|询问|问答)|(?:频频|纷纷)(?:点头|提问|举手|发问)|接过话筒|举手"
)
SCENE = re.compile(
    r"会场(?!馆)|掌声|话音(?:刚|未)落|现场(?:气氛|响起|一片|鸦雀)|悄然|一问一答|火药味|辣味|(?:轮|场)(?:提问|询问|问答)(?:告一|结束|过后)|"
    r"^(?:下面|接下来|首先|现在)?[,]?请[^。]{1,18}(?:提问|回答|发言|询问|应询|作答)。?$"
)
"""What only the reporter says, surer than ``NARRATION``."""
TOPIC = re.compile(
    r"(?:热点|焦点|难点|热议|反映强烈|备受关注|广受关注|引发关注|关注的(?:话题|问题)|关切的|揪心|反映(?:最多|较多|最强烈|最集中|集中)的?|老大难|绕不开的(?:话题|问题)|牵动|民生大计|头等大事|"
    r"成为.{0,12}(?:话题|问题)|瓶颈|难题|短板|关键所在|重中之重|民之关切|头疼|一直是.{0,20}(?:问题|话题|关注))"
)
SHOWN = re.compile(
    r"(?:短片|暗访片|专题片|画面|视频|镜头)[^。]{0,6}(?:曝光|显示|播放|里|中|上)|播放了?[^。]{0,8}片"
)
"""A film shown to the meeting is told of by the reporter."""
FILMED = re.compile(
    r"(?:短片|暗访片|专题片|画面|视频|镜头|屏幕)(?:里|中|上),|(?:对着|面对)镜头|镜头前"
)
"""Who speaks in a film is not at the meeting."""
OWN_WORDS = re.compile(r"我们|我[市县区局省州镇委办院部](?!人大)|我认为|我相信|我承诺")
"""Only the one who spoke says this; after a closed quotation nothing weaker goes on with it."""
APART = re.compile(
    r"(?:会后|会前|据悉|当天|此次|这次(?:专题)?询问|随着|一个个|一问一答|近?[一二三四五六七八九十两0-9]+个(?:多)?小时|截至记者|记者)"
)
FIRST_PERSON = re.compile(
    r"我们|我[市县区局省州镇委办院部]|我(?!国)|下一步|接下来,|将|目前|截至|一是|首先|其次|第[一二三]"
)
NEW_TOPIC = re.compile(r"在?(?:谈到|谈及|说到|提到|关于|对于|针对|围绕|就|回答|答复|回应)(?!此|是)")
CUE_OPENING = re.compile(r"开场白|致辞|开场|开幕|会议开始|宣布")
CUE_REPORT = re.compile(r"汇报|报告|通报|介绍|说明")
CUE_CHAIR = re.compile(r"指出|强调|总结|要求|希望|宣布|开场|最后")
ENDS_MEETING = re.compile(r"到此结束|散会|闭会|圆满结束")
CUE_CLOSING = re.compile(r"最后|结束时|总结|小结|闭幕|结束后|尾声")
CUE_SPEECH = re.compile(
    r"表态发言|作表态|(?:最后|总结)的?表态|表态[中时]|总结讲话|讲话时|作了?讲话|满意"
)
CUE_STATEMENT = re.compile(
    r"(?:提出|持|有)[^。,]{0,6}(?:意见|看法|建议|观点|态度)|赞成|表态|发言(?!人)|讲话|总结|满意|点评|最后"
)
WINDS_UP = re.compile(
    r"""
    (?:请|由|欢迎|让)[^。?!,;:不别]{0,24} (?:,(?=[作做]))? [^。?!,;:不别]{0,6}
    (?: 表态 | 讲话(?!精神) | 总结(?!经验) )
    """,
    re.VERBOSE,
)
"""Who presides calls for the last word; what was asked is done with."""
QUESTION = re.compile(r"请问|[?]|(?:吗|呢)[。”]?$")
