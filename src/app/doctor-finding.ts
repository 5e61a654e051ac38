/** One line of doctor. */
export interface Finding {
  feature: string;
  present: boolean;
  detail: string;
  /** Spec keys, or values, that do not work without it. */
  disables: string[];
  remedy: string | null;
}
