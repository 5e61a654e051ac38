// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the spec, not of TypeScript
/** Generated YAML texts as people write them: uneven indentation, comments everywhere, all kinds of scalars. */
import fc from 'fast-check';

type Shape =
  | { kind: 'scalar'; text: string }
  | { kind: 'block'; style: string; lines: string[] }
  | { kind: 'flow'; text: string }
  | {
      kind: 'map';
      extra: number;
      entries: { key: string; before: string[]; gap: string; after: string; value: Shape }[];
    }
  | {
      kind: 'seq';
      extra: number;
      flush: boolean;
      items: { before: string[]; gap: string; after: string; value: Shape }[];
    };

const word = fc.constantFrom('web', 'db', 'a', 'limits', 'x-1', 'memory', 'br0', 'nat');
const scalarText = fc.constantFrom(
  '1',
  '0.5',
  '010',
  'yes',
  'null',
  '~',
  'true',
  'plain words',
  '"a # b"',
  "'it''s'",
  '"tab\\t\\u00e9"',
  '512M',
  '8080:80',
  '"8080:80"',
  '-x',
  'a,b',
  '&x 5',
  '!!str 5',
  'http://x/#y',
  '""',
  "''",
  '${A:-b}',
  'plain\n      folded\n\n       twice',
  '"quoted\n     over  \n\n      lines"',
);
const gap = fc.constantFrom(' ', ' ', '  ', '     ', '\t');
const comment = fc.constantFrom(
  '',
  '',
  '',
  ' # note',
  '   # far',
  '  #tight',
  ' #',
  '        # very far',
  ' # tab\tin it',
  ' # end   ',
);
const before = fc.array(fc.constantFrom('', '', '# above', '  # in', '        # far in', '#\ttab', '   '), {
  maxLength: 3,
});
const flowScalar = fc.constantFrom('1', 'a', '"x, y"', "'q'", 'a b', 'null', '""', 'http://x');

const { flow } = fc.letrec<{ flow: string }>(tie => ({
  flow: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'flow' },
    flowScalar,
    fc
      .tuple(
        fc.array(tie('flow'), { maxLength: 3 }),
        fc.constantFrom(', ', ',', ' , ', ',\n          ', ', # c\n          '),
        fc.constantFrom('', ' ', '  '),
        fc.constantFrom('', '', ','),
      )
      .map(
        ([items, comma, pad, last]) => `[${pad}${items.join(comma)}${items.length > 0 ? last : ''}${pad}]`,
      ),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(word, tie('flow')), { maxLength: 3, selector: ([key]) => key }),
        fc.constantFrom(', ', ',', ',\n          ', ' # c\n          ,'),
        fc.constantFrom(': ', ' : ', ':  ', ':\n         '),
        fc.constantFrom('', ' '),
      )
      .map(
        ([items, comma, colon, pad]) => `{${pad}${items.map(([k, v]) => k + colon + v).join(comma)}${pad}}`,
      ),
  ),
}));

const { shape } = fc.letrec<{ shape: Shape }>(tie => ({
  shape: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'shape' },
    scalarText.map(text => ({ kind: 'scalar' as const, text })),
    flow.map(text => ({ kind: 'flow' as const, text })),
    fc.record({
      kind: fc.constant('block' as const),
      style: fc.constantFrom('|', '>', '|-', '>-', '|+', '| # head', '|  '),
      lines: fc.array(
        fc.constantFrom('text', '  deeper', '', '# no comment', 'a: b', '- c', 'end  ', '\ttab'),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    fc.record({
      kind: fc.constant('map' as const),
      extra: fc.integer({ min: 1, max: 4 }),
      entries: fc.uniqueArray(fc.record({ key: word, before, gap, after: comment, value: tie('shape') }), {
        minLength: 1,
        maxLength: 4,
        selector: each => each.key,
      }),
    }),
    fc.record({
      kind: fc.constant('seq' as const),
      extra: fc.integer({ min: 1, max: 4 }),
      flush: fc.boolean(),
      items: fc.array(fc.record({ before, gap, after: comment, value: tie('shape') }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  ),
}));

function lines(each: Shape & { kind: 'map' | 'seq' }, column: number): string {
  const pad = ' '.repeat(column);
  const parts =
    each.kind === 'map'
      ? each.entries.map(entry => ({ ...entry, lead: `${entry.key}:`, block: false }))
      : each.items.map(entry => ({ ...entry, lead: '-', block: true }));
  return parts
    .map(({ before: above, lead, gap: space, after, value, block }) => {
      const start = above.map(line => `${line === '' ? '' : pad + line}\n`).join('') + pad + lead;
      if (value.kind === 'scalar') {
        return `${start}${space}${value.text.replaceAll('\n', `\n${pad}`)}${after}\n`;
      }
      if (value.kind === 'flow')
        return `${start}${space}${value.text.replaceAll('\n', `\n${pad}`)}${after}\n`;
      if (value.kind === 'block') {
        const inner = ' '.repeat(column + 3);
        const body = value.lines.map(line => (line === '' ? '' : inner + line)).join('\n');
        return `${start}${space}${value.style}\n${inner}first\n${body}\n`;
      }
      const flush = !block && value.kind === 'seq' && value.flush;
      return `${start}${after}\n${lines(value, flush ? column : column + value.extra)}`;
    })
    .join('');
}

/** A document whose root is a mapping. */
export const yamlText: fc.Arbitrary<string> = fc
  .tuple(
    shape.filter((each): each is Shape & { kind: 'map' } => each.kind === 'map'),
    fc.constantFrom('', '# end', '\n\n', '  # indented end\n', '---\n'),
    fc.boolean(),
  )
  .map(([root, end, crlf]) => {
    const text = end === '---\n' ? end + lines(root, 0) : lines(root, 0) + end;
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });
