"""An ordinary complaint without a mouse: logged, handled, called back and closed by nothing but keys."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from time_machine import Traveller

from complaints import audit
from complaints.codes import Disposition, Outcome, Result, Risk
from complaints.models import Complaint

from ..browser.acting import on_record, select_by_keys, tab_to
from ..browser.conftest import Seats

pytestmark = pytest.mark.browser

SAID = "宽带这几天晚上老是掉线，办的是一百兆，测出来只有四兆，想让你们来人看看。"
NUMBER = "C20261124-0001"


def test_from_the_first_word_to_the_close_by_keys(seat: Seats, clock: Traveller, at: datetime) -> None:
    page = seat("rep").page
    page.keyboard.press("n")
    log(page)
    soothe(page)
    diagnose(page)
    propose(page)
    confirm(page)

    # 第二天，师傅来过了，打回访
    clock.move_to(at + timedelta(days=1))
    keep_promise(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("回访")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("回访")
    call_back_and_close(page)
    the_record_tells_it_all()


def log(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("登记投诉")
    write(page, "称呼", "刘先生")
    write(page, "姓名", "刘建国")
    write(page, "电话", "13900862071")
    pick(page, "业务条线", "电信")
    pick(page, "初始情绪", "3")
    write(page, "说了什么", SAID)
    expect(page.get_by_role("radio", name="断线")).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(page.locator("[name=cause]:checked")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)


def soothe(page: Page) -> None:
    pick(page, "现在的情绪", "1")
    write(page, "复述", wording=1)
    tick(page, "对方确认复述")
    move_on(page, "诊断问题")


def diagnose(page: Page) -> None:
    write(page, "明确诉求", "本周内来人修好")
    tab_to(page, page.get_by_role("group", name="事实、看法和承诺").get_by_role("textbox").first)
    page.keyboard.type("每晚掉线，测速四兆")
    tick(page, "把小结读给对方")
    move_on(page, "提出方案")


def propose(page: Page) -> None:
    write(page, "给什么", "师傅明天上午上门")
    write(page, "理由", "测出来只有四兆")
    tab_to(page, page.get_by_label("兑现日期").first)
    page.keyboard.type("11252026")
    expect(page.get_by_label("兑现日期").first).to_have_value("2026-11-25")
    move_on(page, "确认接受")


def confirm(page: Page) -> None:
    pick(page, "对方的答复", "接受")
    write(page, "对方原话", "行，明天上午我在家")
    tick(page, "告知申诉途径")
    move_on(page, "跟进回访")


def keep_promise(page: Page) -> None:
    page.keyboard.press("F5")
    tab_to(page, page.locator("#promises summary"))
    page.keyboard.press("Enter")
    promise = page.locator("#promises form")
    select_by_keys(page, promise.get_by_label("结果"), "已兑现")
    tab_to(page, promise.get_by_label("凭证"))
    page.keyboard.type("换了接头，测速九十六兆")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("承诺结果已记下")).to_be_visible()


def call_back_and_close(page: Page) -> None:
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="接通")).to_be_checked()
    pick(page, "解决了吗", "解决")
    pick(page, "评分", "5")
    write(page, "对方原话", "晚上不掉线了")
    write(page, "经验教训", "先测速再派单")
    select_by_keys(page, page.get_by_label("结案方式"), "修复")
    write(page, "根本原因", "楼道接头老化")
    tick(page, "告知申诉途径")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已记下，已办结")).to_be_visible()


def the_record_tells_it_all() -> None:
    closed = on_record(Complaint)
    assert (closed.disposition, closed.risk) == (Disposition.REPAIRED, Risk.LOW)
    assert [visit.left_by_move for visit in closed.visits] == ["advance"] * 4 + ["closed"]
    assert [visit.emotion_now for visit in closed.visits][0] == 1
    assert [(row.outcome, row.result, row.score) for one in closed.callbacks for row in one.attempts] == [
        (Outcome.REACHED, Result.SOLVED, 5)
    ]
    assert audit.verify() == []


def write(page: Page, name: str, text: str = "", *, wording: int = 0) -> None:
    """Type into the first field of that name, or press the key of a card of wording there."""
    field = page.get_by_role("textbox", name=name).first
    tab_to(page, field)
    if wording:
        page.keyboard.press(f"Alt+{wording}")
        expect(field).not_to_have_value("")
    page.keyboard.type(text)


def pick(page: Page, group: str, option: str) -> None:
    """Go to a group of buttons with Tab and along it with the arrows until the option is chosen."""
    buttons = page.get_by_role("group", name=group)
    radios, wanted = buttons.get_by_role("radio"), buttons.get_by_role("radio", name=option, exact=True)
    into(page, radios)
    page.keyboard.press("Space")
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowRight")
    expect(wanted).to_be_checked()


def into(page: Page, radios: Locator) -> None:
    """Press Tab until one of the radios has the focus: the chosen one, else the first."""
    chosen = radios.and_(page.locator(":checked"))
    tab_to(page, chosen if chosen.count() else radios.first)


def tick(page: Page, name: str) -> None:
    box = page.get_by_role("checkbox", name=name)
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()


def move_on(page: Page, step: str) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("list", name="步骤").locator("[aria-current=step]")).to_contain_text(step)
