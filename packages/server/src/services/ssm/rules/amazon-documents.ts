/** Documents that AWS offers everybody, as far as they are here. The contents are ours; parameters and plugins are AWS's. */
const script = (plugin: 'aws:runShellScript' | 'aws:runPowerShellScript', description: string) => ({
  schemaVersion: '1.2',
  description,
  parameters: {
    commands: { type: 'StringList', description: 'Lines of the script', minItems: 1, displayType: 'textarea' },
    workingDirectory: { type: 'String', default: '', description: 'Where the script runs', maxChars: 4096 },
    executionTimeout: {
      type: 'String',
      default: '3600',
      description: 'Seconds that the script may take',
      allowedPattern: '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)',
    },
  },
  runtimeConfig: {
    [plugin]: {
      properties: [
        {
          id: `0.${plugin}`,
          runCommand: '{{ commands }}',
          workingDirectory: '{{ workingDirectory }}',
          timeoutSeconds: '{{ executionTimeout }}',
        },
      ],
    },
  },
});

const DOCUMENTS: Readonly<Record<string, { content: object; platforms: readonly ('Linux' | 'MacOS' | 'Windows')[] }>> =
  {
    'AWS-RunShellScript': {
      content: script('aws:runShellScript', 'Run a shell script'),
      platforms: ['Linux', 'MacOS'],
    },
    'AWS-RunPowerShellScript': {
      content: script('aws:runPowerShellScript', 'Run a PowerShell script'),
      platforms: ['Windows', 'Linux', 'MacOS'],
    },
    'AWS-ConfigureDocker': {
      content: {
        schemaVersion: '1.2',
        description: 'Make sure that Docker is there',
        parameters: { action: { type: 'String', default: 'Install', allowedValues: ['Install', 'Uninstall'] } },
        runtimeConfig: { 'aws:configureDocker': { properties: { action: '{{ action }}' } } },
      },
      platforms: ['Windows'],
    },
    'AWS-RunDocument': {
      content: {
        schemaVersion: '2.2',
        description: 'Run another document',
        parameters: {
          sourceType: { type: 'String', default: 'SSMDocument', allowedValues: ['SSMDocument'] },
          sourceInfo: { type: 'StringMap', default: {} },
          documentPath: { type: 'String', default: '' },
          documentParameters: { type: 'StringMap', default: {} },
        },
        mainSteps: [
          {
            action: 'aws:runDocument',
            name: 'runDocument',
            inputs: {
              documentType: '{{ sourceType }}',
              documentPath: '{{ documentPath }}',
              documentParameters: '{{ documentParameters }}',
            },
          },
        ],
      },
      platforms: ['Linux', 'MacOS', 'Windows'],
    },
  };

export interface AmazonDocument {
  readonly name: string;
  readonly content: string;
  readonly platforms: readonly ('Linux' | 'MacOS' | 'Windows')[];
}

export const AMAZON_DOCUMENTS: ReadonlyMap<string, AmazonDocument> = new Map(
  Object.entries(DOCUMENTS).map(([name, { content, platforms }]) => [
    name,
    { name, content: JSON.stringify(content, undefined, 2), platforms },
  ]),
);
