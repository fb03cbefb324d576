def handle(event, context):
    if "errorDetails" in event:
        raise Exception(str(event["errorDetails"]))
