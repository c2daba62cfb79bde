"""Map the four top-level folders to one package, sub-folders included."""

from setuptools import find_packages, setup

FOLDERS = ("model", "agents", "viz", "experiments")

setup(
    package_dir={f"joinedup.{f}": f for f in FOLDERS},
    packages=[f"joinedup.{f}" for f in FOLDERS]
    + [f"joinedup.{f}.{sub}" for f in FOLDERS for sub in find_packages(f)],
)
