"""A real complaint's twin in Chinese: charged for nothing, ready to go to 12315, and every call recorded.

It is logged by a rep, refused once, looked at by a specialist, called back by a manager, opened again with another
handler because the charge came back, and closed by the manager.
"""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from time_machine import Traveller

from complaints import audit
from complaints.codes import Disposition, Outcome, Result, Risk
from complaints.db import db
from complaints.models import Complaint, WordingOffer

from ..browser.acting import advance, choose, insert, on_record
from ..browser.conftest import Seats
from ..browser.looking import look_at

pytestmark = pytest.mark.browser

SAID = (
    "七月开始每个月莫名扣我15块，账单上写着视频会员，我从来没开过。"
    "已经打过四次电话，每次都说会回，没有一次回的，每个电话我都录下来了。再不退钱我就打12315投诉你们。"
)
NUMBER = "C20261124-0001"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_from_the_first_angry_word_to_a_closed_callback(seat: Seats, clock: Traveller, at: datetime) -> None:
    # 陈晓岚接起电话，边听边登记
    rep = seat("rep").page
    expect(rep.get_by_text("这里没有要处理的投诉")).to_be_visible()
    rep.keyboard.press("n")
    log(rep)
    expect(rep.get_by_role("heading", level=1)).to_have_text(NUMBER)
    expect(rep.locator(".case-head .risk-badge")).to_have_text("高")
    expect(gate_of(rep)).to_contain_text("流转到“诊断问题”还差")

    soothe(rep)
    diagnose(rep)
    propose(rep, "退还七月到十一月多扣的75元", reason="没有查到订购确认", amount="75")
    look_at(rep)

    # 第一个方案没谈成，退回再提
    rep.get_by_role("textbox", name="对方原话").fill("光退钱不行，谁给我开的，你们得说清楚")
    rep.get_by_role("button", name="不接受，退回提出方案").click()
    expect(here(rep)).to_contain_text("提出方案")
    expect(here(rep)).to_contain_text("第2次")

    # 何志远在升级里看到情况简报，受理，再带着建议退回
    specialist = seat("specialist").page
    go_to(specialist, "升级")
    expect(specialist.get_by_role("heading", name="情况简报")).to_be_visible()
    expect(specialist.get_by_text("12315").first).to_be_visible()
    look_at(specialist)
    specialist.locator(".inbox-head").get_by_label("更多").click()
    specialist.get_by_role("button", name="受理").click()
    expect(specialist.get_by_text("已受理，负责人不变")).to_be_visible()
    specialist.get_by_role("textbox", name="给一线的建议").fill("先报总额，再讲是哪条短信链接开的")
    specialist.get_by_role("button", name="退回并给建议").click()
    expect(specialist.get_by_text("已退回，并附上你的建议")).to_be_visible()

    rep.reload()
    expect(rep.get_by_role("heading", name="何志远的建议")).to_be_visible()
    expect(rep.get_by_text("先报总额，再讲是哪条短信链接开的").first).to_be_visible()
    propose(rep, "退还75元，并告知开通的来源", reason="没有查到订购确认", amount="75")
    confirm(rep, "行，钱退了、原因讲清楚就行")

    # 三天后钱退到了，孙敏回访：先没接，下午接通，说没解决
    clock.move_to(at + 3 * DAY)
    keep_promise(rep, "退款流水号尾号8821，已到账")
    manager = seat("manager").page
    go_to(manager, "回访")
    look_at(manager)
    call_back(manager, "没接")
    clock.move_to(at + 3 * DAY + 5 * HOUR)
    call_back(manager, "接通", solved="没解决", words="这个月账单又扣了15块")
    expect(manager.get_by_text(f"已记下。{NUMBER}重新打开，由邵伟处理")).to_be_visible()

    # 换邵伟来办，从诊断问题起再走一遍
    second = seat("rep2").page
    second.get_by_role("link", name=NUMBER).click()
    expect(here(second)).to_contain_text("诊断问题")
    diagnose(second)
    propose(second, "关掉自动续订，再退15元", reason="上次只退了款，没有关续订", amount="15")
    confirm(second, "可以，这次别再扣了")
    insert(second, second.get_by_role("textbox", name="经验教训"), 1)
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_text("已保存", exact=True)).to_be_visible()
    clock.move_to(at + 6 * DAY)
    keep_promise(second, "续订已关，15元已退")
    expect(second.get_by_text("高风险的由主管办结")).to_be_visible()

    # 孙敏再打一次，解决了，办结
    manager.goto("/callbacks")
    call_back(manager, "接通", solved="解决", score="5", words="这回清楚了")
    manager.goto(f"/complaints/{NUMBER}")
    manager.get_by_role("textbox", name="经验教训").fill("退款时一并查续订")
    manager.get_by_label("结案方式").select_option(label="退费")
    manager.get_by_role("textbox", name="根本原因", exact=True).fill("短信链接点开即订购，没有二次确认")
    manager.get_by_label("告知申诉途径").check()
    advance(manager)
    expect(manager.get_by_role("heading", name="已办结：退费")).to_be_visible()
    look_at(manager)

    the_record_tells_it_all()


def log(page: Page) -> None:
    page.get_by_role("textbox", name="称呼").fill("周女士")
    page.get_by_role("textbox", name="姓名").fill("周玉琴")
    page.get_by_role("textbox", name="电话").fill("139-0086-2071")
    choose(page, "业务条线", "电信")
    choose(page, "初始情绪", "7")
    page.get_by_label("说了什么").fill(SAID)
    side = page.get_by_role("complementary")
    expect(side.get_by_text("“12315”")).to_be_visible()
    expect(side.locator(".risk-badge")).to_have_text("高")
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("radio", name="SP增值费")).to_be_checked()
    look_at(page)
    page.get_by_role("button", name="登记", exact=True).click()


def soothe(page: Page) -> None:
    choose(page, "现在的情绪", "5")
    said = insert(page, page.get_by_role("textbox", name="复述", exact=False), 1)
    assert said
    page.get_by_label("对方确认复述").check()
    look_at(page)
    advance(page)
    expect(here(page)).to_contain_text("诊断问题")


def diagnose(page: Page) -> None:
    insert(page, page.get_by_role("textbox", name="明确诉求"), 1)
    page.get_by_role("textbox", name="明确诉求").fill("多扣的全部退还，讲清楚是怎么开的")
    page.get_by_role("group", name="事实、看法和承诺").get_by_role("textbox").first.fill(
        "七月起每月扣15元，账单写着视频会员"
    )
    page.get_by_label("把小结读给对方").check()
    advance(page)
    expect(here(page)).to_contain_text("提出方案")


def propose(page: Page, offer: str, *, reason: str, amount: str) -> None:
    insert(page, page.get_by_role("textbox", name="正文"), 1)
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("已记下", exact=True)).to_be_visible()
    if (carried := page.locator(".proposals summary")).count():
        carried.first.click()
    page.get_by_role("textbox", name="给什么").first.fill(offer)
    page.get_by_role("textbox", name="理由").first.fill(reason)
    page.get_by_label("兑现日期").first.fill("2026-11-30")
    page.get_by_label("金额（元）").first.fill(amount)
    advance(page)
    expect(here(page)).to_contain_text("确认接受")


def confirm(page: Page, words: str) -> None:
    choose(page, "对方的答复", "接受")
    insert(page, page.get_by_role("textbox", name="对方原话"), 1)
    page.get_by_role("textbox", name="对方原话").fill(words)
    page.get_by_label("告知申诉途径").check()
    advance(page)
    expect(here(page)).to_contain_text("跟进回访")


def keep_promise(page: Page, evidence: str) -> None:
    page.reload()
    page.locator("#promises summary").filter(has_text="记下结果").first.click()
    promise = page.locator("#promises form")
    promise.get_by_label("结果").select_option(label="已兑现")
    promise.get_by_label("凭证").fill(evidence)
    promise.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("承诺结果已记下")).to_be_visible()


def call_back(page: Page, outcome: str, *, solved: str = "", score: str = "", words: str = "") -> None:
    page.reload()
    choose(page, "结果", outcome)
    if solved:
        choose(page, "解决了吗", solved)
        page.get_by_role("textbox", name="对方原话").fill(words)
    if score:
        choose(page, "评分", score)
    page.get_by_role("button", name="只记结果").click()
    expect(page.get_by_text("已记下").first).to_be_visible()


def the_record_tells_it_all() -> None:
    closed = on_record(Complaint)
    assert (closed.disposition, closed.risk, closed.reopened) == (Disposition.REFUNDED, Risk.HIGH, 1)
    assert [(visit.step.value, visit.left_by_move) for visit in closed.visits] == [
        ("soothe", "advance"),
        ("diagnose", "advance"),
        ("propose", "advance"),
        ("confirm", "return"),
        ("propose", "advance"),
        ("confirm", "advance"),
        ("follow_up", "reopen"),
        ("diagnose", "advance"),
        ("propose", "advance"),
        ("confirm", "advance"),
        ("follow_up", "closed"),
    ]
    tries = [(row.outcome, row.result) for callback in closed.callbacks for row in callback.attempts]
    assert tries == [
        (Outcome.NO_ANSWER, None),
        (Outcome.REACHED, Result.NOT_SOLVED),
        (Outcome.REACHED, Result.SOLVED),
    ]
    assert not any(row.open for row in closed.escalations)
    used = db.select(WordingOffer.visit_id).where(WordingOffer.used_at.is_not(None))
    steps = {visit.step.value for visit in closed.visits if visit.id in set(db.session.scalars(used))}
    assert steps == {"soothe", "diagnose", "propose", "confirm", "follow_up"}
    assert audit.verify() == []


def go_to(page: Page, place: str) -> None:
    """Open a place of the desk from the rail."""
    page.get_by_role("navigation", name="导航").get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)


def here(page: Page) -> Locator:
    """The step of the rail that the complaint is in."""
    return page.get_by_role("list", name="步骤").locator("[aria-current=step]")


def gate_of(page: Page) -> Locator:
    """The checklist of what is still missing."""
    return page.locator(".gate")
