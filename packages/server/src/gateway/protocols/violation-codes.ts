/**
 * The exception that constraint violations come in, where it is not `ValidationException`. CloudWatch Logs: replies
 * quoted in crossfeed issue 374 and aws-embedded-metrics-java issue 65. CodeBuild has no other exception for bad input.
 */
const CODES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'InvalidParameterException',
  codebuild: 'InvalidInputException',
};

export function violationCodeOf(sdkClient: string): string {
  return CODES[sdkClient] ?? 'ValidationException';
}
