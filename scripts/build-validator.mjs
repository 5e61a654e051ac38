/**
 * Compiles schemas/lxc-compose.schema.json to src/spec/validator.generated.js: plain code without a dependency, so
 * that no command pays for loading and running a schema compiler. Beside the validator it holds the schema's shape,
 * by which interpolated texts are cast and misspelt keys are recognised.
 *
 * `pattern` and `propertyNames` are for editors: the code that converts a text checks its grammar too, and can say
 * more than that a regular expression did not match.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standaloneModule from 'ajv/dist/standalone/index.js';

const standaloneCode = standaloneModule.default;
const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = name => JSON.parse(readFileSync(path(`schemas/${name}.json`), 'utf8'));

const schema = read('lxc-compose.schema');
const unsupportedKeys = read('unsupported-keys');
const unsupportedValues = read('unsupported-values');

const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  strict: true,
  strictRequired: false,
  strictTuples: false,
  messages: false,
  ownProperties: true,
  code: { source: true, esm: true, lines: true },
});
const code = standaloneCode(ajv, ajv.compile(withoutPatterns(schema)));
if (/\brequire\(/.test(code)) throw new Error('the compiled validator needs a run-time module of ajv');

const shapes = {};
collectShape(schema, '#');
for (const pointer of Object.keys({ ...unsupportedKeys, ...unsupportedValues })) {
  if (!shapes[pointer]) throw new Error(`schemas/unsupported-*.json: the schema has nothing at ${pointer}`);
}
for (const [pointer, keys] of Object.entries(unsupportedKeys)) {
  for (const key of Object.keys(keys)) {
    if (shapes[pointer].properties[key])
      throw new Error(`schemas/unsupported-keys.json: ${pointer} has ${key}`);
  }
  shapes[pointer].unsupportedKeys = keys;
}
for (const [pointer, values] of Object.entries(unsupportedValues)) shapes[pointer].unsupportedValues = values;

writeFileSync(
  path('src/spec/validator.generated.js'),
  `${code}\nexport const shapes = ${JSON.stringify(shapes)};\n`,
);

function withoutPatterns(value) {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(
    ([key, each]) =>
      !(key === 'pattern' && typeof each === 'string') && key !== 'propertyNames' && key !== 'description',
  );
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutPatterns(each)]));
}

/** Returns the pointer of the shape: references are followed, so that a shape exists once. */
function collectShape(node, pointer) {
  if (node.$ref) return node.$ref;
  shapes[pointer] = {
    types: [node.type ?? []].flat(),
    ...(node.properties && { properties: collectMembers(node.properties, `${pointer}/properties`) }),
    ...(node.additionalProperties && {
      additional: collectShape(node.additionalProperties, `${pointer}/additionalProperties`),
    }),
    ...(node.items && { items: collectShape(node.items, `${pointer}/items`) }),
  };
  if (node.definitions) collectMembers(node.definitions, `${pointer}/definitions`);
  return pointer;
}

function collectMembers(members, pointer) {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, collectShape(member, `${pointer}/${key}`)]),
  );
}
