#pragma once
/* Returns when containers 1 to `count` have each answered one echo request; ends the program after 30 s without. */
void ping_all(int count);
