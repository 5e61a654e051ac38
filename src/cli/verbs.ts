import type { LazyVerbs } from './command.js';

/** The real verbs. Each is loaded at its first call: `ps` must not pay for what only `up` needs. */
export const verbs: LazyVerbs = {
  load: async (...given) => (await import('../app/load.js')).load(...given),
  up: async (...given) => (await import('../app/up.js')).up(...given),
  down: async (...given) => (await import('../app/down.js')).down(...given),
  plan: async (...given) => (await import('../app/plan.js')).plan(...given),
  explain: async (...given) => (await import('../app/explain.js')).explain(...given),
  history: async (...given) => (await import('../app/history.js')).history(...given),
  historyEntry: async (...given) => (await import('../app/history.js')).historyEntry(...given),
  rollback: async (...given) => (await import('../app/history.js')).rollback(...given),
  confirm: async (...given) => (await import('../app/confirm.js')).confirm(...given),
  revertUnlessConfirmed: async (...given) =>
    (await import('../app/confirm.js')).revertUnlessConfirmed(...given),
  status: async (...given) => (await import('../app/status.js')).status(...given),
  savePlan: async (...given) => (await import('../app/saved-plan.js')).savePlan(...given),
  showPlan: async (...given) => (await import('../app/saved-plan.js')).showPlan(...given),
  applySaved: async (...given) => (await import('../app/saved-plan.js')).applySaved(...given),
  commands: async (...given) => (await import('../app/commands.js')).commands(...given),
  ps: async (...given) => (await import('../app/ps.js')).ps(...given),
  projects: async (...given) => (await import('../app/projects.js')).projects(...given),
  exec: async (...given) => (await import('../app/exec.js')).exec(...given),
  logs: async function* (...given) {
    yield* (await import('../app/logs.js')).logs(...given);
  },
  run: async (...given) => (await import('../app/run.js')).run(...given),
  runUnshared: async (...given) => (await import('../app/run-unshared.js')).runUnshared(...given),
  create: async (...given) => (await import('../app/create.js')).create(...given),
  remove: async (...given) => (await import('../app/remove.js')).remove(...given),
  start: async (...given) => (await import('../app/start.js')).start(...given),
  stop: async (...given) => (await import('../app/stop.js')).stop(...given),
  restart: async (...given) => (await import('../app/restart.js')).restart(...given),
  reboot: async (...given) => (await import('../app/reboot.js')).reboot(...given),
  autostart: async (...given) => (await import('../app/autostart.js')).autostart(...given),
  autostartList: async (...given) => (await import('../app/autostart.js')).autostartList(...given),
  systemdUnit: async (...given) => (await import('../app/systemd-unit.js')).systemdUnit(...given),
  freeze: async (...given) => (await import('../app/freeze.js')).freeze(...given),
  unfreeze: async (...given) => (await import('../app/freeze.js')).unfreeze(...given),
  kill: async (...given) => (await import('../app/kill.js')).kill(...given),
  wait: async (...given) => (await import('../app/wait.js')).wait(...given),
  monitor: async function* (...given) {
    yield* (await import('../app/monitor.js')).monitor(...given);
  },
  info: async (...given) => (await import('../app/info.js')).info(...given),
  top: async (...given) => (await import('../app/top.js')).top(...given),
  stats: async (...given) => (await import('../app/stats.js')).stats(...given),
  cgroup: async (...given) => (await import('../app/cgroup.js')).cgroup(...given),
  priority: async (...given) => (await import('../app/priority.js')).priority(...given),
  port: async (...given) => (await import('../app/port.js')).port(...given),
  lxcTemplate: async (...given) => (await import('../runtime/lxc-template.js')).runLxcTemplate(...given),
  snapshot: async (...given) => (await import('../app/snapshot.js')).snapshot(...given),
  snapshots: async (...given) => (await import('../app/snapshot.js')).snapshots(...given),
  restore: async (...given) => (await import('../app/snapshot.js')).restore(...given),
  removeSnapshot: async (...given) => (await import('../app/snapshot.js')).removeSnapshot(...given),
  ssh: async (...given) => (await import('../app/ssh.js')).ssh(...given),
  console: async (...given) => (await import('../app/console.js')).console(...given),
  eventCommand: async (...given) => (await import('../runtime/event-command.js')).runEventCommand(...given),
  lint: async (...given) => (await import('../app/lint.js')).lint(...given),
  explainMerge: async (...given) => (await import('../app/explain-merge.js')).explainMerge(...given),
  adopt: async (...given) => (await import('../app/adopt.js')).adopt(...given),
  exportLxc: async (...given) => (await import('../app/export-lxc.js')).exportLxc(...given),
  importSpec: async (...given) => (await import('../app/import.js')).importSpec(...given),
  initSpec: async (...given) => (await import('../app/init.js')).initSpec(...given),
  fmt: async (...given) => (await import('../app/fmt.js')).fmt(...given),
  set: async (...given) => (await import('../app/set.js')).set(...given),
  writeNewFile: async (...given) => (await import('../app/write-new-file.js')).writeNewFile(...given),
  aliases: async (action, directory, names, program) => {
    const { installAliases, installedAliases, removeAliases } = await import('../app/aliases.js');
    const act = { install: installAliases, list: installedAliases, remove: removeAliases }[action];
    return act(directory, names, program);
  },
  doctor: async (...given) => (await import('../app/doctor.js')).doctor(...given),
};
