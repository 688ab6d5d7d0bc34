"""Every #include under src/ and include/ points the way src/README.md draws the layers."""

import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(os.environ.get("SAA_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
INCLUDE = re.compile(r"^\s*#\s*include\s*(\S.*?)\s*(?://.*)?$", re.MULTILINE)


def layers_below(readme):
    """The drawing "a, b ← c ← d" as {layer: all layers it may include}, itself included."""
    direct = {}
    for line in re.findall(r"^    (.*←.*)$", readme, re.MULTILINE):
        steps = [{name.strip() for name in step.split(",")} for step in line.split("←")]
        for name in steps[0]:
            direct.setdefault(name, set())
        for below, above in zip(steps, steps[1:]):
            for name in above:
                direct.setdefault(name, set()).update(below)
    closure = {}
    for name in direct:
        reached, open_names = {name}, [name]
        while open_names:
            new = direct[open_names.pop()] - reached
            reached |= new
            open_names += new
        closure[name] = reached
    return closure


def violations(path, text, below, exists):
    """What is wrong with the includes of one file. `path` is relative to the repository."""
    parts = pathlib.PurePosixPath(path).parts
    in_openvino = parts[:3] == ("src", "nn", "openvino")
    layer = parts[1] if parts[0] == "src" else None
    if layer is not None and layer not in below:
        return [f"{path}: src/README.md does not draw the layer {layer}"]
    found = []
    for include in INCLUDE.findall(text):
        name = include.strip('"<>')
        quoted = include.startswith('"')
        if re.match(r"(openvino|ngraph)/", name) and not in_openvino:
            found.append(f"{path}: {include} is OpenVINO's, which only src/nn/openvino may see")
        elif layer is None:
            # Public headers stand alone: the standard library (no folder in the name) and each other.
            if quoted or ("/" in name and not name.startswith("saa/")):
                found.append(f"{path}: {include} in a public header")
        elif quoted:
            target = name.split("/")[0]
            if not exists(f"src/{name}"):
                found.append(f"{path}: {include} is not a file under src/")
            elif target not in below[layer]:
                found.append(f"{path}: {include}, but {layer} may only see {sorted(below[layer])}")
            elif name.startswith("nn/openvino/") and not in_openvino:
                found.append(f"{path}: {include} is the inside of the OpenVINO runtime")
    return found


class Layering(unittest.TestCase):
    def setUp(self):
        self.below = layers_below((ROOT / "src" / "README.md").read_text("utf-8"))

    def check(self, path, text):
        return violations(path, text, self.below, lambda file: True)

    def test_all_includes_point_down(self):
        files = [f for folder in ("src", "include") for f in (ROOT / folder).rglob("*") if f.suffix in (".h", ".cpp")]
        self.assertGreater(len(files), 50)
        found = []
        for file in sorted(files):
            path = file.relative_to(ROOT).as_posix()
            found += violations(path, file.read_text("utf-8"), self.below, lambda name: (ROOT / name).is_file())
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_reads_the_drawing(self):
        below = layers_below("    a ← b, c\n    b, c ← d ← e\n    a ← f\n")
        self.assertEqual(below["e"], {"a", "b", "c", "d", "e"})
        self.assertEqual(below["b"], {"a", "b"})
        self.assertEqual(below["f"], {"a", "f"})

    def test_refuses_an_include_that_points_up(self):
        self.assertEqual(self.check("src/nn/value.h", '#include "checkpoint/tensor.h"\n'), [])
        self.assertTrue(self.check("src/nn/value.h", '#include "pipeline/cascade.h"  // why\n'))
        self.assertTrue(self.check("src/core/log.cpp", '  #  include "image/resize.h"\n'))
        self.assertTrue(self.check("src/new_layer/x.h", ""))

    def test_refuses_openvino_outside_its_folder(self):
        self.assertEqual(self.check("src/nn/openvino/graph.h", "#include <openvino/core/model.hpp>\n"), [])
        self.assertTrue(self.check("src/nn/layers.cpp", "#include <openvino/openvino.hpp>\n"))
        self.assertTrue(self.check("src/models/sam/sam.cpp", '#include "nn/openvino/graph.h"\n'))

    def test_refuses_libraries_in_public_headers(self):
        self.assertEqual(self.check("include/saa/image.h", "#include <vector>\n#include <saa/error.h>\n"), [])
        self.assertTrue(self.check("include/saa/image.h", "#include <opencv2/core.hpp>\n"))
        self.assertTrue(self.check("include/saa/image.h", '#include "core/log.h"\n'))

    def test_refuses_a_file_that_is_not_there(self):
        self.assertTrue(violations("src/nn/ops.cpp", '#include "nn/gone.h"\n', self.below, lambda file: False))


if __name__ == "__main__":
    unittest.main()
