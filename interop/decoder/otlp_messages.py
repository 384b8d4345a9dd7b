"""Decodes OTLP request bodies with the official protobuf classes, and takes nothing that they do not know."""

import base64
import json
import re

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

REQUESTS = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
}

# OTLP/JSON departs from the protobuf JSON mapping here: these are hexadecimal, not base64.
HEX_LENGTHS = {"traceId": (32,), "spanId": (16,), "parentSpanId": (0, 16)}
# And these are numbers only, not names.
ENUMS = {"kind", "code", "severityNumber", "aggregationTemporality"}


# What is known, harmless and not ours; it is said each time it is seen.
REPEATED_SCHEMA = (
    "the official JSON serializer repeats a resource's schemaUrl inside the resource, where OTLP has no such field; "
    "backends have to ignore it"
)


class NotOtlp(Exception):
    """The body is not what OTLP says."""


def parse_protobuf(path: str, body: bytes, _remarks: set) -> Message:
    try:
        message = REQUESTS[path].FromString(body)
    except DecodeError as error:
        raise NotOtlp(f"{path}: {error}") from error
    unknown = list(find_unknown(message, message.DESCRIPTOR.name))
    if unknown:
        raise NotOtlp(f"{path}: unknown fields {', '.join(unknown)}")
    return message


def parse_json(path: str, body: bytes, remarks: set) -> Message:
    try:
        value = convert(json.loads(body.decode("utf-8"), object_pairs_hook=take_once))
        drop_repeated_schemas(value, remarks)
        return json_format.Parse(json.dumps(value), REQUESTS[path](), ignore_unknown_fields=False)
    except (ValueError, json_format.ParseError) as error:
        raise NotOtlp(f"{path}: {error}") from error


def find_unknown(message: Message, where: str):
    """The path of every field, at any depth, that the classes have no name for."""
    for field in UnknownFieldSet(message):
        yield f"{where}.{field.field_number}"
    for descriptor, value in message.ListFields():
        if descriptor.type != descriptor.TYPE_MESSAGE:
            continue
        for inner in [value] if isinstance(value, Message) else value:
            yield from find_unknown(inner, f"{where}.{descriptor.name}")


def drop_repeated_schemas(request, remarks: set):
    """Only where it says the same as the field that it repeats."""
    for entries in request.values() if isinstance(request, dict) else []:
        for entry in entries if isinstance(entries, list) else []:
            resource = entry.get("resource", {}) if isinstance(entry, dict) else {}
            if "schemaUrl" in resource and resource["schemaUrl"] == entry.get("schemaUrl"):
                del resource["schemaUrl"]
                remarks.add(REPEATED_SCHEMA)


def take_once(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise NotOtlp(f"an object names a member twice: {names}")
    return dict(pairs)


def convert(value):
    """OTLP/JSON to protobuf JSON. All object keys are names of fields: attribute names are values of `key`."""
    if isinstance(value, list):
        return [convert(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: convert_member(name, member) for name, member in value.items()}


def convert_member(name: str, member):
    if "_" in name:
        raise NotOtlp(f"the field {name} is not in lowerCamelCase")
    if name in HEX_LENGTHS:
        if not re.fullmatch("[0-9a-fA-F]*", str(member)) or len(member) not in HEX_LENGTHS[name]:
            raise NotOtlp(f"{name} is {member!r}")
        return base64.b64encode(bytes.fromhex(member)).decode()
    if name in ENUMS and (isinstance(member, bool) or not isinstance(member, int)):
        raise NotOtlp(f"the enum {name} is {member!r}")
    return convert(member)
