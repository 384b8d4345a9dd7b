"""One invocation of the AWS adapter as protobuf and one as JSON: both must decode without anything left over, hold
what the handler recorded, and be the same.

Usage: python prove_decoder.py NODE
"""

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from otlp_messages import REQUESTS, NotOtlp, parse_json, parse_protobuf
from recorder import Recorder

HERE = Path(__file__).parent
TIMEOUT_SECONDS = 120
FORMS = {
    "http/protobuf": ("application/x-protobuf", parse_protobuf),
    "http/json": ("application/json", parse_json),
}

# What invoke-aws.mjs sets.
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
ATTRIBUTES = {
    "proof.text": "Grüße, 世界 🌦",
    "proof.empty": "",
    "proof.zero": 0,
    "proof.int": 42,
    "proof.negative": -42,
    "proof.largest": 9007199254740991,
    "proof.smallest": -9007199254740991,
    "proof.double": 0.1,
    "proof.true": True,
    "proof.false": False,
    "proof.texts": ["a", "", "ü"],
    "proof.ints": [1, -1, 0],
    "proof.booleans": [True, False],
}
LOG_ATTRIBUTES = {"log.number": 3, "log.nested": {"list": [1, "two", {"three": False}]}}


def record(node: str, protocol: str):
    """The raw bodies that one invocation sends."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "ISOBAR_", "AWS_"))}
    with Recorder() as recorder:
        env = {
            **own,
            "AWS_LAMBDA_FUNCTION_NAME": "proof",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/proof",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[$LATEST]00000000000000000000000000000000",
            "AWS_REGION": "us-east-1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": recorder.url,
            "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        }
        done = subprocess.run(
            [node, str(HERE / "invoke-aws.mjs")], env=env, timeout=TIMEOUT_SECONDS, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"the invocation failed:\n{done.stdout}{done.stderr}")
        return recorder.bodies


def decode(bodies, protocol: str, remarks: set):
    """The decoded requests of each path."""
    content_type, parse = FORMS[protocol]
    messages = {path: [] for path in REQUESTS}
    for path, actual_type, encoding, body in bodies:
        if path not in REQUESTS:
            raise NotOtlp(f"{path} is no path of OTLP")
        if actual_type != content_type or encoding != "gzip":
            raise NotOtlp(f"{path}: sent as {actual_type!r}, {encoding!r} instead of {content_type!r}, 'gzip'")
        messages[path].append(parse(path, gzip.decompress(body), remarks))
    for path, found in messages.items():
        if not found:
            raise NotOtlp(f"nothing came to {path}")
    return messages


def value_of(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [value_of(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return attributes_of(value.kvlist_value.values)
    return None if kind is None else getattr(value, kind)


def attributes_of(pairs):
    return {pair.key: value_of(pair.value) for pair in pairs}


def items_of(messages, resources: str, scopes: str, items: str):
    for message in messages:
        for entry in getattr(message, resources):
            for scope in getattr(entry, scopes):
                for item in getattr(scope, items):
                    about = {
                        "resource": attributes_of(entry.resource.attributes),
                        "schemas": [entry.schema_url, scope.schema_url],
                        "scope": [scope.scope.name, scope.scope.version],
                    }
                    about["resource"].pop("service.instance.id", None)
                    yield about, item


def describe_spans(messages):
    """Every span without what is new in each process: its own id and its times."""
    spans = list(items_of(messages["/v1/traces"], "resource_spans", "scope_spans", "spans"))
    names = {span.span_id: span.name for _, span in spans}
    return {
        span.name: {
            **about,
            "trace": span.trace_id.hex(),
            "parent": names.get(span.parent_span_id, span.parent_span_id.hex()),
            "state": span.trace_state,
            "flags": span.flags,
            "kind": span.kind,
            "attributes": attributes_of(span.attributes),
            "events": [[event.name, attributes_of(event.attributes)] for event in span.events],
            "links": [
                [link.trace_id.hex(), link.span_id.hex(), attributes_of(link.attributes), link.flags]
                for link in span.links
            ],
            "status": [span.status.code, span.status.message],
            "dropped": [span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count],
        }
        for about, span in spans
    }


def describe_logs(messages):
    return [
        {
            **about,
            "trace": record.trace_id.hex(),
            "severity": [record.severity_number, record.severity_text],
            "event": record.event_name,
            "body": value_of(record.body),
            "attributes": attributes_of(record.attributes),
            "flags": record.flags,
        }
        for about, record in items_of(messages["/v1/logs"], "resource_logs", "scope_logs", "log_records")
    ]


def describe_metrics(messages):
    """Form of all, values of the handler's own: the others are durations and memory."""
    metrics = {}
    for about, metric in items_of(messages["/v1/metrics"], "resource_metrics", "scope_metrics", "metrics"):
        kind = metric.WhichOneof("data")
        data = getattr(metric, kind)
        points = [
            {
                "attributes": attributes_of(point.attributes),
                "count": point.count if kind == "histogram" else None,
                "bounds": list(point.explicit_bounds) if kind == "histogram" else None,
                "value": (point.sum if kind == "histogram" else getattr(point, point.WhichOneof("value")))
                if metric.name.startswith("proof.")
                else None,
            }
            for point in data.data_points
        ]
        temporality = None if kind == "gauge" else data.aggregation_temporality
        is_monotonic = data.is_monotonic if kind == "sum" else None
        metrics[metric.name] = {
            **about,
            "unit": metric.unit,
            "kind": kind,
            "temporality": temporality,
            "monotonic": is_monotonic,
            "points": points,
        }
    return metrics


def check_contents(protocol: str, messages, spans, logs, metrics, begin: int, end: int):
    """What is not as the handler recorded it, in words."""
    problems = []

    def expect(what: str, actual, expected):
        # In Python True == 1 == 1.0: the type is part of what was recorded.
        if repr(actual) != repr(expected):
            problems.append(f"{protocol}: {what} is {actual!r}, not {expected!r}")

    servers = [span for span in spans.values() if span["kind"] == 2]
    expect("the number of SERVER spans", len(servers), 1)
    for server in servers:
        expect("the trace id", server["trace"], TRACE_ID)
        expect("the parent", server["parent"], PARENT_ID)
        expect("the trace state", server["state"], "vendor=value")
        expect("the status code", server["attributes"].get("http.response.status_code"), 201)
        for name, value in ATTRIBUTES.items():
            expect(name, server["attributes"].get(name), value)
    inner = spans.get("inner")
    if inner is None:
        problems.append(f"{protocol}: the inner span is missing")
    else:
        expect("the inner span's kind", inner["kind"], 3)
        expect("the inner span's trace", inner["trace"], TRACE_ID)
        expect("the inner span's parent is a span of ours", inner["parent"] in spans, True)
        expect("the inner span's event", inner["events"], [["something happened", {"event.number": -1}]])
        expect("the inner span's status", inner["status"], [2, "it broke"])
        expect("the inner span's link", [link[:3] for link in inner["links"]], [["1" * 32, "2" * 16, {"link.number": 7}]])
    records = [record for record in logs if record["body"] == "careful"]
    expect("the number of log records", len(records), 1)
    for log in records:
        expect("the log record's trace", log["trace"], TRACE_ID)
        expect("the log record's severity", log["severity"], [13, "WARN"])
        for name, value in LOG_ATTRIBUTES.items():
            expect(name, log["attributes"].get(name), value)
        # A record's own, so that it differs from run to run.
        uid = log["attributes"].pop("log.record.uid", "")
        expect("the log record's own id is one", len(uid) == 32 and set(uid) <= set("0123456789abcdef"), True)
    for name, kind, value in [("counter", "sum", 5.0), ("updown", "sum", -3.0), ("histogram", "histogram", 0.25)]:
        metric = metrics.get(f"proof.{name}")
        expect(f"proof.{name}", metric and [metric["kind"], [point["value"] for point in metric["points"]]], [kind, [value]])
    expect("faas.invocations is there", "faas.invocations" in metrics, True)
    for _, span in items_of(messages["/v1/traces"], "resource_spans", "scope_spans", "spans"):
        is_now = begin <= span.start_time_unix_nano <= span.end_time_unix_nano <= end
        expect(f"the time of {span.name} is that of the invocation", is_now, True)
    return problems


def differences(a, b, where: str):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from differences(a.get(key), b.get(key), f"{where}.{key}")
    elif repr(a) != repr(b):
        yield f"{where}: {a!r} as protobuf, {b!r} as JSON"


def main(node: str) -> int:
    described = {}
    problems = []
    remarks = set()
    for protocol in FORMS:
        begin = time.time_ns() - 1_000_000
        bodies = record(node, protocol)
        end = time.time_ns() + 1_000_000
        try:
            messages = decode(bodies, protocol, remarks)
        except NotOtlp as error:
            problems.append(f"{protocol}: {error}")
            continue
        spans, logs, metrics = describe_spans(messages), describe_logs(messages), describe_metrics(messages)
        described[protocol] = {"spans": spans, "logs": dict(enumerate(logs)), "metrics": metrics}
        problems += check_contents(protocol, messages, spans, logs, metrics, begin, end)
        print(f"{protocol:14} {len(bodies)} bodies: {len(spans)} spans, {len(logs)} log records, {len(metrics)} metrics")
    if len(described) == len(FORMS):
        problems += differences(described["http/protobuf"], described["http/json"], "it")
    for remark in sorted(remarks):
        print(f"known: {remark}")
    if problems:
        print(f"\nNot as it should be ({len(problems)}):")
        print("\n".join(f"  {problem}" for problem in problems))
        print("The official protobuf classes do not read what the handler recorded.")
        return 1
    print("The official protobuf classes read both encodings, nothing left over, and both say the same.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1]))
