import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../../apps/cli/bin/resnext.js', import.meta.url));

/** Enough of what a server said last to see why it ended. */
const COMPLAINT_CHARACTERS = 4000;

/** Linux's pages, in which it counts what is resident. */
const PAGE_BYTES = 4096;

/** `resnext serve` as a process of its own, on a free port of this machine. */
export class ServedProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  #complaint = '';
  #address = '';
  #backend = '';

  private constructor(flags: readonly string[]) {
    this.#child = spawn(process.execPath, [command, 'serve', '--port', '0', '--json', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#child, 'exit').then(([code]) => code as number | null);
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-COMPLAINT_CHARACTERS);
    });
  }

  /**
   * Starts the server and waits until it has printed where it listens.
   *
   * @param flags of `resnext serve`, besides `--port` and `--json`
   * @throws Error with what it last wrote to stderr if it ends instead
   */
  static async start(flags: readonly string[]): Promise<ServedProcess> {
    const served = new ServedProcess(flags);
    const { address, backend } = await served.#announcement();
    served.#address = address;
    served.#backend = backend;
    return served;
  }

  get address(): string {
    return this.#address;
  }

  /** What computes, as the server says it. */
  get backend(): string {
    return this.#backend;
  }

  /** Whether the process is there. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it last wrote to stderr. */
  get complaint(): string {
    return this.#complaint;
  }

  /** Resident memory, as Linux counts it; undefined elsewhere, and when the process is gone. */
  residentBytes(): number | undefined {
    try {
      const pages = readFileSync(`/proc/${this.#child.pid}/statm`, 'utf8').split(' ')[1];
      return Number(pages) * PAGE_BYTES;
    } catch {
      return undefined;
    }
  }

  /** Asks it to end, as an operator does. @returns its exit code, null when a signal ended it */
  end(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#exit;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #announcement(): Promise<{ address: string; backend: string }> {
    let printed = '';
    const line = new Promise<string>((resolve) => {
      this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (printed.includes('\n')) resolve(printed);
      });
    });
    const first = await Promise.race([line, this.#exit]);
    if (typeof first === 'string') return JSON.parse(first) as { address: string; backend: string };
    throw new Error(this.#complaint.trim() || `resnext serve ended with ${first} and without a word`);
  }
}
