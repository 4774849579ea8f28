"""The server: the built atlas over HTTP as linked data, with a SPARQL endpoint and a reconciliation service. It only reads."""
