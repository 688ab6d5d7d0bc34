"""What the comparisons at full size share: running the C++ side, and the head of the table."""

import os
import re
import subprocess
import sys

HEAD = "| network | image | stage | shape | relative difference |\n| --- | --- | --- | --- | --- |"


def rows_of(program, tests, folder):
    """The rows that the program's `tests` print of what lies in `folder`; everything else that it says
    goes to standard error. Ends with an error if a test fails or there are none."""
    ran = subprocess.run(
        [program, f"--gtest_filter={tests}"],
        env=os.environ | {"SAA_PARITY_DIR": str(folder)},
        capture_output=True,
        text=True,
    )
    print(ran.stdout, ran.stderr, file=sys.stderr)
    rows = re.findall(r"^\|.*\|$", ran.stdout, re.MULTILINE)
    if ran.returncode != 0 or not rows:
        sys.exit(f"the comparison {tests} failed")
    return rows
