"""What pages load: styles, scripts, fonts, libraries and shapes, copied as they are; and the scripts' messages in each language."""

from __future__ import annotations

import shutil
from pathlib import Path

from ciatlas.messages import SOURCE_LANGUAGE
from ciatlas.publish import look
from ciatlas.publish.site import script_messages
from ciatlas.publish.site.atlas import Atlas

STATIC = Path(__file__).parent.parent / "static"
OWN, LIBRARIES = STATIC / "site", STATIC / "lib"
FOLDER = "static"


def write(atlas: Atlas, folder: Path) -> None:
    """Writes ``static/`` into the root of the site. Raises OSError when the disk is full."""
    target = folder / FOLDER
    shutil.copytree(OWN, target, copy_function=shutil.copyfile)
    if LIBRARIES.is_dir():
        shutil.copytree(LIBRARIES, target / "lib", copy_function=shutil.copyfile)
    for name, text in made(atlas).items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")


def made(atlas: Atlas) -> dict[str, str]:
    """What of ``static/`` is made for the atlas: the names of the files below it, and their texts."""
    wanted = script_messages.script_messages(OWN)
    others = [language for language in atlas.project.languages if language != SOURCE_LANGUAGE]
    return {"look.css": palette(), **{f"messages-{one}.js": script_messages.module(wanted, one) for one in others}}


def copied() -> dict[str, Path]:
    """What of ``static/`` is the same for each atlas: the names of the files below it, and where they are."""
    found = {}
    for source, prefix in ((OWN, ""), (LIBRARIES, "lib/")):
        found |= {prefix + path.relative_to(source).as_posix(): path for path in sorted(source.rglob("*")) if path.is_file()}
    return found


def palette() -> str:
    """The atlas's colours as custom properties, for day and for night (paper is always day); charts in a page follow, since they are drawn in the day's."""
    return "".join((_block(":root", look.DAY), "@media screen and (prefers-color-scheme: dark) {\n", _block(":root", look.NIGHT), _charts(), "}\n"))


def _block(selector: str, colours: dict[str, str]) -> str:
    return "".join((f"{selector} {{\n", *(f"  --{name}: {colour};\n" for name, colour in colours.items()), "}\n"))


def _charts() -> str:
    pairs = {day: look.NIGHT[name] for name, day in look.DAY.items() if look.NIGHT[name] != day}
    return "".join(
        f'svg [{part}="{day}"] {{ {part}: {night}; }}\n' for day, night in pairs.items() for part in ("fill", "stroke")
    )
