"""How smoothly the network page draws a large network: frames while the picture is dragged and zoomed, in a browser without a GPU.

    .venv/bin/python bench/network_page.py --site dist/site --nodes 2000 --edges 10000

The page, its scripts and styles are those of a built site; its data are made: few nodes with many edges, many with few, real names. A
browser with a GPU does better, so take the figures as the least that can be had. Other work on the machine makes frames late; what the
processors spend on one tells more then. Wants the tests' requirements and chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import networkx
from playwright.sync_api import Page, sync_playwright

from ciatlas.publish.site import layout

SEED = 7
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

def community(nodes: int, edges: int) -> networkx.Graph:
    """A connected network in which new ends go mostly to those that have many."""
    chance = random.Random(SEED)
    graph = networkx.Graph()
    graph.add_nodes_from(range(nodes))
    ends = [0]
    for node in range(1, nodes):
        other = chance.choice(ends)
        graph.add_edge(node, other)
        ends += [node, other]
    while graph.number_of_edges() < edges:
        one, other = chance.randrange(nodes), chance.choice(ends)
        if one != other:
            graph.add_edge(one, other)
            ends.append(other)
    return graph


def made(site: Path, folder: Path, nodes: int, edges: int) -> None:
    """Writes a site with the page alone and a network of that size."""
    graph = community(nodes, edges)
    chance = random.Random(SEED)
    atlas = json.loads((site / "en" / "atlas.json").read_text(encoding="utf-8"))
    real = json.loads((site / "network.json").read_text(encoding="utf-8"))
    parts = [edge[2:] for edge in real["edges"]]
    (folder / "en").mkdir()
    shutil.copytree(site / "static", folder / "static")
    shutil.copy(site / "en" / "network.html", folder / "en" / "network.html")
    letters = {"organizations": "o", "initiatives": "i"}
    records = [(letter, record) for key, letter in letters.items() for record in atlas[key]]
    chosen = [(letter, {**record, "id": f"{record['id']}-{number}"}) for number in range(nodes) for letter, record in [records[number % len(records)]]]
    for key, letter in letters.items():
        atlas[key] = [record for one, record in chosen if one == letter]
    between = networkx.betweenness_centrality(graph, k=min(nodes, 50), seed=SEED)
    places = layout.place(graph)
    network = {
        "nodes": [[letter, record["id"], *places[node], graph.degree[node], round(between[node], 6)] for node, (letter, record) in enumerate(chosen)],
        "edges": [[one, other, *chance.choice(parts)] for one, other in sorted(graph.edges)],
    }
    (folder / "en" / "atlas.json").write_text(json.dumps(atlas), encoding="utf-8")
    (folder / "network.json").write_text(json.dumps(network), encoding="utf-8")


def frames(page: Page, act: str, steps: int) -> list[float]:
    """Milliseconds between the frames while a script acts so many times; it gets the number of the step."""
    return page.evaluate(
        """([act, steps]) => new Promise((resolve) => {
          const step = new Function("step", act);
          const times = [];
          let last = performance.now(), at = 0;
          requestAnimationFrame(function next(now) {
            times.push(now - last);
            last = now;
            if (at++ === steps) return resolve(times.slice(2));
            step(at);
            requestAnimationFrame(next);
          });
        })""",
        [act, steps],
    )


DRAG = """
  const canvas = document.querySelector("#network .sigma-mouse");
  const box = canvas.getBoundingClientRect();
  const at = (x, y) => ({ clientX: box.x + x, clientY: box.y + y, bubbles: true, button: 0, buttons: 1 });
  if (step === 1) canvas.dispatchEvent(new MouseEvent("mousedown", at(400, 300)));
  document.dispatchEvent(new MouseEvent("mousemove", at(400 + 150 * Math.sin(step / 10), 300 + 100 * Math.sin(step / 7))));
"""
ZOOM = """
  const canvas = document.querySelector("#network .sigma-mouse");
  const box = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new WheelEvent("wheel", { clientX: box.x + 420, clientY: box.y + 300, deltaY: step % 40 < 20 ? -60 : 60, bubbles: true, cancelable: true }));
"""


def processor_seconds() -> float:
    """What this process's descendants, the browser among them, have had of the processors until now (Linux)."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ours(process: int) -> bool:
        while process > 1:
            process = parents.get(process, 0)
            if process == os.getpid():
                return True
        return False

    return sum(seconds for process, seconds in used.items() if ours(process))


def told(page: Page, name: str, act: str, steps: int) -> str:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def script_seconds() -> float:
        return next(one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "ScriptDuration")

    before = processor_seconds(), script_seconds()
    times = sorted(frames(page, act, steps))
    spent, scripts = ((now - then) * 1000 / len(times) for now, then in zip((processor_seconds(), script_seconds()), before, strict=True))
    late = times[int(len(times) * 0.95)]
    return (
        f"{name:8} median {statistics.median(times):6.1f} ms, 95 % within {late:6.1f} ms; "
        f"of a frame: scripts {scripts:5.1f} ms, all processors {spent:6.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=Path("dist/site"), help="a built site")
    parser.add_argument("--nodes", type=int, default=2_000)
    parser.add_argument("--edges", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=120, help="frames while each thing happens")
    options = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if program is None or not (options.site / "network.json").is_file():
        sys.exit("wants chromium, and a built site (--site)")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        made(options.site, folder, options.nodes, options.edges)
        handler = partial(Quiet, directory=str(folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1366, "height": 900}, bypass_csp=True)
            page.goto(f"http://127.0.0.1:{server.server_port}/en/network.html")
            page.wait_for_function("document.querySelector('#seen').textContent")
            print(f"{page.locator('#seen').inner_text()}; drawn {page.evaluate('performance.now()'):.0f} ms after the page was asked for")
            print(told(page, "still", "", options.steps))
            print(told(page, "dragged", DRAG, options.steps))
            page.evaluate("document.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }))")
            print(told(page, "zoomed", ZOOM, options.steps))
            browser.close()
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves without telling."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
