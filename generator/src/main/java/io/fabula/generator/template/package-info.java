/// Texts with `{{tokens}}`: compiled once, expanded for one client at a time, seeded.
///
/// | token | type | what it is |
/// |---|---|---|
/// | `uuid` | text | a UUID of version 4 |
/// | `now`, `now+1h`, `now-30s` | text | the time in UTC, RFC 3339 with milliseconds and `Z` |
/// | `date` | text | the day in UTC, `2026-11-20` |
/// | `timestamp` | number | milliseconds since 1970 |
/// | `seq` | number | 1 for the connection's first text that has it, 2 for the next |
/// | `randInt a b`, `random_int a b` | number | a whole number from a to b, both included |
/// | `random_float a b`, `random_float a b n` | number | from a to b, with n decimals |
/// | `oneOf "a" "b"` | text | one of them; bare numbers, `true`, `false` and `null` keep their type |
/// | `faker 'name.fullName'` | text | from a pool of 100 made by Datafaker |
/// | `message.PATH`, `$.PATH` | its own | what the path finds in the client's message |
/// | `message`, `$` | its own | the whole message |
/// | `params.PATH`, `params` | its own | the same in the message's `params` |
/// | `connection.id` | text | the connection |
/// | `connection_count` | number | how many connections there are |
/// | `env.NAME` | text | a variable of the environment, if the allow list names it |
///
/// All tokens of one text see the same time and the same `seq`. In text, null and what is not found
/// are empty, and lists and objects are JSON; of a path that can find several values (filters,
/// wildcards) a single finding is written alone. As a value, what is not found is null, and such a
/// path gives a list. `docs/templates.md` has an example of each.
@NullMarked
package io.fabula.generator.template;

import org.jspecify.annotations.NullMarked;
