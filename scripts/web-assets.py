#!/usr/bin/env python3
"""Writes Query/Web/CWebAssets/assets.c, which embeds every file of Query/Web/Assets. Run it when files come or go.

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

names = sorted(str(path.relative_to(WEB / "Assets")) for path in (WEB / "Assets").rglob("*") if path.is_file())
parts = [HEAD]
for number, name in enumerate(names):
    parts.append(f'static const unsigned char asset_{number}[] = {{\n#embed "../Assets/{name}"\n}};\n')
rows = "".join(f'  {{"{name}", asset_{number}, sizeof asset_{number}}},\n' for number, name in enumerate(names))
parts.append(f"static const skein_web_asset assets[] = {{\n{rows}}};\n")
parts.append("const skein_web_asset *skein_web_assets(void) { return assets; }\n")
parts.append("size_t skein_web_asset_count(void) { return sizeof assets / sizeof *assets; }\n")
(WEB / "CWebAssets" / "assets.c").write_text("\n".join(parts))
