"""Sends spans by OTLP, as OpenTelemetry's environment variables say; needs the libraries of requirements-traces.txt."""

from __future__ import annotations

import atexit
import threading
import time
from typing import Final

from opentelemetry import context as around
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, set_span_in_context

from bot.clock import SystemClock
from bot.traces import Span

SERVICE: Final = "codebuddies"
END_SECONDS: Final = 1
"""What is left when the process ends has so long to leave."""
LEAVING: Final = "traces"
"""The thread in which it does."""
NANO: Final = 1_000_000_000
UNKNOWN: Final = "unknown_service"
"""What the library calls a service that the environment does not name."""


class Telemetry:
    """Spans leave in a thread of their own, in batches; where nobody takes them they are dropped."""

    def __init__(self) -> None:
        found = Resource.create()
        if str(found.attributes.get(SERVICE_NAME, UNKNOWN)).startswith(UNKNOWN):
            found = found.merge(Resource({SERVICE_NAME: SERVICE}))
        self._provider = TracerProvider(resource=found, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer(SERVICE)
        atexit.register(self.end)

    def tell(self, span: Span) -> None:
        """As `bot.traces.Traces.tell`."""
        zero = SystemClock().now().timestamp() - time.perf_counter()
        self._write(span, round(zero * NANO), SpanKind.SERVER, around.Context())

    def end(self) -> None:
        """Send what is left, if somebody takes it; once."""
        atexit.unregister(self.end)
        leaving = threading.Thread(target=self._provider.shutdown, name=LEAVING, daemon=True)
        leaving.start()
        leaving.join(END_SECONDS)

    def _write(self, span: Span, zero: int, kind: SpanKind, within: around.Context) -> None:
        """`zero`: nanoseconds of the epoch at which `time.perf_counter` was 0."""
        began = zero + round(span.began * NANO)
        made = self._tracer.start_span(
            span.name, context=within, kind=kind, attributes=dict(span.facts), start_time=began
        )
        inner = set_span_in_context(made, within)
        for part in span.parts:
            self._write(part, zero, SpanKind.CLIENT, inner)
        made.end(began + round(span.seconds * NANO))
