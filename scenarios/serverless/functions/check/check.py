import os


def handler(event, context):
    return {"number": event["number"], "verdict": f"good in {os.environ['STAGE']}"}
