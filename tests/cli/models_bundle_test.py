"""saa models bundle and import: archives made here, cut off here, and made by somebody who means harm."""

import hashlib
import io
import json
import pathlib
import shutil
import sys
import tarfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from models_program import FETCHED, VOCABULARY, WEIGHTS, ModelsTest, needs_fetched_models


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@needs_fetched_models
class RoundTrip(ModelsTest):
    def setUp(self):
        super().setUp()
        self.models.mkdir()
        for name in (VOCABULARY, WEIGHTS):
            shutil.copy(FETCHED / name, self.models)
        self.other = self.folder / "other"

    def bundle(self, *words, **options):
        return self.saa("bundle", VOCABULARY, WEIGHTS, "--out", "my.tar", *words, **options)

    def test_brings_the_files_to_another_folder(self):
        run = self.bundle()
        archive = (self.folder / "my.tar").read_bytes()
        self.assertEqual(run.out, f"{sha256(archive)}  my.tar\n")
        self.assertIn("2 files", run.err)
        run = self.saa("import", "my.tar", "--models", self.other)
        self.assertEqual(run.out, f"{self.other / VOCABULARY}\n{self.other / WEIGHTS}\n")
        self.assertEqual(sorted(path.name for path in self.other.iterdir()), [VOCABULARY, WEIGHTS])
        for name in (VOCABULARY, WEIGHTS):
            self.assertEqual((self.other / name).read_bytes(), (FETCHED / name).read_bytes())
        self.saa("verify", VOCABULARY, WEIGHTS, "--models", self.other)
        again = self.saa("import", "my.tar", "--models", self.other)
        self.assertEqual(again.out, "")
        self.assertIn("there already", again.err)

    def test_is_a_tar_archive_with_a_manifest(self):
        self.bundle()
        with tarfile.open(self.folder / "my.tar") as archive:
            self.assertEqual(archive.getnames(), ["manifest.json", VOCABULARY, WEIGHTS])
            manifest = json.load(archive.extractfile("manifest.json"))
            for entry in manifest["files"]:
                content = archive.extractfile(entry["name"]).read()
                self.assertEqual((entry["size"], entry["sha256"]), (len(content), sha256(content)))

    def test_is_the_same_for_the_same_files(self):
        first = self.bundle().out
        self.assertEqual(self.bundle("--replace").out, first)

    def test_does_not_overwrite_unasked(self):
        self.bundle()
        self.refused("bundle", VOCABULARY, "--out", "my.tar", says=["there already", "--replace"])
        self.saa("import", "my.tar", "--models", self.other)
        (self.other / VOCABULARY).write_bytes(b"mine")
        self.refused("import", "my.tar", "--models", self.other, says=["other contents", "--replace"])
        self.assertEqual((self.other / VOCABULARY).read_bytes(), b"mine")
        self.assertEqual(self.saa("import", "my.tar", "--models", self.other, "--replace").out,
                         f"{self.other / VOCABULARY}\n")

    def test_says_what_is_missing(self):
        self.refused("bundle", VOCABULARY, "mobile_sam.pt",
                     says=["lacks mobile_sam.pt", "saa models fetch mobile_sam.pt --models"])

    def test_refuses_a_file_that_is_not_the_official_one(self):
        (self.models / VOCABULARY).write_bytes(b"mine")
        self.refused("bundle", VOCABULARY, says="not the official file")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["models"])

    def test_cut_off_anywhere_brings_nothing(self):
        self.bundle()
        archive = (self.folder / "my.tar").read_bytes()
        for length in (600, 1024, 1536, 100_000, 233_472, 234_496, len(archive) // 2, len(archive) - 2000):
            (self.folder / "cut.tar").write_bytes(archive[:length])
            run = self.refused("import", "cut.tar", "--models", self.other, says="cut.tar")
            self.assertFalse(self.other.exists() and list(self.other.iterdir()), f"{length}: {run.err}")

    def test_with_a_changed_byte_brings_nothing(self):
        self.bundle()
        archive = bytearray((self.folder / "my.tar").read_bytes())
        archive[-5_000_000] ^= 1
        (self.folder / "my.tar").write_bytes(archive)
        self.refused("import", "my.tar", "--models", self.other, says=[WEIGHTS, "SHA-256", "nothing was imported"])
        self.assertEqual(list(self.other.iterdir()), [])


class Hostile(ModelsTest):
    """Archives made by hand."""

    CONTENT = b"weights"

    def entry(self, name="a.pth", content=CONTENT, **overrides):
        return {"name": name, "size": len(content), "sha256": sha256(content), **overrides}

    def write(self, manifest, members, name="bad.tar"):
        """`members`: (name or TarInfo, content)."""
        path = self.folder / name
        with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
            if manifest is not None:
                text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
                members = [("manifest.json", text), *members]
            for member, content in members:
                info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return path

    def refuse(self, entries, members, says, version=1):
        manifest = entries if isinstance(entries, bytes) or entries is None else {"saa_bundle": version,
                                                                                  "files": entries}
        self.refused("import", self.write(manifest, members), says=says)
        self.assertEqual(self.there(), [])
        self.assertEqual(sorted(path.name for path in self.folder.iterdir() if path != self.models), ["bad.tar"])

    def test_an_honest_one_is_taken(self):
        self.saa("import", self.write({"saa_bundle": 1, "files": [self.entry()]}, [("a.pth", self.CONTENT)]))
        self.assertEqual((self.models / "a.pth").read_bytes(), self.CONTENT)

    def test_names_that_lead_elsewhere(self):
        for name in ["../a.pth", "/tmp/a.pth", "sub/a.pth", "..", ".a.pth", "-a.pth", "a.pth\n", "a\\b.pth", "a b.pth",
                     "", ".pth", "a.sh", "x" * 300 + ".pth", "a.pth.part"]:
            self.refuse([self.entry(name)], [("a.pth", self.CONTENT)], "is not one of a model file")

    def test_entries_that_are_not_plain_files(self):
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("a.pth")
            info.type = kind
            info.linkname = "/etc/passwd"
            self.refuse([self.entry()], [(info, b"")], "not a plain file")

    def test_entries_that_the_manifest_does_not_list(self):
        self.refuse([self.entry()], [("a.pth", self.CONTENT), ("b.pth", b"x")], "'b.pth' is not in the manifest")
        self.refuse([self.entry()], [("../../a.pth", self.CONTENT)], "is not in the manifest")

    def test_entries_that_come_twice(self):
        self.refuse([self.entry()], [("a.pth", self.CONTENT)] * 2, "comes twice")
        self.refuse([self.entry(), self.entry()], [("a.pth", self.CONTENT)], "listed twice")

    def test_entries_that_are_missing(self):
        self.refuse([self.entry(), self.entry("b.pth")], [("a.pth", self.CONTENT)], "b.pth is in the manifest only")

    def test_lying_sizes_and_checksums(self):
        self.refuse([self.entry(size=8)], [("a.pth", self.CONTENT)], "7 bytes, the manifest says 8")
        self.refuse([self.entry()], [("a.pth", b"Weights")], "the manifest says " + sha256(self.CONTENT))
        self.refuse([self.entry(size=10**16)], [("a.pth", self.CONTENT)], "not enough space")
        self.refuse([self.entry(size=2**63), self.entry("b.pth", size=2**63)], [], "sizes that cannot be")

    def test_a_size_in_the_header_that_reaches_beyond_the_end(self):
        path = self.write({"saa_bundle": 1, "files": [self.entry(size=1000)]}, [("a.pth", self.CONTENT)])
        content = path.read_bytes()
        start = content.index(b"a.pth\0")
        info = tarfile.TarInfo("a.pth")
        info.size = 1000
        path.write_bytes(content[:start] + info.tobuf(tarfile.PAX_FORMAT) + self.CONTENT)
        self.refused("import", path, says="damaged or no bundle")
        self.assertEqual(self.there(), [])

    def test_an_official_name_with_other_contents(self):
        content = b"x" * 231508
        self.refuse([self.entry(VOCABULARY, content)], [(VOCABULARY, content)], "not the official file")

    def test_manifests_that_are_none(self):
        says = "not one that 'saa models bundle' writes"
        for manifest in [b"", b"[]", b"{}", b"\xff\xfe", b'{"saa_bundle": 1}', b"[" * 100_000,
                         json.dumps({"saa_bundle": 1, "files": [{"name": 1, "size": 1, "sha256": ""}]}).encode(),
                         json.dumps({"saa_bundle": 1, "files": [{"name": "a.pth"}]}).encode()]:
            self.refuse(manifest, [("a.pth", self.CONTENT)], says)
        self.refuse([], [], "empty or too long")
        self.refuse([self.entry(size=-1)], [], "a size that is not one")
        self.refuse([self.entry(size=1.5)], [], "a size that is not one")
        self.refuse([self.entry(sha256="00")], [], "a SHA-256 that is not one")
        self.refuse([self.entry()], [], "version 2", version=2)
        self.refuse(None, [("a.pth", self.CONTENT)], "no manifest.json comes first")
        self.refuse(b" " * 2_000_000, [], "too long")

    def test_text_that_would_write_to_the_terminal(self):
        run = self.refused("import", self.write({"saa_bundle": 1, "files": [self.entry()]}, [("\x1b[2Jx", b"")]))
        self.assertNotIn("\x1b", run.err)

    def test_a_compressed_archive(self):
        path = self.folder / "bad.tar"
        with tarfile.open(path, "w:gz") as archive:
            archive.addfile(tarfile.TarInfo("manifest.json"))
        self.refused("import", path, says="bad.tar")


if __name__ == "__main__":
    unittest.main()
