import os
import uuid

import boto3

codepipeline = boto3.client("codepipeline")
flows = boto3.client("stepfunctions")
ACTION = {
    "category": os.environ["CATEGORY"],
    "owner": "Custom",
    "provider": os.environ["PROVIDER"],
    "version": os.environ["VERSION"],
}


def handle(event, context):
    if event["source"] == "aws.codepipeline" and event["detail"]["type"] != ACTION:
        return
    for job in codepipeline.poll_for_jobs(actionTypeId=ACTION, maxBatchSize=10)["jobs"]:
        codepipeline.acknowledge_job(jobId=job["id"], nonce=job["nonce"])
        try:
            go_on(job["id"], job["data"])
        except Exception as problem:
            fail(job["id"], str(problem))


def go_on(job, data):
    flow = data.get("continuationToken")
    if flow is None:
        flow = flows.start_execution(
            stateMachineArn=os.environ["FLOW"], name=uuid.uuid4().hex, input=flow_input(job, data)
        )["executionArn"]
        succeed(job, flow, "Starting", 0, continuationToken=flow)
        return
    status = flows.describe_execution(executionArn=flow)["status"]
    if status == "RUNNING":
        codepipeline.put_job_success_result(jobId=job, continuationToken=flow)
    elif status == "SUCCEEDED":
        succeed(job, flow, "Finishing", 100)
    else:
        fail(job, "The build failed", externalExecutionId=flow)


def succeed(job, flow, summary, percent, **rest):
    details = {"summary": summary, "externalExecutionId": flow, "percentComplete": percent}
    codepipeline.put_job_success_result(jobId=job, executionDetails=details, **rest)


def fail(job, message, **rest):
    codepipeline.put_job_failure_result(
        jobId=job, failureDetails={"type": "JobFailed", "message": message, **rest}
    )


def flow_input(job, data):
    import json

    settings = data["actionConfiguration"]["configuration"]
    pipeline = data["pipelineContext"]
    return json.dumps(
        {
            "params": {
                "pipeline": {"jobId": job, "executionId": pipeline["pipelineExecutionId"], "name": pipeline["pipelineName"]},
                "artifacts": {
                    "input": place(data["inputArtifacts"]),
                    "output": {**place(data["outputArtifacts"]), "path": settings.get("OutputArtifactPath", "")},
                },
                "instance": {"imageId": settings["ImageId"], "instanceType": settings["InstanceType"]},
                "command": {
                    "text": settings["Command"],
                    "workingDirectory": settings.get("WorkingDirectory", ""),
                    "timeout": 3600,
                },
            }
        }
    )


def place(artifacts):
    if not artifacts:
        return {"bucket": "", "key": ""}
    location = artifacts[0]["location"]["s3Location"]
    return {"bucket": location["bucketName"], "key": location["objectKey"]}
