import type { Moment } from './kill-switch.ts';

const COMMIT = '^sql commit';

/** A state is written and nothing that comes of it is done; or what led to it is done and it is not written. */
const around = (what: string, ...passages: string[]) => at(['before', 'after'], what, passages);
const at = (places: readonly Moment['at'][], what: string, passages: readonly string[]): Moment[] =>
  places.map((place) => ({ name: `${place} ${what}`, passages, at: place }));

const write = (what: string, sql: string) => around(what, sql, COMMIT);
const enter = (phase: string) =>
  write(`${phase} is saved`, `^sql update "codebuild_builds" set "phase" = .*"type":"${phase}"`);
const call = (what: string, request: string) =>
  at(['before', 'during', 'after'], `the engine ${what}`, [`^engine ${request}`]);

/** Where a server dies on the way of one build, in the order of that way: it is started again in between. */
export interface Way {
  readonly name: string;
  readonly moments: readonly Moment[];
}

const way = (name: string, ...moments: (readonly Moment[])[]): Way => ({ name, moments: moments.flat() });
/** A program does not wait for its server: each moment needs a build of its own. */
const apart = (phase: string): Way[] => enter(phase).map((moment) => way(`in ${phase}, ${moment.name}`, [moment]));

/** The ways of all builds. */
export const WAYS: readonly Way[] = [
  way('in SUBMITTED and QUEUED', write('the build is queued', '^sql insert into "codebuild_builds"')),
  way('in PROVISIONING', enter('PROVISIONING')),
  way('in DOWNLOAD_SOURCE', enter('DOWNLOAD_SOURCE')),
  way('in INSTALL', enter('INSTALL')),
  ...['PRE_BUILD', 'BUILD', 'POST_BUILD'].flatMap(apart),
  way(
    'in UPLOAD_ARTIFACTS',
    enter('UPLOAD_ARTIFACTS'),
    write('the artifact is there', '^sql insert into "s3_versions" .* <- .*/app/ran'),
  ),
  way(
    'in FINALIZING',
    enter('FINALIZING'),
    write('the copy of the log is there', '^sql insert into "s3_versions" .* <- .*logs/'),
  ),
  way(
    'at its end',
    enter('COMPLETED'),
    around('the run is forgotten', '^sql update "codebuild_builds" set "run" = \\?, "log_cursor"'),
  ),
  way('over its log', ...[1, 2, 3].map(() => write('log events are there', '^sql insert into "log_chunks"'))),
];

/** Those of builds that are stopped while their program runs. */
export const STOPS: readonly Way[] = [
  way('over the stop', write('it is saved', '^sql update "codebuild_builds" set "phase" = .* \\| STOPPED \\|')),
  way('before the end', enter('COMPLETED')),
];

export const PROCESS_WAYS: readonly Way[] = [
  way('over the start of the program', around('it is started', '^spawn /bin/sh')),
];

export const PROCESS_STOPS: readonly Way[] = [way('over the processes', around('they are told', '^signal SIGTERM'))];

/** Need an engine that has to pull the image; one whose server died over it may go on by itself, and the next server finds it there. */
const PULLS = call('pulls', 'POST .*/images/create').map((moment) =>
  way(`over the pull of the image, ${moment.name}`, [moment]),
);

export const DOCKER_WAYS: readonly Way[] = [
  ...PULLS,
  way('over the network', call('makes it', 'POST .*/networks/create')),
  way('over the container', call('makes it', 'POST .*/containers/create')),
  way('over the start of the container', call('starts it', 'POST .*/start')),
  way(
    'over what the build leaves',
    call('stops the container', 'POST .*/stop'),
    call('removes the container', 'DELETE .*/containers/'),
    call('removes the network', 'DELETE .*/networks/'),
  ),
];

export const DOCKER_STOPS: readonly Way[] = [
  way(
    'over the container',
    call('stops it', 'POST .*/stop'),
    call('removes it', 'DELETE .*/containers/'),
    call('removes its network', 'DELETE .*/networks/'),
  ),
];
