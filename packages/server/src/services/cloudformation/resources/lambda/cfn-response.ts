/**
 * What answers a custom resource for functions whose code is in the template: `require('cfn-response')` in Node.js, `import
 * cfnresponse` in Python; written here from the contract alone.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
 */
export const NODE_CFN_RESPONSE = `'use strict';

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

/** Puts the outcome to the event's ResponseURL and ends the invocation; the promise is kept when the answer is there. */
exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho) => {
  const body = JSON.stringify({
    Status: responseStatus,
    Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  });
  const url = new URL(event.ResponseURL);
  const { request } = require(url.protocol === 'http:' ? 'http' : 'https');
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const finish = (said) => {
      console.log(said);
      context.done();
      resolve();
    };
    const sent = request(url, { method: 'PUT', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => finish('The response was taken with status ' + answer.statusCode));
    });
    sent.on('error', (error) => finish('The response could not be sent: ' + error.message));
    sent.end(body);
  });
};
`;

export const PYTHON_CFN_RESPONSE = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    """Puts the outcome to the event's ResponseURL."""
    body = json.dumps(
        {
            "Status": responseStatus,
            "Reason": reason or "See the details in CloudWatch Log Stream: " + context.log_stream_name,
            "PhysicalResourceId": physicalResourceId or context.log_stream_name,
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "NoEcho": noEcho,
            "Data": responseData,
        }
    )
    request = urllib.request.Request(event["ResponseURL"], body.encode(), {"Content-Type": ""}, method="PUT")
    try:
        with urllib.request.urlopen(request) as answer:
            print("The response was taken with status", answer.status)
    except OSError as error:
        print("The response could not be sent:", error)
`;
