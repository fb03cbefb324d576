import { Command } from 'commander';
import { callOn } from '../aws/call-on.ts';
import { type AwsOptions, withAwsOptions } from '../aws/open-aws.ts';
import { withStackName } from '../build-environments/find-stack.ts';
import { type Installed, install } from '../build-environments/install.ts';
import { remove } from '../build-environments/remove.ts';
import { defaultBucket } from '../build-environments/upload-parts.ts';
import { stackFlags } from '../pools/open-pools.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';
import { collect, readPairs } from './pairs.ts';

interface StackOptions extends AwsOptions {
  readonly stackName: string;
  readonly json?: true;
}

interface InstallOptions extends StackOptions {
  readonly bucket?: string;
  readonly parameter: string[];
  readonly actionProvider?: string;
  readonly actionVersion?: string;
}

interface RemoveOptions extends StackOptions {
  readonly leaveInstances?: true;
}

/** EC2 build environments for CodePipeline: their stack, on AWS or on Codeyard. */
export function buildEnvironmentsCommand(): Command {
  return new Command('build-environments')
    .description('install or remove EC2 build environments for CodePipeline, here or on AWS')
    .addCommand(installCommand())
    .addCommand(removeCommand());
}

function installCommand(): Command {
  return withStackName(withAwsOptions(new Command('install')))
    .description('make the stack or bring it up to date: the action type, its functions, the scheduler of the pools')
    .option('--bucket <name>', 'bucket for the functions; one is made when none is given')
    .option(
      '--parameter <name=value>',
      "value for a parameter of the template; repeatable, kept until it's given again",
      collect,
      [],
    )
    .option('--action-provider <name>', "name of the action type (ActionProvider; 'Codeyard-EC2' at first)")
    .option('--action-version <version>', "version of the action type (ActionVersion; '1' at first)")
    .option('--json', 'as JSON')
    .action(async (options: InstallOptions) => {
      const { stackName, bucket, actionProvider, actionVersion } = options;
      await callOn(options, async (place) => {
        const screen = createScreen(options.json ? process.stderr : process.stdout);
        if (screen.isTerminal) screen.line(screen.paint('bold', `${stackName} on ${place.label}`));
        const parameters = {
          ...readPairs('--parameter', options.parameter),
          ...(actionProvider === undefined ? {} : { ActionProvider: actionProvider }),
          ...(actionVersion === undefined ? {} : { ActionVersion: actionVersion }),
        };
        const flags = stackFlags(place, stackName);
        const given = bucket === undefined ? {} : { bucket };
        const installed = await install({ place, screen, stackName, parameters, flags, ...given });
        if (options.json) process.stdout.write(`${JSON.stringify(installed, undefined, 2)}\n`);
        else showInstalled(screen, installed, flags);
      });
    });
}

const CHANGES = { made: 'is installed', updated: 'was brought up to date', none: 'is up to date' } as const;

function showInstalled(screen: Screen, { stackName, change, outputs }: Installed, flags: string): void {
  const [category = '', provider = '', version = ''] = outputs.ActionType?.split('/') ?? [];
  screen.line(`${screen.paint('green', stackName)} ${CHANGES[change]}.`);
  screen.line('');
  screen.line('An action of a pipeline builds on an instance with this type:');
  screen.line(`  category ${category}, owner Custom, provider ${provider}, version ${version}`);
  screen.line(`Builds get the role ${outputs.InstanceRole}, and log to ${outputs.BuildLogs}.`);
  screen.line(`Pools are optional: codeyard pools put NAME --file pool.json${flags}`);
}

function removeCommand(): Command {
  return withStackName(withAwsOptions(new Command('remove')))
    .description('drain the pools, wait until their instances have ended, and delete the stack')
    .option('--leave-instances', 'delete the stack at once; its instances are yours to end')
    .option('--json', 'as JSON')
    .action(async (options: RemoveOptions) => {
      const { stackName, leaveInstances } = options;
      await callOn(options, async (place) => {
        const screen = createScreen(options.json ? process.stderr : process.stdout);
        const removed = await remove({ place, screen, stackName, leavesInstances: leaveInstances === true });
        if (options.json) return void process.stdout.write(`${JSON.stringify(removed, undefined, 2)}\n`);
        if (removed.change === 'none') throw new UserError(`there is no stack ${stackName} on ${place.label}`);
        screen.line(`${stackName} is removed from ${place.label}.`);
        screen.line(`The bucket of its functions stays: ${defaultBucket(place)}, unless it was given.`);
        if (removed.drained.length > 0)
          screen.line(`The definitions of its pools stay, drained: ${removed.drained.join(', ')}`);
      });
    });
}
