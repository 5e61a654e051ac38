/** What lint takes into account beside the spec: comments, profiles, several files, the command line. */
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderFindingsAsJson, renderFindingsForGithub } from '../../src/cli/render-findings.js';
import { lint } from '../../src/lint/lint.js';
import { readSourceText } from '../../src/lint/source-text.js';
import { listFiles } from '../architecture/source-tree.js';
import { projectOf, web } from '../spec/specs.js';
import { lintDirectory, lintText } from './lint-directory.js';

const test = suite('lint');
const codes = async (...given: Parameters<typeof lintText>) =>
  (await lintText(...given)).findings.filter(each => each.level !== 'info').map(each => each.code);

test('the example and every spec in a document are clean', async () => {
  const blocks = ['README.md', ...listFiles('docs', ['.md'])].flatMap(path =>
    [...readFileSync(path, 'utf8').matchAll(/^```ya?ml\n(.*?)^```/gms)]
      .map(match => match[1]!)
      .filter(text => /^(containers|services):/m.test(text)),
  );
  const example = readFileSync('lxc-compose.yaml.example', 'utf8');
  for (const text of [example, ...blocks]) assert.equal(await codes(text), [], text);
});

const directory = 'fixtures/lint/';
const fixtures = readdirSync(directory).filter(name => !/^(invalid|ignore|clean|several)/.test(name));

test('a comment at the end of a line takes away its findings and no other', async () => {
  let changed = 0;
  for (const name of fixtures) {
    const text = readFileSync(`${directory}${name}/spec.yaml`, 'utf8');
    const { findings } = await lintText(text);
    const lines = [...new Set(findings.map(each => each.range!.line))];
    await fc.assert(
      fc.asyncProperty(fc.subarray(lines), fc.boolean(), async (chosen, byCode) => {
        const commented = text
          .split('\n')
          .map((line, index) => {
            if (!chosen.includes(index + 1)) return line;
            const here = findings.filter(each => each.range!.line === index + 1).map(each => each.code);
            // A file may have one comment there already.
            if (line.includes(' # ')) return line;
            changed += 1;
            return `${line} # lint-ignore${byCode ? `: ${[...new Set(here)].join(', ')}` : ''}`;
          })
          .join('\n');
        const left = (await lintText(commented)).findings;
        const wanted = findings.filter(
          each => !commented.split('\n')[each.range!.line - 1]!.includes('# lint-ignore'),
        );
        assert.equal(
          left.map(each => [each.code, each.range!.line]),
          wanted.map(each => [each.code, each.range!.line]),
        );
      }),
      { numRuns: 8, seed: 20261123 },
    );
  }
  assert.ok(changed > 20);
});

test('a comment alone on a line is for the next line that is none', async () => {
  const spec = (comment: string) => web(`${comment}\nprivileged: true\nseccomp: unconfined`);
  assert.equal(await codes(spec('tty: true')), ['LXCC1201']);
  assert.equal(await codes(spec('# lint-ignore')), []);
  assert.equal(await codes(spec('# lint-ignore: LXCC1201 -- because\n# and more')), []);
  assert.equal(await codes(spec('# lint-ignore\ntty: true')), ['LXCC1003', 'LXCC1201']);
});

test('what looks like a comment and is a text ignores nothing', async () => {
  assert.equal(await codes(web('privileged: true\nenvironment: {A: "# lint-ignore"}')), ['LXCC1201']);
  assert.equal(await codes(web('environment:\n  A: |\n    # lint-ignore-file: LXCC1201\nprivileged: true')), [
    'LXCC1201',
  ]);
});

test('Windows line ends change no line', async () => {
  const text = web('seccomp: unconfined   # lint-ignore: LXCC1206\nidmap: none').replaceAll('\n', '\r\n');
  const { findings } = await lintText(text);
  assert.equal(
    findings
      .filter(each => each.level !== 'info')
      .map(each => [each.code, each.range!.line, each.range!.column]),
    [['LXCC1202', 7, 5]],
  );
});

test('a profile that is asked for and is none is found, wherever it was asked for', async () => {
  const text = web('profiles: [debug]');
  assert.equal(await codes(text, { profiles: ['debug'] }), []);
  const { findings } = await lintText(text, { profiles: ['debgu'] });
  const found = findings.find(each => each.code === 'LXCC1006')!;
  assert.match(found.message, 'did you mean "debug"');
  assert.is(found.range, undefined);
});

test('containers of profiles are looked at without being asked for', async () => {
  assert.equal(await codes(web('profiles: [debug]\nprivileged: true')), ['LXCC1201']);
});

test('findings and comments of several files stay apart', async () => {
  const main = web('privileged: true   # lint-ignore: LXCC1201', 'networks: {br0: {}}');
  const project = await projectOf(main);
  const moved = { ...project.positions };
  moved['networks.br0'] = { file: '/srv/lab/more.yaml', line: 2, column: 3 };
  const more = '# lint-ignore-file: LXCC1201\n  br0: {}\n';
  const findings = lint({
    views: [{ ...project, files: ['<stdin>', '/srv/lab/more.yaml'], positions: moved }],
    remarks: [],
    texts: new Map([
      ['<stdin>', main],
      ['/srv/lab/more.yaml', more],
    ]),
    profiles: [],
  }).filter(each => each.level !== 'info');
  assert.equal(
    findings.map(each => [each.code, each.range!.file, each.range!.line]),
    [
      ['LXCC1003', '/srv/lab/more.yaml', 1],
      ['LXCC1101', '/srv/lab/more.yaml', 2],
    ],
  );
});

test('any text is taken apart without an error, and every comment is where it is said to be', () => {
  const piece = fc.constantFrom(
    'a: ',
    '"#',
    '# x',
    '\n',
    ' ',
    '&b ',
    '*b',
    '|\n',
    '- ',
    '{',
    '}',
    "'",
    ': ',
    '\r\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const text = pieces.join('');
      const { comments, anchors } = readSourceText('f', text);
      for (const { range, text: comment } of comments) {
        const line = text.split('\n')[range.line - 1]!;
        assert.is(line.slice(range.column - 1, range.column - 1 + comment.length), comment);
      }
      for (const { range, name } of anchors) {
        assert.ok(
          text
            .split('\n')
            [range.line - 1]!.slice(range.column - 1)
            .startsWith(`&${name}`),
        );
      }
    }),
    { numRuns: 500, seed: 20261123 },
  );
});

test('for GitHub no text begins a command or a property of its own', () => {
  const range = { file: '/srv/lab/a,b:c.yaml', line: 3, column: 5 };
  const finding = {
    code: 'LXCC1201',
    name: 'privileged',
    level: 'info',
    message: '100%\n::error::x',
    range,
  } as const;
  assert.is(
    renderFindingsForGithub([finding, { ...finding, level: 'error', hint: 'do' }], '/srv/lab'),
    '::notice file=a%2Cb%3Ac.yaml,line=3,col=5,title=LXCC1201 privileged::100%25\\n::error::x\n' +
      '::error file=a%2Cb%3Ac.yaml,line=3,col=5,title=LXCC1201 privileged::100%25\\n::error::x%0Ado\n',
  );
});

test('for programs every finding has all of its fields', async () => {
  const result = await lintDirectory(new URL('../../fixtures/lint/mtu', import.meta.url).pathname);
  const shown = result.findings.filter(each => each.level !== 'info');
  const document = JSON.parse(renderFindingsAsJson(result, shown, 1));
  assert.equal(document.summary, { error: 0, warning: 1, info: 0, hidden: 1 });
  assert.equal(Object.keys(document.findings[0]).sort(), [
    'code',
    'hint',
    'level',
    'message',
    'name',
    'place',
    'related',
  ]);
  assert.is(document.findings[0].place.endColumn, 12);
});

test.run();
