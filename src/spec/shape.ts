/** The schema as a table of places, for casting, messages and suggestions. */
import type { Path } from './node.js';
import { type Shape, shapes } from './validator.generated.js';

export type { Shape };

export const rootShape = shapes['#']!;

/** The shape of a mapping's value or a sequence's item; undefined where the schema says nothing (`x-…`). */
export function memberShape(shape: Shape | undefined, step: string | number): Shape | undefined {
  if (!shape) return undefined;
  if (typeof step === 'number') return shape.items === undefined ? undefined : shapes[shape.items];
  const { properties } = shape;
  if (properties && Object.hasOwn(properties, step)) return shapes[properties[step]!];
  if (step.startsWith('x-') && properties) return undefined;
  return shape.additional === undefined ? undefined : shapes[shape.additional];
}

/** The shape of the value at a path; undefined where the schema says nothing. */
export function shapeOf(path: Path): Shape | undefined {
  return path.reduce<Shape | undefined>(memberShape, rootShape);
}
