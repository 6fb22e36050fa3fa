#!/usr/bin/env python3
"""Takes the pictures of the README anew, of pages of the bundled rows: pictures.py COMMAND CHROMIUM; two minutes.

Each picture keeps, as its description, the headline of its page, by which a test knows one that is of an older catalogue.
"""
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

from browser import Browser

COMMAND, CHROMIUM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
PAGE = pathlib.Path(__file__).resolve().parents[2] / "page"


def describe(picture, words):
    """Puts a text chunk before the last one of a PNG, which is its end."""
    data, body = picture.read_bytes(), b"tEXtDescription\0" + words.encode("latin-1", "replace")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    picture.write_bytes(data[:-12] + chunk + data[-12:])


def take(browser, page, name, scroll=None):
    browser.load(page)
    browser.ask("drawing.forEach(({ draw }) => draw())")
    if scroll:
        browser.ask(f"document.getElementById('{scroll}').scrollIntoView({{ behavior: 'instant' }}), scrollBy(0, -60)")
    browser.picture(PAGE / name)
    describe(PAGE / name, browser.ask("document.querySelector('h1').textContent"))


with tempfile.TemporaryDirectory() as folder, Browser(str(CHROMIUM)) as browser:
    def run(*words):
        subprocess.run([COMMAND, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run("verify", "--json", "verify.json")
    run("certify", "--json", "certify.json")
    run("report", "verify.json", "certify.json", "--html", "both.html")
    run("report", "certify.json", "--html", "certify.html")
    browser.view(1120, 1160)
    take(browser, folder + "/both.html", "summary.png")
    take(browser, folder + "/certify.html", "rows.png", "ranked-0.1")
