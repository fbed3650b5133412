/** The part of an OpenAPI document that is read here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<Record<string, Response>>;
  readonly requestBody?: Response;
}

export interface Response {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

export interface Schema {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

export const MODEL = '{MODEL_NAME}';
export const VERSION = '/versions/{MODEL_VERSION}';
