/** A JSON schema, as OpenAPI has them; `$id` makes it one of the document's components. */
export interface Schema {
  readonly $id?: string;
  readonly [key: string]: unknown;
}

export const text = { type: 'string' } as const;
export const integer = { type: 'integer' } as const;
export const number = { type: 'number' } as const;
export const boolean = { type: 'boolean' } as const;

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object; what is not `optional` is always there. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  { optional = [], ...more }: { readonly optional?: readonly string[] } & Schema = {},
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }), ...more };
}

/** A schema that is a component of the document. */
export function named($id: string, schema: Schema): Schema {
  return { $id, ...schema };
}
