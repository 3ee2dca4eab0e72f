"""The report in a real browser: no error in the console, no request to anywhere."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

REQUIRED = os.environ.get("SKILLSIGNAL_REQUIRE_BROWSER") == "1"
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not REQUIRED and not (CHROMIUM and DRIVER),
        reason="no browser: apt-get install chromium chromium-driver",
    ),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner
    from skillsignal_cli.main import main

    out = tmp_path_factory.mktemp("demo")
    example = ROOT / "docs" / "example"
    exports = [str(example / "slack-export.zip"), str(example / "viva-engage")]
    result = CliRunner().invoke(main, ["run", *exports, "--names", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out / "report.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    assert CHROMIUM, "chromium is missing"
    assert DRIVER, "chromedriver is missing"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    # The browser's own first page asks for its parts: that is not the report's doing.
    driver.get("about:blank")
    driver.get_log("performance")
    yield driver
    driver.quit()


def requests(browser: Any) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def test_the_report_opens_without_error_or_request(browser: Any, report: Path) -> None:
    browser.get(report.as_uri())
    assert browser.title == "Social skills that posts show · skillsignal"
    asked = [url for url in requests(browser) if not url.startswith("data:")]
    assert asked == [report.as_uri()]
    assert browser.get_log("browser") == []


def test_people_can_be_searched_filtered_and_unfolded(browser: Any, report: Path) -> None:
    from selenium.webdriver.common.by import By

    browser.get(report.as_uri())
    people = browser.find_elements(By.CSS_SELECTOR, "[data-person]")
    status = browser.find_element(By.ID, "shown")
    assert status.text == f"{len(people)} of {len(people)} people shown"
    browser.find_element(By.ID, "search").send_keys("hanneke")
    assert status.text.startswith("1 of ")
    (shown,) = [person for person in people if person.is_displayed()]
    shown.find_element(By.TAG_NAME, "summary").click()
    assert shown.find_element(By.CLASS_NAME, "person-body").is_displayed()
    assert browser.get_log("browser") == []


def test_the_table_of_signals_can_be_sorted(browser: Any, report: Path) -> None:
    from selenium.webdriver.common.by import By

    browser.get(report.as_uri())
    header = browser.find_element(By.XPATH, "//section[@id='signals']//th[button='Posts']")
    cells = "//section[@id='signals']//tbody/tr/td[2]"
    for direction, reverse in (("ascending", False), ("descending", True)):
        header.find_element(By.TAG_NAME, "button").click()
        assert header.get_attribute("aria-sort") == direction
        posts = [int(cell.text.replace(",", "")) for cell in browser.find_elements(By.XPATH, cells)]
        assert posts == sorted(posts, reverse=reverse)


def test_the_page_fits_a_phone(browser: Any, report: Path) -> None:
    browser.set_window_size(390, 800)
    browser.get(report.as_uri())
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= browser.execute_script("return window.innerWidth")
