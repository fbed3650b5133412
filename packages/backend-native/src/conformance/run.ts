import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/*
 * Runs the bundle of tests that its first argument names, and writes what became of each to the file that its
 * second argument names. A process of its own, since jasmine's functions are global.
 */

const [bundle, report] = process.argv.slice(2) as [string, string];

/** What became of a test. */
export interface SpecResult {
  readonly fullName: string;
  readonly status: string;
  /** Of what it expected in vain. */
  readonly messages: readonly string[];
}

interface JasmineResult {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

interface Jasmine {
  getEnv(): {
    configure(settings: { random: boolean }): void;
    addReporter(reporter: { specDone(result: JasmineResult): void }): void;
    execute(): Promise<unknown>;
  };
}

const core = createRequire(import.meta.url)('jasmine-core') as {
  noGlobals(): Record<string, unknown> & { jasmine: Jasmine };
};

const jasmine = core.noGlobals();
Object.assign(globalThis, jasmine);

const { loaded } = (await import(pathToFileURL(bundle).href)) as { loaded: Promise<unknown> };
await loaded;

const results: SpecResult[] = [];
const environment = jasmine.jasmine.getEnv();
environment.configure({ random: false });
environment.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    results.push({ fullName, status, messages: failedExpectations.map(({ message }) => message) });
  },
});
await environment.execute();
await writeFile(report, JSON.stringify(results));
