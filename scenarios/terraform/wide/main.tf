# A resource of every kind that the services here act on, as people write them.

resource "aws_iam_role" "r" {
  name               = "wide"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["codepipeline.amazonaws.com", "lambda.amazonaws.com"] }, Action = "sts:AssumeRole" }] })
  tags               = { team = var.turn }
}

resource "aws_s3_bucket" "b" {
  bucket        = "wide-artifacts"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_object" "o" {
  bucket     = aws_s3_bucket.b.id
  key        = "source.zip"
  content    = "x"
  depends_on = [aws_s3_bucket_versioning.b]
}

resource "aws_codebuild_project" "p" {
  name         = "wide-build"
  service_role = aws_iam_role.r.arn
  artifacts { type = "CODEPIPELINE" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "A"
      value = local.second ? "c" : "b"
    }
  }
  source { type = "CODEPIPELINE" }
}

resource "aws_codepipeline" "pipe" {
  name     = "wide-pipe"
  role_arn = aws_iam_role.r.arn
  artifact_store {
    location = aws_s3_bucket.b.bucket
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "S"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["src"]
      configuration    = { S3Bucket = aws_s3_bucket.b.bucket, S3ObjectKey = "source.zip", PollForSourceChanges = tostring(local.second) }
    }
  }
  stage {
    name = "Build"
    action {
      name            = "B"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["src"]
      configuration   = { ProjectName = aws_codebuild_project.p.name }
    }
  }
}

resource "aws_cloudwatch_event_rule" "e" {
  name          = "wide-rule"
  event_pattern = jsonencode({ source = ["aws.codebuild"] })
}

resource "aws_sns_topic" "t" { name = "wide-topic" }

resource "aws_sqs_queue" "q" { name = "wide-queue" }

resource "aws_cloudwatch_event_target" "e" {
  rule = aws_cloudwatch_event_rule.e.name
  arn  = aws_sns_topic.t.arn
}

resource "aws_ssm_parameter" "s" {
  name  = "/wide/p"
  type  = "String"
  value = "v"
}

resource "aws_cloudwatch_log_group" "l" {
  name              = "wide-logs"
  retention_in_days = local.second ? 14 : 7
}

resource "aws_lambda_function" "f" {
  function_name = "wide-fn"
  role          = aws_iam_role.r.arn
  runtime       = "nodejs20.x"
  handler       = "index.handler"
  filename      = "function.zip"
}

resource "aws_lambda_permission" "f" {
  function_name = aws_lambda_function.f.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  statement_id  = "x"
}

resource "aws_dynamodb_table" "d" {
  name         = "wide-table"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_secretsmanager_secret" "s" {
  name                    = "wide-secret"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "s" {
  secret_id     = aws_secretsmanager_secret.s.id
  secret_string = "x"
}

resource "aws_sfn_state_machine" "m" {
  name       = "wide-machine"
  role_arn   = aws_iam_role.r.arn
  definition = jsonencode({ Comment = var.turn, StartAt = "A", States = { A = { Type = "Pass", End = true } } })
}

resource "aws_cloudformation_stack" "st" {
  name         = "wide-stack"
  capabilities = ["CAPABILITY_IAM"]
  parameters   = { Name = "wide-${var.turn}" }
  template_body = jsonencode({
    Parameters = { Name = { Type = "String" } }
    Resources  = { P = { Type = "AWS::SSM::Parameter", Properties = { Name = { Ref = "Name" }, Type = "String", Value = var.turn } } }
    Outputs    = { N = { Value = { Ref = "P" } } }
  })
}
output "n" { value = aws_cloudformation_stack.st.outputs["N"] }

resource "aws_codepipeline_custom_action_type" "c" {
  category      = "Build"
  provider_name = "WideBuilder"
  version       = "1"
  input_artifact_details {
    maximum_count = 1
    minimum_count = 0
  }
  output_artifact_details {
    maximum_count = 1
    minimum_count = 0
  }
  configuration_property {
    key         = true
    name        = "Host"
    required    = true
    secret      = false
    queryable   = true
    description = "d"
    type        = "String"
  }
}

resource "aws_iam_policy" "p" {
  name   = "wide-policy"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "p" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.p.arn
}

resource "aws_iam_instance_profile" "i" {
  name = "wide-profile"
  role = aws_iam_role.r.name
}

resource "aws_sns_topic_subscription" "s" {
  topic_arn = aws_sns_topic.t.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.q.arn
}

resource "aws_sns_topic_policy" "s" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/never", Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
}

resource "aws_s3_bucket_public_access_block" "b" {
  bucket              = aws_s3_bucket.b.id
  block_public_acls   = true
  block_public_policy = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_codebuild_source_credential" "g" {
  auth_type   = "PERSONAL_ACCESS_TOKEN"
  server_type = "GITHUB"
  token       = "abc"
}

resource "aws_lambda_alias" "a" {
  name             = "live"
  function_name    = aws_lambda_function.f.function_name
  function_version = "$LATEST"
}

resource "aws_ssm_document" "d" {
  name          = "wide-doc"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2", description = "d", mainSteps = [{ action = "aws:runShellScript", name = "a", inputs = { runCommand = ["echo ${var.turn}"] } }] })
}

resource "aws_launch_template" "l" {
  name          = "wide-lt"
  image_id      = "ami-12345678"
  instance_type = "t3.micro"
}

resource "aws_instance" "i" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  tags          = { Name = var.turn }
}

resource "aws_scheduler_schedule" "s" {
  name                = "wide-sched"
  schedule_expression = "rate(${local.second ? "2 hours" : "1 hour"})"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_sqs_queue.q.arn
    role_arn = aws_iam_role.r.arn
  }
}

resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "wide-alarm"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "m"
  namespace           = "n"
  period              = 60
  statistic           = "Sum"
  threshold           = local.second ? 2 : 1
}
