"""The root of the site: beside the pages, all files of the release under the addresses that the catalogue gives, and the hosts' settings."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ciatlas.publish import hosting

# What a host reads from the root of the site and serves to nobody.
SETTINGS = (".htaccess", "_redirects", "_headers")


def complete(release: Path, site: Path) -> None:
    """Puts the files of the release into the folder of its site, which then can be copied to any host as it is.

    Where the file system can, both names are one file. Raises OSError when the disk is full.
    """
    for folder, _folders, files in os.walk(release):
        here = Path(folder)
        if here == release:
            _folders[:] = sorted(one for one in _folders if release / one != site and one != hosting.FOLDER)
        target = site / here.relative_to(release)
        target.mkdir(exist_ok=True)
        for name in files:
            _same(here / name, target / name)
    for name in SETTINGS:
        _same(release / hosting.FOLDER / name, site / name)


def _same(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)
