interface Home {
  readonly region: string;
  readonly account: string;
}

const base = ({ region, account }: Home, kind: string) => `arn:aws:states:${region}:${account}:${kind}`;

export const machineArn = (home: Home, name: string, qualifier?: string | number): string =>
  `${base(home, 'stateMachine')}:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

/** Executions of express machines have a part of their own at the end. */
export const executionArn = (home: Home, machine: string, name: string, express?: string): string =>
  express === undefined
    ? `${base(home, 'execution')}:${machine}:${name}`
    : `${base(home, 'express')}:${machine}:${name}:${express}`;

export const activityArn = (home: Home, name: string): string => `${base(home, 'activity')}:${name}`;

/** Name and qualifier of a state machine's ARN. */
export function readMachineArn(arn: string): { name: string; qualifier?: string } | undefined {
  const [, name, qualifier] =
    /^arn:aws[a-z-]*:states:[^:]+:\d{12}:stateMachine:([^:]{1,80})(?::([^:]+))?$/.exec(arn) ?? [];
  if (!name) return undefined;
  return qualifier === undefined ? { name } : { name, qualifier };
}

/** The machine that an execution belongs to, by its ARN. */
export const machineOfExecution = (arn: string): string | undefined =>
  /^arn:aws[a-z-]*:states:[^:]+:\d{12}:(?:execution|express):([^:]+):/.exec(arn)?.[1];

export const activityOf = (arn: string): string | undefined =>
  /^arn:aws[a-z-]*:states:[^:]+:\d{12}:activity:([^:]+)$/.exec(arn)?.[1];

/** What names may not have: white space, wildcards, brackets, special characters. */
export const isName = (name: string) => /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name);
