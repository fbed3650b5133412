import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Command } from './contenders/contender.ts';
import type { Ready, Turn } from './protocol.ts';

/** Enough of what a process said last to see why it failed. */
const COMPLAINT_CHARACTERS = 600;

/**
 * A contender's process. Between its turns it is stopped by a signal where the system has one, so that
 * threads which spin while they wait take nothing from the others.
 */
export class Racer {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string, undefined>;
  #complaint = '';

  private constructor({ file, args, env }: Command) {
    this.#child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#answers = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-COMPLAINT_CHARACTERS);
    });
    // A process that is gone is noticed by its missing answer.
    this.#child.on('error', (error) => (this.#complaint += error.message));
    this.#child.stdin!.on('error', () => {});
  }

  /**
   * Starts the process and waits until it has warmed up.
   *
   * @returns it, and what it says it is
   * @throws Error with what it last wrote to stderr if it ends instead
   */
  static async start(command: Command): Promise<{ racer: Racer; title: string }> {
    const racer = new Racer(command);
    try {
      const { ready } = await racer.#answer<Ready>();
      racer.#pause();
      return { racer, title: ready };
    } catch (error) {
      racer.kill();
      throw error;
    }
  }

  /** @throws Error with what the process last wrote to stderr if it ends instead */
  async run(): Promise<Turn> {
    this.#resume();
    this.#child.stdin!.write('run\n');
    const turn = await this.#answer<Turn>();
    this.#pause();
    return turn;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#answers.next();
    if (done)
      throw new Error(this.#complaint.trim().split('\n').slice(-3).join('\n') || 'it ended without a word');
    return JSON.parse(value) as T;
  }

  #pause(): void {
    if (process.platform !== 'win32') this.#child.kill('SIGSTOP');
  }

  #resume(): void {
    if (process.platform !== 'win32') this.#child.kill('SIGCONT');
  }
}
