/** What a container's terminals are, beside its own. Sizes in bytes. */
export interface ConsoleSettings {
  /** /dev/tty1 to /dev/ttyN. */
  ttys: number;
  /** Of what each terminal has shown, kept for who comes later. */
  buffer: number;
  /** Absolute path on the host; absent: none. */
  log?: string;
  /** Of the log; absent: without bound. */
  logSize?: number;
  rotate: boolean;
}
