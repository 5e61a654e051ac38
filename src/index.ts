/**
 * lxc-compose for programs: what the command line can do, a program can do with the same functions and the same types.
 *
 *     import { load, plan, up } from 'lxc-compose';
 */

export { adopt } from './app/adopt.js';
export { autostart, autostartList } from './app/autostart.js';
export { cgroup } from './app/cgroup.js';
export { commands } from './app/commands.js';
export { confirm } from './app/confirm.js';
export { console } from './app/console.js';
export type * from './app/contract.js';
export { create } from './app/create.js';
export { doctor } from './app/doctor.js';
export { down } from './app/down.js';
export { exec } from './app/exec.js';
export { explain } from './app/explain.js';
export { explainMerge } from './app/explain-merge.js';
export { exportLxc } from './app/export-lxc.js';
export { fmt } from './app/fmt.js';
export { freeze, unfreeze } from './app/freeze.js';
export { history, historyEntry, rollback } from './app/history.js';
export { importSpec } from './app/import.js';
export { info } from './app/info.js';
export { kill } from './app/kill.js';
export { lint } from './app/lint.js';
export { load } from './app/load.js';
export { logs } from './app/logs.js';
export { monitor } from './app/monitor.js';
export { plan } from './app/plan.js';
export { port } from './app/port.js';
export { priority } from './app/priority.js';
export { projects } from './app/projects.js';
export { ps } from './app/ps.js';
export { reboot } from './app/reboot.js';
export { remove } from './app/remove.js';
export { restart } from './app/restart.js';
export { run } from './app/run.js';
export { runUnshared } from './app/run-unshared.js';
export { applySaved, savePlan, showPlan } from './app/saved-plan.js';
export { set } from './app/set.js';
export { removeSnapshot, restore, snapshot, snapshots } from './app/snapshot.js';
export { ssh } from './app/ssh.js';
export { start } from './app/start.js';
export { stats } from './app/stats.js';
export { status } from './app/status.js';
export { stop } from './app/stop.js';
export { systemdUnit } from './app/systemd-unit.js';
export { top } from './app/top.js';
export { up } from './app/up.js';
export { wait } from './app/wait.js';
export type { Operation, Plan, PlannedChange } from './model/operation.js';
export { ExitCode, type KernelReport, Problem } from './model/problem.js';
export type * from './model/project.js';
export { noTrace, type Trace } from './runtime/trace.js';
