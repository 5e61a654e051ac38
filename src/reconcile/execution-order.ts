/** The order in which a plan's operations can be carried out one after the other. */
import type { Operation } from '../model/operation.js';

/** Every operation behind what it depends on, otherwise as they stand; pure. */
export function inExecutionOrder(operations: readonly Operation[]): Operation[] {
  const byId = new Map(operations.map(operation => [operation.id, operation]));
  const visited = new Set<string>();
  const ordered: Operation[] = [];
  // Not recursive: a chain of a thousand containers that wait for each other must not exhaust the stack.
  for (const first of operations) {
    const stack = [{ operation: first, left: [...first.dependsOn] }];
    if (visited.has(first.id)) continue;
    visited.add(first.id);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = byId.get(top.left.shift() ?? '');
      if (next && !visited.has(next.id)) {
        visited.add(next.id);
        stack.push({ operation: next, left: [...next.dependsOn] });
      } else if (top.left.length === 0) {
        ordered.push(top.operation);
        stack.pop();
      }
    }
  }
  return ordered;
}
