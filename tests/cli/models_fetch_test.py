"""saa models fetch, against a mirror on this machine that cuts, stalls and lies."""

import json
import pathlib
import resource
import shutil
import signal
import ssl
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from model_server import Misbehaviour, ModelServer
from models_program import FETCHED, VOCABULARY, WEIGHTS, ModelsTest, needs_fetched_models

PATH = "/" + VOCABULARY


@needs_fetched_models
class FetchTest(ModelsTest):
    def setUp(self):
        super().setUp()
        self.content = (FETCHED / VOCABULARY).read_bytes()
        self.part = self.models / (VOCABULARY + ".part")
        self.server = ModelServer({PATH: self.content})
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def fetch(self, *words, name=VOCABULARY, **options):
        return self.saa("fetch", name, "--base-url", self.server.url, *words, **options)

    def fetch_fails(self, *words, name=VOCABULARY, says=()):
        return self.refused("fetch", name, "--base-url", self.server.url, *words, says=says)

    def assert_fetched(self):
        self.assertEqual((self.models / VOCABULARY).read_bytes(), self.content)
        self.assertEqual(self.there(), [VOCABULARY])


class Success(FetchTest):
    def test_brings_the_file_and_says_so(self):
        run = self.fetch()
        self.assertEqual(run.out, f"{VOCABULARY}  fetched\n")
        self.assertIn(str(self.models), run.err)
        self.assert_fetched()

    def test_of_a_file_of_some_size_with_json(self):
        self.server.files["/" + WEIGHTS] = (FETCHED / WEIGHTS).read_bytes()
        run = self.fetch("--json", name=WEIGHTS)
        self.assertEqual(json.loads(run.out), {"file": WEIGHTS, "state": "fetched",
                                               "path": str(self.models / WEIGHTS), "error": None})
        self.assertEqual((self.models / WEIGHTS).read_bytes(), self.server.files["/" + WEIGHTS])

    def test_of_a_file_without_a_checksum_begins_anew(self):
        name = "clipseg-rd64-refined.pth"
        self.server.files["/" + name] = b"whole"
        self.models.mkdir(exist_ok=True)
        (self.models / (name + ".part")).write_bytes(b"other")
        self.fetch(name=name)
        self.assertEqual((self.models / name).read_bytes(), b"whole")

    def test_does_not_ask_for_what_is_there(self):
        self.fetch()
        self.server.requests.clear()
        self.assertEqual(self.fetch().out, f"{VOCABULARY}  already there\n")
        self.assertEqual(self.server.requests, [])
        self.fetch("--replace")
        self.assertEqual(len(self.server.requests), 1)

    def test_from_the_mirror_that_the_environment_names(self):
        self.environment["SAA_MODELS_URL"] = self.server.url + "/"
        self.saa("fetch", VOCABULARY)
        self.assert_fetched()

    def test_from_a_folder(self):
        self.saa("fetch", VOCABULARY, "--base-url", FETCHED.resolve().as_uri())
        self.assert_fetched()

    def test_through_a_proxy(self):
        self.environment["http_proxy"] = self.server.url
        self.server.files["http://mirror.invalid" + PATH] = self.content
        self.saa("fetch", VOCABULARY, "--base-url", "http://mirror.invalid")
        self.assert_fetched()

    def test_through_redirects(self):
        self.server.plan(PATH, Misbehaviour(redirect="/elsewhere"))
        self.server.files["/elsewhere"] = self.content
        self.fetch()
        self.assert_fetched()

    def test_without_a_content_length(self):
        self.server.plan(PATH, Misbehaviour(chunked=True))
        self.fetch()
        self.assert_fetched()


class Trouble(FetchTest):
    def test_goes_on_where_the_connection_was_cut(self):
        self.server.plan(PATH, Misbehaviour(cut_after=100_000), Misbehaviour(cut_after=50_000))
        run = self.fetch()
        self.assertEqual([ranged for _, ranged in self.server.requests], [None, "bytes=100000-", "bytes=150000-"])
        self.assertIn("trying again", run.err)
        self.assert_fetched()

    def test_keeps_what_came_for_the_next_run(self):
        self.server.plan(PATH, Misbehaviour(cut_after=1000), Misbehaviour(status=503), Misbehaviour(status=503))
        self.fetch_fails("--retries", "0", says=["503", "kept", "run again"])
        self.assertEqual(self.part.read_bytes(), self.content[:1000])
        self.server.plan(PATH)
        self.server.requests.clear()
        self.assertIn("1.0 kB", self.fetch().err)
        self.assertEqual(self.server.requests, [(PATH, "bytes=1000-")])
        self.assert_fetched()

    def test_gives_up_a_stalled_transfer(self):
        self.server.plan(PATH, Misbehaviour(stall_after=5000))
        run = self.fetch("--stall-timeout", "1")
        self.assertIn("nothing came for 1 s", run.err)
        self.assertEqual(self.server.requests[1][1], "bytes=5000-")
        self.assert_fetched()

    def test_refuses_changed_bytes(self):
        self.server.plan(PATH, Misbehaviour(flip=77))
        self.fetch_fails(says=["not the official file", "SHA-256", "07eced375c", "--base-url"])
        self.assertEqual(self.there(), [])

    def test_starts_over_if_what_is_there_is_of_another_file(self):
        self.models.mkdir()
        self.part.write_bytes(b"x" * 1000)
        run = self.fetch()
        self.assertEqual([ranged for _, ranged in self.server.requests], ["bytes=1000-", None])
        self.assertIn("not of this file", run.err)
        self.assert_fetched()

    def test_drops_a_part_that_is_too_long(self):
        self.models.mkdir()
        self.part.write_bytes(self.content + b"x")
        self.fetch()
        self.assertEqual(self.server.requests, [(PATH, None)])
        self.assert_fetched()

    def test_needs_no_request_for_a_part_that_is_whole(self):
        self.models.mkdir()
        self.part.write_bytes(self.content)
        self.fetch()
        self.assertEqual(self.server.requests, [])
        self.assert_fetched()

    def test_of_a_server_that_ignores_ranges(self):
        self.models.mkdir()
        self.part.write_bytes(self.content[:1000])
        self.server.plan(PATH, Misbehaviour(ignore_range=True))
        self.fetch()
        self.assert_fetched()

    def test_of_a_server_that_has_another_file(self):
        self.server.plan(PATH, Misbehaviour(extra=b"more"))
        self.fetch_fails(says=["231512", "231508", "--base-url"])
        self.server.plan(PATH, Misbehaviour(extra=b"more", chunked=True))
        self.fetch_fails(says="more than the 231508 bytes")
        self.assertEqual(self.there(), [])

    def test_of_a_content_length_that_is_too_long(self):
        self.server.plan(PATH, *[Misbehaviour(length=len(self.content) + 1, chunked=False)] * 2)
        self.fetch_fails("--retries", "0", says=["231509", "231508"])
        self.assertEqual(self.there(), [])

    def test_of_a_body_shorter_than_the_file(self):
        short = self.content[:-10]
        self.server.files[PATH] = short
        self.server.plan(PATH, Misbehaviour(chunked=True))
        self.fetch_fails(says=["not the official file", "231498 bytes, expected 231508"])

    def test_names_the_status(self):
        for status, says in [(404, "not there"), (403, "not allowed"), (429, "too many requests"), (500, "500")]:
            self.server.plan(PATH, Misbehaviour(status=status))
            self.fetch_fails("--retries", "0", says=[f"HTTP status {status}", says, self.server.url + PATH])
        self.assertEqual(self.there(), [])

    def test_tries_again_after_an_overloaded_server(self):
        self.server.plan(PATH, Misbehaviour(status=429, headers=[("Retry-After", "1")]), Misbehaviour(status=502))
        run = self.fetch()
        self.assertEqual(run.err.count("trying again"), 2)
        self.assert_fetched()

    def test_does_not_follow_to_a_file(self):
        self.server.plan(PATH, Misbehaviour(redirect=(FETCHED / VOCABULARY).resolve().as_uri()))
        self.fetch_fails("--retries", "0", says="file")
        self.assertEqual(self.there(), [])

    def test_gives_up_going_round_in_circles(self):
        self.server.plan(PATH, *[Misbehaviour(redirect=PATH)] * 20)
        self.fetch_fails("--retries", "0", says="redirects")

    def test_names_a_host_that_is_not(self):
        self.refused("fetch", VOCABULARY, "--base-url", "http://no-such-host.invalid", says="no such host")

    def test_names_a_port_where_nobody_listens(self):
        self.refused("fetch", VOCABULARY, "--base-url", "http://127.0.0.1:1", "--retries", "0", says="127.0.0.1")

    def test_goes_on_with_the_next_file(self):
        run = self.saa("fetch", WEIGHTS, VOCABULARY, "--base-url", self.server.url, code=1)
        self.assertEqual(run.out, f"{VOCABULARY}  fetched\n")
        self.assertIn(WEIGHTS, run.err)

    def test_does_not_touch_a_file_that_is_not_the_official_one(self):
        self.models.mkdir()
        (self.models / VOCABULARY).write_bytes(b"mine")
        self.fetch_fails(says=["not the official file", "4 bytes, expected 231508", "--replace"])
        self.assertEqual((self.models / VOCABULARY).read_bytes(), b"mine")
        self.fetch("--replace")
        self.assert_fetched()

    def test_of_a_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        self.refused("fetch", VOCABULARY, "--base-url", self.server.url, "--models", self.folder / "file/models",
                     says="file/models")

    def test_does_not_write_through_a_link(self):
        self.models.mkdir()
        self.part.symlink_to(self.folder / "victim")
        self.fetch_fails(says=".part")
        self.assertFalse((self.folder / "victim").exists())


class Interruption(FetchTest):
    def wait_for_part(self, size):
        for _ in range(400):
            if self.part.exists() and self.part.stat().st_size >= size:
                return
            time.sleep(0.02)
        self.fail("nothing came")

    def start_fetch(self):
        return self.start("fetch", VOCABULARY, "--base-url", self.server.url)

    def test_leaves_a_part_to_go_on_from(self):
        self.server.plan(PATH, Misbehaviour(stall_after=5000))
        run = self.start_fetch()
        self.wait_for_part(5000)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
        self.assertEqual((run.returncode, out), (130, ""))
        self.assertIn("interrupted", err)
        self.assertEqual(self.part.read_bytes(), self.content[:5000])
        self.fetch()
        self.assert_fetched()

    def test_by_a_kill_too(self):
        self.server.plan(PATH, Misbehaviour(stall_after=5000))
        run = self.start_fetch()
        self.wait_for_part(5000)
        run.kill()
        run.communicate()
        self.fetch()
        self.assertEqual(self.server.requests[-1], (PATH, "bytes=5000-"))
        self.assert_fetched()

    def test_of_two_at_once_one_waits(self):
        self.server.plan(PATH, Misbehaviour(stall_after=5000))
        first = self.start("fetch", VOCABULARY, "--base-url", self.server.url, "--stall-timeout", "2")
        self.wait_for_part(5000)
        second = self.start_fetch()
        for run in (first, second):
            out, err = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 0, err)
        self.assertIn("waiting for it", err)
        self.assertEqual(out, f"{VOCABULARY}  already there\n")
        self.assert_fetched()


class FullDisk(FetchTest):
    def test_keeps_what_fitted(self):
        limit = (100_000, 100_000)  # for files, as a quota sets one
        run = self.fetch(code=1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        self.assertIn("no space left", run.err)
        self.assertEqual(self.part.stat().st_size, 100_000)
        self.fetch()
        self.assert_fetched()


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
class Untrusted(ModelsTest):
    """A server whose certificate nobody vouches for."""

    def setUp(self):
        super().setUp()
        self.certificate = self.folder / "certificate.pem"
        made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                               "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                               self.folder / "key.pem", "-out", self.certificate], capture_output=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.server = ModelServer({PATH: b"abc"})
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.folder / "key.pem")
        self.server.http.socket = context.wrap_socket(self.server.http.socket, server_side=True)
        self.url = self.server.url.replace("http:", "https:")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def test_is_refused(self):
        self.refused("fetch", VOCABULARY, "--base-url", self.url, says=["no trusted connection", "CURL_CA_BUNDLE"])
        self.assertEqual(self.server.requests, [])

    def test_is_trusted_if_the_user_says_so(self):
        self.environment["CURL_CA_BUNDLE"] = str(self.certificate)
        self.refused("fetch", VOCABULARY, "--base-url", self.url, says="3 bytes under the name")

    def test_does_not_lead_to_an_unencrypted_one(self):
        self.environment["CURL_CA_BUNDLE"] = str(self.certificate)
        self.server.plan(PATH, Misbehaviour(redirect="http://127.0.0.1:1/"))
        self.refused("fetch", VOCABULARY, "--base-url", self.url, "--retries", "0", says='Protocol "http"')
        self.assertEqual(len(self.server.requests), 1)


class Usage(ModelsTest):
    def test_names_the_nearest(self):
        self.refused("fetchs", code=2, says=["unknown command 'fetchs'", "'fetch'", "'saa models --help'"])
        self.refused("fetch", VOCABULARY, "--base-ulr=x", code=2, says=["'--base-url'", "'saa models fetch --help'"])
        self.refused("fetch", "saa-pluss", code=2, says=["neither a set nor a model file", "did you mean 'saa-plus'?"])
        self.refused("fetch", code=2)

    def test_of_an_address_that_is_none(self):
        for address in ["mirror.example.org", "ftp://mirror.example.org", "file://", "/models"]:
            self.refused("fetch", VOCABULARY, "--base-url", address, code=2, says="https://")

    def test_says_where_a_file_without_an_address_comes_from(self):
        self.refused("fetch", WEIGHTS, says=["no address is published", "--base-url"])

    def test_help_has_examples(self):
        self.assertIn("saa models fetch saa-plus\n", self.saa("fetch", "--help").out)


if __name__ == "__main__":
    unittest.main()
