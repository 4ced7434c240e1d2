"""The one door for people: set up, run, test and check the project. Standard library only.

`python3 dev.py` lists the commands; docs/development.md explains each step.
"""

import sys

MINIMUM = (3, 11)

if sys.version_info < MINIMUM:  # said before anything newer is imported
    sys.exit(
        "Python %d.%d or newer is needed; this is %s. Start dev.py with a newer python3."
        % (MINIMUM + (sys.version.split()[0],))
    )

from devkit.commands import main  # noqa: E402 - only after the version check

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
