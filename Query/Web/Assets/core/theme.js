// Loaded before the first paint, hence no module: the theme must not flash.
(() => {
  const key = "skein.theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage may be forbidden; the system's choice stands then.
    }
  }

  function apply() {
    const asked = new URLSearchParams(location.search).get("theme");
    const choice = asked === "light" || asked === "dark" ? asked : stored();
    root.dataset.theme = choice === "light" || choice === "dark" ? choice : system.matches ? "dark" : "light";
    dispatchEvent(new CustomEvent("themechange"));
  }

  system.addEventListener("change", apply);
  addEventListener("skein:switch-theme", () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(key, next);
    } catch {
      // It holds until the page is left.
    }
    root.dataset.theme = next;
    dispatchEvent(new CustomEvent("themechange"));
  });
  apply();
})();
