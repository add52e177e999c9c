"""Whoever takes spans: an address of this machine that OpenTelemetry's OTLP is sent to."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span


class Collector:
    """What came so far."""

    def __init__(self) -> None:
        self.came: list[ResourceSpans] = []
        self.address = ""

    @property
    def spans(self) -> list[Span]:
        return [span for one in self.came for scope in one.scope_spans for span in scope.spans]

    @property
    def services(self) -> set[str]:
        return {
            one.value.string_value
            for sent in self.came
            for one in sent.resource.attributes
            if one.key == "service.name"
        }


@contextmanager
def collecting() -> Iterator[Collector]:
    found = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                sent = gzip.decompress(sent)
            found.came += ExportTraceServiceRequest.FromString(sent).resource_spans
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        found.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()
