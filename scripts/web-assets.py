#!/usr/bin/env python3
"""Writes Query/Web/CWebAssets/assets.c, which embeds every file of Query/Web/Assets and the dashboards. Run it when files come or go.

A change of a file's content needs no run: the compiler reads the files themselves (C23's #embed).
"""
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "Query" / "Web"
HEAD = """\
// Written by scripts/web-assets.py: every file below Query/Web/Assets, read by the compiler itself.
#include "CWebAssets.h"

// #embed is C23; the language mode of the package's other C code need not be.
#pragma clang diagnostic ignored "-Wc23-extensions"
"""

DASHBOARDS = WEB.parent.parent / "dashboards"


def table(names, variable, folder, title):
    """The C lines of one table; `title` makes the path that a file is known by."""
    parts = [f'static const unsigned char {variable}_{number}[] = {{\n#embed "{folder}/{name}"\n}};\n'
             for number, name in enumerate(names)]
    rows = "".join(f'  {{"{title(name)}", {variable}_{number}, sizeof {variable}_{number}}},\n'
                   for number, name in enumerate(names))
    return parts + [
        f"static const skein_web_asset {variable}s[] = {{\n{rows}}};\n",
        f"const skein_web_asset *skein_web_{variable}s(void) {{ return {variable}s; }}\n",
        f"size_t skein_web_{variable}_count(void) {{ return sizeof {variable}s / sizeof *{variable}s; }}\n",
    ]


names = sorted(str(path.relative_to(WEB / "Assets")) for path in (WEB / "Assets").rglob("*") if path.is_file())
dashboards = sorted(path.name for path in DASHBOARDS.glob("*.json"))
parts = [HEAD, *table(names, "asset", "../Assets", str),
         *table(dashboards, "dashboard", "../../../dashboards", lambda name: name.removesuffix(".json"))]
(WEB / "CWebAssets" / "assets.c").write_text("\n".join(parts))
