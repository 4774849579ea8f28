"""The names of what there is, to find those that somebody may have meant."""

from __future__ import annotations


from anyio import to_thread

from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.forms.documents import FORMS
from ciatlas.serve.linked_data import unknown
from ciatlas.serve.linked_data.files import Files

_STARTS = ("id/", f"{DOCUMENTS}/", "scheme/")


class Names:
    """The names of documents, read at first need."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[str, list[str]] = {}

    async def near(self, path: str) -> list[str]:
        """Paths below the base of those things and concepts whose names are most like that of the path; none where none is, or it names no kind."""
        if not path.startswith(_STARTS):
            return []
        return await to_thread.run_sync(self._near, path)

    def _near(self, path: str) -> list[str]:
        name = path if path.startswith("scheme/") else path.partition("/")[2]
        for form in (*FORMS, ".html"):
            name = name.removesuffix(form)
        folder, _slash, last = name.rpartition("/")
        known = self._of(folder) if folder else []
        prefix = "" if folder.startswith("scheme") else "id/"
        return [f"{prefix}{folder}/{one}" for one in unknown.nearest(last, known)]

    def _of(self, folder: str) -> list[str]:
        if folder not in self._known:
            names = self._files.names(f"{DOCUMENTS}/{folder}", FORMS[0])
            if not names:
                return []
            self._known[folder] = names
        return self._known[folder]
