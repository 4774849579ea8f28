"""What the server counts of itself, in the form of Prometheus (OpenMetrics names: units in the name, ``_total`` for what only grows)."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Seconds. A page takes less than the first, a query may take as long as its limit.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))


class Measures:
    """The counts of one worker, in a registry of their own.

    `request` is called for each request by the access log. The rest is for whoever runs queries: `query_begun` and `query_ended` around
    each one that runs, `refused` for each one that does not, `child_restarted` when the process that answers them was started
    again, and `child_memory` set to a function that gives that process's resident bytes.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        labels = ("part", "method", "status")
        self._requests = Counter("ciatlas_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram("ciatlas_request_seconds", "Time from a request to the end of its answer.", ("part",), buckets=_BUCKETS, registry=self.registry)
        self._bytes = Counter("ciatlas_response_bytes", "Bytes of the bodies of answers.", ("part",), registry=self.registry)
        self._running = Gauge("ciatlas_queries_running", "Queries that run now.", registry=self.registry)
        self._query_seconds = Histogram("ciatlas_query_seconds", "Time that a query ran.", buckets=_BUCKETS, registry=self.registry)
        self._refused = Counter("ciatlas_queries_refused", "Queries that were refused or cut, by reason.", ("reason",), registry=self.registry)
        self._restarts = Counter("ciatlas_child_restarts", "Times that the process that answers queries was started again.", registry=self.registry)
        self._memory = Gauge("ciatlas_child_memory_bytes", "Memory of the process that answers queries.", registry=self.registry)
        self._memory.set_function(lambda: float(self.child_memory()))
        self.connections = Gauge("ciatlas_connections", "Connections that are open now.", registry=self.registry)
        self.worker_restarts = Gauge("ciatlas_worker_restarts", "Times that the worker of this release had died and was started again.", registry=self.registry)
        self.child_memory: Callable[[], int] = lambda: 0
        # The label look-up of the library costs more than the counting itself.
        self._by_answer: dict[tuple[str, str, int], Callable[[float], None]] = {}
        self._by_part: dict[str, tuple[Callable[[float], None], Callable[[float], None]]] = {}

    def request(self, part: str, method: str, status: int, seconds: float, size: int) -> None:
        """Counts one request. part: what answered, of a small set of words. status: of HTTP. size: bytes of the answer's body."""
        key = (part, method if method in METHODS else "other", status)
        count = self._by_answer.get(key)
        if count is None:
            count = self._by_answer[key] = self._requests.labels(*key).inc
            self._by_part[part] = (self._seconds.labels(part).observe, self._bytes.labels(part).inc)
        count(1)
        observe, add = self._by_part[part]
        observe(seconds)
        add(size)

    def query_begun(self) -> None:
        """A query starts to run."""
        self._running.inc()

    def query_ended(self, seconds: float) -> None:
        """A query that ran ends, well or not, after so many seconds."""
        self._running.dec()
        self._query_seconds.observe(seconds)

    def refused(self, reason: str) -> None:
        """A query was refused or cut. reason: of a small set of words, such as ``busy``, ``rate``, ``time``, ``rows``, ``service``."""
        self._refused.labels(reason).inc()

    def child_restarted(self) -> None:
        """The process that answers queries had died and was started again."""
        self._restarts.inc()
