"""Colours and the keyboard. Names, roles, labels and contrast are checked on every view, by `test_pages.py`."""

from __future__ import annotations

def test_colours_of_services_keep_their_contrast(watched) -> None:
    watched.open("/search")
    worst = watched.page.evaluate(
        """async () => {
          const { contrast, serviceColor } = await import("/assets/core/colors.js");
          const result = {};
          for (const [theme, ground] of [["light", [1, 1, 1]], ["dark", [0.075, 0.098, 0.13]]]) {
            document.documentElement.dataset.theme = theme;
            result[theme] = Math.min(...Array.from({ length: 500 }, (_, index) => {
              const parts = serviceColor(`service-${index}`).match(/\\d+/g).map((part) => part / 255);
              return contrast(parts, ground);
            }));
          }
          return result;
        }"""
    )
    assert worst["light"] >= 3 and worst["dark"] >= 3, worst


def test_the_keyboard_reaches_and_shows_everything(watched) -> None:
    page = watched.open("/search?range=all")
    page.wait_for_selector(".virtual .line")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + (document.activeElement.name ?? '')"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    assert {"SELECTservice", "INPUTtext"} <= seen


def test_help_lists_the_shortcuts(watched) -> None:
    page = watched.open("/search?range=all")
    page.wait_for_selector(".virtual .line")
    page.locator("main").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "Search anew" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
