/** Configs and secrets as a project knows them: by reference and hash. */

/** Where the bytes of a config or secret come from. Only those that the spec itself holds are part of a project. */
export type ContentSource = { file: string } | { environment: string } | { content: string };

/** A config or secret of the project. */
export interface Provided {
  name: string;
  from: ContentSource;
  /** Of the bytes, in hexadecimal digits: so that a changed content is seen. Never shown. */
  sha256: string;
  labels: Record<string, string>;
}

/** A config or secret as a read-only file inside a container. */
export interface ProvidedFile {
  kind: 'config' | 'secret';
  /** Its name in `configs` or `secrets`. */
  source: string;
  /** Absolute path inside the container. */
  target: string;
  /** Ids inside the container. */
  uid: number;
  gid: number;
  mode: number;
  sha256: string;
}
