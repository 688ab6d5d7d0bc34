"""saa serve: whom it listens to, whom it answers, and that requests reach neither files nor the disk."""

import json
import os
import pathlib
import tempfile
import unittest

from server import Server, ServerTest, form, in_base64, png_of, texture


def listening(port):
    """The addresses that this port is listened to on, as Linux lists them: hexadecimal, lowest byte first."""
    addresses = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and local.endswith(f":{port:04X}"):
                addresses.add(local.split(":")[0])
    return addresses


class Addresses(unittest.TestCase):
    def ports(self, server):
        return [event[name] for event in server.events() if event["event"] == "listening" for name in ("port", "grpc_port")
                if name in event]

    def test_only_this_machine_unless_told(self):
        server = Server("--grpc-port", "0")
        ports = self.ports(server)
        self.assertEqual(len(ports), 2)
        for port in ports:
            self.assertLessEqual(listening(port), {"0100007F", "0000000000000000FFFF00000100007F"})
            self.assertTrue(listening(port))
        self.assertEqual(server.stop(), 0)

    def test_all_addresses_when_told(self):
        server = Server("--host", "0.0.0.0")
        self.assertEqual(listening(server.port), {"00000000"})
        self.assertEqual(server.ask("GET", "/v2/health/ready")[0], 200)
        self.assertEqual(server.stop(), 0)


class Token(unittest.TestCase):
    def test_may_come_from_the_environment(self):
        server = Server(environment={"SAA_TOKEN": "s3cret"})
        self.assertEqual(server.ask("GET", "/v1/info")[0], 401)
        self.assertEqual(server.ask("GET", "/v1/info", headers={"Authorization": "Bearer s3cret"})[0], 200)
        self.assertNotIn("s3cret", "".join(server.log))
        self.assertEqual(server.stop(), 0)


class Files(ServerTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        (cls.folder / "part.toml").write_text('object = "part"\ntop_k = 3\n')
        (cls.folder / "part.png").write_bytes(png_of(texture(1)))
        start = pathlib.Path.cwd()
        os.chdir(cls.folder)
        try:
            super().setUpClass()
        finally:
            os.chdir(start)

    def tearDown(self):
        super().tearDown()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["part.png", "part.toml"])

    def paths(self, name):
        return name, f"./{name}", str(self.folder / name), f"file://{self.folder / name}"

    def test_a_profile_is_a_name_and_no_path(self):
        image = in_base64(png_of(texture(2)))
        for path in self.paths("part.toml"):
            self.assert_error(self.server.post("/v1/predict", {"image": image, "profile": path}), 400, "no profile")
            self.assert_error(self.server.ask("GET", f"/v1/profiles/{path}"), 404)

    def test_an_image_is_bytes_or_a_digest_and_no_path(self):
        for path in self.paths("part.png"):
            self.assert_error(self.server.post("/v1/predict", {"image": path}), 400, "image")
            self.assert_error(self.server.post("/v1/predict", {"image": {"sha256": path}}), 404)
            self.assert_error(self.server.ask("GET", f"/v1/images/{path}"), 404)
            self.assert_error(self.server.ask("GET", f"/assets/{path}"), 404)

    def test_a_files_name_is_kept_without_its_folders(self):
        body, headers = form(png_of(texture(3)), file_name="../../etc/cron.d/part.png")
        status, _, answer = self.server.ask("POST", "/v1/predict", body, headers)
        self.assertEqual((status, json.loads(answer)["image"]["path"]), (200, "part.png"))


if __name__ == "__main__":
    unittest.main()
