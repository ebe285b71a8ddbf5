"""Everyday words of a complaint: how heated they are, what they ask for, what they hint is needed. Tables only."""

from __future__ import annotations

from collections.abc import Mapping

from guidance.schema import Words


def _said(zh: str, en: str) -> Words:
    return Words(tuple(zh.split()), tuple(en.split(", ")))


HEAT: Mapping[int, Words] = {
    4: _said(
        "不满 失望 着急 很急 好烦 烦死 烦人 郁闷 委屈 无语 不耐烦 寒心 糟心 担心 焦虑 闹心 添堵 麻烦死 不高兴 不舒服",
        "annoyed, annoying, disappointed, frustrated, frustrating, upset, unhappy, worried, fed up, let down",
    ),
    6: _said(
        "生气 气人 来气 火大 窝火 恼火 愤怒 过分 不能接受 凭什么 忽悠 坑人 坑钱 套路 离谱 荒唐 恶心 推诿 踢皮球 "
        "欺负人 受够 忍无可忍 糊弄 敷衍 耍人 耍我 什么态度 没人管 岂有此理 欺人太甚 白跑",
        "angry, unacceptable, ridiculous, outrageous, disgusted, disgusting, disgrace, appalling, ripped off, rip off, "
        "shameful, sick of, had enough, beyond a joke",
    ),
    8: _said(
        "气死 气炸 骗子 垃圾 无耻 混蛋 混账 王八蛋 滚蛋 他妈 强盗 土匪 黑心 去死 流氓 废物 畜生 脑子有病 "
        "吸血鬼 抢钱 骗钱 不要脸",
        "furious, livid, liars, liar, thieves, thief, crooks, bastards, idiots, idiot, scumbags, bullshit, go to hell",
    ),
}
"""Emotion from 0 to 10 that a word alone stands for."""

STRESS = _said(
    "太 非常 简直 到底 究竟 竟然 居然 极其 实在是", "really, absolutely, completely, totally, extremely, utterly"
)
"""Words that turn the heat up without naming it."""

DEMANDS: Mapping[str, Words] = {
    "refund": _said(
        "退费 退款 退钱 退还 退回 返还 全退 退我 退给 钱还我 钱还给 钱退", "refund, money back, reimburse, give it back"
    ),
    "compensation": _said("赔偿 赔付 赔我 赔钱 补偿 误工费", "compensation, compensate, compensated, damages"),
    "apology": _said("道歉 赔礼 认错", "apology, apologise, apologize, say sorry"),
    "repair": _said("维修 修好 修理 抢修 恢复 上门修 派人修", "repair, fix it, fix this, fixed, restore, engineer"),
    "cancel": _said("取消 关闭 关掉 退订 销户 销号 注销 解约 停掉", "cancel, unsubscribe, close my account, terminate"),
    "correction": _said(
        "更正 改正 改过来 纠正 撤销 消除记录", "correct my, correction, put it right, amend, remove the record"
    ),
    "stop": _said(
        "停止 别再打 不要再打 别打了 停催 别骚扰", "stop calling, stop contacting, stop the calls, leave me alone"
    ),
    "explanation": _said(
        "解释 说法 说明 答复 弄清楚 查清 搞清楚", "explain, explanation, an answer, clarify, the reason"
    ),
    "speed": _said("尽快 赶紧 抓紧 加急 马上处理 立刻处理 催一下", "as soon as possible, asap, urgently, hurry"),
}
"""Words for what is asked, by its code; where two weigh the same the earlier code stands."""

NEEDS: Mapping[str, Words] = {
    "compensation": _said("损失 赔 误工 退费 退款 退钱", "loss, losses, compensation, refund, out of pocket"),
    "respect": _said(
        "态度 尊重 不理 挂电话 挂我电话 道歉 看不起 不当回事 推诿", "rude, attitude, respect, ignored, hung up, apology"
    ),
    "balance": _said(
        "公平 凭什么 别人都 人家都 为什么他 一样的套餐 老用户", "unfair, fair, others get, same plan, new customers get"
    ),
    "comfort": _said(
        "担心 害怕 怎么办 睡不着 焦虑 心慌", "worried, afraid, anxious, scared, what should i do, stressed"
    ),
    "vent": _said("受够 气死 忍无可忍 无语 烦死 窝火 寒心", "sick of, fed up, had enough, furious, ridiculous"),
}
"""Words that hint at a need, by its code."""
