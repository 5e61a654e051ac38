import type { OptionTable } from './options.js';

/** Flags of every command; they may stand before or after the verb. Names and letters are Docker Compose's. */
export const globalOptions = {
  file: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FILE',
    summary:
      'Spec file; `-` is standard input; several are laid one over the other (default: lxc-compose.yaml here or in a parent directory, with lxc-compose.override.yaml)',
  },
  'project-name': {
    type: 'string',
    short: 'p',
    value: 'NAME',
    summary: 'Name of the project (default: `name:` in the spec, else the directory)',
  },
  'project-directory': {
    type: 'string',
    value: 'DIR',
    summary: 'Where relative paths of the spec start (default: where the spec is)',
  },
  profile: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    summary: 'Also the containers of this profile',
    environment: 'LXC_COMPOSE_PROFILES',
  },
  'env-file': {
    type: 'string',
    multiple: true,
    value: 'FILE',
    summary: 'Variables for the spec, instead of .env',
    environment: 'LXC_COMPOSE_ENV_FILES',
  },
  'host-overlay': {
    type: 'boolean',
    summary: 'Lay lxc-compose.HOSTNAME.yaml beside the spec over it',
  },
  progress: {
    type: 'string',
    value: 'KIND',
    choices: ['auto', 'tty', 'plain', 'json', 'quiet'],
    summary: 'How work is shown on standard error',
  },
  ansi: {
    type: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    summary: 'Colours (auto: on a terminal, unless NO_COLOR is set)',
  },
  'dry-run': { type: 'boolean', summary: 'Show what would be done and do nothing' },
  quiet: { type: 'boolean', short: 'q', summary: 'Errors only' },
  yes: { type: 'boolean', short: 'y', summary: 'Answer every question with yes' },
  'lock-timeout': {
    type: 'string',
    value: 'TIME',
    summary:
      'How long to wait for another command on this project: 30, 30s, 5m (default: 60s; 0: not at all)',
  },
  trace: { type: 'string', value: 'FILE', summary: "Write where the time went, in Chrome's trace format" },
  help: { type: 'boolean', short: 'h', summary: 'Help for the command' },
  parallel: { type: 'string', unsupported: true, summary: '', environment: 'LXC_COMPOSE_PARALLEL_LIMIT' },
  'all-resources': { type: 'boolean', unsupported: true, summary: '' },
  'log-level': { type: 'string', unsupported: true, summary: '' },
  host: { type: 'string', unsupported: true, summary: '' },
  compatibility: { type: 'boolean', unsupported: true, summary: '' },
} as const satisfies OptionTable;
