#!/usr/bin/env python3
"""Load that counts: many keep-alive connections ask `saa serve` for predictions; each answer is compared with what
`saa predict` says of the same picture, and none may be missing.

    benchmarks/serve_answers.py [--connections 256] [--seconds 60] PICTURE...

$SAA_PROGRAM names the program (a sanitizer's build too). Ends with 1 if an answer was lost or wrong."""

import argparse
import asyncio
import collections
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("SAA_PROGRAM", "saa")


def timeless(result):
    """A result without what differs between two runs of the same."""
    kept = {key: value for key, value in result.items() if key not in ("timings", "seconds")}
    kept["image"] = {key: value for key, value in result["image"].items() if key != "path"}
    return kept


def predicted(pictures):
    """The results of `saa predict` for the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([PROGRAM, "predict", *map(str, pictures), "--engine", "offline", "--json", "--no-overlay",
                               "--out", folder], capture_output=True, text=True, check=True)
    results = {pathlib.Path(r["image"]["path"]).name: timeless(r) for r in map(json.loads, done.stdout.splitlines())}
    return [results[picture.name] for picture in pictures]


class Server:
    """`saa serve` that remembers nothing, so that it works on every picture."""

    def __init__(self, log):
        self.log = log
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--engine", "offline", "--port", "0", "--queue", "1000", "--deadline", "3600",
             "--connections", "1024", "--image-memory", "0", "--method-memory", "0"], stderr=log.open("w"))
        self.port = None
        while True:
            if self.process.poll() is not None:
                raise SystemExit("the server ended:\n" + log.read_text())
            for event in self.events():
                self.port = event.get("port", self.port)
                if event["event"] == "ready":
                    return
            time.sleep(0.2)

    def events(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith('{') and line.endswith('}')]

    def memory(self):
        """Megabytes it has in use now."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


def request_for(picture):
    mark = b"boundary-of-the-load"
    body = (b"--" + mark + b'\r\nContent-Disposition: form-data; name="image"; filename="' + picture.name.encode()
            + b'"\r\n\r\n' + picture.read_bytes() + b"\r\n--" + mark + b"--\r\n")
    return (b"POST /v1/predict HTTP/1.1\r\nHost: load\r\nContent-Type: multipart/form-data; boundary=" + mark
            + b"\r\nContent-Length: %d\r\n\r\n" % len(body)) + body


async def read_answer(reader):
    """(status, body)"""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    return int(lines[0].split()[1]), await reader.readexactly(int(headers["content-length"]))


class Load:
    def __init__(self, port, pictures, expected):
        self.port = port
        self.requests = [request_for(picture) for picture in pictures]
        self.expected = expected
        self.sent = 0
        self.outcomes = collections.Counter()
        self.until = None

    async def connection(self):
        """Asks until the time is over, and waits for the last answer too."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 26)
        while time.monotonic() < self.until:
            which = self.sent % len(self.requests)
            self.sent += 1
            try:
                writer.write(self.requests[which])
                await writer.drain()
                status, body = await read_answer(reader)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.outcomes[f"lost: {error!r}"] += 1
                break
            if status != 200:
                self.outcomes[f"refused with {status}"] += 1
            elif timeless(json.loads(body)) != self.expected[which]:
                self.outcomes["wrong"] += 1
            else:
                self.outcomes["right"] += 1
        writer.close()

    async def watch(self, server):
        start = time.monotonic()
        while True:
            print(f"after {time.monotonic() - start:5.0f} s: {server.memory():7.1f} MB, {self.outcomes.total()} answers", flush=True)
            await asyncio.sleep(10)

    async def run(self, server, connections, seconds):
        start = time.monotonic()
        self.until = start + seconds
        watching = asyncio.create_task(self.watch(server))
        await asyncio.gather(*(self.connection() for _ in range(connections)))
        watching.cancel()
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", type=pathlib.Path)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    expected = predicted(arguments.pictures)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder) / "log")
        load = Load(server.port, arguments.pictures, expected)
        seconds = asyncio.run(load.run(server, arguments.connections, arguments.seconds))
        print(f"memory at the end: {server.memory():.1f} MB")
        code = server.stop()
        noise = [line for line in server.log.read_text().splitlines() if not line.startswith("{")]
    right = load.outcomes["right"]
    print(f"{load.sent} requests over {arguments.connections} connections in {seconds:.1f} s, {right / seconds:.2f} a second: "
          f"{dict(load.outcomes)}; the server ended with {code}")
    print("\n".join(noise[:200]))
    raise SystemExit(0 if right == load.sent and code == 0 and not noise else 1)


if __name__ == "__main__":
    main()
