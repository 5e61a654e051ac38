/**
 * Writes docs/spec-reference.md from the schema's descriptions; a test keeps the two equal.
 *
 *     node scripts/build-spec-reference.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = name => JSON.parse(readFileSync(path(`schemas/${name}.json`), 'utf8'));

const introduction = `# The spec, key by key

Made from \`schemas/lxc-compose.schema.json\` by \`scripts/build-spec-reference.mjs\`; change the descriptions there.

A spec is one YAML file, \`lxc-compose.yaml\`, found in the working directory or a directory above it. What it does not
mention is not managed: owned objects keep the kernel's default, external ones are not touched. Sizes count in 1024s
(\`512M\`), durations are Go's (\`1m30s\`), addresses carry their prefix. Unknown keys are errors.

\`\${NAME}\`, \`\${NAME:-default}\`, \`\${NAME:?message}\` and \`\${NAME:+other}\` in values (not in keys) are replaced by variables of
the environment or of \`.env\`; \`$$\` is a dollar sign. YAML anchors and merge keys (\`<<\`) work; \`x-…\` keys are free.

A container without \`networks\` and \`network_mode\` has a network of its own with nothing but loopback. With \`rootfs\`
naming a directory and no \`command\`, \`/sbin/init\` is started, as LXC does.
`;

/** The whole document. */
export function specReference() {
  const schema = read('lxc-compose.schema');
  const unsupported = read('unsupported-keys');
  const { definitions } = schema;
  const sections = [
    ['Top level', schema, '#'],
    ['Include, long form', definitions.include, '#/definitions/include'],
    ['Network', definitions.network, '#/definitions/network'],
    ['Link', definitions.link, '#/definitions/link'],
    ['Volume', definitions.volume, '#/definitions/volume'],
    ['Config', definitions.config, '#/definitions/config'],
    ['Secret', definitions.secret, '#/definitions/secret'],
    ['Container', definitions.container, '#/definitions/container'],
    ['Network of a container', definitions.attachment, '#/definitions/attachment'],
    ['Mount, long form', definitions.mount, '#/definitions/mount'],
    ['Config or secret of a container', definitions.provided_file, '#/definitions/provided_file'],
    ['Port, long form', definitions.port, '#/definitions/port'],
    ['Limits', definitions.limits, '#/definitions/limits'],
    ['Healthcheck', definitions.healthcheck, '#/definitions/healthcheck'],
  ];
  const parts = sections.map(([title, node, pointer]) =>
    section(title, node, unsupported[pointer], definitions),
  );
  return `${introduction}\n${parts.join('\n')}`;
}

function section(title, node, unsupported, definitions) {
  const rows = [];
  collectRows(node, '', definitions, rows);
  const later = Object.keys(unsupported ?? {}).sort();
  const note =
    later.length > 0
      ? `\nNot supported yet, and refused: ${later.map(key => `\`${key}\``).join(', ')}.\n`
      : '';
  const lines = rows.map(([key, type, text]) => `| \`${key}\` | ${type} | ${text.replaceAll('|', '\\|')} |`);
  return `## ${title}\n\n${node.description}\n\n| Key | Type | Meaning |\n| --- | --- | --- |\n${lines.join('\n')}\n${note}`;
}

/** Keys of mappings without a section of their own follow their parent. */
function collectRows(node, prefix, definitions, rows) {
  for (const [key, given] of Object.entries(node.properties ?? {})) {
    const shared = given.$ref && definitions[given.$ref.split('/').at(-1)];
    const property = shared ?? given;
    rows.push([prefix + key, typeOf(property), given.description ?? property.description]);
    if (!shared) collectRows(property, `${prefix}${key}.`, definitions, rows);
    if (property.items && !property.items.$ref)
      collectRows(property.items, `${prefix}${key}[].`, definitions, rows);
    const { additionalProperties } = property;
    if (additionalProperties?.properties)
      collectRows(additionalProperties, `${prefix}${key}.*.`, definitions, rows);
  }
}

const names = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true/false',
  array: 'list',
  object: 'mapping',
};

function typeOf({ type, enum: values }) {
  if (values) return values.map(value => `\`${value}\``).join(', ');
  return [type ?? []]
    .flat()
    .filter(each => each !== 'null')
    .map(each => names[each])
    .join(' or ');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(path('docs/spec-reference.md'), specReference());
