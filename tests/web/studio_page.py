"""A running `saa serve` and a browser that looks at its page, for the studio's tests."""

import os
import pathlib
import socket
import subprocess
import time
import unittest
import urllib.request

from playwright.sync_api import sync_playwright

SOURCE = pathlib.Path(os.environ["SAA_SOURCE_DIR"])
CANDLE = SOURCE / "examples" / "visa" / "candle.jpg"
CAPSULES = SOURCE / "examples" / "visa" / "capsules.jpg"
CHROMIUM = os.environ.get("SAA_CHROMIUM", "/usr/bin/chromium")
PATIENCE = 20_000  # ms; a machine may be busy


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`saa serve` on the offline engine with further options; without any, where SAA_STUDIO_URL is set, the one that runs there."""

    def __init__(self, *options):
        self.process = None
        self.url = os.environ.get("SAA_STUDIO_URL") if not options else None
        if not self.url:
            self._start(options)

    def _start(self, options):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [os.environ["SAA_PROGRAM"], "serve", "--engine", "offline", "--models", os.environ["SAA_MODELS"], "--port", str(port),
             *map(str, options)], stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self):
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url + "v2/health/ready", timeout=2)
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"saa serve ended with {self.process.returncode}") from None
                time.sleep(0.05)
        raise RuntimeError("saa serve is not ready after 10 seconds")

    def stop(self):
        if not self.process:
            return
        self.process.terminate()
        self.process.wait(timeout=30)


class StudioTest(unittest.TestCase):
    """One server and one browser for all tests of a module; a page of its own for each test."""

    server = None
    browser = None

    @classmethod
    def start(cls):
        """For setUpModule()."""
        cls.server = Server()
        unittest.addModuleCleanup(cls.server.stop)
        playwright = sync_playwright().start()
        unittest.addModuleCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        unittest.addModuleCleanup(cls.browser.close)

    def setUp(self):
        self.complaints = []   # what the console and the page's scripts complained of
        self.requests = []
        self.expected = ()     # parts of complaints that the test provokes

    def tearDown(self):
        unexpected = [text for text in self.complaints if not any(part in text for part in self.expected)]
        self.assertEqual(unexpected, [])
        outside = [request.url for request in self.requests
                   if not request.url.startswith((self.server.url, "blob:", "data:"))]
        self.assertEqual(outside, [], "the page asks nothing of anybody but its server")

    def open(self, link="", width=1280, height=800, before=None, **options):
        """A page that is connected. `before` may set routes."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **options)
        self.addCleanup(context.close)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(error.message))
        page.on("request", lambda request: self.requests.append(request))
        if before:
            before(page)
        page.goto(self.server.url + link)
        return page

    def open_ready(self, *arguments, **options):
        page = self.open(*arguments, **options)
        page.locator("body[data-ready]").wait_for()
        return page

    def open_candle(self, link="#profile=visa/candle", **options):
        """A page that shows the candles and their result."""
        page = self.open_ready(link, **options)
        self.add(page, CANDLE)
        return page

    def add(self, page, *files):
        page.set_input_files("#files", list(files))
        page.locator("#candidates .candidate").first.wait_for()
        self.settle(page)

    def settle(self, page):
        """Waits until nothing runs."""
        page.locator("#strip .thumb.current.busy").wait_for(state="detached")
        page.locator("#strip .busy, #strip .thumb.waiting").first.wait_for(state="detached")

    def screenshot(self, page, name, **options):
        """Kept for people to look at, where a folder for it is given."""
        folder = os.environ.get("SAA_SCREENSHOTS")
        if folder:
            page.screenshot(path=pathlib.Path(folder) / f"{name}.png", **options)
