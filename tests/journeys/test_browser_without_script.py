"""The main job with scripts turned off: sign in, log, be refused at the gate with every word kept, advance."""

import pytest
from playwright.sync_api import expect

from complaints import audit
from complaints.models import Complaint
from complaints.steps import Step

from ..browser.acting import choose, on_record
from ..browser.conftest import Seats

pytestmark = pytest.mark.browser

RESTATED = "您是说，七月起每月多扣15元，一次也没开过，对吗？"


def test_the_main_job_needs_no_script(seat: Seats) -> None:
    rep = seat("rep", scripts=False)
    page = rep.page
    page.get_by_role("link", name="登记投诉").click()

    # 少了必填的，退回来时写过的都在
    page.get_by_role("textbox", name="称呼").fill("周女士")
    choose(page, "业务条线", "电信")
    with rep.watch.refusal(422):
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("填上这一项")
    expect(page.get_by_role("textbox", name="称呼")).to_have_value("周女士")

    page.get_by_label("说了什么").fill("七月开始每个月莫名扣我15块，我从来没开过。")
    page.get_by_role("button", name="读出要点").click()
    expect(page.get_by_role("radio", name="SP增值费")).to_be_visible()
    expect(page.get_by_label("说了什么")).to_have_value("七月开始每个月莫名扣我15块，我从来没开过。")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C20261124-0001")

    # 门槛没过，缺什么说什么，写好的复述还在
    page.get_by_role("textbox", name="复述").fill(RESTATED)
    with rep.watch.refusal(422):
        page.get_by_role("button", name="流转到诊断问题").click()
        expect(page.get_by_role("alert")).to_contain_text("现在的情绪，选0到10")
    expect(page.get_by_role("textbox", name="复述")).to_have_value(RESTATED)

    choose(page, "初始情绪", "5")
    choose(page, "现在的情绪", "3")
    page.get_by_label("对方确认复述").check()
    page.get_by_role("button", name="流转到诊断问题").click()
    expect(page.get_by_role("list", name="步骤").locator("[aria-current=step]")).to_contain_text("诊断问题")

    logged = on_record(Complaint)
    assert logged.step is Step.DIAGNOSE
    assert logged.visits[0].restatement == RESTATED
    assert audit.verify() == []
