"""The forms of the real atlas; and those of a small atlas whose texts are as hostile as tables allow, and worse."""

from __future__ import annotations

from typing import Any

import pytest
from atlas_files import ROOT
from built_site import built
from hostile import HOSTILE
from made_forms import Made, copied, make_unchecked, table_rows

from ciatlas.project import read


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The forms of the real atlas, as its release has them. Not to be changed."""
    project = read(ROOT)
    return Made(project, project.editions[0], built(tmp_path_factory))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The forms of an atlas of a few rows, each of whose texts is one of HOSTILE, read past the check that would refuse some."""
    folder = tmp_path_factory.mktemp("hostile")

    first = {table: [row["id"] for row in table_rows(f"{table}.csv")] for table in ("organizations", "initiatives")}

    def change(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if name in ("countries.csv", "places.csv"):
            return rows
        if name not in ("organizations.csv", "initiatives.csv", "engagements.csv", "publications.csv"):
            return []
        kept = [row for row in rows if name != "publications.csv" or (row["title"] and row["authors"])][: len(HOSTILE)]
        for number, row in enumerate(kept):
            # The first column of these gets another text in each row, so that each is a name or a title once.
            columns = [column for column in ("name", "title", "name_he", "description", "notes", "authors") if column in row]
            row |= {column: HOSTILE[(number + place) % len(HOSTILE)] for place, column in enumerate(columns)}
            if name == "publications.csv":
                row |= {"publishers": "", "title_he": "", "authors": row["authors"].replace(";", ",")}
            if name == "engagements.csv":
                row |= {"id": f"e{number}", "detail": HOSTILE[number], "member_initiative": "", "in_organization": "", "in_event": ""}
                row |= {"member_organization": first["organizations"][number], "in_initiative": first["initiatives"][number]}
        return kept

    return make_unchecked(copied(folder / "atlas", change), folder / "dist")
