import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KEEP_MEMORY } from './commands/cases.mjs';

const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
/** Pins a process, with all its threads, to one core. */
const PIN = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

export function missingPeers(python) {
  const found = spawnSync(python, ['-c', 'import albumentations, cv2, PIL'], {
    encoding: 'utf8',
    env: { ...process.env, NO_ALBUMENTATIONS_UPDATE: '1' },
  });
  if (found.error) throw new Error(`${python}: ${found.error.message}`);
  return found.status === 0 ? [] : [found.stderr.trim().split('\n').at(-1)];
}

/** A long-running process that does one job after the other. */
export class Contestant {
  static ours(setup) {
    const script = fileURLToPath(new URL('ours.mjs', import.meta.url));
    return new Contestant('this program', [process.execPath, script, JSON.stringify(setup)]);
  }

  static peer(setup, python, peer, tuned) {
    const script = fileURLToPath(new URL('peers.py', import.meta.url));
    const command = [python, script, JSON.stringify({ ...setup, peer })];
    return new Contestant(`${peer}, ${tuned ? 'tuned' : 'as installed'}`, command, tuned ? KEEP_MEMORY : {});
  }

  constructor(name, command, env = {}) {
    this.name = name;
    const [program, ...parameters] = [...PIN, ...command];
    this.process = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...ONE_THREAD, ...env },
    });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    this.ready = this.receive().then((greeting) => {
      this.greeting = greeting;
      this.version = greeting.version;
    });
  }

  async ask(request) {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.receive();
  }

  async receive() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.name} ended early`);
    return JSON.parse(value);
  }

  stop() {
    this.process.stdin.end();
  }
}
