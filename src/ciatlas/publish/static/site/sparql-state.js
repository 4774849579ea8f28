// Where the query is kept: in the address, so that it can be shared, and in this tab, so that going away and back loses nothing.

const KEY = "ciatlas.query";
// Servers and messengers cut longer addresses; what stands behind # is never sent.
const LONGEST = 1800;

// What to begin with: {query, example, run} out of the address, else what this tab had; fields are absent where nothing is known.
export function begin() {
  const asked = new URLSearchParams(location.search);
  const hash = new URLSearchParams(location.hash.slice(1));
  const query = asked.get("query") ?? hash.get("query") ?? undefined;
  const example = asked.get("example") ?? undefined;
  const own = document.referrer !== "" && new URL(document.referrer).origin === location.origin;
  const run = own && (asked.get("run") === "1" || hash.get("run") === "1");
  if (query !== undefined || example !== undefined) return { query, example, run };
  try {
    return { query: sessionStorage.getItem(KEY) ?? undefined, run: false };
  } catch {
    return { run: false };
  }
}

// The endpoint that the address names: the server sends browsers here so. Anybody may write an address, so it must be one of the
// page's own host; null otherwise.
export function named() {
  const said = new URLSearchParams(location.search).get("endpoint");
  if (!said || !URL.canParse(said, location.href)) return null;
  const url = new URL(said, location.href);
  return url.origin === location.origin && url.pathname.endsWith("/sparql") ? url.origin + url.pathname : null;
}

// Keeps the query in the address of the page and in this tab.
export function keep(query) {
  history.replaceState(null, "", address(query));
  try {
    sessionStorage.setItem(KEY, query);
  } catch {
    // A browser that keeps nothing still has the address.
  }
}

// The address that shows the query to whoever opens it.
export function address(query) {
  const here = new URL(location.href);
  const place = named() ? { endpoint: here.searchParams.get("endpoint") } : {};
  here.hash = "";
  here.search = new URLSearchParams(place).toString();
  const said = new URLSearchParams({ ...place, query }).toString();
  if (said.length <= LONGEST) here.search = said;
  else here.hash = new URLSearchParams({ query }).toString();
  return here.href;
}
