import os

import boto3

ssm = boto3.client("ssm")


def handle(event, context):
    return run(event) if event["command"] == "run" else look(event)


def run(event):
    params = event["params"]
    source, target = params["artifacts"]["input"], params["artifacts"]["output"]
    parameters = {
        "inputBucket": source["bucket"],
        "inputKey": source["key"],
        "commands": params["command"]["text"],
        "executionId": params["pipeline"]["executionId"],
        "pipelineName": params["pipeline"]["name"],
        "workingDirectory": params["command"]["workingDirectory"],
        "outputPath": target["path"],
        "outputBucket": target["bucket"],
        "outputKey": target["key"],
        "executionTimeout": str(params["command"]["timeout"]),
    }
    sent = ssm.send_command(
        DocumentName=os.environ["DOCUMENT"],
        InstanceIds=[event["instanceId"]],
        Parameters={name: [value] for name, value in parameters.items()},
        CloudWatchOutputConfig={"CloudWatchOutputEnabled": True},
    )
    return {"instanceId": event["instanceId"], "commandId": sent["Command"]["CommandId"], "status": "IN PROGRESS"}


def look(event):
    found = ssm.list_commands(CommandId=event["commandId"], InstanceId=event["instanceId"])["Commands"][0]["Status"]
    running = found in ("Pending", "InProgress")
    status = "IN PROGRESS" if running else "SUCCESS" if found == "Success" else "FAILED"
    return {"instanceId": event["instanceId"], "commandId": event["commandId"], "status": status}
