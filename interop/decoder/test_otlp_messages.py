"""The decoder has to refuse what is not OTLP, or a proof that passes says nothing."""

import json
import unittest

from otlp_messages import NotOtlp, parse_json, parse_protobuf

SPAN = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "a", "kind": 2}


def in_json(span: dict, **more) -> bytes:
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}], **more}]}).encode()


class Json(unittest.TestCase):
    def refuse(self, body: bytes):
        self.assertRaises(NotOtlp, parse_json, "/v1/traces", body, set())

    def test_takes_otlp(self):
        message = parse_json("/v1/traces", in_json(SPAN), set())
        span = message.resource_spans[0].scope_spans[0].spans[0]
        self.assertEqual(span.trace_id.hex(), SPAN["traceId"])
        self.assertEqual(span.kind, 2)

    def test_refuses_an_unknown_field(self):
        self.refuse(in_json({**SPAN, "colour": "red"}))
        self.refuse(in_json(SPAN, weather="fair"))

    def test_names_a_repeated_schema_and_refuses_any_other(self):
        remarks = set()
        parse_json("/v1/traces", in_json(SPAN, schemaUrl="a", resource={"schemaUrl": "a"}), remarks)
        self.assertEqual(len(remarks), 1)
        self.refuse(in_json(SPAN, schemaUrl="a", resource={"schemaUrl": "b"}))
        self.refuse(in_json(SPAN, resource={"schemaUrl": "a"}))

    def test_refuses_ids_in_base64(self):
        self.refuse(in_json({**SPAN, "traceId": "CvdlGRbNQ92ESOshHIAxnA=="}))

    def test_refuses_ids_of_another_length(self):
        self.refuse(in_json({**SPAN, "spanId": SPAN["traceId"]}))

    def test_refuses_names_of_enums(self):
        self.refuse(in_json({**SPAN, "kind": "SPAN_KIND_SERVER"}))

    def test_refuses_snake_case(self):
        self.refuse(in_json({**SPAN, "start_time_unix_nano": "1"}))

    def test_refuses_a_member_twice(self):
        self.refuse(b'{"resourceSpans": [], "resourceSpans": []}')

    def test_refuses_what_is_no_json(self):
        self.refuse(b'{"resourceSpans": ')


class Protobuf(unittest.TestCase):
    def setUp(self):
        self.message = parse_json("/v1/traces", in_json(SPAN), set())

    def test_takes_otlp(self):
        self.assertEqual(parse_protobuf("/v1/traces", self.message.SerializeToString(), set()), self.message)

    def test_refuses_an_unknown_field(self):
        # Field 1000, a varint: at the top, and inside the span.
        unknown = b"\xc0\x3e\x01"
        self.assertRaises(NotOtlp, parse_protobuf, "/v1/traces", self.message.SerializeToString() + unknown, set())
        span = self.message.resource_spans[0].scope_spans[0].spans[0]
        span.MergeFromString(span.SerializeToString() + unknown)
        self.assertRaises(NotOtlp, parse_protobuf, "/v1/traces", self.message.SerializeToString(), set())

    def test_refuses_half_a_message(self):
        self.assertRaises(NotOtlp, parse_protobuf, "/v1/traces", self.message.SerializeToString()[:-1], set())


if __name__ == "__main__":
    unittest.main()
