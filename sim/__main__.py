"""What happens when somebody types `healing`? The command line starts here, from `healing` or `python -m sim`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line on what was typed and end the process with a documented exit code."""
    from sim.commands import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="healing")


if __name__ == "__main__":
    main()
