import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An image with programs of this machine, since nothing can be pulled: busybox, and `programs` with the libraries they want. */
export function importToolsImage(engineHost: string, name: string, programs: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-image-'));
  const root = join(folder, 'root');
  const put = (file: string, path: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    copyFileSync(file, join(root, path));
  };
  try {
    for (const place of ['bin', 'etc', 'root', 'tmp', 'usr/bin']) mkdirSync(join(root, place), { recursive: true });
    put('/bin/busybox', 'bin/busybox');
    const applets = execFileSync('/bin/busybox', ['--list']).toString().trim().split('\n');
    for (const applet of applets) if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
    for (const [program, file] of Object.entries(programs)) {
      put(file, `usr/bin/${program}`);
      for (const library of librariesOf(file)) if (!existsSync(join(root, library))) put(library, library);
    }
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    execFileSync('tar', ['-C', root, '-cf', join(folder, 'image.tar'), '.']);
    execFileSync('docker', ['-H', engineHost, 'import', join(folder, 'image.tar'), name], { stdio: 'ignore' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Absolute paths, as the loader looks for them; none of a static program. */
function librariesOf(program: string): string[] {
  const { stdout: printed } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return [...printed.matchAll(/(?:=> |^\t)(\/\S+) \(/gm)].flatMap(([, path]) => path ?? []);
}
