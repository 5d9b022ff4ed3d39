#!/usr/bin/env python3
"""Writes README.md and docs/ as HTML, to be looked at: about as GitHub shows them. By hand; needs pandoc.

  render.py FOLDER [--pictures]     with --pictures also as PNG, by chromium, at the widths of a desktop and of a phone
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pages import ROOT, pages

STYLE = """<style>
body { max-width: 900px; margin: 24px auto; padding: 0 24px; font: 16px/1.5 sans-serif; color: #1f2328; }
code, pre { font: 13.6px/1.45 monospace; background: #f6f8fa; border-radius: 6px; }
code { padding: .2em .4em; } pre { padding: 16px; overflow: auto; } pre code { padding: 0; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content; max-width: 100%; margin-bottom: 16px; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; } tr:nth-child(2n) { background: #f6f8fa; }
img { max-width: 100%; } blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: 4px solid #d1d9e0; }
h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }
</style>
"""


def main():
    folder = Path(sys.argv[1]).resolve()
    shutil.copytree(ROOT / "docs/images", folder / "docs/images", dirs_exist_ok=True)
    for page, text in pages().items():
        target = (folder / page).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub(r"\]\(([^)#\s:]+)\.md", r"](\1.html", text)
        html = subprocess.run(["pandoc", "--from=gfm", "--to=html", "--no-highlight"], input=text, capture_output=True, text=True, check=True)
        target.write_text(f'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">{STYLE}{html.stdout}', encoding="utf-8")
        for width in (1000, 420) if "--pictures" in sys.argv[2:] else ():
            picture = folder / (page.replace("/", "_").removesuffix(".md") + f"_{width}.png")
            # In one tall window, the page is a single picture.
            subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},4200",
                            f"--screenshot={picture}", target.as_uri()], check=True, capture_output=True)
            print(picture)


if __name__ == "__main__":
    main()
