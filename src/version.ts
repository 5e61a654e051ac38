/** The package's version: part of cache keys and of `version`. */
export const version = '0.1.0';
