// The page for lost addresses is shown anywhere below the site, so it looks for the site's root from where it is.
(async () => {
  const parts = location.pathname.split("/").slice(0, -1);
  const known = parts.findIndex((part) => document.querySelector(`[data-root~="${CSS.escape(part)}"]`));
  const above = parts.map((_, index) => parts.slice(0, parts.length - index).join("/") + "/");
  const guesses = known > 0 ? [parts.slice(0, known).join("/") + "/", ...above] : above;
  for (const root of new Set(guesses)) {
    const answer = await fetch(`${root}static/site.css`, { method: "HEAD" }).catch(() => undefined);
    if (!answer?.ok) continue;
    for (const name of ["fonts", "look", "site", "entrance"]) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = `${root}static/${name}.css`;
      document.head.append(link);
    }
    for (const link of document.querySelectorAll("a[href]")) link.href = root + link.getAttribute("href");
    return;
  }
})();
