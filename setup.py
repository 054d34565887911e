"""Which folders are packages? All of `sim`, found by themselves; the scenarios travel in the wheel as one more, copied nowhere."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["sim", "sim.*"]), "sim.scenarios_data"],
    package_dir={"sim.scenarios_data": "scenarios"},
)
