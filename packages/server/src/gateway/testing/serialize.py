"""Reads {"service"} lines; writes one request per operation, filled with samples, as botocore puts it on the wire."""
import base64
import datetime
import json
import sys
import urllib.parse

import botocore.serialize
import botocore.session

SESSION = botocore.session.get_session()
TIME = datetime.datetime(2020, 9, 13, 12, 26, 40, tzinfo=datetime.timezone.utc)


def sample(shape, seen):
    kind = shape.type_name
    if kind == 'structure':
        if shape.name in seen or len(seen) > 8 or getattr(shape, 'is_event_stream', False):
            return None
        found = {}
        for name, member in shape.members.items():
            value = sample(member, seen + [shape.name])
            if value is not None:
                found[name] = value
            if getattr(shape, 'is_tagged_union', False) and found:
                break
        # A structure with nothing in it cannot be told from an absent one in form fields.
        return found or None
    if kind == 'list':
        value = sample(shape.member, seen)
        return None if value is None else [value, value]
    if kind == 'map':
        value = sample(shape.value, seen)
        return None if value is None else {'k1': value, 'k2': value}
    if kind == 'string':
        if shape.enum:
            return shape.enum[0] or 'v'
        return 'header' if shape.serialization.get('location') == 'header' else 'v w&+<é'
    return {'integer': 3, 'long': 3, 'float': 1.5, 'double': 1.5, 'boolean': True, 'timestamp': TIME, 'blob': b'ab&<'}[kind]


def plain(value):
    if isinstance(value, datetime.datetime):
        return 'time:%d' % value.timestamp()
    if isinstance(value, bytes):
        return 'bytes:' + base64.b64encode(value).decode()
    if isinstance(value, dict):
        # Text to the SDK for JavaScript.
        return {key: str(inner) if key == 'PartNumberMarker' else plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def target(request):
    query = request.get('query_string') or {}
    pairs = [
        (key, one)
        for key, value in (query.items() if isinstance(query, dict) else query)
        for one in (value if isinstance(value, list) else [value])
    ]
    text = '&'.join(urllib.parse.quote(str(k), safe='') + '=' + urllib.parse.quote(str(v), safe='') for k, v in pairs)
    path = request['url_path']
    return path + (('&' if '?' in path else '?') + text if text else '')


def body_of(request):
    body = request['body']
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body, quote_via=urllib.parse.quote)
    return body.encode() if isinstance(body, str) else body or b''


for line in sys.stdin:
    service = json.loads(line)['service']
    model = SESSION.get_service_model(service)
    serializer = botocore.serialize.create_serializer(model.metadata['protocol'], include_validation=False)
    for name in model.operation_names:
        operation = model.operation_model(name)
        given = (operation.input_shape and sample(operation.input_shape, [])) or {}
        request = serializer.serialize_to_request(given, operation)
        print(json.dumps({
            'service': service,
            'operation': name,
            'method': request['method'],
            'target': target(request),
            'headers': {key.lower(): str(value) for key, value in dict(request['headers']).items()},
            'body': base64.b64encode(body_of(request)).decode(),
            'given': plain(given),
        }))
