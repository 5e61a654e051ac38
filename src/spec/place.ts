/**
 * Tables by place in the spec. A pattern is keys joined with dots, `*` for any key or item: `containers.*.ports`.
 * `services` is found under `containers`.
 */
export interface Places<Value> {
  value?: Value;
  members: Map<string, Places<Value>>;
}

/** The table as a tree that is walked along with the spec. */
export function placesOf<Value>(table: Readonly<Record<string, Value>>): Places<Value> {
  const root: Places<Value> = { members: new Map() };
  for (const [pattern, value] of Object.entries(table)) {
    let place = root;
    for (const step of pattern.split('.')) {
      const next: Places<Value> = place.members.get(step) ?? { members: new Map() };
      place.members.set(step, next);
      place = next;
    }
    place.value = value;
  }
  return root;
}

/** Undefined where the table has nothing to say about the member and all below. */
export function memberPlace<Value>(
  place: Places<Value> | undefined,
  step: string | number,
): Places<Value> | undefined {
  if (!place) return undefined;
  const name = step === 'services' && !place.members.has('services') ? 'containers' : String(step);
  return place.members.get(name) ?? place.members.get('*');
}
