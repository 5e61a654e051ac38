// What may be asked of a monitor.
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor.h"

namespace {

const uint32_t plans_own = 0xffffffff;
const uint64_t freeze_bound_ms = 10000;

Report failure(const char *step, const char *call, const std::string &path, int error) {
  return {step, call, error, path, FailureKind::other};
}

bool write_file(const std::string &path, const char *text) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() && write(file.get(), text, 1) == 1;
}

bool is_frozen(const std::string &cgroup) {
  Descriptor file(open((cgroup + "/cgroup.events").c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[256];
  ssize_t size = file.valid() ? read(file.get(), buffer, sizeof buffer) : 0;
  return std::string(buffer, size > 0 ? size : 0).find("frozen 1") != std::string::npos;
}

}  // namespace

void Monitor::done(int connection) {
  requests_.answer(connection, message::done, Writer());
  gone(connection);
  requests_.close_connection(connection);
}

void Monitor::refuse(int connection, const Report &report) {
  Writer failed;
  failed.text(report.step).text(report.call).u32(report.error).text(report.path);
  failed.u8(static_cast<uint8_t>(report.kind));
  requests_.answer(connection, message::failed, failed);
  gone(connection);
  requests_.close_connection(connection);
}

void Monitor::gone(int connection) {
  watchers_.erase(connection);
  waiting_for_end_.erase(connection);
  waiting_for_restart_.erase(connection);
  for (auto &[pid, waiting] : programs_) {
    if (waiting != connection) continue;
    waiting = -1;
    // Who ran it in the foreground is gone.
    if (lives_for_one_program() && child_.pid > 0) begin_stop(SIGKILL, 0);
  }
}

void Monitor::serve(const Request &request) {
  switch (request.type) {
    case message::stop:
      return serve_stop(request);
    case message::signal:
      return serve_signal(request);
    case message::exec:
      return serve_exec(request);
    case message::configure:
      return serve_configure(request);
    case message::watch:
      watchers_.insert(request.connection);
      return requests_.answer(request.connection, message::status, Writer().text(status_json(status_, true)));
    case message::restart:
      return serve_restart(request);
    case message::freeze:
    case message::thaw:
      return serve_freeze(request, request.type == message::freeze);
    default:
      return requests_.close_connection(request.connection);
  }
}

void Monitor::serve_stop(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  uint32_t signal = reader.u32(), grace = reader.u32();
  bool forget = reader.boolean();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  waiting_for_end_.insert(request.connection);
  forget_ = forget_ || forget;
  status_.stopped_by_user = true;
  restart_asked_ = false;
  begin_stop(signal == 0 && child_.pid > 0 ? halt_signal(plan_, child_.pid) : static_cast<int>(signal),
             grace == plans_own ? plan_.stop_grace_ms : grace);
}

void Monitor::serve_restart(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  uint32_t grace = reader.u32();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  waiting_for_restart_.insert(request.connection);
  status_.stopped_by_user = false;
  if (child_.pid < 0) {
    loop_.cancel(restart_timer_);
    return restart_now();
  }
  restart_asked_ = true;
  begin_stop(static_cast<int>(plan_.reboot_signal), grace == plans_own ? plan_.stop_grace_ms : grace);
}

void Monitor::serve_signal(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  int signal = static_cast<int>(reader.u32());
  if (!reader.ok()) return requests_.close_connection(request.connection);
  if (child_.pid < 0)
    return refuse(request.connection, failure("signal the container", "pidfd_send_signal", "", ESRCH));
  // PID 1 of a container that is there for one program only reaps. Who is our child keeps its number until we have
  // asked how it ended.
  pid_t program = lives_for_one_program() && !programs_.empty() ? programs_.begin()->first : -1;
  int sent = program > 0 ? kill(program, signal) : syscall(SYS_pidfd_send_signal, child_.pidfd, signal, nullptr, 0);
  if (sent < 0) return refuse(request.connection, failure("signal the container", "pidfd_send_signal", "", errno));
  done(request.connection);
}

void Monitor::serve_exec(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  ExecRequest wanted;
  wanted.argv = reader.texts();
  wanted.environment = reader.texts();
  wanted.working_directory = reader.text();
  wanted.user = reader.text();
  wanted.tty = reader.boolean();
  wanted.rows = reader.u16();
  wanted.columns = reader.u16();
  wanted.privileged = reader.boolean();
  bool complete = reader.ok() && !wanted.argv.empty() && (wanted.tty || request.descriptors.size() == 3);
  if (!complete) return requests_.close_connection(request.connection);
  if (status_.state != State::running)
    return refuse(request.connection, failure("enter the container: it is not running", "setns", "", ESRCH));
  Report report;
  pid_t pid;
  int master;
  if (!child_enter(plan_, child_, wanted, wanted.tty ? nullptr : request.descriptors.data(), &pid, &master, &report))
    return refuse(request.connection, report);
  programs_[pid] = request.connection;
  loop_.cancel(idle_timer_);
  requests_.answer(request.connection, message::exec_started, Writer().u32(pid), master);
  if (master >= 0) close(master);
}

void Monitor::serve_configure(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  std::vector<ConfigureStep> steps;
  if (!decode_configure_steps(reader, &steps)) return requests_.close_connection(request.connection);
  Report report = failure("change the container: it is not running", "setns", "", ESRCH);
  if (child_.pid < 0 || !child_configure(child_, steps, &report)) return refuse(request.connection, report);
  done(request.connection);
}

void Monitor::serve_freeze(const Request &request, bool freeze) {
  const std::string &cgroup = plan_.cgroup.unified;
  if (child_.pid < 0) return refuse(request.connection, failure("freeze the container", "write", cgroup, ESRCH));
  if (!write_file(cgroup + "/cgroup.freeze", freeze ? "1" : "0"))
    return refuse(request.connection, failure("freeze the container", "write", cgroup + "/cgroup.freeze", errno));
  change(freeze ? State::freezing : State::running);
  settle_freeze(request.connection, freeze, monotonic_milliseconds() + freeze_bound_ms);
}

void Monitor::settle_freeze(int connection, bool freeze, uint64_t until) {
  if (is_frozen(plan_.cgroup.unified) == freeze) {
    if (freeze) change(State::frozen);
    return done(connection);
  }
  if (monotonic_milliseconds() > until)
    return refuse(connection, failure("freeze the container in time", "read", plan_.cgroup.unified, ETIMEDOUT));
  loop_.after(1, [this, connection, freeze, until] { settle_freeze(connection, freeze, until); });
}

void Monitor::thaw_quietly() { write_file(plan_.cgroup.unified + "/cgroup.freeze", "0"); }
