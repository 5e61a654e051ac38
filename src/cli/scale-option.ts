import type { OptionDescription } from './options.js';

/** Of the commands that may make another number of containers than the spec says. */
export const scaleOption: OptionDescription = {
  type: 'string',
  multiple: true,
  value: 'NAME=COUNT',
  summary: 'So many of this container, whatever the spec says (until the next `up` without it)',
};
