import type { VersionHistory } from '../service/modelRepository.ts';
import { StatisticsCollector } from './statisticsCollector.ts';

/** What versions did since the process began: a version that is loaded anew goes on where it was. */
export class Ledger {
  readonly #pages = new Map<string, { name: string; version: string; statistics: StatisticsCollector }>();

  /** Where a version's doings are written to, loaded or not. */
  of(name: string, version: string): StatisticsCollector {
    const key = `${name}/${version}`;
    const page = this.#pages.get(key) ?? { name, version, statistics: new StatisticsCollector() };
    this.#pages.set(key, page);
    return page.statistics;
  }

  read(): VersionHistory[] {
    return [...this.#pages.values()].map(({ statistics, ...version }) => {
      const { pending: _, ...done } = statistics.read(0);
      return { ...version, statistics: done };
    });
  }
}
