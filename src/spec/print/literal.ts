/** A text that interpolation gives back as it is. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

export function literals(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, literal(text)]));
}
