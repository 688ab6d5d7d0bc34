"""A mirror of model files on this machine that misbehaves as told."""

import http.server
import threading
import time


class Misbehaviour:
    """What the server does with the next requests for one path. Each use consumes one plan; without
    a plan it serves well."""

    def __init__(self, status=None, cut_after=None, stall_after=None, flip=None, ignore_range=False, length=None,
                 redirect=None, chunked=False, extra=b"", headers=()):
        self.status = status  # an error page with this status
        self.cut_after = cut_after  # close the connection after so many bytes of the body
        self.stall_after = stall_after  # send nothing more after so many bytes
        self.flip = flip  # change the byte at this place of the file
        self.ignore_range = ignore_range  # send all with status 200 whatever is asked for
        self.length = length  # a Content-Length of this size
        self.redirect = redirect  # to this address
        self.chunked = chunked  # no Content-Length at all
        self.extra = extra  # bytes behind the file's own
        self.headers = headers


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Clients that hang up are what the tests are about."""


class ModelServer:
    """with ModelServer({"/a.pth": b"..."}) as server: server.plan("/a.pth", Misbehaviour(...))"""

    def __init__(self, files):
        self.files = files
        self.plans = {}
        self.requests = []  # (path, Range header or None), in order
        self.closing = threading.Event()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.serve(self)

            def log_message(self, *_):
                pass

        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def plan(self, path, *plans):
        self.plans[path] = list(plans)

    def serve(self, request):
        ranged = request.headers.get("Range")
        self.requests.append((request.path, ranged))
        plans = self.plans.get(request.path)
        plan = plans.pop(0) if plans else Misbehaviour()
        if plan.redirect:
            return self.answer(request, 302, b"", [("Location", plan.redirect)])
        if plan.status:
            return self.answer(request, plan.status, b"<html>an error page</html>", plan.headers)
        content = self.files.get(request.path)
        if content is None:
            return self.answer(request, 404, b"<html>not here</html>")
        if plan.flip is not None:
            content = content[: plan.flip] + bytes([content[plan.flip] ^ 1]) + content[plan.flip + 1:]
        content += plan.extra
        start = 0
        if ranged and not plan.ignore_range:
            start = int(ranged.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                return self.answer(request, 416, b"", [("Content-Range", f"bytes */{len(content)}")])
        body = content[start:]
        request.send_response(206 if ranged and not plan.ignore_range else 200)
        if ranged and not plan.ignore_range:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if plan.chunked:
            request.send_header("Connection", "close")
        else:
            request.send_header("Content-Length", str(plan.length if plan.length is not None else len(body)))
        request.end_headers()
        end = min(value for value in (plan.cut_after, plan.stall_after, len(body)) if value is not None)
        try:
            request.wfile.write(body[:end])
            request.wfile.flush()
            while plan.stall_after is not None and not self.closing.is_set():
                time.sleep(0.05)
        except OSError:
            pass  # the client has gone
        request.close_connection = request.close_connection or end < len(body) or plan.chunked or plan.length is not None

    @staticmethod
    def answer(request, status, body, headers=()):
        request.send_response(status)
        for name, value in headers:
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
