// Loaded into a server under test by `--import`: ends it at a moment that a test has named, between two lines of its program. What goes
// by here is one line of text each: SQL with its values, calls of a Docker engine, programs that are started, signals that are sent.
import childProcess from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

/** The file that a test writes: see kill-switch.ts. It is gone once its moment came. */
const file = process.env.KILL_SWITCH;
/** So long the engine may work on a call before the server dies over it. */
const DURING_MS = 5;
/** How far the moment's passages were seen. */
let seen = { text: '', passed: 0 };

/** Runs `work`, which is what `line` says, and ends the server before or after it where that is the moment. */
function pass(line, work) {
  const moment = next(line);
  if (moment?.at === 'before') end(moment.signal);
  const result = work();
  if (moment?.at === 'after') end(moment.signal);
  return result;
}

/** The moment that a test waits for, when `line` is the last passage of it. */
function next(line) {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  if (text !== seen.text) seen = { text, passed: 0 };
  const moment = JSON.parse(text);
  if (!new RegExp(moment.passages[seen.passed]).test(line)) return undefined;
  seen.passed += 1;
  return seen.passed === moment.passages.length ? moment : undefined;
}

function end(signal) {
  rmSync(file);
  process.kill(process.pid, signal);
}

/** What is native cannot be changed, but stood before. */
function watchSql() {
  const native = DatabaseSync.prototype;
  DatabaseSync.prototype = Object.create(native, {
    prepare: {
      value(sql) {
        const statement = native.prepare.call(this, sql);
        for (const name of ['run', 'all']) {
          const method = statement[name].bind(statement);
          const value = (...values) => pass(`sql ${sql} <- ${values.join(' | ')}`, () => method(...values));
          Object.defineProperty(statement, name, { value });
        }
        return statement;
      },
    },
  });
}

/** A call is over when the engine answers: it has done what was asked, and the server does not know it yet. */
function watchEngine() {
  const { request } = http;
  http.request = (...given) => {
    const [options] = given;
    if (!options.socketPath) return request(...given);
    const moment = next(`engine ${options.method} ${options.path}`);
    if (moment?.at === 'before') end(moment.signal);
    const sent = request(...given);
    if (moment?.at === 'during') {
      const timer = setTimeout(end, DURING_MS, moment.signal);
      // A process that had to wait for its processor may hear the answer first, and would be past the call when it dies.
      sent.prependListener('response', () => {
        clearTimeout(timer);
        end(moment.signal);
      });
    }
    if (moment?.at === 'after') sent.prependListener('response', () => end(moment.signal));
    return sent;
  };
}

function watchProcesses() {
  const { spawn } = childProcess;
  childProcess.spawn = (program, argv, options) =>
    pass(`spawn ${program} ${argv.join(' ')}`, () => spawn(program, argv, options));
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) =>
    pid === process.pid ? kill(pid, signal) : pass(`signal ${signal}`, () => kill(pid, signal));
  syncBuiltinESMExports();
}

if (file && isMainThread) {
  watchSql();
  watchEngine();
  watchProcesses();
}
