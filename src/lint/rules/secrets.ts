import type { SpecNode } from '../../spec/node.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** As names end: DB_PASSWORD, and not DB_PASSWORD_FILE or PASSWORD_MIN_LENGTH. */
const secretName =
  /(?:^|_)(?:PASS|PASSWD|PASSWORD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i;
/** `postgres://user:password@host` */
const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;
/** Switches such as MYSQL_ALLOW_EMPTY_PASSWORD, and paths. */
const harmless = /^(?:|true|false|yes|no|on|off|0|1|\/.*)$/i;

export const secretLiteral: Rule = {
  code: 'LXCC1208',
  name: 'secret-literal',
  level: 'warning',
  summary: 'a password or token written into the spec, which is in version control for good then',
  *check(view: View): Generator<Report> {
    for (const { service, environment } of servicesOf(view.project)) {
      for (const [name, value] of Object.entries(environment)) {
        const at = `containers.${service}.environment.${name}`;
        const isSecret = urlWithPassword.test(value) || (secretName.test(name) && !harmless.test(value));
        if (!isSecret || !isLiteral(at, view)) continue;
        // The value itself is not repeated: reports of lint are public in many a pipeline.
        yield {
          at,
          message: `the value of ${name} of container "${service}" looks like a secret and stands in the spec`,
          hint: `take it from a variable (${name}: "\${${name}:?}") or an \`env_file\` that is not checked in`,
        };
      }
    }
  },
};

/** Written in the spec, not taken from a variable or a file of variables. */
function isLiteral(path: string, { project, texts }: View): boolean {
  const position = project.positions[path];
  const node = position && texts.get(position.file)?.nodeAt(position.line, position.column)?.value;
  return node !== undefined && !hasVariable(node);
}

function hasVariable(node: SpecNode): boolean {
  return node.kind === 'scalar' && /\$[{A-Za-z_]/.test(String(node.value).replaceAll('$$', ''));
}
