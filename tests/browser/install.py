"""Make sure that there is a Chromium: the system's; as root one from apt; otherwise Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The Chinese characters of the pictures need a font that has them.
APT = ("chromium", "fonts-noto-cjk")


def main() -> None:
    if any(shutil.which(name) for name in NAMES):
        return
    for attempt in (_by_apt, _by_playwright):
        if attempt():
            return
    sys.exit("The browser tests need Chromium. Install it with:  sudo apt-get install chromium fonts-noto-cjk")


def _by_apt() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    update = subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)
    install = subprocess.run(["apt-get", "install", "-y", "-qq", *APT], env=env, check=False)
    return update.returncode == 0 and install.returncode == 0


def _by_playwright() -> bool:
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0


if __name__ == "__main__":
    main()
