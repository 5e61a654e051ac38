/** Changes of a text by places, made all at once so that one does not move the places of another. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** @param edits not overlapping; of two at the same place the first comes first */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort((left, right) => left.edit.from - right.edit.from || left.index - right.index);
  let result = '';
  let at = 0;
  for (const { edit } of sorted) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}
