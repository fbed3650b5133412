import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Health } from '../processes/watchHealth.ts';

const program = fileURLToPath(new URL('../processes/watchHealth.ts', import.meta.url));

/** Asks a server whether it is live, from a process of its own: the one that makes the load would measure itself. */
export class HealthWatch {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(address: string): Promise<HealthWatch> {
    const child = fork(program, [address], { execArgv: ['--conditions=@resnext/source', '--import', 'tsx'] });
    await heard(child);
    return new HealthWatch(child);
  }

  async stop(): Promise<Health> {
    const answer = heard(this.#child);
    this.#child.send('stop');
    return (await answer) as Health;
  }
}

/** What the process says next. @throws Error when it ends instead */
async function heard(child: ChildProcess): Promise<unknown> {
  const silence = new AbortController();
  const [message] = (await Promise.race([
    once(child, 'message', silence),
    once(child, 'exit', silence).then(([code]) => {
      throw new Error(`expected a word of the health watch but it ended with ${String(code)}`);
    }),
  ])) as [unknown];
  silence.abort();
  return message;
}
