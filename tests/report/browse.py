"""Opens a report in headless Chromium, uses its controls, and prints as JSON what the page did.

A program of its own, run by `test_browser`: it talks to the driver over this machine's own network, which the tests
refuse inside their process.
"""

import base64
import json
import shutil
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1100,2400",
)
PATIENCE = 60.0
"""How long a condition is waited for before it counts as not met. [s]"""


def open_browser(folder):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


class Visit:
    """A report that is open in a browser."""

    def __init__(self, browser, path):
        self.browser = browser
        browser.get("about:blank")
        browser.get_log("performance")  # what a browser does before it is given a page
        browser.get(path.as_uri())
        self.until("return Boolean(document.querySelector('#map .main-svg') && document.getElementById('map').data)")
        self.map = browser.find_element("id", "map")

    def until(self, script):
        return WebDriverWait(self.browser, PATIENCE).until(lambda browser: browser.execute_script(script))

    def choose(self, control, value):
        """Choose in a list, and wait until the map has been drawn again."""
        self.browser.execute_script(
            "window.drawn = false; const map = document.getElementById('map');"
            "map.on('plotly_afterplot', () => { window.drawn = true; });"
        )
        option = self.browser.find_element("css selector", f"#{control} option[value='{value}']")
        option.click()
        self.until("return window.drawn")

    def state(self):
        """What is drawn: every trace with its places, the words above the map, and its pixels."""
        traces = self.browser.execute_script(
            "return document.getElementById('map').data.map((trace) => "
            "[trace.name, trace.x ? trace.x.length : 0, trace.x ? trace.x.find((x) => x !== null) : null,"
            " trace.z ? trace.z.bdata.length : 0])"
        )
        status = self.browser.find_element("id", "status").text
        picture = base64.b64encode(self.map.screenshot_as_png).decode("ascii")
        return {"traces": traces, "status": status, "picture": picture}

    def hovered(self, region):
        """What the map says when the pointer is in the middle of a region."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.map)
        right, down = self.browser.execute_script(
            """const map = document.getElementById("map"), { xaxis, yaxis } = map._fullLayout;
            const { middle } = JSON.parse(document.getElementById("map-data").textContent)
              .ground.find((region) => region.name === arguments[0]);
            return [xaxis._offset + xaxis.l2p(middle.x) - map.clientWidth / 2,
                    yaxis._offset + yaxis.l2p(middle.y) - map.clientHeight / 2];""",
            region,
        )
        ActionChains(self.browser).move_to_element_with_offset(self.map, round(right), round(down)).perform()
        self.until("return document.querySelector('#map .hoverlayer .hovertext') !== null")
        return self.browser.execute_script("return document.querySelector('#map .hoverlayer').textContent")

    def range_after(self, key):
        """Western edge of the map after a key is pressed on it."""
        script = "return document.getElementById('map')._fullLayout.xaxis.range[0]"
        before = self.browser.execute_script(script)
        self.map.send_keys(key)
        WebDriverWait(self.browser, PATIENCE).until(lambda browser: browser.execute_script(script) != before)
        return [before, self.browser.execute_script(script)]

    def requested(self):
        """Every address that the page asked for, as far as a picture in it is not itself the address."""
        messages = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        asked = [said["params"]["request"]["url"] for said in messages if said["method"] == "Network.requestWillBeSent"]
        return sorted({address[:80] for address in asked})


def story(browser, path, item, bundle, region):
    visit = Visit(browser, path)
    told = {"title": browser.title, "first": visit.state()}
    visit.choose("item", item)
    told["item"] = visit.state()
    if bundle:
        visit.choose("bundle", bundle)
        told["bundle"] = visit.state()
    for layer in ("density", "landings"):
        browser.find_element("css selector", f"input[value={layer}]").click()
    told["hover"] = visit.hovered(region)
    told["key"] = visit.range_after(Keys.ARROW_RIGHT)
    told["hacked"] = browser.execute_script("return window.hacked === undefined ? null : window.hacked")
    told["buttons"] = browser.execute_script(
        "return [...document.querySelectorAll('.modebar-btn')].map((button) => button.dataset.title)"
    )
    told["console"] = browser.get_log("browser")
    told["requested"] = visit.requested()
    return told


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        chromium = open_browser(folder)
        try:
            # four words for each page: its path, and what is chosen and pointed at
            words = [sys.argv[first : first + 4] for first in range(1, len(sys.argv), 4)]
            print(json.dumps([story(chromium, Path(path), *choices) for path, *choices in words]))
        finally:
            chromium.quit()
