"""Reads {"service", "operation", "status", "headers", "body", "sent"} lines; writes what botocore understood otherwise."""
import base64
import datetime
import json
import sys

import botocore.awsrequest
import botocore.parsers
import botocore.session

SESSION = botocore.session.get_session()


def plain(value):
    if isinstance(value, datetime.datetime):
        return 'time:%d' % value.timestamp()
    if isinstance(value, (bytes, bytearray)):
        return 'bytes:' + base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def known(value, shape):
    """Only what this botocore's model has: it is older or newer than the SDK's. Numbers may be text in the SDK's."""
    if shape is None:
        return {}
    kind = shape.type_name
    if kind == 'structure' and isinstance(value, dict):
        return {k: known(v, shape.members[k]) for k, v in value.items() if k in shape.members}
    if kind == 'map' and isinstance(value, dict):
        return {k: known(v, shape.value) for k, v in value.items()}
    if kind == 'list' and isinstance(value, list):
        return [known(v, shape.member) for v in value]
    if kind in ('integer', 'long') and isinstance(value, str):
        return int(value)
    return value


for line in sys.stdin:
    case = json.loads(line)
    model = SESSION.get_service_model(case['service'])
    if case['operation'] not in model.operation_names:
        print(json.dumps({'operation': case['operation'], 'unknown': True}))
        continue
    operation = model.operation_model(case['operation'])
    parser = botocore.parsers.create_parser(model.metadata['protocol'])
    parsed = parser.parse(
        {
            'status_code': case['status'],
            'headers': botocore.awsrequest.HeadersDict(case['headers']),
            'body': base64.b64decode(case['body']),
        },
        operation.output_shape,
    )
    parsed.pop('ResponseMetadata', None)
    if operation.has_streaming_output:
        # Left by the parser as the stream it is.
        parsed.pop('Body', None)
        case['sent'].pop('Body', None)
    print(json.dumps({
        'operation': case['operation'],
        'expected': known(case['sent'], operation.output_shape),
        'understood': plain(parsed),
    }))
