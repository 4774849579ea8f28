"""The SPARQL 1.1 endpoint, ``/sparql``, and the store behind it.

A query comes by the protocol (`request`), is looked at (`guard`), waits for its turn (`turns`), goes to the store (`native`, `remote`),
and its answer goes to the client as it comes (`endpoint`).
"""

from __future__ import annotations

from ciatlas.serve.sparql.routing import routes as routes
from ciatlas.serve.sparql.opened import opened as opened
