import os

import boto3

ec2 = boto3.client("ec2")
ssm = boto3.client("ssm")


def handle(event, context):
    return {"start": start, "look": look, "stop": stop}[event["command"]](event)


def start(event):
    instance = event["instance"]
    launched = ec2.run_instances(
        ImageId=instance["imageId"],
        InstanceType=instance["instanceType"],
        MinCount=1,
        MaxCount=1,
        IamInstanceProfile={"Arn": os.environ["PROFILE_ARN"]},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Builder", "Value": "True"}]}],
    )
    return {"instanceId": launched["Instances"][0]["InstanceId"], "status": "IN PROGRESS"}


def look(event):
    id = event["instanceId"]
    known = ssm.describe_instance_information(Filters=[{"Key": "InstanceIds", "Values": [id]}])
    return {"instanceId": id, "status": "STARTED" if known["InstanceInformationList"] else "IN PROGRESS"}


def stop(event):
    ec2.terminate_instances(InstanceIds=[event["instanceId"]])
    return {"instanceId": event["instanceId"]}
