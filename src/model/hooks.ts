/** Hooks: programs run at points of a container's life. The names, their order and the variables are LXC's. */

/** In the order in which they run. `clone` runs when a container is copied. */
export const hookEvents = [
  'pre-start',
  'pre-mount',
  'mount',
  'autodev',
  'start-host',
  'start',
  'stop',
  'post-stop',
  'clone',
  'destroy',
] as const;

export type HookEvent = (typeof hookEvents)[number];

/** Points of a project's life, at which the command line runs programs of the host. */
export const projectHookEvents = ['pre-up', 'post-up', 'pre-down', 'post-down'] as const;

export type ProjectHookEvent = (typeof projectHookEvents)[number];

export type ProjectHooks = { [Event in ProjectHookEvent]?: string[][] };

/** A program run inside a running container. What is absent is the container's own. */
export interface InsideHook {
  event: 'post_start' | 'pre_stop';
  command: string[];
  user?: string;
  workingDir?: string;
  privileged: boolean;
  environment: Record<string, string>;
}

export interface Hooks {
  /** Commands by event, each as its arguments; the program is an absolute path, for `start` one inside. */
  commands: { [Event in HookEvent]?: string[][] };
  version: 0 | 1;
  environment: Record<string, string>;
}

/** One command for all to read: attributes and messages. */
export function formatHook(argv: readonly string[]): string {
  return argv.map(each => (/^[\w./:=@%+,-]+$/.test(each) ? each : JSON.stringify(each))).join(' ');
}

/** The other way round. */
export function parseHook(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map(([word]) =>
    word.startsWith('"') ? JSON.parse(word) : word,
  );
}
