"""Make the virtual environment, also where Debian's python3 comes without python3-venv's ensurepip."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

MINIMUM = (3, 11)


def main(folder: str) -> int:
    """Create `folder`; says what to install when this Python cannot."""
    if sys.version_info < MINIMUM:
        sys.stderr.write("Python 3.11 or newer is needed: set PYTHON=python3.11\n")
        return 1
    if importlib.util.find_spec("ensurepip") is None and not install_venv():
        sys.stderr.write("This Python cannot make environments: install the package python3-venv and try again.\n")
        return 1
    return subprocess.call([sys.executable, "-m", "venv", "--clear", folder])


def install_venv() -> bool:
    """Install Debian's python3-venv, as root or with sudo; False where that is not possible."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    command = f"run=; [ $(id -u) = 0 ] || run='sudo -n'; $run apt-get update -qq && $run apt-get install -y -qq {package}"
    return subprocess.call(["sh", "-c", command]) == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
