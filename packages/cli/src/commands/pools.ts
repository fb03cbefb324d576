import { readFile } from 'node:fs/promises';
import type { PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { Command, InvalidArgumentError } from 'commander';
import { costLines } from '../pools/cost-lines.ts';
import { checkDefinition, deleteDefinition, findDefinition, setDrains, storeDefinition } from '../pools/definitions.ts';
import { poolLines } from '../pools/list-lines.ts';
import { onPools, type PoolsOptions, withPoolsOptions } from '../pools/open-pools.ts';
import { onlyPool, poolDetails } from '../pools/show-lines.ts';
import { printAnswer } from '../terminal/print-answer.ts';
import { UserError } from '../user-error.ts';
import { readSince } from './read-since.ts';

const command = (name: string, description: string) => withPoolsOptions(new Command(name)).description(description);

/** The pools of the EC2 build environments. */
export function poolsCommand(): Command {
  return new Command('pools')
    .description('the instance pools of the EC2 build environments: state, definitions, cost')
    .addCommand(command('list', 'all pools, and what keeps them from what they ought to be').action(list))
    .addCommand(command('show', 'one pool: definition, state, instances').argument('<name>').action(show))
    .addCommand(
      command('put', 'check the JSON of a pool and store it; the scheduler brings the pool to it')
        .argument('<name>')
        .requiredOption('--file <path>', 'the JSON')
        .action(put),
    )
    .addCommand(
      command('drain', 'take no more builds: free instances end at once, busy ones after their build')
        .argument('<name>')
        .option('--undo', 'take builds again')
        .action(drain),
    )
    .addCommand(
      command('delete', 'delete the definition of a pool; its instances end').argument('<name>').action(remove),
    )
    .addCommand(
      command('cost', 'what pools and builds cost')
        .option('--since <when>', 'how long ago (90m, 12h, 7d, 4w), or a date', '7d')
        .option('--builds <count>', 'builds that are listed, the most expensive first', readCount, 20)
        .action(cost),
    );
}

async function list(options: PoolsOptions): Promise<void> {
  await onPools(options, async (pools) => {
    const report = await pools.report();
    printAnswer(options, report, (screen) => poolLines(screen, report, pools.flags));
  });
}

async function show(name: string, options: PoolsOptions): Promise<void> {
  await onPools(options, async (pools) => {
    const report = await pools.report();
    const pool = report.pools.find((one) => one.name === name);
    if (!pool) throw noSuchPool(name, report, pools.flags);
    printAnswer(options, onlyPool(report, pool), (screen) => poolDetails(screen, report, pool));
  });
}

async function put(name: string, options: PoolsOptions & { readonly file: string }): Promise<void> {
  const { file } = options;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`there is no file ${file} that could be read`);
  });
  await onPools(options, async (pools) => {
    const wanted = checkDefinition(text, { name, file, instanceProfile: pools.instanceProfile });
    const before = await findDefinition(pools, name);
    const change = before === undefined ? 'made' : before === wanted ? 'none' : 'changed';
    if (change !== 'none') await storeDefinition(pools, name, wanted);
    printAnswer(options, { pool: name, change, definition: JSON.parse(wanted) }, () => [
      change === 'none' ? `Pool ${name} is as ${file} has it already.` : `Pool ${name} is ${WORDS[change]}.`,
      ...(change === 'made' ? [`An action uses it with the configuration Pool: ${name}`] : []),
    ]);
  });
}

const WORDS = {
  made: 'stored',
  changed: 'changed: instances that it would now make differently are replaced',
} as const;

async function drain(name: string, options: PoolsOptions & { readonly undo?: true }): Promise<void> {
  const drains = options.undo !== true;
  await onPools(options, async (pools) => {
    const before = await findDefinition(pools, name);
    if (before === undefined) throw noSuchPool(name, await pools.report(), pools.flags);
    const wanted = setDrains(before, name, drains);
    if (wanted !== before) await storeDefinition(pools, name, wanted);
    printAnswer(options, { pool: name, drains }, () => [
      drains
        ? `Pool ${name} drains: no build gets an instance of it. Take builds again: codeyard pools drain ${name} --undo${pools.flags}`
        : `Pool ${name} takes builds.`,
    ]);
  });
}

async function remove(name: string, options: PoolsOptions): Promise<void> {
  await onPools(options, async (pools) => {
    if ((await findDefinition(pools, name)) === undefined) throw noSuchPool(name, await pools.report(), pools.flags);
    await deleteDefinition(pools, name);
    printAnswer(options, { pool: name, change: 'deleted' }, () => [
      `Pool ${name} is no longer defined: free instances end at once, busy ones after their build.`,
    ]);
  });
}

async function cost(options: PoolsOptions & { readonly since: string; readonly builds: number }): Promise<void> {
  const from = readSince(options.since, Date.now());
  await onPools(options, async (pools) => {
    const report = await pools.costs(from);
    printAnswer(options, report, (screen) => costLines(screen, report, options.builds));
  });
}

function noSuchPool(name: string, { pools }: PoolsReport, flags: string): UserError {
  const names = pools.flatMap((pool) => (pool.kind === 'own' ? [] : [pool.name]));
  const known = names.length > 0 ? `the pools are ${names.join(', ')}` : 'there are none yet';
  return new UserError(
    `there is no pool ${name}: ${known}. Define it with: codeyard pools put ${name} --file pool.json${flags}`,
  );
}

function readCount(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}
