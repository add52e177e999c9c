"""One JSON line a figure: its value, the reference measured in the same run, and their ratio."""

import json
import statistics


def figure(name: str, value: float, reference: float, unit: str = "s", **more: object) -> None:
    line = {
        "name": name,
        "value": value,
        "unit": unit,
        "reference": reference,
        "ratio": round(value / reference, 3),
    }
    print(json.dumps({**line, **more}), flush=True)


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
