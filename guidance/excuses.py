"""When words that must not be said are no breach: denied, told of somebody else, warned against, or explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from guidance.polarity import REACH, Speech, denied

Span = tuple[int, int]

_RULED_OUT = re.compile(
    r"(?:不能|不可以|禁止|严禁|不得|不该|不应该|不应|不许|不准|从不|不说|不替|不给|不拿|没有|没法|没办法|无法|不敢|难以|谁也不能|切勿|避免|杜绝|不能再|无权|没权"
    r"|\b(?:must not|may not|do not|don't|should not|mustn't|cannot|nobody will|no one will)(?: ever)? )"
    r"[^,了就]{0,8}$"
)
_LOST = re.compile(r"没了|没啦|没事|不就|别以为|不知道")
"""Words that look like a denial and deny nothing that follows."""
_LEADS_TO_YOU = re.compile(r"(?:让|叫|说|讲|喊|要|对|跟|把|给|不|别|是|向|找|等|替|帮)$")
_POLICY = re.compile(
    r"(?:不得|禁止|严禁|不许|不准|切勿|杜绝|别(?:再)?(?:跟|对|向|拿)|不(?:要|能|可以)(?:跟|对|向|拿)|提醒[她他]?别|叫停"
    r"|\b(?:never|don't|do not|must not|mustn't|may not|should not|shouldn't)\b)[^。!?;\n]*$"
)
_COACHING = re.compile(r"(?:培训|提醒|新人|注意|规范|禁语|质检|反面|错误示范|\btraining|\breminder)[^。!?;\n]{0,12}:")
_NARRATED = re.compile(
    r"(?<![跟对和向给让叫])"
    r"(?!(?:客户|用户|对方|[他她])(?:要是|如果|一|再|若|万一|真要|要|敢)[^,]{0,3}(?:问|提|说|闹|投诉))"
    r"(?![^。!?;\n]{0,30}[问提][^。!?;\n]{0,24}就(?:说|讲|回|答|告诉))"
    r"(?:客户|用户|投诉人|来电人|来电者|当事人|机主|户主|对方|女士|先生|车主|借款人自己"
    r"|[他她]们?(?=[说讲问称转反投抱]))[^。!?;\n「“\"]{0,10}?"
    r"(?:说|讲|问|称|表示|反映|转述|抱怨|投诉|提到|怕|担心|以为|觉得|认为|要求|提供|录音|截图|显示|听到|收到|听见|扬言|声称|宣称|嚷|骂)"
    r"(?!话|明|清|服|不清)"
    r"|自称|诈骗|骗子|[他她](?:主动|自己)?(?:让|叫|请)我们"
    r"|(?:上一位|上一个|前一位|之前(?:的|那位|有)?|那位|当时的)(?:同事|坐席|柜员|业务员|客服|经理|师傅|销售)"
    r"[^。!?;\n]{0,6}(?:说|讲|答应|承诺|保证|许)"
    r"|\b(?:customers?|clients?|callers?|complainants?|agents?|salesm[ae]n|he|she|they|mr|ms|mrs|man|woman|someone|people)\b[^.!?;]{0,24}?"
    r"\b(?:says?|said|claims?|claimed|claiming|reports|reported|asked|asks|keeps asking|shouted|yelled|wants us"
    r"|wanted us|demands|demanded|alleges|alleged|promised"
    r"|told (?:her|him|them|the customer)|complained|complains|(?:was|were|been) told)\b"
)
_OWN_VOICE = re.compile(
    r"我(?:们)?(?:就|当场|直接|也|再)?(?:说|答|回|告诉|跟|对|让|叫)|我[会要]|您"
    r"|\b(?:i|we) (?:said|told|replied|answered|will)\b|\byou\b"
)
_SAID = re.compile(
    r"(?:说|讲|告诉|表示|称|提到|问|写|留言|回复|反映|喊|骂|转述|句"
    r"|\b(?:said|says|told|claims|claimed|wrote|asks|asked|shouted|yelled|swore|that we'd))[^「“\"]{0,7}$"
)
_I_SAY = re.compile(r"我(?:们)?(?:跟您|对您|就|再)?(?:说|讲|告诉您?)[^「“\"]{0,3}$|\bi (?:say|tell you)\W*$")
_QUOTE_BARRED = re.compile(r"(?:别|不要|不能|不许|不得|不该|禁止|避免|把|将|改掉|删|用)[^「“\"。!?]{0,16}$")
_QUOTE_AFTER = re.compile(
    r"^[^。!?;\n]{0,14}?(?:这(?:种|类|样|句)|那句|改成|换成|改为|别写|别说|不要|不能|不许|的说法|原话|挂|要求|请求|就走|一律|不得|禁止|禁用|停用|不合规|违规|扣[0-9一二两三]*分"
    r"|is what|was what|were (?:his|her|their) words|, (?:he|she|they|the customer) (?:said|says|told|claims))"
)
_BARRED_AFTER = re.compile(
    r"^[^,。!?;\n]{0,8}?,?(?:是|属于|都|也|这)?"
    r"(?:违规|违法|不允许|不被允许|不合规|不许的|禁止的|不算办法|不是办法|行不通|是?不对的?|是哄|是骗|是假的?|是假话|是瞎说|是错的"
    r"|is not allowed|is against|is no way|isn't how)"
)
_PUT_RIGHT = re.compile(
    r"已(?:经)?(?:叫停|停止|停岗|调岗|停职|约谈|扣分|退回|整改|通报|纠正|处分|处理|追责|撤回|改正|回访|致歉|道歉)|当天叫停"
    r"|was stopped|has been stopped|put right"
)
_AUDITED = re.compile(
    r"(?:稽核|质检|审计|抽查|巡检|核查|复盘|自查|audit|review)[^。!?;\n]{0,6}(?:发现|查出|听到|抓到|found)"
)
_ANSWERED_NO = re.compile(r"^[^。!?;\n]{0,6}\? ?(?:不会|不能|不用|不是|没有|当然不|绝不|no\b)")
_WHETHER = re.compile(r"(?:会不会|能不能|是不是|有没有|要不要|能否|是否|担心|怕|\bwhether|\bafraid)[^,。]{0,8}$")
_SELF_TOLD = re.compile(r"(?:您|客户)(?:问(?!我|起|到)|担心|怕|想知道|刚才问|是怕|是担心)[^。!?;\n]{0,16}$")
_EXPLAINED = re.compile(
    r"^[^。!?;\n,]{0,8}?,?(?:就是|也就是|即|指的?是|意思|说白了|通俗|\(就是|\(即"
    r"|,? (?:that is|which is|meaning|means|is just|is the))"
    r"|^(?:是(?:一|上|手机|您|用来|给|指|说|把|管)|按钮|键|灯|接口|插口|字样|图标|[”」\"]?这(?:个|种)?词)"
    r"|^ ?\([^)]{4,}\)|^ (?:is an?|stands for|button|light)\b|^\? it's the\b"
)
_NAMED_PLAINLY = re.compile(
    r"(?:就是|也叫|俗称|所谓)(?:常说|大家说|我们说|行里说|一般说|人们说)?的?[“「]?$|[\u4e00-\u9fff]\($"
)
_TAKEN_UP = re.compile(
    r"(?:我|我们|这边)(?:来|去|会|先|就|已经?|刚|在线上|现在就?|这就|马上就?)?(?:帮您|给您|替您)?(?:来|去|先)?"
    r"(?:查|问|转接|转给|转过|连线|上报|报上|报主管|报给|催|打给|回给|回您|回电|申请|约|盯|跟进|核实|请示|协调"
    r"|对接|递|记下|接过来)(?![不谁])"
    r"|[0-9一二两三四五六七八九十](?:点|号|分钟|小时)半?(?:前|内|之前|以内|左右)?[^。!?;\n]{0,8}(?:回您|给您|告诉您|联系您|打给您|到您家|上门)"
    r"|(?:已经?|我)(?:派|约|报上|转到|通知|安排|提交|反馈|联系)(?:了|好|过|上|给)(?!也|没用|不)"
    r"|我把[^,。!?;\n]{0,14}(?:发您|发给您|给您|念给|报上|转给)|由我们"
    r"|(?:查|问|弄|批)[到清完了][^。!?;\n]{0,14}(?:告诉|回|打给|联系|通知)|不用您(?:重复|跑|再|自己|找)"
    r"|\b(?:i'll|i will|i've|i'm|we'll|let me|i can(?! tell))\b[^.!?;]{0,24}"
    r"\b(?:put(?:ting)? you through|transfer|transferring|passing you|ask|asked|asking|ring|call|find out|check"
    r"|chase|pass|book|arrange|tell you|told|email|help"
    r"|stay on the line)\b"
)
"""Words by which the writer takes the matter on, so that what it is not for is no turning away."""
_THEIR_WORD = re.compile(
    r"(?:您|客户)(?:刚才|手机|账单|短信|上面|上)?(?:说的|提的|问的|看到的|显示|写的|收到的)[^。!?;\n,]{0,6}$"
)


def excused(cues: Sequence[Span], speech: Speech) -> bool:
    """Whether words that stand at these places, in order, are no breach of the rule they would break."""
    start, end = cues[0][0], cues[-1][1]
    if _denied(start, speech) or any(_denied_between(left, right, speech) for left, right in pairwise(cues)):
        return True
    return _told_of(start, cues[-1][0], speech) or _barred(start, end, speech) or _only_asked(start, end, speech)


def explained(start: int, end: int, speech: Speech) -> bool:
    """Whether a word of the trade is said in plain words at once, or is the reader's own."""
    before, after = speech.sentence_before(start), speech.text[end : end + REACH]
    return bool(_EXPLAINED.search(after) or _NAMED_PLAINLY.search(before) or _THEIR_WORD.search(before))


def taken_up(start: int, end: int, speech: Speech) -> bool:
    """Whether the writer says, before, in or just after a stretch, what they will do about the matter themselves."""
    before, on = speech.sentence_before(start), speech.text[start : end + REACH]
    return bool(_TAKEN_UP.search(before) or _TAKEN_UP.search(on))


def _denied(start: int, speech: Speech) -> bool:
    before = _LOST.sub("··", speech.clause_before(start))
    ruled_out = denied(before) or bool(_RULED_OUT.search(before))
    return ruled_out and not _begins_anew(start, before, speech)


def _begins_anew(start: int, before: str, speech: Speech) -> bool:
    """Whether the phrase opens with its own "you", so that a denial before it is of something else."""
    return speech.text[start] == "您" and not _LEADS_TO_YOU.search(before)


def _denied_between(left: Span, right: Span, speech: Speech) -> bool:
    between = speech.text[max(left[1], right[0] - REACH) : right[0]]
    return denied(between) or bool(_RULED_OUT.search(between))


def _told_of(start: int, last: int, speech: Speech) -> bool:
    """Whether somebody other than the writer is said to have said it, before its last cue at the latest."""
    quote = speech.quotation(start)
    if quote:
        return _quoted(quote, speech)
    if speech.reported(start):
        return True
    before = speech.sentence_before(last)
    narrated = list(_NARRATED.finditer(before))
    return bool(narrated) and not _OWN_VOICE.search(before, narrated[-1].end())


def _quoted(quote: Span, speech: Speech) -> bool:
    before, after = speech.sentence_before(quote[0]), speech.text[quote[1] + 1 : quote[1] + 1 + REACH]
    if _I_SAY.search(before):
        return False
    return bool(
        _SAID.search(before) or _NARRATED.search(before) or _QUOTE_BARRED.search(before) or _QUOTE_AFTER.search(after)
    )


def _barred(start: int, end: int, speech: Speech) -> bool:
    """Whether the sentence only tells what must not be done, or was found and put right."""
    before, after = speech.sentence_before(start), speech.text[end : end + REACH]
    told = _POLICY.search(before) or _AUDITED.search(before) or _BARRED_AFTER.search(after) or _PUT_RIGHT.search(after)
    return bool(told) or _coached(start, speech)


def _coached(start: int, speech: Speech) -> bool:
    lead = _COACHING.search(speech.text[max(0, start - REACH) : start])
    return bool(lead and re.search("别|不", speech.text[max(0, start - REACH) : start][lead.end() :]))


def _only_asked(start: int, end: int, speech: Speech) -> bool:
    """Whether the reader's own question or worry is repeated, or a question is answered with no at once."""
    before = speech.sentence_before(start)
    after = speech.text[end : end + REACH]
    return bool(_ANSWERED_NO.search(after) or _SELF_TOLD.search(before)) or bool(
        _WHETHER.search(speech.clause_before(start)) and "?" in after[:20]
    )
