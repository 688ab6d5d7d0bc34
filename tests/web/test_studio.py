"""The studio in a browser: every control, a real picture through the offline engine, errors, keys, links, exports."""

import base64
import json
import os
import pathlib
import re
import subprocess
import tempfile
import sys
import tomllib
import unittest

from playwright.sync_api import expect

from studio_page import CANDLE, CAPSULES, PATIENCE, SOURCE, Server, StudioTest

sys.path.insert(0, str(SOURCE / "tests/cli"))
import program

expect.set_options(timeout=PATIENCE)

SWITCHES = ["class_agnostic", "class_specific", "property", "saliency", "confidence"]


def setUpModule():
    StudioTest.start()


def spotted(seed=4, side=96):
    """A small picture with a dark spot, as a PNG file."""
    return program.png_bytes(side, side, b"".join(b"\0" + row.tobytes() for row in program.texture(seed, side=side)))


def predicted(image, *options):
    """What `saa predict --json` says."""
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run([os.environ["SAA_PROGRAM"], "predict", image, "--engine", "offline", "--models", os.environ["SAA_MODELS"],
                              "--json", "--no-overlay", "--out", out, *options], capture_output=True, check=True, timeout=60)
    return json.loads(run.stdout)


def number(text):
    return float(text.replace("\u202f", ""))


def asked(page, act):
    """The body of the predict request that `act` leads to."""
    with page.expect_request(lambda request: request.url.endswith("/v1/predict")) as waiting:
        act()
    return json.loads(waiting.value.post_data)


class FirstSight(StudioTest):
    def test_empty_page_teaches_and_names_the_engine(self):
        page = self.open_ready()
        expect(page.locator("#empty")).to_contain_text("Drop an image here")
        expect(page.locator("#empty")).to_contain_text("scratch")
        expect(page.locator("#engine")).to_contain_text("offline")
        expect(page.locator("#no-text")).to_contain_text("does not read text")
        expect(page.locator("#profile")).to_have_value("default")
        page.click("#engine")
        expect(page.locator("#about")).to_contain_text("efficientnet")
        self.screenshot(page, "empty")

    def test_page_is_guarded_and_kept_by_browsers(self):
        answer = self.open().request.get(self.server.url)
        self.assertIn("default-src 'self'", answer.headers["content-security-policy"])
        again = self.open().request.get(self.server.url, headers={"If-None-Match": answer.headers["etag"]})
        self.assertEqual(again.status, 304)

    def test_a_picture_gets_the_result_of_the_command_line(self):
        page = self.open_candle()
        result = predicted(CANDLE, "--profile", "visa/candle")
        expect(page.locator("#verdict h2")).to_have_text("Anomalous")
        self.assertAlmostEqual(number(page.locator("#verdict .score b").inner_text()), result["pred_score"], delta=0.006)
        rows = page.locator("#candidates .candidate")
        self.assertEqual(rows.count(), len(result["regions"]))
        for i, region in enumerate(result["regions"]):
            self.assertAlmostEqual(number(rows.nth(i).locator(".value").inner_text()), region["scores"]["rescored"], delta=0.006)
            self.assertEqual("shown" in rows.nth(i).get_attribute("class"), region["anomalous"])
        rows.first.locator(".summary").click()
        details = rows.first.locator(".details")
        expect(details).to_contain_text("Kept: its score of 1.13 in the map reaches the threshold of 0.500")
        expect(details).to_contain_text(f"factor × {result['regions'][0]['scores']['saliency_factor']:.2f}")
        self.screenshot(page, "wide")

    def test_several_pictures_keep_their_results(self):
        page = self.open_ready("#profile=visa/candle")
        self.add(page, CANDLE, CAPSULES)
        thumbs = page.locator("#strip .thumb")
        self.assertEqual(thumbs.count(), 2)
        expect(thumbs.nth(1)).to_have_class(re.compile("anomalous|normal"))
        page.keyboard.press("]")
        expect(thumbs.nth(1)).to_have_attribute("aria-current", "true")
        self.settle(page)
        page.locator("#max-area").fill("0.9")
        page.locator("#max-area").press("Tab")
        expect(page.locator("#run-all")).to_have_text("Run 1 more")
        page.click("#run-all")
        expect(page.locator("#run-all")).to_be_hidden()
        self.settle(page)
        page.get_by_role("button", name="Remove capsules.jpg").click(force=True)
        expect(thumbs).to_have_count(1)

    def hand_over(self, page, event, name, data, kind="image/png"):
        """What the browser does when a file is pasted or dropped."""
        page.evaluate("""([name, base64, kind, eventName]) => {
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], name, {type: kind}));
          const make = {paste: () => new ClipboardEvent('paste', {clipboardData: data, bubbles: true}),
                        drop: () => new DragEvent('drop', {dataTransfer: data, bubbles: true}),
                        dragenter: () => new DragEvent('dragenter', {dataTransfer: data, bubbles: true})}[eventName];
          document.querySelector('#frame').dispatchEvent(make());
        }""", [name, base64.b64encode(data).decode(), kind, event])

    def test_pictures_are_pasted_and_dropped(self):
        page = self.open_ready()
        picture = spotted()
        self.hand_over(page, "paste", "pasted.png", picture)
        expect(page.get_by_role("button", name="pasted.png, anomalous")).to_be_visible()
        self.hand_over(page, "dragenter", "dropped.png", picture)
        expect(page.locator("#drop")).to_be_visible()
        self.hand_over(page, "drop", "dropped.png", picture)
        expect(page.locator("#drop")).to_be_hidden()
        dropped = page.get_by_role("button", name="dropped.png, anomalous")
        expect(dropped).to_be_visible()
        expect(dropped).to_have_attribute("aria-current", "true")

    def test_pictures_are_chosen(self):
        page = self.open_ready()
        with page.expect_file_chooser() as chooser:
            page.click("#choose")
        self.assertTrue(chooser.value.is_multiple())
        chooser.value.set_files({"name": "chosen.png", "mimeType": "image/png", "buffer": spotted()})
        expect(page.get_by_role("button", name="chosen.png, anomalous")).to_be_visible()
        with page.expect_file_chooser():
            page.click("#add")

    def test_what_takes_time_shows_its_stage(self):
        page = self.open_ready()
        page.evaluate("""() => {
          window.said = [];
          new MutationObserver((changes) => window.said.push(...changes.flatMap(({addedNodes}) => [...addedNodes].map((node) => node.textContent))))
              .observe(document.querySelector('#progress'), {childList: true});
        }""")
        page.set_input_files("#files", {"name": "new.png", "mimeType": "image/png", "buffer": spotted(11)})
        expect(page.get_by_role("button", name="new.png, anomalous")).to_be_visible()
        said = [text for text in page.evaluate("window.said") if text]
        self.assertEqual(list(dict.fromkeys(said)), ["Waiting", "Sending the image", "Waiting for a worker", *(
            f"Stage: {stage}" for stage in ["object", "generator", "refiner", "property", "saliency", "confidence", "fusion"])])
        expect(page.locator("#progress")).to_be_hidden()


class Controls(StudioTest):
    def questions(self):
        """Requests to the server's functions so far."""
        return [request.url for request in self.requests if "/v1/" in request.url]

    def test_profile_is_found_by_typing(self):
        page = self.open_ready()
        page.click("#profile")
        self.assertEqual(page.locator("#profile-list [role=option]").count(), 30)
        page.fill("#profile", "vis cand")
        expect(page.locator("#profile-list [role=option]")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#top-k")).to_have_value("1")
        expect(page.locator("#max-area")).to_have_value("0.3")
        expect(page.locator("#object-count")).to_have_value("4")
        page.fill("#profile", "no such part")
        expect(page.locator("#profile-list")).to_contain_text("No profile")
        page.keyboard.press("Escape")
        expect(page.locator("#profile")).to_have_value("visa/candle")

    def test_limits_change_the_fates(self):
        page = self.open_candle()
        expect(page.locator("#candidates")).to_contain_text("beyond K")
        request = asked(page, lambda: page.locator("#top-k-range").fill("2"))
        self.assertEqual(request["profile"]["top_k"], 2)
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        expect(page.locator(".changes")).to_contain_text("Changed: top k")
        page.locator("#max-area").fill("0.01")
        page.locator("#max-area").press("Tab")
        expect(page.locator("#candidates .tag", has_text="too large").first).to_be_visible()
        page.get_by_role("button", name="Reset").click()
        expect(page.locator("#candidates h2").first).to_have_text("In the map 1")
        request = asked(page, lambda: page.locator("#max-area-range").fill("0.02"))
        self.assertEqual(request["profile"]["max_area"], 0.02)
        expect(page.locator("#max-area")).to_have_value("0.02")
        request = asked(page, lambda: page.locator("#min-overlap-range").fill("1"))
        self.assertEqual(request["profile"]["min_overlap"], 1)
        request = asked(page, lambda: page.select_option("#overlap", "iou"))
        self.assertEqual(request["profile"]["overlap"], "iou")

    def test_a_change_is_asked_once(self):
        page = self.open_candle()
        before = len(self.questions())
        page.locator("#top-k-range").fill("2")  # the browser tells of it twice
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        self.assertEqual(len(self.questions()), before + 1)
        page.evaluate("""() => {
          const range = document.querySelector('#top-k-range');
          for (const value of [3, 4, 5, 6, 7]) {
            range.value = value;
            range.dispatchEvent(new Event('input', {bubbles: true}));
          }
        }""")
        page.wait_for_function("document.querySelector('#top-k').value === '7'")
        self.settle(page)
        sent = [request for request in self.requests if request.url.endswith("/v1/predict")]
        self.assertEqual(json.loads(sent[-1].post_data)["profile"]["top_k"], 7)
        self.assertEqual(len(self.questions()), before + 2, "of several changes at once the last")

    def test_threshold_needs_no_request(self):
        page = self.open_candle()
        before = self.questions()
        page.locator("#threshold-range").fill("1.2")
        expect(page.locator("#verdict h2")).to_have_text("Normal")
        expect(page.locator("#candidates .tag").first).to_have_text("below threshold")
        page.click("#own-threshold")
        expect(page.locator("#verdict h2")).to_have_text("Anomalous")
        self.assertEqual(self.questions(), before)

    def test_earlier_settings_come_back_without_a_request(self):
        page = self.open_candle()
        asked(page, lambda: page.locator("#top-k-range").fill("2"))
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        before = self.questions()
        page.locator("#top-k-range").fill("1")
        expect(page.locator("#candidates h2").first).to_have_text("In the map 1")
        self.assertEqual(self.questions(), before)

    def test_switches_and_presets_go_into_the_request(self):
        page = self.open_candle()
        for key in SWITCHES:
            request = asked(page, lambda: page.locator(f"#switch-{key}").uncheck())
            self.assertFalse(request["switches"][key])
        self.settle(page)
        expect(page.locator("#max-area")).to_be_disabled()
        expect(page.locator("#top-k")).to_be_disabled()
        for preset in ["reference", "saa"]:
            request = asked(page, lambda: page.locator(f"#preset input[value={preset}]").check(force=True))
            self.assertEqual(request["preset"], preset)
        expect(page.locator("#switch-saliency")).to_be_disabled()
        expect(page.locator("#switch-group")).to_contain_text("Plain SAA uses none of them")
        expect(page.locator("#switch-neighbours")).to_be_hidden()  # no context is loaded
        self.settle(page)

    def test_prompts_are_added_edited_and_removed(self):
        page = self.open_candle()
        entry = page.get_by_label("Add to defects to look for")
        entry.fill("scratch")
        request = asked(page, lambda: entry.press("Enter"))
        self.assertEqual(request["profile"]["prompts"][1], {"text": "scratch", "filtered_phrase": "candle"})
        entry.fill("scratch")
        entry.press("Enter")
        expect(page.locator(".field-error").first).to_contain_text("is there already")
        page.get_by_role("button", name="Edit prompt scratch").click()
        page.get_by_label("Phrase", exact=True).fill("deep scratch")
        page.get_by_label("Name of the part").fill("wax")
        request = asked(page, lambda: page.get_by_role("button", name="Save").click())
        self.assertEqual(request["profile"]["prompts"][1], {"text": "deep scratch", "filtered_phrase": "wax"})
        page.get_by_role("button", name="Edit prompt deep scratch").click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Remove prompt deep scratch").click()
        expect(page.locator(".changes")).to_be_hidden()
        page.locator("details summary").click()
        template = page.get_by_label("Add to general templates")
        template.fill("dirt on {}")
        request = asked(page, lambda: template.press("Enter"))
        self.assertEqual(request["profile"]["general"][-1], "dirt on {}")
        for field, value in [("#object", "tea light"), ("#class-name", "wax"), ("#object-count", "3")]:
            page.fill(field, value)
            page.locator(field).press("Tab")
        expect(page.locator(".changes")).to_contain_text("class name")
        self.settle(page)

    def test_link_restores_the_settings(self):
        page = self.open_candle()
        page.locator("#top-k-range").fill("3")
        page.locator("#threshold-range").fill("0.7")
        page.locator("#switch-saliency").uncheck()
        page.get_by_label("Add to defects to look for").fill("dent & “nick”")
        page.get_by_label("Add to defects to look for").press("Enter")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.click("#share")
        expect(page.locator("#toast")).to_contain_text("Link copied")
        self.settle(page)
        copied = page.evaluate("""() => {  // a change and the button within one turn: the link has the change
          let copied = '';
          navigator.clipboard.writeText = async (text) => { copied = text; };
          const slider = document.querySelector('#top-k-range');
          for (const value of [4, 3]) {
            slider.value = value;
            slider.dispatchEvent(new Event('input', {bubbles: true}));
            if (value === 4) document.querySelector('#share').click();
          }
          return copied;
        }""")
        self.assertIn("top_k%22%3A4", copied)
        page.wait_for_url(re.compile("top_k%22%3A3"))
        self.settle(page)
        other = self.open_ready(page.url.removeprefix(self.server.url))
        for field, value in [("#profile", "visa/candle"), ("#top-k", "3"), ("#threshold", "0.7")]:
            expect(other.locator(field)).to_have_value(value)
        expect(other.locator("#switch-saliency")).not_to_be_checked()
        expect(other.locator(".chip")).to_have_count(5)
        expect(other.get_by_role("button", name="Edit prompt dent & “nick”")).to_be_visible()

    def test_a_damaged_link_is_harmless(self):
        page = self.open_ready("#profile=visa/candle&changes={[&preset=none&threshold=x")
        expect(page.locator("#max-area")).to_have_value("0.3")
        page = self.open_ready("#profile=no/such")
        expect(page.locator("#toast")).to_contain_text("no/such")
        expect(page.locator("#profile")).to_have_value("default")


class View(StudioTest):
    def test_picture_zooms_and_moves(self):
        page = self.open_candle()
        zoom = page.locator("#zoom-full")
        fitted = zoom.inner_text()
        page.click("#zoom-in")
        expect(zoom).not_to_have_text(fitted)
        page.click("#zoom-full")
        expect(zoom).to_have_text("100 %")
        page.locator("#view").focus()
        for key, words in [("0", fitted), ("1", "100 %")]:
            page.keyboard.press(key)
            expect(zoom).to_have_text(words)
        page.keyboard.press("-")
        expect(zoom).to_have_text("80 %")
        before = page.locator("#view").screenshot()
        page.keyboard.press("ArrowRight")
        self.assertNotEqual(self.settled_view(page), before)
        box = page.locator("#view").bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(*middle)
        page.mouse.wheel(0, -400)
        expect(zoom).not_to_have_text("80 %")
        before = self.settled_view(page)
        page.mouse.down()
        page.mouse.move(middle[0] + 80, middle[1] + 40, steps=3)
        page.mouse.up()
        self.assertNotEqual(self.settled_view(page), before)
        expect(page.locator("#place")).to_be_hidden()  # a drag asks nothing
        page.click("#zoom-fit")
        expect(zoom).to_have_text(fitted)

    def test_two_fingers_zoom_and_move(self):
        page = self.open_candle(has_touch=True)
        page.locator("#zoom-full").click()
        box = page.locator("#view").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = self.pixel_under(page, x, y)
        fingers = page.context.new_cdp_session(page)

        def touch(kind, *places):
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
                {"x": x + dx, "y": y + dy, "id": i} for i, (dx, dy) in enumerate(places)]})

        touch("touchStart", (-50, 0))
        touch("touchStart", (-50, 0), (50, 0))
        for step in range(1, 11):  # twice as far apart, and 40 to the right on the way
            touch("touchMove", (-50 - 5 * step + 4 * step, 0), (50 + 5 * step + 4 * step, 0))
        touch("touchEnd")
        expect(page.locator("#zoom-full")).to_have_text("200 %")
        after = self.pixel_under(page, x + 40, y)
        for a, b in zip(before, after):  # what lay between the fingers still does; a pixel for rounding
            self.assertAlmostEqual(a, b, delta=1)
        expect(page.locator("#place")).to_be_hidden()  # a pinch asks nothing
        touch("touchStart", (0, 0))
        touch("touchEnd")
        expect(page.locator("#place")).to_be_visible()  # a tap does

    def pixel_under(self, page, x, y):
        page.mouse.move(x, y)
        return [int(number) for number in page.locator("#readout").inner_text().split("  ")[0].split(",")]

    def test_buttons_and_double_clicks_zoom(self):
        page = self.open_candle()
        zoom = page.locator("#zoom-full")
        zoom.click()
        page.click("#zoom-out")
        expect(zoom).to_have_text("80 %")
        box = page.locator("#view").bounding_box()
        page.mouse.dblclick(box["x"] + 200, box["y"] + 200)
        expect(zoom).to_have_text("160 %")

    def settled_view(self, page):
        page.wait_for_timeout(100)
        return page.locator("#view").screenshot()

    def test_layers_are_drawn(self):
        page = self.open_candle()
        page.mouse.move(5, 5)
        seen = {self.settled_view(page)}
        for act in [lambda: page.check("#show-dropped"), lambda: page.check("#show-object"),
                    lambda: page.uncheck("#show-kept"), lambda: page.locator("#opacity").fill("0.2"),
                    lambda: page.locator("#layer input[value=none]").check(force=True)]:
            act()
            image = self.settled_view(page)
            self.assertNotIn(image, seen)
            seen.add(image)
        expect(page.locator("#legend")).to_be_hidden()
        request = asked(page, lambda: page.locator("#layer input[value=saliency_map]").check(force=True))
        self.assertIn("saliency_map", request["maps"])
        self.settle(page)
        expect(page.locator("#legend")).to_contain_text("Saliency")
        self.assertNotIn(self.settled_view(page), seen)
        page.locator("#view").focus()
        page.keyboard.press("m")
        expect(page.locator("#layer input[value=none]")).to_be_checked()
        page.keyboard.press("m")
        expect(page.locator("#legend")).to_contain_text("Anomaly score")
        self.screenshot(page, "layers")

    def at(self, page, x, y):
        """A pixel of the candles' picture, which fits the view, on the screen."""
        box = page.locator("#view").bounding_box()
        scale = min((box["width"] - 32) / 1284, (box["height"] - 32) / 1168)
        return box["x"] + (box["width"] - 1284 * scale) / 2 + x * scale, box["y"] + (box["height"] - 1168 * scale) / 2 + y * scale

    def test_list_and_picture_are_linked(self):
        page = self.open_candle()
        first = page.locator("#candidates .candidate").first
        page.mouse.move(*self.at(page, 938, 1090))
        expect(first).to_have_class(re.compile("hot"))
        expect(page.locator("#readout")).to_contain_text("1.13")  # the map's value: 16 bits, decoded
        page.mouse.move(*self.at(page, 200, 200))
        expect(first).not_to_have_class(re.compile("hot"))
        page.mouse.move(5, 5)
        before = self.settled_view(page)
        first.hover()
        self.assertNotEqual(self.settled_view(page), before)
        page.mouse.move(5, 5)
        self.assertEqual(self.settled_view(page), before)
        first.locator(".summary").focus()
        self.assertNotEqual(self.settled_view(page), before)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#candidates .summary").nth(1)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#candidates .details")).to_contain_text("it came 2nd, and only the best 1 stay")

    def test_keys_switch_what_is_shown(self):
        page = self.open_candle()
        page.locator("#view").focus()
        for key, control in [("r", "#show-kept"), ("d", "#show-dropped"), ("p", "#show-object")]:
            was = page.locator(control).is_checked()
            before = self.settled_view(page)
            page.keyboard.press(key)
            self.assertNotEqual(page.locator(control).is_checked(), was)
            self.assertNotEqual(self.settled_view(page), before)
        page.set_input_files("#files", {"name": "second.png", "mimeType": "image/png", "buffer": spotted()})
        self.settle(page)
        names = [("[", "candle.jpg"), ("]", "second.png")]
        for key, name in names:
            page.keyboard.press(key)
            expect(page.locator("#strip .current .thumb")).to_have_attribute("aria-label", re.compile(name))

    def test_a_place_is_explained(self):
        page = self.open_candle()
        page.mouse.click(*self.at(page, 935, 960))
        place = page.locator("#place")
        expect(place).to_contain_text("it came 2nd")
        place.get_by_role("button", name="Set K to 2").click()
        expect(place).to_contain_text("Kept: its score of")
        expect(page.locator("#top-k")).to_have_value("2")
        page.mouse.click(*self.at(page, 30, 30))
        expect(place).to_contain_text("No candidate covers this place")
        expect(place).to_contain_text("outside the inspected part")
        self.screenshot(page, "why")
        page.keyboard.press("Escape")
        expect(place).to_be_hidden()

    def test_a_place_is_picked_by_keys(self):
        page = self.open_candle()
        page.locator("#view").focus()
        page.keyboard.press("i")
        expect(page.locator("#why")).to_have_attribute("aria-pressed", "true")
        for key in ["Shift+ArrowRight", "ArrowDown", "Enter"]:
            page.keyboard.press(key)
        expect(page.locator("#place h2")).to_contain_text("At ")
        expect(page.locator("#why")).to_have_attribute("aria-pressed", "false")

    def test_colours_follow_the_system_and_the_button(self):
        page = self.open_ready(color_scheme="dark")
        body = page.locator("body")
        dark = "rgb(18, 21, 23)"
        expect(body).to_have_css("background-color", dark)
        page.click("#theme")
        expect(body).not_to_have_css("background-color", dark)
        page.click("#theme")
        expect(body).to_have_css("background-color", dark)
        page.reload()
        expect(page.locator("#theme")).to_have_attribute("aria-label", "Colours: dark")

    def test_narrow_window_has_all_and_no_sideways_scroll(self):
        page = self.open_candle(width=390, height=844)
        self.screenshot(page, "narrow_findings", full_page=True)
        for selector in ["#view", "#verdict", "#candidates"]:
            expect(page.locator(selector)).to_be_visible()
        expect(page.locator("#settings")).to_be_hidden()
        page.locator("#tabs [data-panel=settings]").click()
        expect(page.locator("#settings")).to_be_visible()
        expect(page.locator("#findings")).to_be_hidden()
        for selector in [".bar", "main", "#settings", "#stage"]:
            box = page.locator(selector).bounding_box()
            self.assertLessEqual(box["x"] + box["width"], 390, selector)
        self.screenshot(page, "narrow_settings", full_page=True)

    def test_everything_is_reached_by_keys(self):
        page = self.open_ready("#profile=visa/candle")
        with page.expect_file_chooser() as chooser:
            page.locator("#add").focus()
            page.keyboard.press("Enter")
        chooser.value.set_files(CANDLE)
        page.locator("#candidates .candidate").first.wait_for()
        self.settle(page)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.locator("#settings input").first.focus()
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if focused.count():
                seen.add(focused.get_attribute("id") or focused.get_attribute("class"))
        for wanted in ["top-k", "threshold-range", "switch-saliency", "view", "why", "zoom-fit", "opacity", "summary"]:
            self.assertIn(wanted, seen)


class Neighbours(StudioTest):
    """A server with a context: alike pictures without a spot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        folder = pathlib.Path(holder.name)
        for i in range(5):
            program.write_png(folder / "photos" / f"{i}.png", program.texture(i, spot=False))
        subprocess.run([os.environ["SAA_PROGRAM"], "context", "build", folder / "photos", "-o", folder / "parts.saac", "--context-side", "64",
                        "--models", os.environ["SAA_MODELS"]], capture_output=True, check=True, timeout=120)
        cls.server = Server("--context", folder / "parts.saac")
        cls.addClassCleanup(cls.server.stop)

    def test_the_neighbour_prompt_has_a_switch_a_map_and_a_factor(self):
        page = self.open_ready()
        page.set_input_files("#files", {"name": "part.png", "mimeType": "image/png", "buffer": spotted(7)})
        first = page.locator("#candidates .candidate").first
        first.wait_for()
        self.settle(page)
        expect(first.locator(".sum")).to_contain_text("neighbours")
        before = page.locator("#view").screenshot()
        request = asked(page, lambda: page.locator("#layer input[value=neighbour_map]").check(force=True))
        self.assertIn("neighbour_map", request["maps"])
        self.settle(page)
        expect(page.locator("#legend")).to_contain_text("Distance to neighbours")
        self.assertNotEqual(page.locator("#view").screenshot(), before)
        request = asked(page, lambda: page.locator("#switch-neighbours").uncheck())
        self.assertFalse(request["switches"]["neighbours"])
        expect(first.locator(".sum")).not_to_contain_text("neighbours")
        self.settle(page)


class Exports(StudioTest):
    def saved(self, page, name):
        page.click("#export")
        with page.expect_download() as waiting:
            page.get_by_role("menuitem", name=name).click()
        return waiting.value.suggested_filename, pathlib.Path(waiting.value.path()).read_bytes()

    def test_masks_come_with_their_labels_and_run_lengths_are_exact(self):
        page = self.open_candle()
        name, data = self.saved(page, "Masks (ZIP)")
        self.assertEqual(name, "candle_masks.zip")
        self.assertEqual(data[:2], b"PK")
        for file in (b"image_classes.png", b"annotations_labels.txt"):
            self.assertIn(file, data)
        name, data = self.saved(page, "COCO, exact (JSON)")
        self.assertEqual(name, "candle_coco_rle.json")
        self.assertIn("counts", json.loads(data)["annotations"][0]["segmentation"])

    def test_files_hold_what_is_shown(self):
        page = self.open_candle()
        page.locator("#threshold-range").fill("0.6")
        page.locator("#top-k-range").fill("2")
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        name, data = self.saved(page, "Profile (TOML)")
        profile = tomllib.loads(data.decode())
        self.assertEqual((name, profile["top_k"], profile["threshold"]), ("candle.toml", 2, 0.6))
        name, data = self.saved(page, "Result (JSON)")
        result = json.loads(data)
        self.assertEqual((name, result["schema"], result["threshold"]), ("candle.json", "saa.result/1", 0.6))
        self.assertEqual(sum(region["fate"]["rule"] == "kept" for region in result["regions"]), 2)
        name, data = self.saved(page, "Picture (PNG)")
        self.assertEqual((name, data[:8]), ("candle_overlay.png", b"\x89PNG\r\n\x1a\n"))
        self.assertEqual(int.from_bytes(data[16:20]), 1284)

    def test_annotations_are_those_of_the_command_line(self):
        page = self.open_candle()
        page.locator("#top-k-range").fill("2")
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        page.locator("#threshold-range").fill("0.8")  # the second is below it
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            subprocess.run([os.environ["SAA_PROGRAM"], "predict", CANDLE, "--engine", "offline", "--models", os.environ["SAA_MODELS"],
                            "--profile", "visa/candle", "--top-k", "2", "--threshold", "0.8", "--export", "coco,labelme,cvat", "--no-overlay", "--out", out],
                           capture_output=True, check=True, timeout=60)
            for entry, file in [("COCO (JSON)", "annotations_coco.json"), ("CVAT (XML)", "annotations_cvat.xml")]:
                name, data = self.saved(page, entry)
                self.assertEqual(name, file.replace("annotations", "candle"))
                self.assertEqual(data.decode(), (out / file).read_text())
            name, data = self.saved(page, "LabelMe (JSON)")
            self.assertEqual(name, "candle_labelme.json")
            wanted = json.loads((out / name).read_text())
            wanted["imagePath"] = "candle.jpg"  # the page does not know the picture's folder
            self.assertEqual(json.loads(data), wanted)
            self.assertTrue(wanted["shapes"])

    def test_without_a_picture_there_is_only_the_profile(self):
        page = self.open_ready()
        page.click("#export")
        expect(page.get_by_role("menuitem", name="Profile (TOML)")).to_be_enabled()
        expect(page.get_by_role("menuitem", name="Result (JSON)")).to_be_disabled()


class Errors(StudioTest):
    def test_a_file_that_is_no_picture(self):
        self.expected = ("400", "415")
        page = self.open_candle()
        page.set_input_files("#files", SOURCE / "README.md")
        problem = page.locator("#problem")
        expect(problem).to_contain_text("README.md")
        expect(problem).to_contain_text("This file could not be read")
        page.get_by_role("button", name="Remove image", exact=True).click()
        expect(problem).to_be_hidden()
        expect(page.locator("#verdict h2")).to_have_text("Anomalous")

    def test_a_file_beyond_the_servers_limit_is_not_sent(self):
        def limit(page):
            def answer(route):
                info = route.fetch().json()
                info["limits"]["max_bytes"] = 1000
                route.fulfill(json=info)
            page.route("**/v1/info", answer)
        page = self.open_ready(before=limit)
        page.set_input_files("#files", CANDLE)
        expect(page.locator("#problem")).to_contain_text("Too large")
        expect(page.locator("#problem")).to_contain_text("takes up to 1 kB")
        self.assertFalse([request for request in self.requests if request.url.endswith("/v1/images")])

    def test_a_server_that_is_gone_and_comes_back(self):
        self.expected = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
        page = self.open_candle()
        page.context.set_offline(True)
        page.locator("#top-k-range").fill("2")
        expect(page.locator("#problem")).to_contain_text("The server does not answer")
        self.screenshot(page, "gone")
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#problem")).to_be_hidden()
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")

    def test_no_server_at_the_start(self):
        self.expected = ("ERR_", "Failed to load resource")
        page = self.open(before=lambda page: page.route("**/v1/info", lambda route: route.abort()))
        expect(page.locator("#problem")).to_contain_text("The server does not answer")
        page.unroute("**/v1/info")
        page.get_by_role("button", name="Try again").click()
        page.locator("body[data-ready]").wait_for()
        expect(page.locator("#empty")).to_be_visible()

    def test_a_busy_server_is_asked_again(self):
        self.expected = ("429",)
        tries = []

        def busy_once(route):
            tries.append(route)
            if len(tries) > 1:
                return route.fallback()
            return route.fulfill(status=429, headers={"Retry-After": "1"}, json={"error": "the queue is full", "status": 429})
        page = self.open_candle(before=lambda page: page.route("**/v1/predict", busy_once))
        expect(page.locator("#verdict h2")).to_have_text("Anomalous")
        self.assertEqual(len(tries), 2)

    def test_a_forgotten_picture_is_sent_again(self):
        self.expected = ("404",)
        page = self.open_candle()
        forgotten = []

        def forget_once(route):
            if forgotten:
                return route.fallback()
            forgotten.append(route)
            return route.fulfill(status=404, json={"error": "no such image", "status": 404})
        page.route("**/v1/predict", forget_once)
        page.locator("#top-k-range").fill("2")
        expect(page.locator("#candidates h2").first).to_have_text("In the map 2")
        self.assertEqual(len([request for request in self.requests if request.url.endswith("/v1/images")]), 2)

    def test_a_token_is_asked_for(self):
        self.expected = ("401",)

        def guard(route):
            if route.request.headers.get("authorization") == "Bearer secret":
                return route.fallback()
            return route.fulfill(status=401, json={"error": "a bearer token is needed", "status": 401})
        page = self.open(before=lambda page: page.route("**/v1/**", guard))
        expect(page.locator("#problem")).to_contain_text("asks for a token")
        page.get_by_label("Token").fill("secret")
        page.get_by_role("button", name="Continue").click()
        page.locator("body[data-ready]").wait_for()


class Accessibility(StudioTest):
    """axe-core's rules, WCAG 2.1 A and AA among them, in the states that look different."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import axe_playwright_python
        cls.axe = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

    def check(self, page):
        page.evaluate(self.axe)
        found = page.evaluate("axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, ...nodes.map((node) => node.html + node.failureSummary)]))")
        self.assertEqual(found, [])

    def test_in_light_and_dark_wide_and_narrow(self):
        for scheme in ["light", "dark"]:
            for width in [1280, 390]:
                with self.subTest(scheme=scheme, width=width):
                    page = self.open_ready("#profile=visa/candle", width=width, color_scheme=scheme, bypass_csp=True)
                    self.check(page)
                    self.add(page, CANDLE)
                    page.locator("#candidates .summary").nth(1).click()
                    page.keyboard.press("i")
                    page.keyboard.press("Enter")
                    self.check(page)
                    self.screenshot(page, f"{scheme}_{width}")
                    if width == 390:
                        page.locator("#tabs [data-panel=settings]").click()
                    page.get_by_role("button", name=re.compile("^Edit prompt")).first.click()
                    self.check(page)

    def test_motion_stops_where_less_is_wanted(self):
        page = self.open_ready(reduced_motion="reduce")
        expect(page.locator(".switch input").first).to_have_css("transition-duration", "0s")


if __name__ == "__main__":
    unittest.main()
