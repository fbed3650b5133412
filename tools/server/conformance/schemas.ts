import { z } from 'zod';
import type { OpenApi, Schema } from './openApi.ts';

/** What a value is checked with: nothing when it is as the schema says, else where it is not. */
export type Check = (value: unknown) => string | undefined;

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** Turns the document's schemas into checks. */
export function createChecks({ components: { schemas } }: OpenApi): (schema: Schema) => Check {
  return (schema) => {
    // JSON Schema's place for what is referred to, instead of OpenAPI's.
    const text = JSON.stringify({ ...schema, $defs: schemas });
    const type = z.fromJSONSchema(
      JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema,
    );
    return (value) => {
      const { error } = type.safeParse(value);
      return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    };
  };
}
