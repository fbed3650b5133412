import type { NumberedAttribute, TensorFlowBackend } from './backend.ts';

/** Gives an attribute the number that the addon knows its kind by. */
type Attribute = (binding: TensorFlowBackend['binding']) => Omit<NumberedAttribute, 'name'>;

/** Attributes by their names in TensorFlow. */
export type Attributes = Readonly<Record<string, Attribute | undefined>>;

export const int =
  (value: number | readonly number[]): Attribute =>
  ({ TF_ATTR_INT }) => ({ type: TF_ATTR_INT, value });

export const float =
  (value: number): Attribute =>
  ({ TF_ATTR_FLOAT }) => ({ type: TF_ATTR_FLOAT, value });

export const bool =
  (value: boolean): Attribute =>
  ({ TF_ATTR_BOOL }) => ({ type: TF_ATTR_BOOL, value });

export const text =
  (value: string): Attribute =>
  ({ TF_ATTR_STRING }) => ({ type: TF_ATTR_STRING, value });

/** A type of elements. */
export const type =
  (name: 'TF_FLOAT' | 'TF_INT32' | 'TF_UINT8'): Attribute =>
  (binding) => ({ type: binding.TF_ATTR_TYPE, value: binding[name] });

export function numbered(attributes: Attributes, binding: TensorFlowBackend['binding']): NumberedAttribute[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    attribute ? { name, ...attribute(binding) } : [],
  );
}
