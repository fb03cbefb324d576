import { Command } from 'commander';
import { instanceLines } from '../pools/instance-lines.ts';
import { onPools, type PoolsOptions, withPoolsOptions } from '../pools/open-pools.ts';
import { printAnswer } from '../terminal/print-answer.ts';

/** The instances of the EC2 build environments. */
export function instancesCommand(): Command {
  return withPoolsOptions(new Command('instances'))
    .description('the instances of the EC2 build environments: pool, phase, build, age, version')
    .option('--pool <name>', 'those of one pool')
    .action(async (options: PoolsOptions & { readonly pool?: string }) => {
      await onPools(options, async (pools) => {
        const { at, instances } = await pools.report();
        const wanted = instances.filter(({ pool }) => options.pool === undefined || pool === options.pool);
        printAnswer(options, wanted, (screen) => instanceLines(screen, { at, instances: wanted }));
      });
    });
}
