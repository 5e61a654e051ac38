/** Written by hand for validator.generated.js, which scripts/build-validator.mjs makes from the schema. */

/** What ajv reports about one place; only the fields that we read. */
export interface SchemaError {
  keyword: string;
  /** JSON pointer into the value. */
  instancePath: string;
  params: Record<string, unknown>;
}

/** One place of the schema, reduced to what casting and messages need. Members are names of other shapes. */
export interface Shape {
  types: string[];
  properties?: Record<string, string>;
  additional?: string;
  items?: string;
  /** Known keys that this release refuses, with what to write in their place ('' = nothing). */
  unsupportedKeys?: Record<string, string>;
  unsupportedValues?: string[];
}

export const shapes: Record<string, Shape>;

declare const validate: {
  (value: unknown): boolean;
  errors?: SchemaError[] | null;
};
export default validate;
