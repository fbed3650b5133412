import { readFile } from 'node:fs/promises';
import { parse, YAMLError } from 'yaml';
import { CliError } from '../errors.ts';
import type { PartialRecipe } from './recipe.ts';
import { checkKeys } from './recipeSchema.ts';

/** What a recipe file, YAML or JSON, says. */
export async function readRecipeFile(path: string): Promise<PartialRecipe> {
  const said = parseYaml(await readFile(path, 'utf8'), path) ?? {};
  if (typeof said !== 'object' || Array.isArray(said)) {
    throw new CliError(`expected names and values in ${path} but received ${JSON.stringify(said)}`);
  }
  checkKeys(said as PartialRecipe, path);
  return said as PartialRecipe;
}

/** What `--set` says: each `key=value`, the value as in a file. */
export function readAssignments(assignments: readonly string[]): PartialRecipe {
  const said = Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1) throw new CliError(`expected key=value for --set but received '${assignment}'`);
      return [assignment.slice(0, at), parseYaml(assignment.slice(at + 1), `--set ${assignment}`)];
    }),
  );
  checkKeys(said, '--set');
  return said;
}

function parseYaml(text: string, source: string): unknown {
  try {
    // A page of aliases of aliases is no recipe.
    return parse(text, { maxAliasCount: 0, logLevel: 'error' }) as unknown;
  } catch (cause) {
    if (!(cause instanceof YAMLError || cause instanceof ReferenceError)) throw cause;
    throw new CliError(`expected YAML in ${source} but ${cause.message.split('\n')[0]}`);
  }
}
