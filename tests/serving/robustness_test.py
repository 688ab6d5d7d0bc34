"""saa serve: hostile and clumsy clients are refused cleanly, and others are served meanwhile."""

import concurrent.futures
import json
import os
import random
import signal
import struct
import subprocess
import threading
import time
import unittest
import zlib

from server import PROGRAM, Server, ServerTest, in_base64, png_of, receive, texture
from program import png_chunk

# Of what is allowed; a sanitizer keeps shadows of the memory.
MEMORY = 4 if os.environ.get("SAA_SANITIZE") else 1
HEAD = b"POST /v1/predict HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer else None


class Clients(ServerTest):
    options = ("--max-bytes", "20000000")

    def test_random_bytes(self):
        source = random.Random(7)
        for _ in range(60):
            data = source.randbytes(source.randrange(1, 3000)) + b"\r\n\r\n"
            self.assertIn(status_of(self.server.raw(data)), (400, 414, None))
        for line in (b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n", b"GET /%00%ff HTTP/1.1\r\nConnection: close\r\n\r\n",
                     b"GET / HTTP/1.1\r\nno colon\r\nConnection: close\r\n\r\n"):
            self.assertIn(status_of(self.server.raw(line)), (200, 400, 404, None))

    def test_an_endless_head_ends(self):
        self.assertIn(status_of(self.server.raw(b"GET /" + b"a" * 1_000_000)), (400, 414, None))
        many = b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(100_000))
        self.assertIn(status_of(self.server.raw(many)), (400, None))

    def test_a_huge_body_is_refused_before_it_is_read(self):
        answer = self.server.raw(HEAD + b"Content-Length: 2147483648\r\n\r\nthe first bytes")
        self.assertEqual(status_of(answer), 413)
        chunks = b"".join(b"%x\r\n" % 1_000_000 + b"a" * 1_000_000 + b"\r\n" for _ in range(30))
        self.assertEqual(status_of(self.server.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)), 413)

    def test_lines_between_chunks_that_do_not_end(self):
        chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        form = HEAD.replace(b"application/json", b"multipart/form-data; boundary=b") + b"Transfer-Encoding: chunked\r\n\r\n"
        before = self.server.peak_memory()
        for head, line in ((chunked, b"1;" + b"a" * 200_000_000), (chunked, b"1\r\n{\r\n0\r\n" + b"X: y\r\n" * 40_000_000),
                           (form, b"fffffff\r\n--b\r\nContent-Disposition: " + b"a" * 200_000_000)):
            self.assertIn(status_of(self.server.raw(head + line)), (400, None))
        self.assertLess(self.server.peak_memory() - before, 100 * MEMORY, "MB for lines that are to be thrown away")

    def test_json_of_few_bytes_that_means_much(self):
        before = self.server.peak_memory()
        many = 2_000_000  # texts of 2 to 12 MB; their values would take a hundred times as much, or hours
        for text in ("[" * many, "[" + "[]," * many + "0]", "[" + "0," * many + "0]", '{"a":{' + '"b":0,' * many + '"b":0}}',
                     "{" + ",".join(f'"{i}":0' for i in range(many // 4)) + "}"):
            for path in ("/v1/predict", "/v2/models/saa/infer"):
                answer = self.server.ask("POST", path, text, {"Content-Type": "application/json"})
                self.assert_error(answer, 400)
                self.assertLess(len(answer[2]), 1000)
        self.assertLess(self.server.peak_memory() - before, 500 * MEMORY, "MB")

    def test_lengths_that_contradict(self):
        for lines, status in ((b"", 411), (b"Content-Length: -1\r\n", 400), (b"Content-Length: 1x\r\n", 400),
                              (b"Content-Length: 2\r\nContent-Length: 3\r\n", 400),
                              (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400),
                              (b"Transfer-Encoding: gzip\r\n", 501)):
            self.assertEqual(status_of(self.server.raw(HEAD + lines + b"\r\n{}")), status, lines)

    def test_a_body_on_get_is_no_second_request(self):
        inner = b"GET /v1/info HTTP/1.1\r\n\r\n"
        answer = self.server.raw(b"GET / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(inner) + inner)
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1)

    def test_requests_in_one_piece_are_all_answered(self):
        one = b"GET /v2/health/live HTTP/1.1\r\nHost: test\r\n\r\n"
        last = b"GET /v2/health/live HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
        self.assertEqual(self.server.raw(one * 20 + last).count(b"HTTP/1.1 200"), 21)

    def test_half_closed(self):
        with self.server.connect() as client:
            client.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
            client.shutdown(1)
            self.assertIn(status_of(receive(client)), (400, None))

    def test_picture_bombs(self):
        header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
        bomb = (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
                + png_chunk(b"IEND", b""))
        self.assert_error(self.server.post("/v1/predict", {"image": in_base64(bomb)}), 400, "pixels")
        self.assert_error(self.server.ask("POST", "/v1/images", bomb), 400, "pixels")

    def test_a_packed_body_is_limited_unpacked(self):
        packer = zlib.compressobj(wbits=31)
        packed = packer.compress(bytes(100_000_000)) + packer.flush()
        answer = self.server.ask("POST", "/v1/images", packed, {"Content-Encoding": "gzip"})
        self.assert_error(answer, 413)

    def test_slow_heads_do_not_keep_others_waiting(self):
        slow = [self.server.connect() for _ in range(100)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        start = time.monotonic()
        self.assertEqual(self.server.ask("GET", "/v1/info")[0], 200)
        self.assertLess(time.monotonic() - start, 5)
        while time.monotonic() - start < 11:  # a byte now and then must not buy time
            for client in slow[:5]:
                try:
                    client.sendall(b"x")
                except (BrokenPipeError, ConnectionResetError):
                    pass
            time.sleep(1)
        for client in slow:
            client.settimeout(20)
            self.assertIn(status_of(receive(client)), (400, None))
            client.close()


class Load(ServerTest):
    options = ("--workers", "1", "--queue", "2")

    def ask_new(self, seed, **fields):
        return self.server.post("/v1/predict", {"image": in_base64(png_of(texture(seed, side=700))), **fields})

    def test_a_full_queue_says_when_to_come_back(self):
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            answers = list(pool.map(self.ask_new, range(100, 124)))
        refused = [answer for answer in answers if answer[0] == 429]
        self.assertTrue(refused)
        self.assertGreaterEqual(sum(answer[0] == 200 for answer in answers), 3)
        self.assertEqual({answer[0] for answer in answers}, {200, 429})
        for answer in refused:
            self.assert_error(answer, 429, "wait")
            self.assertGreaterEqual(int(answer[1]["retry-after"]), 1)
        self.assertEqual(self.server.metric("saa_rejected_total", reason="queue_full"), len(refused))

    def test_the_queue_is_counted(self):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(self.ask_new, seed) for seed in range(400, 403)]
            self.until(lambda: self.server.metric("saa_queue_depth") == 2)
            self.assertEqual(self.server.metric("saa_in_flight"), 1)
            self.assertEqual([answer.result()[0] for answer in answers], [200] * 3)
        self.assertEqual(self.server.metric("saa_queue_depth"), 0)

    def test_a_stream_ends_when_its_client_leaves(self):
        body = json.dumps({"image": in_base64(png_of(texture(500, side=1200)))}).encode()
        before = self.server.metric("saa_rejected_total", reason="client_left")
        with self.server.connect() as client:
            client.sendall(HEAD + b"Accept: application/x-ndjson\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            self.assertTrue(client.recv(1))
            self.until(lambda: self.server.metric("saa_in_flight") == 1)
        self.until(lambda: self.server.metric("saa_rejected_total", reason="client_left") == before + 1)
        self.until(lambda: self.server.metric("saa_in_flight") == 0)

    def test_deadline(self):
        self.assert_error(self.ask_new(200, deadline_ms=1), 504, "0.001 s")
        self.assertGreaterEqual(self.server.metric("saa_rejected_total", reason="deadline"), 1)

    def test_work_stops_when_the_client_leaves(self):
        body = json.dumps({"image": in_base64(png_of(texture(300, side=1200)))}).encode()
        before = self.server.metric("saa_rejected_total", reason="client_left")
        with self.server.connect() as client:
            client.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.until(lambda: self.server.metric("saa_in_flight") == 1)
        self.until(lambda: self.server.metric("saa_rejected_total", reason="client_left") == before + 1)
        self.until(lambda: self.server.metric("saa_in_flight") == 0)

    def until(self, holds, patience=20):
        end = time.monotonic() + patience
        while not holds():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)


class Stopping(unittest.TestCase):
    def ask_slowly(self, server, pool):
        fields = {"image": in_base64(png_of(texture(1, side=1200)))}
        answer = pool.submit(server.post, "/v1/predict", fields)
        while server.metric("saa_in_flight") < 1 and not answer.done():
            time.sleep(0.02)
        return answer

    def test_the_first_signal_drains(self):
        server = Server("--workers", "1")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = self.ask_slowly(server, pool)
            self.assertEqual(server.stop(60), 0)
            self.assertEqual(answer.result()[0], 200)

    def test_while_it_drains_it_is_live_but_takes_nothing(self):
        server = Server("--workers", "1")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = self.ask_slowly(server, pool)
            server.process.send_signal(signal.SIGTERM)
            while not any(event["event"] == "draining" for event in server.events()):
                time.sleep(0.01)
            self.assertEqual(server.ask("GET", "/v2/health/live")[0], 200)
            ready = server.ask("GET", "/v2/health/ready")
            self.assertEqual((ready[0], json.loads(ready[2])), (503, {"ready": False}))
            self.assertEqual(server.metric("saa_ready"), 0)
            refused = server.post("/v1/predict", {"image": in_base64(png_of(texture(2)))})
            self.assertEqual(refused[0], 503, refused[2])
            self.assertGreaterEqual(int(refused[1]["retry-after"]), 1)
            self.assertEqual(answer.result()[0], 200)
            self.assertEqual(server.process.wait(20), 0)
        server.stop()

    def test_clients_that_are_not_done_do_not_hold_it_up(self):
        server = Server()
        with server.connect() as sends, server.connect() as waits, server.connect() as begins:
            sends.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n{")
            begins.sendall(b"GET / HT")
            stop = threading.Event()
            sender = threading.Thread(target=self.send_slowly, args=(sends, stop))
            sender.start()
            self.assertEqual(server.stop(9), 0)  # not the ten seconds that a piece of a body may take
            stop.set()
            sender.join()
            self.assertEqual(receive(waits), b"")

    def send_slowly(self, client, stop):
        try:
            while not stop.wait(0.1):
                client.sendall(b" " * 1000)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def test_the_second_stops(self):
        server = Server("--workers", "1")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = [self.ask_slowly(server, pool)]
            answers += [pool.submit(server.post, "/v1/predict",
                                    {"image": in_base64(png_of(texture(seed, side=1200)))}) for seed in (2, 3, 4)]
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            self.assertEqual(server.stop(5), -signal.SIGTERM)
            for answer in answers:
                answer.exception()

    def test_bad_command_lines(self):
        for options in (("--port", "70000"), ("--token-file", "/nonexistent/token"), ("--queue", "-1"), ("--profile", "visa/candel")):
            done = subprocess.run([PROGRAM, "serve", *options], capture_output=True, text=True, timeout=30)
            self.assertIn(done.returncode, (1, 2), done.stderr)
            self.assertIn("error", done.stderr)


if __name__ == "__main__":
    unittest.main()
