import type { StrategyName } from '../pool.ts';
import { perJob } from './per-job.ts';
import { spot } from './spot.ts';
import { stopped } from './stopped.ts';
import type { PoolStrategy } from './strategy.ts';
import { warm } from './warm.ts';

export const STRATEGIES: Readonly<Record<StrategyName, PoolStrategy>> = { 'per-job': perJob, warm, stopped, spot };
