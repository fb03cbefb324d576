"""Loads a Python function and hands it one invocation after the other, which it asks the Lambda runtime API for.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html; uses nothing but Python's own library.
"""
import http.client
import importlib
import json
import os
import sys
import threading
import time
import traceback
import urllib.parse

ROOT = os.environ["LAMBDA_TASK_ROOT"]
WANTED = os.environ["_HANDLER"]
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


ENDPOINT = urllib.parse.urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))


secure_connect = http.client.HTTPSConnection.connect


def connect(self):
    """Functions that answer custom resources may know only HTTPS, as a ResponseURL of AWS has it: this server is spoken to as it
    listens, in plain HTTP; every other connection is what it was."""
    is_ours = ENDPOINT.scheme == "http" and (self.host, self.port) == (ENDPOINT.hostname, ENDPOINT.port)
    (http.client.HTTPConnection.connect if is_ours else secure_connect)(self)


http.client.HTTPSConnection.connect = connect


class Context:
    """What a handler is told of its invocation."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def call(method, path, body=None):
    """Without the runtime API there is nobody to work for."""
    try:
        connection.request(method, "/2018-06-01/runtime/" + path, body)
        answer = connection.getresponse()
        return answer.headers, answer.read()
    except (OSError, http.client.HTTPException):
        os._exit(1)


def describe(error, request_id=""):
    described = {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": request_id}
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename != __file__]
    described["stackTrace"] = traceback.format_list(own)
    return described


def report(path, request_id, body):
    """Tells the host first that everything printed so far belongs to this invocation."""
    for stream in (sys.stdout, sys.stderr):
        stream.write("\0" + request_id + "\n")
        stream.flush()
    call("POST", path, body)


def show(described):
    trace = "".join(described["stackTrace"])
    sys.stdout.write("[ERROR] {}: {}\nTraceback (most recent call last):\n{}\n".format(
        described["errorType"], described["errorMessage"], trace))


def load():
    module, dot, name = WANTED.rpartition(".")
    if not dot:
        raise ValueError("Bad handler '{}': not enough values to unpack (expected 2, got 1)".format(WANTED))
    sys.path.insert(0, ROOT)
    loaded = importlib.import_module(module.replace("/", "."))
    if not hasattr(loaded, name):
        raise AttributeError("Handler '{}' missing on module '{}'".format(name, module))
    return getattr(loaded, name)


def fail_to_load(error):
    described = describe(error)
    names = {"ModuleNotFoundError": "Runtime.ImportModuleError", "ImportError": "Runtime.ImportModuleError",
             "SyntaxError": "Runtime.UserCodeSyntaxError", "AttributeError": "Runtime.HandlerNotFound",
             "ValueError": "Runtime.MalformedHandlerName"}
    kind = described["errorType"]
    if kind in ("ModuleNotFoundError", "ImportError"):
        described["errorMessage"] = "Unable to import module '{}': {}".format(WANTED.rpartition(".")[0], error)
    described["errorType"] = names.get(kind, kind)
    show(described)
    report("init/error", "", json.dumps(described))
    os._exit(1)


def serve(handler):
    while True:
        headers, body = call("GET", "invocation/next")
        context = Context(headers)
        request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        try:
            result = handler(json.loads(body), context)
            text = json.dumps(result)
        except BaseException as error:
            described = describe(error, request_id)
            show(described)
            report("invocation/{}/error".format(request_id), request_id, json.dumps(described))
            if isinstance(error, SystemExit):
                os._exit(1)
            continue
        report("invocation/{}/response".format(request_id), request_id, text)


def end_with_host():
    """The host's end is this process's end."""
    while os.read(0, 1024):
        pass
    os._exit(1)


def main():
    threading.Thread(target=end_with_host, daemon=True).start()
    sys.path = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]
    try:
        handler = load()
    except BaseException as error:
        fail_to_load(error)
    serve(handler)


main()
