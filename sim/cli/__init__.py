"""Which commands are there? The commands of `healing`, one file a family: every module of this folder is found by itself.

A new command is one new file with `@app.command(...)` in it. Heavy libraries are imported inside commands, so that help is quick.
"""

from importlib import import_module
from pkgutil import iter_modules

from sim.cli.app import app

__all__ = ["app"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
