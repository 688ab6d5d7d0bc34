"""What the tests of the running server share: starting it, asking it, raw sockets."""

import base64
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import metrics_text  # noqa: E402
from program import MODELS, PROGRAM, SOURCE, png_bytes, texture, write_png  # noqa: E402, F401

PICTURES = sorted((SOURCE / "examples" / "visa").glob("*.jpg"))


def png_of(grey):
    height, width = grey.shape
    return png_bytes(width, height, b"".join(b"\0" + row.tobytes() for row in grey))


class Server:
    """`saa serve` on a free port; its lines of log are kept."""

    def __init__(self, *options, engine="offline", environment=None):
        named = ["--engine", engine] if engine else []
        self.process = subprocess.Popen(
            [PROGRAM, "serve", *named, "--models", str(MODELS), "--port", "0", *map(str, options)],
            stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
        self.log = []
        self.port = self.until("listening")["port"]
        self.until("ready")
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()

    def until(self, event):
        for line in self.process.stderr:
            self.log.append(line)
            if line.startswith("{") and json.loads(line).get("event") == event:
                return json.loads(line)
        raise AssertionError("the server did not start: " + "".join(self.log))

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def events(self):
        return [json.loads(line) for line in list(self.log) if line.startswith("{")]

    def stop(self, patience=20):
        """The exit code after one SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.reader.join(5)
            self.process.stderr.close()
        return code

    def ask(self, method, path, body=None, headers=None):
        """(status, headers in lower case, bytes) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def post(self, path, fields, headers=None):
        """As ask(), with JSON as the body."""
        return self.ask("POST", path, json.dumps(fields), {"Content-Type": "application/json", **(headers or {})})

    def raw(self, data, patience=30):
        """Everything that comes back for these bytes."""
        with self.connect(patience) as client:
            try:
                client.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return receive(client)

    def connect(self, patience=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    def peak_memory(self):
        """The most that it had in use so far, in MB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024

    def metric(self, name, **labels):
        return metrics_text.value(self.ask("GET", "/metrics")[2].decode(), name, **labels)


def receive(client):
    data = b""
    try:
        while piece := client.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


def in_base64(data):
    return {"base64": base64.b64encode(data).decode()}


def form(image, fields=None, file_name="part.png"):
    """Body and headers of a form."""
    mark = "boundary-of-the-test"
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"{file_name}\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n").encode() + image + b"\r\n"
    if fields is not None:
        body += (f"--{mark}\r\nContent-Disposition: form-data; name=\"request\"\r\n"
                 f"Content-Type: application/json\r\n\r\n{json.dumps(fields)}\r\n").encode()
    return body + f"--{mark}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={mark}"}


class ServerTest(unittest.TestCase):
    """One server for the tests of a class; it must stand at the end of each, and stop cleanly."""
    options = ()
    engine = "offline"

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.options, engine=cls.engine)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, "".join(cls.server.log)

    def tearDown(self):
        self.assertIsNone(self.server.process.poll(), "the server ended:\n" + "".join(self.server.log[-20:]))

    def assert_error(self, answer, status, *parts):
        self.assertEqual(answer[0], status, answer[2][:300])
        error = json.loads(answer[2])
        self.assertEqual(sorted(error), ["error", "request_id", "status"])
        self.assertEqual(error["status"], status)
        self.assertEqual(error["request_id"], answer[1]["x-request-id"])
        for part in parts:
            self.assertIn(part, error["error"])
